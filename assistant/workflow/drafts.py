"""Drafts at work: made from a brief, edited, reviewed, approved, published and withdrawn; start reading here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from assistant.drafting.brief import Brief
from assistant.drafting.feasibility import MOST_MISSED, Feasibility, feasibility
from assistant.drafting.interview import Interview, interview
from assistant.drafting.records import Clause, Fact, open_gaps
from assistant.drafting.register import facts_in, public_texts
from assistant.drafting.review import Reviewed, review
from assistant.drafting.slots import SlotKind, slot
from assistant.exports import Material, export, format_named, frozen_exports
from assistant.workflow.diff import Diff, diff
from assistant.workflow.publication import end, put_in
from assistant.workflow.records import Comment, Content, Draft, content_of
from assistant.workflow.states import OPEN, State, Step, WrongState, after
from assistant.workflow.store import Changed, DraftStore
from knowledge.errors import Conflict, InvalidInput, UnknownName
from knowledge.library import Library

_LONGEST_TEXT = 4_000


@dataclass(frozen=True, slots=True)
class Edit:
    """A change to a draft; what is left out stays."""

    answers: Mapping[str, str | None] | None = None  #: to questions; None takes an answer back
    clauses: Mapping[str, str | None] | None = None  #: own words by clause; None leaves the clause out
    restore: tuple[str, ...] = ()  #: clauses that get the pattern's words again
    brief: Brief | None = None  #: in place of the present one
    refresh: bool = False  #: read the organisation's documents again
    revision: int | None = None  #: the revision that was read; None: whatever is there


class Drafts:
    """All drafts of an organisation."""

    def __init__(self, library: Library, today: Callable[[], date]) -> None:
        self._library = library
        self._today = today
        self._store = DraftStore(library.database)

    def found(self) -> tuple[Fact, ...]:
        """What the organisation's public documents in force already say."""
        return facts_in(public_texts(self._library, self._today()))

    def interview(self, brief: Brief) -> Interview:
        """What an author must still say."""
        return interview(brief, self.found())

    def create(self, brief: Brief, actor: str, *, revise: str | None = None) -> Draft:
        """Draft a code from a brief, or the next version of a code from an earlier draft.

        Raises:
            UnknownName: there is no draft `revise`.
        """
        if revise is None:
            content = content_of(brief, self.found(), {})
            return self._store.create(content, actor, {"document": brief.document})
        earlier = self._store.get(revise)
        facts = {**earlier.content.brief.facts, **brief.facts}
        if "effective-date" not in brief.facts:
            facts.pop("effective-date", None)  # the next version has a day of its own
            facts.pop("version-label", None)
        continued = earlier.content.brief.model_copy(update={"facts": facts})
        content = content_of(continued, earlier.content.found, earlier.content.edits)
        return self._store.create(content, actor, {"document": continued.document, "revises": revise})

    def get(self, draft_id: str) -> Draft:
        """A draft as it stands today.

        Raises:
            UnknownName: there is none.
        """
        return self._dated(self._store.get(draft_id))

    def all(self, document: str | None = None) -> tuple[Draft, ...]:
        """All drafts, or those of a document, oldest first."""
        return tuple(self._dated(draft) for draft in self._store.all(document))

    def edit(self, draft_id: str, edit: Edit, actor: str) -> Draft:
        """Change the words of a draft.

        Raises:
            UnknownName: no such draft, question or clause.
            InvalidInput: an answer cannot be used.
            Conflict: it is not open for changes, or has changed meanwhile.
        """
        draft = self.get(draft_id)
        if draft.state not in OPEN:
            raise WrongState(draft.id, draft.state, "edit")
        if edit.revision is not None and edit.revision != draft.revision:
            raise Changed(draft.id)
        content = _edited(draft.content, edit, self.found() if edit.refresh else draft.content.found)
        changed = diff(draft.content, content).promises
        return self._store.revise(draft, content, actor, {"changed": [change.clause for change in changed]})

    def clause(self, draft_id: str, clause_id: str) -> tuple[Draft, Clause]:
        """A clause of a draft that can be changed.

        Raises:
            UnknownName: no such draft or clause.
            Conflict: the draft is not open for changes.
        """
        draft = self.get(draft_id)
        if draft.state not in OPEN:
            raise WrongState(draft.id, draft.state, "edit")
        clauses = {each.id: each for each in draft.content.clauses}
        if clause_id not in clauses:
            raise UnknownName("clause", clause_id, list(clauses))
        return draft, clauses[clause_id]

    def review(self, draft: Draft) -> Reviewed:
        """What the checker says of a draft."""
        brief = draft.content.brief
        return review(brief.title, draft.content.clauses, brief.check_config)

    def submit(self, draft_id: str, actor: str, note: str | None = None) -> Draft:
        """Hand a draft in for review."""
        return self._step(draft_id, Step.SUBMIT, actor, note)

    def request_changes(self, draft_id: str, actor: str, note: str) -> Draft:
        """Send a draft back, saying why."""
        self.get(draft_id)
        if not note.strip():
            raise InvalidInput("Say which changes are needed: the author reads this note.")
        return self._step(draft_id, Step.REQUEST_CHANGES, actor, note, approved_by=None, freeze={})

    def approve(self, draft_id: str, actor: str, note: str | None = None) -> Draft:
        """Approve a draft and freeze its words and exports.

        Raises:
            Conflict: gaps are open, or the checker finds errors, or the state does not allow it.
        """
        draft = self.get(draft_id)
        after(draft.id, draft.state, Step.APPROVE)
        _refuse_gaps(draft)
        found = [one for one in self.review(draft).findings if one.finding.severity.value == "error"]
        if found:
            said = "; ".join(f"{one.finding.rule} in {one.clause or 'the whole text'}" for one in found)
            raise Conflict(
                f"The draft {draft.id} has errors: {said}. "
                "Request changes and correct them, or accept them in the brief with a reason."
            )
        if draft.content.effective_from is None:
            raise Conflict("Nobody has said from which day the code holds. Answer 'effective-date' first.")
        frozen = frozen_exports(material_of(replace(draft, state=State.APPROVED)))
        return self._step(draft_id, Step.APPROVE, actor, note, approved_by=actor, freeze=frozen)

    def publish(self, draft_id: str, actor: str, effective_from: date | None = None) -> Draft:
        """Make the approved words a new public version of the document, in force from the day that they name.

        Raises:
            Conflict: the state, or another version of the document, does not allow it.
            InvalidInput: the day is another than the words say, or past.
        """
        draft = self.get(draft_id)
        after(draft.id, draft.state, Step.PUBLISH)
        day = draft.content.effective_from
        if day is None or (effective_from is not None and effective_from != day):
            raise InvalidInput(
                f"The approved text says that it holds from {day}. Publish it from that day, "
                "or request changes and answer 'effective-date' anew."
            )
        words = self._store.export(draft.id, "md")
        if words is None:
            raise Conflict(f"The draft {draft.id} has no frozen text. Request changes and approve it again.")
        version = put_in(self._library, draft, words, day, self._today())
        return self._move(
            draft,
            Step.PUBLISH,
            actor,
            values={"version_id": version.id, "effective_from": day},
            details={"document": draft.document, "version": version.id, "effective_from": day},
        )

    def withdraw(self, draft_id: str, actor: str, note: str | None = None) -> Draft:
        """Take a draft back. A version not yet in force is taken out; one in force ends today.

        Raises:
            Conflict: it is withdrawn already, or another version has taken its place.
        """
        draft = self.get(draft_id)
        after(draft.id, draft.state, Step.WITHDRAW)
        if draft.state is State.SUPERSEDED:
            raise Conflict(f"The draft {draft.id} is superseded; a later version holds. Withdraw that one.")
        done = None
        if draft.version_id is not None:
            done = end(self._library, draft, self._store.export(draft.id, "md") or b"", self._today())
        details = {"note": note, "version": draft.version_id, "outcome": done}
        return self._move(draft, Step.WITHDRAW, actor, values={}, details=_said(details))

    def export(self, draft_id: str, name: str) -> bytes:
        """A draft in a format; an approved one gives the bytes that were frozen.

        Raises:
            UnknownName: no such draft or format.
            InvalidInput: the format needs a package that is not installed.
        """
        draft = self.get(draft_id)
        format_named(name)
        frozen = self._store.export(draft.id, name)
        return frozen if frozen is not None else export(name, material_of(draft))

    def diff(self, draft_id: str, *, revision: int | None = None, against: str | None = None) -> Diff:
        """What changed in a draft since one of its revisions, another draft, or by default what it follows.

        Raises:
            UnknownName: no such draft or revision.
        """
        draft = self.get(draft_id)
        if against is not None:
            return diff(self.get(against).content, draft.content)
        if revision is not None:
            return diff(self._store.revision(draft.id, revision), draft.content)
        return diff(self._before(draft), draft.content)

    def feasibility(self, draft_id: str, csv: str, most_missed: float = MOST_MISSED) -> Feasibility:
        """Test a draft's limits on past performance.

        Raises:
            UnknownName: there is no such draft.
            InvalidInput: the CSV lacks a column.
        """
        return feasibility(csv, limits_of(self.get(draft_id).content), most_missed=most_missed)

    def comment(self, draft_id: str, clause: str | None, text: str, actor: str) -> Comment:
        """Remark on a clause, or on the whole draft.

        Raises:
            UnknownName: no such draft or clause.
            InvalidInput: there are no words, or too many.
        """
        draft = self.get(draft_id)
        if not text.strip() or len(text) > _LONGEST_TEXT:
            raise InvalidInput(f"A comment has between 1 and {_LONGEST_TEXT} characters.")
        known = [each.id for each in draft.content.clauses]
        if clause is not None and clause not in known:
            raise UnknownName("clause", clause, known)
        return self._store.comment(draft, clause, text.strip(), actor)

    def resolve(self, draft_id: str, number: int, actor: str) -> Comment:
        """Mark a comment as dealt with.

        Raises:
            UnknownName: no such draft or comment.
        """
        return self._store.resolve(self.get(draft_id), number, actor)

    def comments(self, draft_id: str) -> tuple[Comment, ...]:
        """All comments on a draft, oldest first."""
        return self._store.comments(self.get(draft_id).id)

    def _before(self, draft: Draft) -> Content:
        """What a draft follows: the last published draft of its document, else its own first revision."""
        for other in reversed(self._store.all(draft.document)):
            if other.id != draft.id and other.state is State.PUBLISHED and other.created_at < draft.created_at:
                return other.content
        return self._store.revision(draft.id, 1)

    def _step(
        self,
        draft_id: str,
        step: Step,
        actor: str,
        note: str | None,
        *,
        freeze: Mapping[str, bytes] | None = None,
        **values: object,
    ) -> Draft:
        return self._move(self.get(draft_id), step, actor, values=values, details=_said({"note": note}), freeze=freeze)

    def _move(
        self,
        draft: Draft,
        step: Step,
        actor: str,
        *,
        values: Mapping[str, object],
        details: Mapping[str, object],
        freeze: Mapping[str, bytes] | None = None,
    ) -> Draft:
        state = after(draft.id, draft.state, step)
        moved = self._store.move(draft, state, actor, f"drafts.{step}", values=values, details=details, exports=freeze)
        return self._dated(moved)

    def _dated(self, draft: Draft) -> Draft:
        """A published draft whose version has ended is superseded."""
        if draft.state is not State.PUBLISHED or draft.version_id is None:
            return draft
        entry = self._library.catalogue().by_id.get(draft.version_id)
        ended = entry is None or (
            entry.version.effective_to is not None and entry.version.effective_to <= self._today()
        )
        return replace(draft, state=State.SUPERSEDED) if ended else draft


def material_of(draft: Draft) -> Material:
    """What exports of a draft are made from."""
    content = draft.content
    return Material(
        title=content.brief.title,
        document=draft.document,
        clauses=content.clauses,
        facts=content.facts,
        state=draft.state.value,
        label=content.label,
        effective_from=content.effective_from,
        variety=content.brief.variety,
    )


def limits_of(content: Content) -> dict[str, str]:
    """The time limits of a draft's promises: the first duration of each, or an empty word while it is open."""
    found: dict[str, str] = {}
    for clause in content.clauses:
        durations = [fact.value for fact in clause.facts if fact.value and slot(fact.slot).kind is SlotKind.DURATION]
        open_ = [gap for gap in clause.gaps if gap.kind is SlotKind.DURATION]
        if durations or open_:
            found[clause.id] = durations[0] if durations else ""
    return found


def _edited(content: Content, edit: Edit, found: tuple[Fact, ...]) -> Content:
    brief = edit.brief or content.brief
    if edit.answers:
        brief = brief.answered(edit.answers)
    edits = {key: text for key, text in content.edits.items() if key not in edit.restore}
    known = {clause.id for clause in content_of(brief, found, {}).clauses} | set(edits)
    for key, text in (edit.clauses or {}).items():
        if key not in known:
            raise UnknownName("clause", key, sorted(known))
        if text is not None and not 0 < len(text.strip()) <= _LONGEST_TEXT:
            raise InvalidInput(f"The clause '{key}' needs between 1 and {_LONGEST_TEXT} characters.")
        edits[key] = text.strip() if text is not None else None
    return content_of(brief, found, edits)


def _refuse_gaps(draft: Draft) -> None:
    gaps = open_gaps(draft.content.clauses)
    if gaps:
        names = ", ".join(gap.slot for gap in gaps)
        raise Conflict(
            f"The draft {draft.id} has {len(gaps)} open questions: {names}. Answer them, or leave their clauses out.",
            {"gaps": [gap.slot for gap in gaps]},
        )


def _said(details: Mapping[str, object]) -> dict[str, object]:
    return {key: value for key, value in details.items() if value is not None}
