"""Where a local entailment model can be plugged in; nothing here runs unless somebody asks for it."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from knowledge.errors import InvalidSettings


class Entailment(Protocol):
    """Tells whether one text follows from another."""

    def entails(self, premise: str, hypothesis: str) -> float:
        """How sure it is that the hypothesis follows from the premise, 0 to 1."""


class CrossEncoderEntailment:
    """A sentence-transformers cross-encoder for entailment in a local folder. Imports torch."""

    def __init__(self, folder: Path, label: str = "entailment") -> None:
        """Load the model.

        Raises:
            InvalidSettings: the folder holds no such model, or the model has no such label.
        """
        from sentence_transformers import CrossEncoder  # noqa: PLC0415 - torch takes seconds; only who asks pays

        if not (folder / "config.json").is_file():
            raise InvalidSettings(
                f"No entailment model in {folder}. Give the folder of a cross-encoder; nothing is downloaded."
            )
        self._model = CrossEncoder(str(folder), device="cpu", local_files_only=True)
        labels = {str(name).lower(): int(place) for place, name in self._model.config.id2label.items()}
        if label not in labels:
            raise InvalidSettings(f"The entailment model in {folder} has no label '{label}', only {', '.join(labels)}.")
        self._place = labels[label]

    def entails(self, premise: str, hypothesis: str) -> float:
        """How sure it is that the hypothesis follows from the premise, 0 to 1."""
        scores = self._model.predict([(premise, hypothesis)], apply_softmax=True)
        return float(scores[0][self._place])
