"""The formats in which a code leaves, by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from assistant.exports.data import markdown, register
from assistant.exports.material import Material
from assistant.exports.pages import html, pdf, staff_card, summary, working_papers
from assistant.exports.word import docx
from knowledge.errors import InvalidInput, UnknownName


@dataclass(frozen=True, slots=True)
class Format:
    """A form in which a code leaves."""

    name: str
    media_type: str
    suffix: str  #: of a file's name
    make: Callable[[Material], bytes]
    says: str


_HTML = "text/html; charset=utf-8"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FORMATS = {
    made.name: made
    for made in (
        Format("md", "text/markdown; charset=utf-8", ".md", markdown, "the text that is published"),
        Format("html", _HTML, ".html", html, "a page to read and print"),
        Format("docx", _WORD, ".docx", docx, "a Word document"),
        Format("pdf", "application/pdf", ".pdf", pdf, "a tagged PDF"),
        Format("json", "application/json", ".json", register, "the register of clauses, as data"),
        Format("summary", _HTML, "-summary.html", summary, "the promises on one page"),
        Format("card", _HTML, "-card.html", staff_card, "the staff card"),
        Format("papers", _HTML, "-papers.html", working_papers, "reasons, indicators, procedures, plans"),
    )
}


def format_named(name: str) -> Format:
    """A format by its name.

    Raises:
        UnknownName: there is none.
    """
    if name not in FORMATS:
        raise UnknownName("format", name, sorted(FORMATS))
    return FORMATS[name]


def export(name: str, material: Material) -> bytes:
    """A code in a format.

    Raises:
        UnknownName: there is no such format.
        InvalidInput: the format needs a package that is not installed.
    """
    return format_named(name).make(material)


def frozen_exports(material: Material) -> dict[str, bytes]:
    """All formats that can be made here, for keeping with an approved code."""
    made = {}
    for name in FORMATS:
        try:
            made[name] = export(name, material)
        except InvalidInput:  # PDF without its package: it can be made later from the same frozen words
            continue
    return made
