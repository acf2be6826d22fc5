"""Checks in an organisation's name: with its own settings, and held against its documents in force."""

from __future__ import annotations

from dataclasses import replace

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


def check_text(assistant: Assistant, role: Role, text: str, name: str) -> Report:
    """The report on a Markdown text.

    Raises:
        UnreadableFile: it cannot be read as a document.
        InvalidSettings: the settings of checks in `pledge.toml` cannot be used.
    """
    return _checked(assistant, role, _read(text, "text.md"), name)


def check_document(assistant: Assistant, role: Role, name: str) -> Report:
    """The report on a stored document's present text.

    Raises:
        UnknownName: the role may see no document of this name.
    """
    entry = current_entry(readable_entries(assistant, role.audiences, name), assistant.today())
    text = assistant.library.version_text(entry.version.id)
    return _checked(assistant, role, _read(text, "text.md" if entry.media_type == _MARKDOWN else "text.txt"), name)


def contradictions(assistant: Assistant, role: Role, document: Document, name: str) -> tuple[Finding, ...]:
    """What a text promises otherwise than the other documents in force that the role may read."""
    in_force = assistant.register.find(Scope(role.audiences, assistant.today()))
    return against(document, name, in_force)


def contradictions_of_text(assistant: Assistant, role: Role, text: str, name: str) -> tuple[Finding, ...]:
    """The same for a Markdown text."""
    return contradictions(assistant, role, _read(text, "text.md"), name)


def _checked(assistant: Assistant, role: Role, document: Document, name: str) -> Report:
    config = replace(config_at_hand(), name=name, today=assistant.today())
    return check(document, config, elsewhere=contradictions(assistant, role, document, name))


def _read(text: str, name: str) -> Document:
    return read_safely(name, text.encode("utf-8", "replace"), Limits(seconds=_SECONDS))
