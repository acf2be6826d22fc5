"""The drafting library's own YAML files."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@cache
def shipped(name: str) -> Any:
    """The content of a file of this package, such as `slots.yaml`."""
    return yaml.safe_load(files("assistant.drafting").joinpath(name).read_text(encoding="utf-8"))
