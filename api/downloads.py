"""What a browser calls a file that it saves."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from urllib.parse import quote


def attachment(document: str, suffix: str) -> str:
    """The header `Content-Disposition` of a file made of a document: named after it, with another ending."""
    name = PurePosixPath(document).stem + suffix
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip("-")
    also = "" if plain == name else f"; filename*=UTF-8''{quote(name, safe='')}"
    return f'attachment; filename="{plain}"{also}'
