"""Bundles: an invented organisation's documents and questions in one YAML file, to tune and calibrate on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from evals.evidence import locate
from evals.questions import Piece, QuestionLine
from knowledge.errors import InvalidInput


class BundledDocument(BaseModel):
    """A document."""

    model_config = ConfigDict(extra="forbid")
    name: str
    text: str


class BundledQuestion(BaseModel):
    """A question; all of its gold sentences are needed, none means that the documents do not say."""

    model_config = ConfigDict(extra="forbid")
    q: str
    gold: list[str]
    history: list[str] = Field(default_factory=list)


class BundleFile(BaseModel):
    """An organisation."""

    model_config = ConfigDict(extra="forbid")
    organisation: str
    sector: str
    documents: list[BundledDocument]
    questions: list[BundledQuestion]


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle, read."""

    texts: tuple[tuple[str, str], ...]  #: name and text of each document
    questions: tuple[QuestionLine, ...]


def load_bundle(path: Path) -> Bundle:
    """A bundle's documents and questions.

    Raises:
        InvalidInput: it cannot be understood, or a gold sentence stands in none of its documents.
    """
    try:
        file = BundleFile.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (ValidationError, yaml.YAMLError) as error:
        raise InvalidInput(f"{path.name}: {error}") from error
    questions = tuple(
        _question(question, f"{path.stem}-{number:02d}", file.documents)
        for number, question in enumerate(file.questions, 1)
    )
    return Bundle(tuple((document.name, document.text) for document in file.documents), questions)


def _question(question: BundledQuestion, name: str, documents: Sequence[BundledDocument]) -> QuestionLine:
    gold = [Piece(path=_holder(quote, name, documents), quote=quote) for quote in question.gold]
    return QuestionLine(
        id=name,
        question=question.q,
        kind=_kind(question),
        answerable=bool(gold),
        gold=[gold] if gold else [],
        history=question.history,
    )


def _kind(question: BundledQuestion) -> str:
    if not question.gold:
        return "unanswerable"
    if question.history:
        return "follow_up"
    return "multi_part" if len(question.gold) > 1 else "single"


def _holder(quote: str, name: str, documents: Sequence[BundledDocument]) -> str:
    for document in documents:
        if locate(document.text, quote)[1]:
            return document.name
    raise InvalidInput(f"{name}: the gold sentence stands in none of its documents: {quote[:80]!r}")
