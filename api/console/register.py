"""The register of commitments: filtered, one by one, its contradictions and its time limits."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import Path, Query, Request
from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.responses import Response

from api.commitment_schemas import (
    CommitmentOut,
    CommitmentQuery,
    CommitmentsQuery,
    ConflictsQuery,
    TimeLimitOut,
)
from api.console.pages import page
from api.console.routing import pages
from api.console.visitors import Customer, Visitor
from api.register_desk import LocalRegister
from api.state import state_of
from assistant.build import Assistant
from assistant.clock import Calendar, Deadline, deadline
from assistant.commitments import CommitmentType, Gap, Strength
from assistant.rules.base import Principle
from knowledge.errors import InvalidInput

router = pages()
PAGE_SIZE = 100
#: Days that a unit stands for, to put limits in order; working days are longer than days.
_DAYS = {"minute": 1 / 1440, "hour": 1 / 24, "day": 1, "working_day": 1.4, "week": 7, "month": 30.4, "year": 365.25}
GAP_WORDS: Mapping[Gap, str] = {
    Gap.CLOCK: "calendar or working days?",
    Gap.LIMIT: "no time limit",
    Gap.START: "from when?",
    Gap.REMEDY: "no remedy",
    Gap.CHANNEL: "how to use it?",
}


class Filters(BaseModel):
    """The form's fields; empty ones do not matter."""

    model_config = ConfigDict(extra="ignore")

    text: str = ""
    type: str = ""
    principle: str = ""
    strength: str = ""
    gap: str = ""
    document: str = ""
    as_of: str = ""
    offset: int = 0

    def query(self) -> CommitmentsQuery:
        """As the register is asked.

        Raises:
            InvalidInput: a field cannot be used.
        """
        given = {name: value for name, value in self.model_dump().items() if value}
        try:
            return CommitmentsQuery.model_validate({**given, "limit": PAGE_SIZE})
        except ValidationError as error:
            problem = error.errors()[0]
            where = str(problem["loc"][0]).replace("_", " ").capitalize()
            raise InvalidInput(f"{where}: {problem['msg'].removeprefix('Value error, ')}.") from error


@router.get("/commitments")
def commitments(request: Request, visitor: Customer, filters: Annotated[Filters, Query()]) -> Response:
    """The commitments in force that the visitor may read."""
    assistant = state_of(request).assistant
    found = LocalRegister(assistant, visitor.role).commitments(filters.query())
    return page(
        request,
        "commitments.html",
        visitor=visitor,
        found=found,
        filters=filters,
        page_size=PAGE_SIZE,
        documents=_documents(assistant, visitor),
        types=[each for each in CommitmentType if each is not CommitmentType.NONE],
        principles=list(Principle),
        strengths=list(Strength),
        gaps=GAP_WORDS,
        limit_words=limit_words,
    )


@router.get("/commitments/conflicts")
def conflicts(request: Request, visitor: Customer) -> Response:
    """Commitments that cannot both be kept."""
    found = LocalRegister(state_of(request).assistant, visitor.role).conflicts(ConflictsQuery.model_validate({}))
    shown = found.conflicts[:PAGE_SIZE]
    return page(request, "conflicts.html", visitor=visitor, conflicts=shown, total=len(found.conflicts))


@router.get("/commitments/deadlines")
def deadlines(request: Request, visitor: Customer) -> Response:
    """Everything with a time limit, the shortest first."""
    found = LocalRegister(state_of(request).assistant, visitor.role).all({})
    timed = sorted((each for each in found if each.time_limit), key=_length)
    return page(request, "deadlines.html", visitor=visitor, timed=timed, limit_words=limit_words, gaps=GAP_WORDS)


@router.get("/commitments/{commitment_id}")
def commitment(
    request: Request,
    visitor: Customer,
    *,
    commitment_id: Annotated[str, Path(min_length=1, max_length=64)],
    started: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    """One commitment with what belongs to it, its history, and the last day of its limit, counted from an event."""
    assistant = state_of(request).assistant
    found = LocalRegister(assistant, visitor.role).get(commitment_id, CommitmentQuery.model_validate({}))
    return page(
        request,
        "commitment.html",
        visitor=visitor,
        one=found.commitment,
        attached=found.attached,
        history=found.history,
        started=started,
        gaps=GAP_WORDS,
        limit_words=limit_words,
        **_counted(assistant, found.commitment.time_limit, started),
    )


def limit_words(limit: TimeLimitOut | None) -> str:
    """A time limit as people say it."""
    if limit is None:
        return ""
    figure = limit.max if limit.max is not None else limit.min
    if figure is None:
        return ""
    if not figure:
        return "the same day" if limit.unit in {"day", "working_day"} else "at once"
    unit = limit.unit.replace("_", " ") + ("" if figure == 1 else "s")
    least = "" if limit.min in {None, limit.max} or limit.max is None else f"{limit.min:g} to "
    before = "at least " if limit.max is None else ""
    return f"{before}{least}{figure:g} {unit}"


def _counted(assistant: Assistant, limit: TimeLimitOut | None, started: str) -> dict[str, Any]:
    """The deadline, where there is a limit and a start; or why there is none."""
    if limit is None or not started:
        return {"counted": None, "problem": ""}
    try:
        counted: Deadline | None = deadline(limit, _moment(started), _calendar(assistant))
    except InvalidInput as error:
        return {"counted": None, "problem": error.message}
    return {"counted": counted, "problem": ""}


def _moment(words: str) -> date | datetime:
    try:
        return date.fromisoformat(words) if len(words) == len("2026-01-31") else datetime.fromisoformat(words)
    except ValueError as error:
        raise InvalidInput("Give the day as 2026-01-31, or day and time as 2026-01-31T14:30.") from error


def _calendar(assistant: Assistant) -> Calendar:
    """The organisation's own, as far as it has said."""
    organisation = assistant.profile.organisation
    country, _, part = (organisation.holidays or "").partition("-")
    return Calendar(time_zone=organisation.time_zone or "UTC", country=country or None, subdivision=part or None)


def _length(one: CommitmentOut) -> tuple[float, str, int]:
    limit = one.time_limit
    figure = (limit.max if limit.max is not None else limit.min) if limit else None
    return (figure or 0.0) * _DAYS.get(limit.unit if limit else "", 1), one.document, one.start or 0


def _documents(assistant: Assistant, visitor: Visitor) -> list[str]:
    entries = assistant.library.catalogue().entries
    own = set(assistant.own_documents())
    seen = {entry.version.document for entry in entries if entry.version.audience in visitor.audiences}
    return sorted(seen & own)
