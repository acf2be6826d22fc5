"""What of a unit goes into the vector index; changing anything here needs another `INDEX_RECIPE`."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from knowledge.documents import Unit

#: Part of a build's name: an index made by another recipe is rebuilt.
INDEX_RECIPE = "r2"
#: What each of its two neighbours adds to a unit's vector: a sentence often leans on the one before it.
NEIGHBOUR_WEIGHT = 0.3


def indexed_text(version_title: str, heading_path: Sequence[str], unit: Unit) -> str:
    """What is embedded for a unit: title, heading path, lead-in or header cells, its own words."""
    headings = [heading for heading in heading_path if heading != version_title]
    where = " > ".join([version_title, *headings])
    return f"{where}: {unit.scored_text}"


def index_vectors(raw: NDArray[np.float32], passages_of_units: Sequence[int]) -> NDArray[np.float32]:
    """What goes into the vector index for a version.

    Args:
        raw: the units' own vectors in unit order, shape (units, dimensions), unit length.
        passages_of_units: the ordinal of each unit's passage.

    Returns:
        The same shape, unit length.
    """
    del passages_of_units  # neighbours over a heading help too: measured on the development questions
    blended = raw.copy()
    blended[1:] += NEIGHBOUR_WEIGHT * raw[:-1]
    blended[:-1] += NEIGHBOUR_WEIGHT * raw[1:]
    lengths = np.linalg.norm(blended, axis=1, keepdims=True)
    return np.asarray(blended / np.maximum(lengths, 1e-9), dtype=np.float32)
