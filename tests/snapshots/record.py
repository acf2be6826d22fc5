"""Records the events of a server of the sample organisation: `python -m tests.snapshots.record`."""

from __future__ import annotations

import json
import re
import tempfile
from importlib import resources
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient

from api.app import create_app
from assistant.build import build
from assistant.roles import Role
from assistant.settings import load_settings
from knowledge.documents import Declared
from tests.snapshots.events import FOLDER, QUESTIONS, record

_IDS = re.compile(r"^(r|m|c)_[A-Za-z0-9_-]{16,}$")


def main() -> None:
    """Ask everything once."""
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings(data=Path(folder))
        with build(settings, "recording") as assistant:
            sample = Path(str(resources.files("knowledge") / "sample"))
            assistant.ingest(sample, actor="recording", declared=Declared())
            client = TestClient(create_app(assistant, settings))
            headers = {"Authorization": f"Bearer {assistant.keys.lend(Role.CUSTOMER, 'recording')}"}
            for name in QUESTIONS:
                told = record(client, headers, name)
                kept = _steady({"question": told.question, "events": told.events, "place": told.place})
                text = json.dumps(kept, indent=1, ensure_ascii=False)
                (FOLDER / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def _steady(value: Any) -> Any:
    """The same with names instead of ids, and rounded figures."""
    if isinstance(value, dict):
        return {key: _steady(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_steady(inner) for inner in value]
    if isinstance(value, float):
        return round(value, 2)
    found = _IDS.match(value) if isinstance(value, str) else None
    return f"{found[1]}_recorded" if found else value


if __name__ == "__main__":
    main()
