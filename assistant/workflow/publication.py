"""Publication: an approved text becomes a version of a public document, and leaves again when it is withdrawn."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from assistant.workflow.records import Draft
from knowledge.documents import POLICIES, Audience, Declared, Version
from knowledge.errors import Conflict, InvalidInput, UnreadableFile
from knowledge.library import Library


def put_in(library: Library, draft: Draft, words: bytes, day: date, today: date) -> Version:
    """Make the words a public version in force from a day; doing it again changes nothing.

    Raises:
        InvalidInput: the day is past.
        Conflict: a version of the document begins on that day or later.
    """
    if day < today:
        raise InvalidInput(
            f"{day} is past: a code cannot hold before it is published. "
            "Request changes and answer 'effective-date' anew."
        )
    _refuse_later_versions(library, draft, words, day)
    report = library.add(draft.document, words, declared=_declared(draft, day))
    if report.failed:
        raise UnreadableFile(draft.document, report.failed[0].reason)
    return library.catalogue().by_source[draft.document].version


def end(library: Library, draft: Draft, words: bytes, today: date) -> str:
    """Undo a publication: a version not yet in force before today goes, one that was in force ends today.

    What was in force stays answerable for its days. Returns what was done, for the audit trail.

    Raises:
        Conflict: another version of the document came after it.
    """
    entry = library.catalogue().by_id.get(draft.version_id or "")
    if entry is None:
        return "the version was gone already"
    begun = entry.version.effective_from
    if begun is None or begun >= today:
        library.delete_version(entry.version.id, f"withdrawn: draft {draft.id}")
        return "removed before it was in force"
    if library.catalogue().by_source[draft.document].version.id != entry.version.id:
        raise Conflict(f"A later version of {draft.document} is there. Withdraw that one first.")
    library.add(draft.document, words, declared=replace(_declared(draft, begun), effective_to=today))
    return f"ended on {today}"


def _declared(draft: Draft, day: date) -> Declared:
    content = draft.content
    return Declared(
        title=content.brief.title,
        audience=Audience.PUBLIC,
        collection=POLICIES,
        label=content.label,
        effective_from=day,
        language="en",
    )


def _refuse_later_versions(library: Library, draft: Draft, words: bytes, day: date) -> None:
    text = words.decode()
    for entry in library.catalogue().by_document.get(draft.document, ()):
        begun = entry.version.effective_from
        if begun is not None and begun >= day and library.version_text(entry.version.id) != text:
            raise Conflict(
                f"Version {entry.version.label} of {draft.document} begins on {begun}, not before {day}. "
                "Withdraw it, or let this one begin later."
            )
