"""`pledge.yaml`: what an organisation says of itself and of the files in a folder.

What holds for a file is looked up in this order, key by key: the first entry under `files` that matches its path, the
file's own front matter, `defaults`, what the command or the upload said. So the manifest wins over front matter, but
its defaults, which name no file, do not. An audience in front matter that is none of ours keeps the file for staff.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache
from typing import Any

from knowledge.documents import Audience, Declared, Problem
from knowledge.errors import InvalidInput
from knowledge.yaml_lines import LineDict, load_lines

FILE_NAME = "pledge.yaml"
_MOST_CHARACTERS = 1_000_000
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")

#: The keys of an entry, in front matter and in `defaults`, and the fields of `Declared` that they set.
DECLARED_KEYS = {
    "title": "title",
    "audience": "audience",
    "version": "label",
    "effective_from": "effective_from",
    "effective_to": "effective_to",
    "collection": "collection",
    "language": "language",
}
_TOP_KEYS = ("organisation", "contact", "time_zone", "holidays", "defaults", "files")
_CONTACT_KEYS = ("name", "email", "phone", "url")
_ENTRY_KEYS = ("match", "document", *DECLARED_KEYS)


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to ask when the documents do not say."""

    name: str | None = None
    email: str | None = None
    phone: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Declaration:
    """What is declared of a file."""

    declared: Declared
    document: str  #: the document of which the file is a version: the file's own name, unless the manifest says another
    archived: bool = False  #: whether that document is named after another file
    problems: tuple[Problem, ...] = ()  #: what in its front matter was not used


@dataclass(frozen=True, slots=True)
class Entry:
    """What the manifest says of the files that match a glob."""

    match: str
    document: str | None = None
    values: Mapping[str, Any] = field(default_factory=dict)  #: fields of `Declared`


@dataclass(frozen=True, slots=True)
class Manifest:
    """A folder's `pledge.yaml`; the empty manifest, which declares nothing, is `Manifest()`."""

    organisation: str | None = None
    contact: Contact = Contact()
    time_zone: str | None = None
    holidays: str | None = None
    defaults: Mapping[str, Any] = field(default_factory=dict)  #: fields of `Declared`
    files: tuple[Entry, ...] = ()

    def declared(
        self,
        path: str,
        front_matter: Mapping[str, object] | None = None,
        otherwise: Declared = Declared(),  # noqa: B008 - frozen
    ) -> Declaration:
        """What is declared of a file.

        Args:
            path: Its name relative to the folder, with forward slashes.
            front_matter: What the file says of itself; keys that are not ours are none of our business.
            otherwise: What holds where nobody says anything.
        """
        entry = next((entry for entry in self.files if matches(path, entry.match)), Entry(path))
        own, problems = _from_front_matter(front_matter or {})
        merged: dict[str, Any] = {**self.defaults, **own, **entry.values}
        starts, ends = merged.get("effective_from"), merged.get("effective_to")
        if starts and ends and ends <= starts:
            problems.append(Problem(f"It is declared to end on {ends}, and to begin on {starts}. Correct the dates."))
        declared, document = replace(otherwise, **merged), entry.document or path
        return Declaration(declared, document, archived=document != path, problems=tuple(problems))


def matches(path: str, glob: str) -> bool:
    """Whether a glob covers a path.

    `*` and `?` stay within one folder, so that `*.md` publishes no file of a folder that it does not name; `**` crosses
    folders. A whole `*` at the end, as in `staff/*`, covers all that lies below.
    """
    return bool(_pattern(glob).fullmatch(path))


def load(text: str) -> Manifest:
    """The manifest in the text of a `pledge.yaml`.

    Raises:
        InvalidInput: A key is not known or a value cannot be used; the message names the line and the key.
    """
    if len(text) > _MOST_CHARACTERS:
        raise InvalidInput(f"{FILE_NAME} has more than {_MOST_CHARACTERS:,} characters. Use globs to say less.")
    top = load_lines(text, FILE_NAME)
    if top is None:
        return Manifest()
    if not isinstance(top, LineDict):
        raise InvalidInput(f"{FILE_NAME} must hold keys and values. Known keys: {', '.join(_TOP_KEYS)}.")
    _check_keys(top, _TOP_KEYS)
    return Manifest(
        organisation=_text(top, "organisation"),
        contact=_contact(top),
        time_zone=_time_zone(top),
        holidays=_text(top, "holidays"),
        defaults=_values(_section(top, "defaults", tuple(DECLARED_KEYS))),
        files=tuple(_entry(entry) for entry in _entries(top)),
    )


def _entries(top: LineDict) -> Sequence[LineDict]:
    entries = top.get("files") or []
    if not isinstance(entries, list) or not all(isinstance(entry, LineDict) for entry in entries):
        raise _invalid(top, "files", "must be a list of entries, each with 'match'")
    return entries


def _entry(entry: LineDict) -> Entry:
    _check_keys(entry, _ENTRY_KEYS)
    match = _text(entry, "match")
    if match is None:
        raise InvalidInput(
            f"{FILE_NAME}, line {entry.line}: an entry under 'files' needs 'match', the glob of its files."
        )
    values = _values(entry)
    starts, ends = values.get("effective_from"), values.get("effective_to")
    if starts and ends and ends <= starts:
        raise _invalid(
            entry, "effective_to", f"must be after effective_from, {starts}; it is the first day not in force"
        )
    return Entry(match, _text(entry, "document"), values)


def _contact(top: LineDict) -> Contact:
    section = _section(top, "contact", _CONTACT_KEYS)
    contact = Contact(**{key: _text(section, key) for key in _CONTACT_KEYS})
    if contact.email is not None and not re.fullmatch(r"[^@\s]+@[^@\s]+", contact.email):
        raise _invalid(section, "email", f"must be an e-mail address, not '{contact.email}'")
    if contact.url is not None and not contact.url.startswith(("https://", "http://")):
        raise _invalid(section, "url", "must begin with https:// or http://")
    return contact


def _section(top: LineDict, key: str, known: Sequence[str]) -> LineDict:
    section = top.get(key)
    if section is None:
        return LineDict(top.line)
    if not isinstance(section, LineDict):
        raise _invalid(top, key, f"must hold keys and values. Known keys: {', '.join(known)}")
    _check_keys(section, known)
    return section


def _time_zone(top: LineDict) -> str | None:
    name = _text(top, "time_zone")
    if name is None:
        return None
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError  # noqa: PLC0415 - reads the system's table of zones

    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise _invalid(top, "time_zone", f"is not a time zone: '{name}'. Give one like Europe/London") from error
    return name


def _check_keys(section: LineDict, known: Sequence[str]) -> None:
    for key in section:
        if key not in known:
            where = section.lines.get(key, section.line)
            raise InvalidInput(f"{FILE_NAME}, line {where}: unknown key '{key}'. Known keys: {', '.join(known)}.")


def _text(section: LineDict, key: str) -> str | None:
    value = section.get(key)
    if value is None:
        return None
    if not isinstance(value, str | int | float) or isinstance(value, bool) or not str(value).strip():
        raise _invalid(section, key, "must be text")
    return str(value).strip()


def _values(section: LineDict) -> dict[str, Any]:
    """The fields of `Declared` that a section sets."""
    values: dict[str, Any] = {}
    for key, name in DECLARED_KEYS.items():
        if section.get(key) is not None:
            try:
                values[name] = _value(key, section[key])
            except ValueError as error:
                raise _invalid(section, key, str(error)) from None
    return values


def _from_front_matter(front: Mapping[str, object]) -> tuple[dict[str, Any], list[Problem]]:
    values: dict[str, Any] = {}
    problems = []
    for key, name in DECLARED_KEYS.items():
        if front.get(key) is not None:
            try:
                values[name] = _value(key, front[key])
            except ValueError as error:
                problems.append(Problem(f"Its front matter's '{key}' was not used: it {error}."))
                if key == "audience":  # it was to be kept from somebody, whatever the word for it
                    values[name] = Audience.STAFF
    return values, problems


def _value(key: str, value: object) -> object:
    """A value of `Declared`.

    Raises:
        ValueError: It cannot be used; the message continues "it …".
    """
    if key in ("effective_from", "effective_to"):
        return _date(value)
    if not isinstance(value, str | int | float | date) or isinstance(value, bool):
        raise ValueError("must be text")  # noqa: TRY004 - one kind of error for all bad values
    text = str(value).strip()
    if key == "audience":
        return _audience(text)
    if key == "collection" and not _NAME.fullmatch(text):
        raise ValueError(f"must be a short name of small letters, figures and hyphens, not '{text}'")
    if key == "language" and not _LANGUAGE.fullmatch(text):
        raise ValueError(f"must be a language such as en or en-GB, not '{text}'")
    if not text:
        raise ValueError("must not be empty")
    return text


def _audience(text: str) -> Audience:
    try:
        return Audience(text.lower())
    except ValueError:
        known = ", ".join(audience.value for audience in Audience)
        raise ValueError(f"must be one of {known}, not '{text}'") from None


def _date(value: object) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value).strip())
    except ValueError:
        raise ValueError(f"must be a date such as 2026-03-01, not '{value}'") from None


def _invalid(section: LineDict, key: str, why: str) -> InvalidInput:
    return InvalidInput(f"{FILE_NAME}, line {section.lines.get(key, section.line)}: '{key}' {why}.")


_WILD = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}


@cache
def _pattern(glob: str) -> re.Pattern[str]:
    if glob == "*" or glob.endswith("/*"):
        glob += "*"
    pieces = re.split(r"(\*\*/|\*\*|\*|\?)", glob)
    return re.compile("".join(_WILD.get(piece, re.escape(piece)) for piece in pieces), re.DOTALL)
