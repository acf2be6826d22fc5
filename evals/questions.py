"""Question files (JSONL or YAML) to cases; what is not understood is refused with the line it stands on."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from evals.case import Case, GoldPiece
from knowledge.errors import InvalidInput


class Piece(BaseModel):
    """Words that a right answer shows."""

    model_config = ConfigDict(extra="forbid")
    path: str = Field(min_length=1, description="The document, relative to the document folder.")
    quote: str = Field(min_length=1, description="Its words, verbatim.")


class QuestionLine(BaseModel):
    """One question as it stands in a file."""

    model_config = ConfigDict(extra="forbid")
    id: str = Field(min_length=1)
    question: str = Field(min_length=1, description="What the customer asks now.")
    kind: str = Field(
        default="direct", description="direct, paraphrase, multi_part, follow_up, unanswerable, false_premise …"
    )
    answerable: bool = Field(description="Whether the documents answer it.")
    gold: list[list[Piece]] = Field(
        default_factory=list, description="Alternatives: any one group is enough, all quotes of that group are needed."
    )
    must_contain: list[str] = Field(default_factory=list, description="Strings that every gold group contains.")
    must_not_contain: list[str] = Field(default_factory=list, description="Strings from look-alike passages.")
    history: list[str] = Field(default_factory=list, description="The customer's earlier turns, oldest first.")
    note: str = Field(default="", description="For people; never shown to the assistant.")
    organisation: str | None = Field(
        default=None, description="The folder whose documents may answer, where there are many."
    )
    as_of: date | None = Field(
        default=None, description="The day that the question is about; without it, the suite's day."
    )
    role: Literal["customer", "staff"] = Field(default="customer", description="Who asks.")
    leave_out: list[str] = Field(default_factory=list, description="Documents left out of the index for this question.")
    review: Literal["needed", "done"] = Field(
        default="done", description="needed: made by `evals new` and not read by a person yet."
    )

    @model_validator(mode="after")
    def _consistent(self) -> QuestionLine:
        if self.answerable != bool(self.gold):
            raise ValueError("answerable must be true exactly when gold holds evidence")
        if any(not group for group in self.gold):
            raise ValueError("a gold group needs at least one quote")
        return self

    def case(self) -> Case:
        """The same as a case."""
        return Case(
            id=self.id,
            question=self.question,
            kind=self.kind,
            gold=tuple(tuple(GoldPiece(piece.path, piece.quote) for piece in group) for group in self.gold),
            history=tuple(self.history),
            as_of=self.as_of,
            role=self.role,
            must_contain=tuple(self.must_contain),
            must_not_contain=tuple(self.must_not_contain),
            leave_out=tuple(self.leave_out),
            note=self.note,
        )


def load_questions(path: Path) -> list[QuestionLine]:
    """All questions of a file: one JSON object a line (.jsonl), or a list in YAML.

    Raises:
        InvalidInput: the file is not there, or a question cannot be understood; the message names the line.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise InvalidInput(f"The question file {path} cannot be read: {error.strerror}.") from error
    records = _from_yaml(text, path) if path.suffix in {".yaml", ".yml"} else _from_lines(text, path)
    lines = [_line(record, where) for where, record in records]
    _refuse_doubles(lines, path)
    return lines


def organisations(lines: Sequence[QuestionLine]) -> dict[str | None, list[QuestionLine]]:
    """Questions by the organisation they are about, in the order of the file."""
    found: dict[str | None, list[QuestionLine]] = {}
    for line in lines:
        found.setdefault(line.organisation, []).append(line)
    return found


def _from_lines(text: str, path: Path) -> Iterator[tuple[str, object]]:
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            try:
                yield f"{path.name}, line {number}", json.loads(line)
            except ValueError as error:
                raise InvalidInput(f"{path.name}, line {number} is not JSON: {error}.") from error


def _from_yaml(text: str, path: Path) -> Iterator[tuple[str, object]]:
    try:
        content = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise InvalidInput(f"{path.name} is not YAML: {error}.") from error
    if not isinstance(content, list):
        raise InvalidInput(f"{path.name} must be a list of questions.")
    for number, record in enumerate(content, 1):
        yield f"{path.name}, question {number}", record


def _line(record: object, where: str) -> QuestionLine:
    try:
        return QuestionLine.model_validate(record)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "the question"
        raise InvalidInput(f"{where}: {field}: {first['msg']}.") from error


def _refuse_doubles(lines: Sequence[QuestionLine], path: Path) -> None:
    seen: set[str] = set()
    for line in lines:
        if line.id in seen:
            raise InvalidInput(f"{path.name}: two questions have the id '{line.id}'. Give each its own.")
        seen.add(line.id)
