"""The brief: what an author has decided before drafting."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from assistant.check_config import Allowance, CheckConfig, refuse_unknown_names
from assistant.drafting.slots import accepted
from assistant.rules import HEADINGS, Principle
from knowledge.errors import InvalidInput, PledgeError
from knowledge.plain_yaml import PlainLoader

ClauseId = Annotated[str, Field(pattern=r"^[a-z][a-z-]{1,60}$")]
_LONGEST = 4_000


class OwnClause(BaseModel):
    """A clause in the author's own words."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    heading: str
    text: str = Field(min_length=1, max_length=_LONGEST)
    section: str | None = Field(default=None, max_length=120)
    principles: tuple[Principle, ...] = ()

    @field_validator("heading")
    @classmethod
    def _known(cls, value: str) -> str:
        return known_heading(value)

    @model_validator(mode="after")
    def _tagged(self) -> OwnClause:
        if self.principles:
            return self
        return self.model_copy(update={"principles": HEADINGS[self.heading]})


class Accepted(BaseModel):
    """A finding of the checker that the author accepts, and why."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rule: str = Field(max_length=80)
    reason: str = Field(min_length=10, max_length=_LONGEST, description="Listed with the draft for ever.")
    contains: str | None = Field(default=None, max_length=_LONGEST, description="Only where these words stand.")


class Brief(BaseModel):
    """What the author wants and knows; everything may be left out, and then it is asked or found."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str = Field(default="Code of conduct", min_length=1, max_length=200, description="The code's title.")
    document: str = Field(
        default="code-of-conduct.md",
        pattern=r"^[\w][\w./ -]{0,200}\.md$",
        description="The document as which it is published; the name of one that exists makes a new version of it.",
    )
    variety: Literal["british", "american"] = Field(default="british", description="Spelling of our own words.")
    size: Literal["full", "small"] = Field(default="full", description="small: the page of a small business.")
    reading: Literal["standard", "plain"] = Field(
        default="standard", description="plain: shorter words where there are any."
    )
    headings: tuple[str, ...] = Field(default=tuple(HEADINGS), description="The headings wanted, of the nine.")
    facts: dict[str, Annotated[str, Field(max_length=_LONGEST)]] = Field(
        default_factory=dict,
        description="Answers by the names of the questions; 'none' for what does not exist; yes or no to decisions.",
    )
    accepted: tuple[Accepted, ...] = Field(default=(), description="Findings that are accepted, each with its reason.")
    clauses: dict[ClauseId, OwnClause] = Field(
        default_factory=dict, description="Further clauses in the author's own words, by id."
    )

    @field_validator("headings")
    @classmethod
    def _known(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        wanted = {known_heading(heading) for heading in value}
        return tuple(heading for heading in HEADINGS if heading in wanted)

    @field_validator("accepted")
    @classmethod
    def _rules(cls, value: tuple[Accepted, ...]) -> tuple[Accepted, ...]:
        try:
            refuse_unknown_names(CheckConfig(allowances=tuple(Allowance(one.rule, one.reason) for one in value)))
        except PledgeError as error:
            raise ValueError(error.message) from error
        return value

    @field_validator("facts", mode="before")
    @classmethod
    def _words(cls, value: Any) -> Any:
        """YAML reads yes, no, dates and figures as such; an answer is words."""
        if not isinstance(value, Mapping):
            return value
        return {key: _as_words(answer) for key, answer in value.items()}

    @field_validator("facts")
    @classmethod
    def _accepted(cls, value: dict[str, str]) -> dict[str, str]:
        try:
            return {key: accepted(key, answer) for key, answer in value.items()}
        except PledgeError as error:
            raise ValueError(error.message) from error

    @property
    def check_config(self) -> CheckConfig:
        """How drafts from this brief are checked."""
        return CheckConfig(
            allowances=tuple(Allowance(one.rule, one.reason, contains=one.contains) for one in self.accepted)
        )

    def answered(self, answers: Mapping[str, str | None]) -> Brief:
        """The brief with further answers; None takes an answer back.

        Raises:
            InvalidInput: an answer cannot be used.
            UnknownName: no question has this name.
        """
        facts = {key: value for key, value in self.facts.items() if answers.get(key, value) is not None}
        facts |= {key: accepted(key, value) for key, value in answers.items() if value is not None}
        return self.model_copy(update={"facts": facts})


def known_heading(heading: str) -> str:
    """One of the nine headings, whatever its capitals.

    Raises:
        ValueError: it is none of them.
    """
    for known in HEADINGS:
        if heading.strip().lower() == known.lower():
            return known
    raise ValueError(f"no heading '{heading}'; there are: {'; '.join(HEADINGS)}")


def load_brief(path: Path) -> Brief:
    """Read a brief from a YAML or JSON file.

    Raises:
        InvalidInput: the file cannot be read, or something in it cannot be used.
    """
    try:
        content = yaml.load(path.read_text(encoding="utf-8-sig"), Loader=PlainLoader)  # noqa: S506 - a safe loader
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise InvalidInput(f"The brief {path.name} cannot be read: {error}. Correct the file.") from error
    return brief_of(content or {}, path.name)


def brief_of(content: object, source: str = "brief") -> Brief:
    """A brief from what a file holds.

    Raises:
        InvalidInput: something in it cannot be used.
    """
    try:
        return Brief.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "top level"
        raise InvalidInput(f"{source}, {place}: {first['msg'].removeprefix('Value error, ')}") from error


def as_yaml(brief: Brief) -> str:
    """The brief as a file; what was left as it is by itself is left out."""
    content = brief.model_dump(mode="json", exclude_defaults=True)
    return yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=100) if content else "{}\n"


def _as_words(answer: object) -> object:
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    return str(answer) if answer is not None and not isinstance(answer, list | Mapping) else answer
