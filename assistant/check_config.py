"""What an organisation sets for its checks: rules off, severities, own words, own rules, suppressions."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from assistant.rules import Principle, Severity, all_rules
from assistant.rules.phrases import load_words
from assistant.settings import CONFIG_FILE
from knowledge.errors import InvalidSettings, UnknownName


@dataclass(frozen=True, slots=True)
class Allowance:
    """A finding that an organisation accepts, and why."""

    rule: str
    reason: str
    until: date | None = None  #: the last day on which it holds
    contains: str | None = None  #: only findings whose quote or clause holds these words
    document: str | None = None  #: only in the document of this name

    def expired(self, today: date) -> bool:
        """Whether its day has passed."""
        return self.until is not None and self.until < today


@dataclass(frozen=True, slots=True)
class OwnRule:
    """A rule of an organisation's own, of one of four simple kinds."""

    name: str
    kind: Literal["existence", "substitution", "required-section", "readability"]
    message: str
    severity: Severity = Severity.WARNING
    suggestion: str = ""
    principle: Principle = Principle.INFORMATION_INTEGRITY
    phrases: tuple[str, ...] = ()  #: existence: these must not occur; in the notation of the word lists
    swap: tuple[tuple[str, str], ...] = ()  #: substitution: instead of the first, the second
    section: str | None = None  #: required-section: words that a heading must hold
    least: float | None = None  #: readability: the lowest Flesch reading ease of a passage


@dataclass(frozen=True, slots=True)
class CheckConfig:
    """How to check; the defaults check everything."""

    off: frozenset[str] = frozenset()
    severities: Mapping[str, Severity] = field(default_factory=dict)
    words: Mapping[str, Sequence[str]] = field(default_factory=dict)
    thresholds: Mapping[str, float] = field(default_factory=dict)
    own_rules: tuple[OwnRule, ...] = ()
    allowances: tuple[Allowance, ...] = ()
    today: date | None = None  #: for expiry of suppressions; None: the day on which the check runs
    name: str = ""  #: the document's name, for allowances and reports


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _RuleEntry(_Strict):
    """One [[rules]] entry of pledge.toml."""

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
    kind: Literal["existence", "substitution", "required-section", "readability"]
    message: Annotated[str, Field(min_length=1)]
    severity: Severity = Severity.WARNING
    suggestion: str = ""
    principle: Principle = Principle.INFORMATION_INTEGRITY
    phrases: list[str] = []
    swap: dict[str, str] = {}
    section: str | None = None
    least: float | None = None

    @model_validator(mode="after")
    def _has_what_its_kind_needs(self) -> _RuleEntry:
        needed = {"existence": "phrases", "substitution": "swap", "required-section": "section", "readability": "least"}
        if getattr(self, needed[self.kind]) in (None, [], {}, ""):
            raise ValueError(f"a rule of kind '{self.kind}' needs '{needed[self.kind]}'")
        return self


class _AllowEntry(_Strict):
    """One [[check.allow]] entry of pledge.toml."""

    rule: str
    reason: Annotated[str, Field(min_length=1)]
    until: date | None = None
    contains: str | None = None
    document: str | None = None


class _CheckSection(_Strict):
    """The [check] section of pledge.toml."""

    off: list[str] = []
    severity: dict[str, Severity] = {}
    words: dict[str, list[str]] = {}
    thresholds: dict[str, float] = {}
    allow: list[_AllowEntry] = []


class _File(BaseModel):
    """The parts of pledge.toml that concern checks; the rest is read elsewhere."""

    model_config = ConfigDict(extra="ignore", frozen=True)
    check: _CheckSection = _CheckSection()
    rules: list[_RuleEntry] = []


def load_check_config(path: Path) -> CheckConfig:
    """Read the checks' part of a `pledge.toml`.

    Raises:
        InvalidSettings: The file is not TOML, or an entry cannot be used; the message names it.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InvalidSettings(f"{path.name} cannot be read: {error}. Correct the file.") from error
    return check_config(content, path.name)


def config_at_hand(path: Path | None = None) -> CheckConfig:
    """The settings of checks from a named file, or from the working folder's `pledge.toml` where there is one.

    Raises:
        InvalidSettings: The file cannot be read, or an entry cannot be used.
        UnknownName: A rule, a word list or a threshold is named that does not exist.
    """
    if path is not None:
        return load_check_config(path)
    here = Path(CONFIG_FILE)
    return load_check_config(here) if here.is_file() else CheckConfig()


def check_config(content: Mapping[str, object], source: str = "pledge.toml") -> CheckConfig:
    """The settings of checks from a parsed `pledge.toml`.

    Raises:
        InvalidSettings: An entry cannot be used.
    """
    try:
        file = _File.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise InvalidSettings(f"{source}, {place}: {first['msg']}. Correct the entry.") from error
    own = tuple(
        OwnRule(
            **{key: value for key, value in entry.model_dump().items() if key not in {"phrases", "swap"}},
            phrases=tuple(entry.phrases),
            swap=tuple(entry.swap.items()),
        )
        for entry in file.rules
    )
    config = CheckConfig(
        off=frozenset(file.check.off),
        severities=file.check.severity,
        words=file.check.words,
        thresholds=file.check.thresholds,
        own_rules=own,
        allowances=tuple(Allowance(**entry.model_dump()) for entry in file.check.allow),
    )
    refuse_unknown_names(config)
    return config


def refuse_unknown_names(config: CheckConfig) -> None:
    """Refuse rules, word lists and thresholds that do not exist.

    Raises:
        UnknownName: A rule or a list is named that nobody knows.
        InvalidSettings: Two rules bear one name.
    """
    shipped = [rule.name for rule in all_rules()]
    own = [rule.name for rule in config.own_rules]
    known = [*shipped, *own]
    twice = next((name for name in known if known.count(name) > 1), None)
    if twice is not None:
        raise InvalidSettings(f"Two rules are named '{twice}'. Give your own rule another name.")
    for name in (*config.off, *config.severities, *(allowance.rule for allowance in config.allowances)):
        if name not in known:
            raise UnknownName("rule", name, known)
    words = load_words()
    for name in config.words:
        if name not in words.lists:
            raise UnknownName("word list", name, sorted(words.lists))
    for name in config.thresholds:
        if name not in words.thresholds:
            raise UnknownName("threshold", name, sorted(words.thresholds))
