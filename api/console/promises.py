"""`/promises`: what the organisation promises today, for everybody: searchable, printable, each with an address."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Annotated

from fastapi import Query, Request
from starlette.responses import Response

from api.commitment_schemas import CommitmentOut, CommitmentsQuery
from api.console.pages import page
from api.console.routing import pages
from api.register_desk import LocalRegister
from api.state import State, state_of
from assistant.commitments import CommitmentType
from assistant.roles import Role
from knowledge.library import Library

log = logging.getLogger(__name__)
router = pages(prefix="")
#: What binds the organisation; exclusions and duties are shown with the promise that they belong to.
_BINDING = frozenset({CommitmentType.PROMISE, CommitmentType.TARGET, CommitmentType.REMEDY})
_MOST = 1_000


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise and what belongs to it."""

    one: CommitmentOut
    attached: tuple[CommitmentOut, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """The promises of one document."""

    title: str
    version: str
    promises: tuple[Promise, ...]


@router.get("/promises")
def promises(request: Request, *, q: Annotated[str, Query(max_length=200)] = "") -> Response:
    """The page; customers' documents alone, whoever asks."""
    state = state_of(request)
    register = LocalRegister(state.assistant, Role.CUSTOMER)
    found = register.commitments(CommitmentsQuery.model_validate({"text": q.strip() or None, "limit": _MOST}))
    sections = _sections([one for one in found.commitments if _stands(one, state.assistant.library)])
    return page(
        request,
        "promises.html",
        sections=sections,
        count=sum(len(section.promises) for section in sections),
        cut=found.total > _MOST,
        q=q,
        contact=state.assistant.profile.contact(),
        site=_site(request, state),
    )


def _stands(one: CommitmentOut, library: Library) -> bool:
    """Whether its words, marks aside, stand at its place in the stored text; if not, it is a fault of ours."""
    stored = library.version_text(one.version_id)[one.start or 0 : one.end or 0]
    same = _letters(stored) == _letters(one.text)
    if not same:
        log.error("commitment %s is not in the text of version %s", one.id, one.version_id)
    return same


def _letters(words: str) -> str:
    return "".join(sign for sign in words if sign.isalnum())


def _sections(found: Sequence[CommitmentOut]) -> list[Section]:
    """By document; what belongs to a promise that is shown is shown below it."""
    shown = {one.id for one in found if one.type in _BINDING}
    below = [one for one in found if one.belongs_to in shown and one.belongs_to != one.id]
    inner = {one.id for one in below}
    sections = []
    for _, group in groupby(found, key=lambda one: one.version_id):
        members = list(group)
        kept = _once([one for one in members if one.type in _BINDING and one.id not in inner])
        made = tuple(Promise(one, tuple(each for each in below if each.belongs_to == one.id)) for one in kept)
        if made:
            sections.append(Section(members[0].title, members[0].version, made))
    return sections


def _once(members: Sequence[CommitmentOut]) -> list[CommitmentOut]:
    """Without those whose words are a part of another's: a sentence that promises two things is shown once."""
    places = [(one.start or 0, one.end or 0) for one in members]

    def part(place: int) -> bool:
        start, end = places[place]
        return any(
            first <= start and end <= last and ((first, last) != (start, end) or other < place)
            for other, (first, last) in enumerate(places)
            if other != place
        )

    return [one for place, one in enumerate(members) if not part(place)]


def _site(request: Request, state: State) -> str | None:
    """The site whose chat may stand on this server's own pages, if there is one."""
    own = f"{request.url.scheme}://{request.url.netloc}"
    allowed = (site.id for site in state.settings.sites if own in site.origins and site.anonymous)
    return next(allowed, None)
