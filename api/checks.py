"""Checks in an organisation's name: with its own settings, and held against its documents in force."""

from __future__ import annotations

from dataclasses import dataclass, replace

from api.routes.documents import current_entry, readable_entries
from assistant.build import Assistant
from assistant.check_config import config_at_hand
from assistant.checker import Report, check
from assistant.other_documents import against
from assistant.roles import Role
from assistant.rules import Finding
from knowledge.documents import Document, Scope
from knowledge.readers import Limits, read_safely

_MARKDOWN = "text/markdown"
_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Checked:
    """A text as it was read, and what was found in it."""

    document: Document
    report: Report  #: its spans are those of the document's text


def check_text(assistant: Assistant, role: Role, text: str, name: str = "") -> Checked:
    """Check a Markdown text.

    Args:
        assistant: whose documents it is held against.
        role: it is held against those that this role may read.
        text: the Markdown.
        name: the stored document whose successor it is, and which it may therefore contradict; "" for none.

    Raises:
        UnreadableFile: it cannot be read as a document.
        InvalidSettings: the settings of checks in `pledge.toml` cannot be used.
    """
    return _checked(assistant, role, read_text(text), name)


def check_document(assistant: Assistant, role: Role, name: str) -> Checked:
    """Check a stored document's present text, read again so that its layout is known.

    Raises:
        UnknownName: the role may see no document of this name.
    """
    entry = current_entry(readable_entries(assistant, role.audiences, name), assistant.today())
    text = assistant.library.version_text(entry.version.id)
    return _checked(assistant, role, read_text(text, "text.md" if entry.media_type == _MARKDOWN else "text.txt"), name)


def contradictions(assistant: Assistant, role: Role, document: Document, name: str) -> tuple[Finding, ...]:
    """What a text promises otherwise than the other documents in force that the role may read."""
    in_force = assistant.register.find(Scope(role.audiences, assistant.today()))
    return against(document, name, in_force)


def contradictions_of_text(assistant: Assistant, role: Role, text: str, name: str) -> tuple[Finding, ...]:
    """The same for a Markdown text."""
    return contradictions(assistant, role, read_text(text), name)


def read_text(text: str, name: str = "text.md") -> Document:
    """A text as a document.

    Args:
        text: its words.
        name: its ending tells how they are read.

    Raises:
        UnreadableFile: it cannot be read as a document.
    """
    return read_safely(name, text.encode("utf-8", "replace"), Limits(seconds=_SECONDS))


def _checked(assistant: Assistant, role: Role, document: Document, name: str) -> Checked:
    config = replace(config_at_hand(), name=name, today=assistant.today())
    return Checked(document, check(document, config, elsewhere=contradictions(assistant, role, document, name)))
