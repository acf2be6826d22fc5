"""Gold statements and replies of the verifying sets, with a search over each organisation's folder."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from assistant.verify import Verdict
from evals.bundles import load_bundle
from evals.vector_cache import RememberingEmbedder, default_cache
from knowledge.embed import OnnxEmbedder
from knowledge.memory_search import MemorySearch, search_folder, version_of
from knowledge.readers import read

ROOT = Path(__file__).resolve().parent
DEVELOPMENT = ROOT / "data" / "dev-verify.jsonl"
ORGANISATIONS = ROOT / "data" / "orgs"
BUNDLED = ROOT / "data" / "training-verify.jsonl"
BUNDLES = ROOT / "data" / "training"
#: Never read while tuning; see evals/data/README.md.
BLIND = ROOT / "data" / "blind-verify.jsonl"
BLIND_ORGANISATIONS = ROOT / "data" / "blind" / "orgs"
SAMPLE = ROOT.parent / "knowledge" / "sample"
SAMPLE_NAME = "larkmere-home"
#: Organisations of the bundled statements whose errors were read; of the other two only counts.
BUNDLES_READ = frozenset(
    (
        "ferry furniture mobile hotel grocery airline bank gym broadband "
        "vet housing lettingagent council evcharging clothes cottages buildingsociety homeinsurer "
        "clinic-promise saas-sla water-charter"
    ).split()
)


@dataclass(frozen=True, slots=True)
class Statement:
    """A gold statement."""

    id: str
    organisation: str
    folder: Path  #: with its documents, or the bundle that holds them
    text: str
    verdict: Verdict
    edit: str | None
    form: str  #: close to the wording, paraphrase, arithmetic; "" for what is not supported
    twin: str | None


@dataclass(frozen=True, slots=True)
class Reply:
    """A gold reply: its sentences with their verdicts."""

    id: str
    organisation: str
    folder: Path
    sentences: tuple[tuple[str, Verdict], ...]


def shared_statements(folder: Path) -> list[Statement]:
    """The statements of the shared set: one folder for each organisation."""
    return [
        statement
        for path in sorted(folder.glob("*/verify.jsonl"))
        for statement in _statements(path, path.parent.name, path.parent)
    ]


def shared_replies(folder: Path) -> list[Reply]:
    """The replies of the shared set."""
    replies = []
    for path in sorted(folder.glob("*/replies.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            raw = json.loads(line)
            sentences = tuple((part["sentence"], Verdict(part["verdict"])) for part in raw["reply"])
            replies.append(Reply(raw["id"], path.parent.name, path.parent, sentences))
    return replies


def development_statements() -> list[Statement]:
    """Our own statements about the documents in this repository."""
    return list(_statements(DEVELOPMENT, None, None))


def bundled_statements() -> list[Statement]:
    """Our own statements about the documents of the training bundles and of three folders besides."""
    return [replace(one, folder=_bundle(one.organisation)) for one in _statements(BUNDLED, None, BUNDLES)]


def _bundle(organisation: str) -> Path:
    """The bundle that holds an organisation's documents, or its folder where it is none of the bundles."""
    bundle = BUNDLES / f"a-{organisation}.yaml"
    return bundle if bundle.exists() else ORGANISATIONS / organisation


def blind_statements() -> list[Statement]:
    """The statements that nothing was tuned or fitted on."""
    return list(_statements(BLIND, None, None, BLIND_ORGANISATIONS))


def _statements(
    path: Path, organisation: str | None, folder: Path | None, folders: Path = ORGANISATIONS
) -> Iterator[Statement]:
    for line in path.read_text(encoding="utf-8").splitlines():
        raw = json.loads(line)
        name = organisation or raw["organisation"]
        notes = [part.strip() for part in raw["note"].split(";")]
        twin = next((note.removeprefix("twin ") for note in notes if note.startswith("twin ")), None)
        form = next((note for note in notes if note in {"close to the wording", "paraphrase", "arithmetic"}), "")
        where = folder or (SAMPLE if name == SAMPLE_NAME else folders / name)
        verdict = Verdict(raw["verdict"])
        yield Statement(raw["id"], name, where, raw["statement"], verdict, raw["edit"], form, twin)


@lru_cache(1)
def _embedder() -> RememberingEmbedder:
    return RememberingEmbedder(OnnxEmbedder(), default_cache())


@lru_cache(32)
def search_in(folder: Path) -> MemorySearch:
    """A search over what customers may read in a folder, or over the documents of a bundle."""
    if folder.suffix == ".yaml":
        documents = [(name, read(name, text.encode())) for name, text in load_bundle(folder).texts]
        return MemorySearch([(version_of(name, document), document) for name, document in documents], _embedder())
    return search_folder(folder, _embedder(), exclude=("staff/*",))


def organisations(statements: Sequence[Statement]) -> list[str]:
    """Each organisation once, in order."""
    return list(dict.fromkeys(statement.organisation for statement in statements))
