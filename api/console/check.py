"""The checker: a text or a document, its findings in place, and which principles it covers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from types import MappingProxyType
from typing import Annotated

from fastapi import Query, Request
from starlette.responses import Response

from api.checks import Checked, check_document, check_text
from api.console.highlights import cut
from api.console.pages import page
from api.console.routing import pages
from api.console.visitors import Author, Form, Visitor, field
from api.state import state_of
from assistant.checker import Report
from assistant.coverage import Level
from assistant.rules import Finding, Severity
from knowledge.documents import Span
from knowledge.errors import UnreadableFile

router = pages()
LONGEST_TEXT = 400_000
_FRONT_MATTER = re.compile(r"---\n.*?\n---\n\s*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Marked:
    """A stretch of the checked text, and the findings on it by their number from 1."""

    text: str
    severity: Severity | None  #: the gravest of them
    begun: tuple[int, ...]  #: findings that begin here


@router.get("/check")
def check_page(request: Request, visitor: Author, document: Annotated[str, Query(max_length=300)] = "") -> Response:
    """The form; with a document's name, its report."""
    if not document:
        return _page(request, visitor)
    checked = check_document(state_of(request).assistant, visitor.role, document)
    return _shown(request, visitor, checked, name=document)


@router.post("/check")
def check_pasted(request: Request, visitor: Author, form: Form) -> Response:
    """The report on a text that somebody pasted."""
    text = field(form, "text", longest=LONGEST_TEXT)

    if not text.strip():
        return _page(request, visitor, error="Paste a text first, or choose a document.")
    try:
        checked = check_text(state_of(request).assistant, visitor.role, text)
    except UnreadableFile as error:
        return _page(request, visitor, text=text, error=error.reason)
    return _shown(request, visitor, checked, text=text)


def marked(text: str, findings: Sequence[Finding], start: int = 0) -> tuple[Marked, ...]:
    """The text from `start` on, cut where findings begin and end; together the pieces are that text."""
    placed = [(number, finding) for number, finding in enumerate(findings, start=1) if finding.span]
    spans = [finding.span for _, finding in placed if finding.span]
    order = list(Severity)
    begun: set[int] = set()
    pieces = []
    for piece in cut(text, Span(start, len(text)), spans):
        here = [placed[mark] for mark in piece.marks]
        new = tuple(number for number, _ in here if number not in begun)
        begun.update(new)
        gravest = min((finding.severity for _, finding in here), key=order.index, default=None)
        pieces.append(Marked(piece.text, gravest, new))
    return tuple(pieces)


def _shown(request: Request, visitor: Visitor, checked: Checked, *, text: str = "", name: str = "") -> Response:
    document, report = checked.document, checked.report
    front = _FRONT_MATTER.match(document.text)
    placed = min((finding.span.start for finding in report.findings if finding.span), default=len(document.text))
    about = front[0] if front and front.end() <= placed else ""  # a finding in it must be seen
    return _page(
        request,
        visitor,
        text=text,
        name=name,
        report=report,
        about=about,
        pieces=marked(document.text, report.findings, len(about)),
        levels=Counter(each.level for each in report.coverage.values()),
    )


def _page(
    request: Request,
    visitor: Visitor,
    *,
    text: str = "",
    name: str = "",
    error: str = "",
    report: Report | None = None,
    about: str = "",
    pieces: Sequence[Marked] = (),
    levels: Mapping[Level, int] = MappingProxyType({}),
) -> Response:
    return page(
        request,
        "check.html",
        visitor=visitor,
        status=HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK,
        names=state_of(request).assistant.own_documents(),
        text=text,
        name=name,
        error=error,
        report=report,
        about=about,
        pieces=pieces,
        levels=levels,
        longest=LONGEST_TEXT,
    )
