"""Evidence to a decision: how likely it is that the documents answer, and whether to say so.

The signs are few and plain numbers; their weights are fitted on questions with known answers (`pledge calibrate`)
and shipped as data. Similarity alone tells little: a question about bitcoin resembles a passage about payment.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from assistant.kinds import CHECKED, has_kind
from assistant.questions import Reading, Want
from knowledge.documents import Hit
from knowledge.errors import InvalidSettings
from knowledge.words import WordVectors, content_words, stem

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: How many of the best units the signs look at.
_LOOKED_AT = 5
#: What a question needs; chosen on six writers' questions, of whom two tell stories.
_WORDS_OF_A_QUESTION = 16
#: Words whose vectors are less alike have nothing to do with each other; those that are more alike say the same.
_UNLIKE, _THE_SAME = 0.3, 0.8
#: So that a word of every unit still counts a little.
_LEAST_RARITY = 0.1
#: The sign that no unit looked at has the kind of thing asked for.
MISSING = "kind_missing"
#: As far below the best unit as one that has the kind of thing asked for could be.
_NO_KIND_GAP = -0.3
RECIPE = "signs-5"  #: which signs are computed; parameters fitted for others are refused


@dataclass(frozen=True, slots=True)
class Calibration:
    """The fitted decision: a logistic model of the signs, and the threshold."""

    recipe: str
    embedder: str  #: the embedding model it was fitted for
    weights: Mapping[str, float]  #: of each sign after it is standardised
    means: Mapping[str, float]
    scales: Mapping[str, float]
    intercept: float
    threshold: float
    provenance: Mapping[str, object]  #: data and their hashes, date, counts, the risk it was fitted for

    def confidence(self, signs: Mapping[str, float]) -> float:
        """Probability, 0 to 1, that the documents answer."""
        total = self.intercept
        for name, weight in self.weights.items():
            total += weight * (signs.get(name, 0.0) - self.means[name]) / self.scales[name]
        return 1.0 / (1.0 + math.exp(-max(min(total, 30.0), -30.0)))


@cache
def shipped_calibration() -> Calibration:
    """What comes with Pledge, fitted on our development questions."""
    return parse_calibration(resources.files("assistant").joinpath("calibration.json").read_text(encoding="utf-8"))


def load_calibration(path: Path, embedder: str) -> Calibration:
    """The parameters that `pledge calibrate` wrote.

    Raises:
        InvalidSettings: the file cannot be used, or was fitted for another embedding model.
    """
    try:
        calibration = parse_calibration(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InvalidSettings(f"The calibration {path} cannot be read: {error.strerror}.") from error
    if calibration.embedder != embedder:
        raise InvalidSettings(
            f"The calibration {path} was fitted for {calibration.embedder}, and the settings ask for {embedder}. "
            "Run `pledge calibrate` again, or set the embedding model back."
        )
    return calibration


def parse_calibration(text: str) -> Calibration:
    """Parameters from their JSON.

    Raises:
        InvalidSettings: it is not such JSON, or it was fitted for other signs.
    """
    try:
        calibration = Calibration(**json.loads(text))
        missing = calibration.weights.keys() - (calibration.means.keys() & calibration.scales.keys())
    except (ValueError, TypeError, AttributeError) as error:
        raise InvalidSettings(f"The calibration cannot be used: {error}. Run `pledge calibrate` again.") from error
    if calibration.recipe != RECIPE or missing:
        raise InvalidSettings("The calibration was fitted for another release. Run `pledge calibrate` again.")
    return calibration


class Signs:
    """Computes the signs that the documents answer a question."""

    def __init__(self, words: WordVectors) -> None:
        self._words = words

    def of(self, reading: Reading, hits: Sequence[Hit], rarity: Mapping[str, float]) -> dict[str, float]:
        """Plain numbers by name; hits are best first, rarity is that of the question's content words."""
        asked = content_words(reading.asked) or content_words(reading.joined)
        if not hits or not asked:
            return {}
        top = hits[:_LOOKED_AT]
        weights = np.array([max(rarity.get(word, 1.0), _LEAST_RARITY) for word in asked])
        return {
            **_scores(hits, float(weights.sum())),
            **self._coverage(asked, weights, top),
            **_kinds(reading, top),
            "rarity_mean": float(weights.mean()),
            "rarity_most": float(weights.max()),
            # A long question resembles any passage less: the weights of the likenesses need to know. Beyond so many
            # words it tells a story, which makes it no more likely that the documents answer.
            "length": math.log(1 + min(len(reading.asked.split()), _WORDS_OF_A_QUESTION)),
        }

    def _coverage(self, asked: Sequence[str], weights: NDArray[np.float64], top: Sequence[Hit]) -> dict[str, float]:
        """What of the question the evidence speaks of: in single units, and in all of them together.

        like: by the closest word, weighed by rarity; least: of the two words that come least close; missing: share of
        the words that are not there; missing_most: rarity of the rarest of them; own: without headings; first: in the
        best unit; all: in all units together.
        """
        read = [content_words(_read_with(hit)) for hit in top]
        own = [content_words(hit.unit.scored_text) for hit in top]
        everything = tuple(dict.fromkeys(word for words in read for word in words))
        alike = self._words.likeness(asked, everything)
        places = {word: place for place, word in enumerate(everything)}
        # One row for each unit, the last for all together: an array of a few numbers costs as much as one of many.
        closest = np.stack([_closest(alike, [places[word] for word in words]) for words in (*read, everything)])
        closest_own = np.stack([_closest(alike, [places[word] for word in words]) for words in own])
        had = _had(asked, (*read, everything))
        like, like_own, share = ((each * weights).sum(axis=1) / weights.sum() for each in (closest, closest_own, had))
        least, least_own = _two_least(closest), _two_least(closest_own)
        lacking = (weights * (1 - had)).max(axis=1)
        return {
            "like_first": float(like[0]),
            "like_best": float(like[:-1].max()),
            "like_own_first": float(like_own[0]),
            "like_own_best": float(like_own.max()),
            "least_best": float(least[:-1].max()),
            "least_own_first": float(least_own[0]),
            "missing_first": float((1 - had[0]).mean()),
            "missing_most_first": float(lacking[0]),
            "missing_most_best": float(lacking[:-1].min()),
            "like_all": float(like[-1]),
            "least_all": float(least[-1]),
            "had_all": float(share[-1]),
            "section_best": _best_section(_spoken(closest[:-1], had[:-1]), top, weights),
        }


def _closest(alike: NDArray[np.float32], columns: Sequence[int]) -> NDArray[np.float32]:
    """For each word asked, its cosine to the closest of these of the evidence; shape (asked,), 0 without any."""
    if not columns:
        return np.zeros(len(alike), dtype=np.float32)
    return np.asarray(alike[:, columns].max(axis=1), dtype=np.float32)


def _spoken(closest: NDArray[np.float32], had: NDArray[np.float64]) -> NDArray[np.float64]:
    """How far each unit speaks of each word, 0 to 1; shape (units, asked)."""
    return np.asarray(np.maximum(had, np.clip((closest - _UNLIKE) / (_THE_SAME - _UNLIKE), 0.0, 1.0)), dtype=np.float64)


def _best_section(spoken: NDArray[np.float64], top: Sequence[Hit], weights: NDArray[np.float64]) -> float:
    """The share of the question that the best section speaks of, its units that were found taken together."""
    sections: dict[tuple[str, tuple[str, ...]], NDArray[np.float64]] = {}
    for own, hit in zip(spoken, top, strict=True):
        section = hit.version.id, hit.passage.heading_path
        sections[section] = np.maximum(sections.get(section, 0.0), own)
    return max(float((said * weights).sum() / weights.sum()) for said in sections.values())


def _read_with(hit: Hit) -> str:
    """A unit with what it is read with: title, headings, lead-in."""
    return " ".join((hit.version.title, *hit.passage.heading_path, hit.unit.scored_text))


def _two_least(closest: NDArray[np.float32]) -> NDArray[np.float32]:
    """The mean of the two lowest of each row; shape (rows,)."""
    return np.asarray(np.sort(closest, axis=1)[:, :2].mean(axis=1), dtype=np.float32)


def _had(asked: Sequence[str], having: Sequence[Sequence[str]]) -> NDArray[np.float64]:
    """1 for each word asked whose stem is there, else 0; a row for each of the texts."""
    wanted = [stem(word) for word in asked]
    known = [{stem(word) for word in words} for words in having]
    return np.array([[float(word in there) for word in wanted] for there in known])


def _scores(hits: Sequence[Hit], weight: float) -> dict[str, float]:
    return {
        "dense_first": hits[0].dense,
        "keyword_first": hits[0].keyword / max(weight, 1.0),
        "keyword_best": max(hit.keyword for hit in hits[:10]) / max(weight, 1.0),
        "margin": hits[0].score - hits[min(len(hits), _LOOKED_AT) - 1].score,
    }


def _kinds(reading: Reading, top: Sequence[Hit]) -> dict[str, float]:
    """Whether the evidence has the kind of thing that is asked for, and how far down."""
    signs: dict[str, float] = {}
    for want in CHECKED:
        wanted = want in reading.wants
        having = [hit for hit in top if has_kind(want, hit.unit.plain)] if wanted else []
        gap = max((hit.score - top[0].score for hit in having), default=_NO_KIND_GAP)
        signs[want.value] = float(wanted)
        signs[f"{want}_first"] = float(top[0] in having)
        signs[f"{want}_gap"] = gap if wanted else 0.0
    signs[MISSING] = float(any(signs[f"{want}_gap"] == _NO_KIND_GAP for want in CHECKED if signs[want.value]))
    for want in (Want.PERSON, Want.YES_NO):
        signs[want.value] = float(want in reading.wants)
    return signs
