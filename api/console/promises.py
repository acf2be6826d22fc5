"""`/promises`: what the organisation promises today, for everybody: searchable, printable, each with an address."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Annotated

from fastapi import Query, Request
from starlette.responses import Response

from api.commitment_schemas import CommitmentOut
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
#: Where there are more promises than that, each document shows its first ones and leads to a page of its own.
_MOST = 500
_FIRST = 20


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise and what belongs to it."""

    one: CommitmentOut
    attached: tuple[CommitmentOut, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """The promises of one document."""

    document: str
    title: str
    version: str
    promises: tuple[Promise, ...]
    total: int  #: of its promises, where only the first are shown


@router.get("/promises")
def promises(
    request: Request,
    *,
    q: Annotated[str, Query(max_length=200)] = "",
    document: Annotated[str, Query(max_length=400)] = "",
) -> Response:
    """The page; customers' documents alone, whoever asks."""
    state = state_of(request)
    register = LocalRegister(state.assistant, Role.CUSTOMER)
    sections = _sections(register.all({"text": q.strip() or None, "document": document or None}))
    if not document and sum(section.total for section in sections) > _MOST:
        sections = [replace(section, promises=section.promises[:_FIRST]) for section in sections]
    library = state.assistant.library
    return page(
        request,
        "promises.html",
        sections=[_standing(section, library) for section in sections],
        count=sum(section.total for section in sections),
        q=q,
        document=document,
        contact=state.assistant.profile.contact(),
        site=_site(request, state),
    )


def _standing(section: Section, library: Library) -> Section:
    """The section without what does not stand in its document."""
    kept = [promise for promise in section.promises if _stands(promise.one, library)]
    sound = (replace(p, attached=tuple(each for each in p.attached if _stands(each, library))) for p in kept)
    return replace(section, promises=tuple(sound))


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
            first = members[0]
            sections.append(Section(first.document, first.title, first.version, made, len(made)))
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
