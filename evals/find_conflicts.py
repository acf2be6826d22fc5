"""Lists the contradictions that are found in folders of documents, to be read by hand against the text.

    python -m evals.find_conflicts evals/data/orgs/* knowledge/sample ../shared/corpora/github-site-policy

Each folder is read as one organisation whose documents are all in force; earlier versions, in a folder `archive`, are
left out. No database is made.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from assistant.commitments import extract, units_in_context
from assistant.conflicts import Conflict, conflicts
from assistant.register import Registered
from knowledge.documents import Audience, Version
from knowledge.errors import InvalidInput
from knowledge.readers import read
from knowledge.units import split

_ARCHIVE = "archive"
_SETTINGS = frozenset({".yaml", ".yml"})


def registered(folder: Path) -> list[Registered]:
    """All commitments of a folder's documents, as the register would hold them."""
    return [one for number, path in enumerate(_documents(folder)) for one in _of_document(folder, path, number)]


def _documents(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix not in _SETTINGS and _ARCHIVE not in path.relative_to(folder).parts:
            yield path


def _of_document(folder: Path, path: Path, number: int) -> Iterator[Registered]:
    try:
        document = read(path.name, path.read_bytes())
    except InvalidInput as error:
        sys.stderr.write(f"{path}: {error.message}\n")
        return
    passages, units = split(document)
    name = str(path.relative_to(folder))
    version = Version(f"{number}", name, 1, path.stem, Audience.PUBLIC, "policies", "1", f"{number}")
    for place, record in enumerate(extract(units_in_context(document.text, units, passages))):
        yield Registered(f"{number}-{place}", version, place, record)


def _as_dict(folder: Path, conflict: Conflict) -> dict[str, Any]:
    sides = [
        {"document": one.version.document, "heading": one.heading, "text": one.commitment.text}
        for one in (conflict.one, conflict.other)
    ]
    return {"folder": folder.name, "kind": conflict.kind.value, "reason": conflict.reason, "sides": sides}


def main(arguments: Sequence[str] | None = None) -> int:
    """Print what is found; exit code 2 where a folder is missing."""
    parser = argparse.ArgumentParser(description="List contradictions to be read against the text.")
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--json", action="store_true", help="print them as JSON lines")
    options = parser.parse_args(arguments)
    missing = [folder for folder in options.folders if not folder.is_dir()]
    if missing:
        sys.stderr.write(f"There is no folder {missing[0]}. Name folders of documents.\n")
        return 2
    count = commitments = 0
    for folder in options.folders:
        records = registered(folder)
        commitments += len(records)
        for conflict in conflicts(records):
            count += 1
            found = _as_dict(folder, conflict)
            sys.stdout.write(json.dumps(found, ensure_ascii=False) + "\n" if options.json else _as_text(count, found))
    if not options.json:
        sys.stdout.write(f"{count} found among {commitments} commitments in {len(options.folders)} folders\n")
    return 0


def _as_text(number: int, found: dict[str, Any]) -> str:
    sides = "".join(f"     “{side['text']}”\n       {side['document']}, {side['heading']}\n" for side in found["sides"])
    return f"{number}. {found['folder']}: {found['kind']}: {found['reason']}\n{sides}"


if __name__ == "__main__":
    sys.exit(main())
