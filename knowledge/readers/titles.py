"""Whether what a file's properties call its title is one, or only what a program left there."""

from __future__ import annotations

import re

_LEAST_CHARACTERS = 3
_BY_PROGRAMS = re.compile(
    r"""(?:
        (?:about|https?|file|data|blob|chrome):\S*              # printed from a browser
      | .*\.(?:docx?|dotx?|rtf|odt|pages|pdf|indd|qxd|p65|xlsx?|pptx?|html?|php|aspx?|txt|md|tiff?|jpe?g|png)
      | microsoft\ (?:word|excel|powerpoint|office\ word)\b.*    # the printer driver's, before a file name
      | (?:word|pdf|new|neues)?[ ]?(?:document|dokument|documento)\ ?\d*
      | powerpoint[ -](?:presentation|präsentation) | presentation\ ?\d* | slide\ \d+ | folie\ \d+
      | (?:.*\b)?(?:untitled|unbenannt|sans\ titre|sin\ título|senza\ titolo)(?:[ -]?\d+)?
      | (?:scan|scanned|img|image|print)[ _-]?(?:document|image|job)?[ _-]?[\d_-]*
      | (?:no|kein)\ (?:title|titel) | title | titel
      | [\W\d_]+                                                 # not a letter in it
    )""",
    re.IGNORECASE | re.VERBOSE,
)


def is_title(words: str) -> bool:
    """Whether a reader would take `words`, from a file's properties, for the document's title."""
    return len(words) >= _LEAST_CHARACTERS and not _BY_PROGRAMS.fullmatch(words)
