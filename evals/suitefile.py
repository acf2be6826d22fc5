"""Suites as data: a YAML file names its cases, documents, settings and gates; what it does not know is refused."""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from evals.bundles import load_bundle
from evals.questions import QuestionLine, load_questions
from knowledge.documents import Audience
from knowledge.errors import InvalidInput, UnknownName

CASES = Path(__file__).resolve().parent / "cases"
#: Begins a path in the shared folder, which lies beside the repository unless `--shared` says otherwise.
SHARED = "shared:"
DEFAULT_SHARED = CASES.parent.parent.parent / "shared"

KindName = Literal[
    "ask",
    "search",
    "isolation",
    "injection",
    "latency",
    "verify",
    "commitments",
    "checks",
    "contradiction",
    "drafting",
    "model-mode",
]


class Gate(BaseModel):
    """A metric and what it must reach; a miss makes the exit code 1."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    metric: str = Field(description="A metric's name as the report shows it.")
    minimum: float | None = Field(default=None, description="The least value that passes.")
    maximum: float | None = Field(default=None, description="The greatest value that passes.")
    note: str = Field(default="", description="Why this is the limit.")

    @model_validator(mode="after")
    def _bounded(self) -> Gate:
        if self.minimum is None and self.maximum is None:
            raise ValueError("a gate needs a minimum or a maximum")
        return self


class SourceEntry(BaseModel):
    """Where questions and the documents that may answer them are."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    questions: str | None = Field(
        default=None, description="A .jsonl or .yaml file, relative to this file, or shared:PATH."
    )
    documents: str | None = Field(
        default=None, description="The document folder; with organisations in the questions, one folder for each."
    )
    bundles: str | None = Field(
        default=None, description="Instead of both: a folder of YAML files, each with documents and questions."
    )
    exclude: list[str] = Field(default_factory=list, description="Globs of files that are not ingested.")
    audience: Audience = Field(default=Audience.PUBLIC, description="Of documents that declare none themselves.")

    @model_validator(mode="after")
    def _has_documents(self) -> SourceEntry:
        if (self.documents is None) == (self.bundles is None):
            raise ValueError("a source needs documents or bundles, and not both")
        return self


class SuiteFile(BaseModel):
    """A suite."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    version: int = Field(ge=1, description="Raise it when the cases or their meaning change.")
    description: str = Field(min_length=1)
    kind: KindName = Field(description="What is done with a case.")
    by_default: bool = Field(
        default=True, description="Whether `run --all` runs it; not so for what is tuned on or kept blind."
    )
    as_of: date | None = Field(default=None, description="The day it is for this suite; without it, today.")
    sources: list[SourceEntry] = Field(min_length=1)
    kinds: list[str] | None = Field(default=None, description="Take only questions of these kinds.")
    settings: dict[str, Any] = Field(default_factory=dict, description="What this kind of suite can be told.")
    gates: list[Gate] = Field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Source:
    """A source with its paths resolved and its questions read."""

    documents: Path
    questions: tuple[QuestionLine, ...]
    exclude: tuple[str, ...]
    audience: Audience
    texts: tuple[tuple[str, str], ...] = ()  #: name and text of documents that are in no folder


@dataclass(frozen=True, slots=True)
class Suite:
    """A suite, ready to run."""

    file: SuiteFile
    sources: tuple[Source, ...]
    data_hash: str  #: sha256 over the suite file, its question files and all documents
    missing: str = ""  #: what is not on this machine; then the suite is skipped

    @property
    def name(self) -> str:
        """The suite's name."""
        return self.file.name

    @property
    def today(self) -> date:
        """The day it is for this suite."""
        return self.file.as_of or date.today()  # noqa: DTZ011 - documents are in force by local day

    @property
    def question_count(self) -> int:
        """How many questions its files hold, after selection."""
        return sum(len(source.questions) for source in self.sources)


def known_suites() -> dict[str, Path]:
    """The suites that ship with Pledge, by name."""
    return {path.stem: path for path in sorted(CASES.glob("*.yaml"))}


def load_suite(name: str, shared: Path = DEFAULT_SHARED) -> Suite:
    """A suite by its name, or by the path of its file.

    Raises:
        UnknownName: there is no such suite or file.
        InvalidInput: the file cannot be understood; the message names the key.
    """
    path = Path(name)
    if not name.endswith((".yaml", ".yml")):
        if name not in known_suites():
            raise UnknownName("suite", name, list(known_suites()))
        path = known_suites()[name]
    if not path.is_file():
        raise UnknownName("suite file", name)
    return _resolved(_parsed(path), path, shared)


def _parsed(path: Path) -> SuiteFile:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        return SuiteFile.model_validate(content)
    except yaml.YAMLError as error:
        raise InvalidInput(f"{path.name} is not YAML: {error}.") from error
    except ValidationError as error:
        raise InvalidInput(f"{path.name}: {explain(error, SuiteFile)}") from error


def explain(error: ValidationError, model: type[BaseModel]) -> str:
    """The first thing that is wrong, in a sentence; an unknown key with the nearest known one."""
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    if first["type"] != "extra_forbidden":
        return f"{where or 'the file'}: {first['msg']}."
    known = sorted(_fields(model))
    near = difflib.get_close_matches(str(first["loc"][-1]), known, 1)
    hint = f" Did you mean '{near[0]}'?" if near else f" Known keys: {', '.join(known)}."
    return f"there is no key '{where}'.{hint}"


def _fields(model: type[BaseModel]) -> set[str]:
    known = set(model.model_fields)
    for nested in (SourceEntry, Gate) if model is SuiteFile else ():
        known |= set(nested.model_fields)
    return known


def _resolved(file: SuiteFile, path: Path, shared: Path) -> Suite:
    given = [name for entry in file.sources for name in (entry.documents, entry.bundles, entry.questions) if name]
    for name in given:
        if not _path(name, path, shared).exists():
            if name.startswith(SHARED):
                digest = hashlib.sha256(path.read_bytes()).hexdigest()
                return Suite(file, (), digest, missing=f"{name} is not in {shared.name}/")
            raise InvalidInput(f"{path.name}: there is no '{name}' beside it.")
    sources = tuple(source for entry in file.sources for source in _sources(entry, file, path, shared))
    return Suite(file, sources, _digest(path, [_path(name, path, shared) for name in given]))


def _sources(entry: SourceEntry, file: SuiteFile, path: Path, shared: Path) -> Iterator[Source]:
    exclude = tuple(entry.exclude)
    if entry.bundles:
        for found in sorted(_path(entry.bundles, path, shared).glob("*.yaml")):
            bundle = load_bundle(found)
            lines = tuple(_selected(bundle.questions, file.kinds))
            yield Source(found.with_suffix(""), lines, exclude, entry.audience, bundle.texts)
    elif entry.documents:
        questions = load_questions(_path(entry.questions, path, shared)) if entry.questions else []
        documents = _path(entry.documents, path, shared)
        yield Source(documents, tuple(_selected(questions, file.kinds)), exclude, entry.audience)


def _digest(suite: Path, data: Sequence[Path]) -> str:
    """Over the suite file and all its data: figures are compared only where this is the same."""
    digest = hashlib.sha256(suite.read_bytes())
    for place in data:
        files = sorted(found for found in place.rglob("*") if found.is_file()) if place.is_dir() else [place]
        for found in files:
            digest.update(found.name.encode())
            digest.update(hashlib.sha256(found.read_bytes()).digest())
    return digest.hexdigest()


def _selected(lines: Sequence[QuestionLine], kinds: Sequence[str] | None) -> list[QuestionLine]:
    return [line for line in lines if kinds is None or line.kind in kinds]


def _path(given: str, suite: Path, shared: Path) -> Path:
    if given.startswith(SHARED):
        return shared / given.removeprefix(SHARED)
    return (suite.parent / given).resolve()


def schema() -> dict[str, Any]:
    """The JSON Schema of suite files, for editors."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **SuiteFile.model_json_schema()}
