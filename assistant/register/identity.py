"""Which commitment of one version is the same promise as one of another version, and the names they keep."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence

from assistant.commitments import Commitment
from assistant.rules.stems import content_stems

_LEAST = 0.5  #: how alike two commitments must be to be the same promise
_HEADING_SHARE = 0.2  #: what equal headings add to equal words
_SAME_TYPE = 0.05  #: breaks ties between a promise and the remedy that speaks of it


def same_promises(old: Sequence[Commitment], new: Sequence[Commitment]) -> dict[int, int]:
    """Places in `new` to places in `old`: one to one, the most alike first, figures left out."""
    pairs = [
        (score, -abs(place - earlier), place, earlier)
        for place, one in enumerate(new)
        for earlier, other in enumerate(old)
        if (score := likeness(other, one)) >= _LEAST
    ]
    found: dict[int, int] = {}
    taken: set[int] = set()
    for _, _, place, earlier in sorted(pairs, key=lambda pair: (-pair[0], -pair[1], pair[2])):
        if place not in found and earlier not in taken:
            found[place] = earlier
            taken.add(earlier)
    return found


def likeness(one: Commitment, other: Commitment) -> float:
    """How alike two commitments are, 0 to 1: their words by stems, without figures, and their headings."""
    words = _dice(content_stems(one.text), content_stems(other.text))
    headings = _dice(content_stems(" ".join(one.headings[-1:])), content_stems(" ".join(other.headings[-1:])))
    alike = words * (1 - _HEADING_SHARE) + headings * _HEADING_SHARE if words else 0.0
    return min(1.0, alike + (_SAME_TYPE if one.type is other.type else 0.0)) if alike else 0.0


def named(document: str, records: Sequence[Commitment], earlier: Sequence[Mapping[int, str]]) -> list[str]:
    """The promise ids of a version's commitments, in their order, each once.

    Args:
        document: the document's name.
        records: the version's commitments.
        earlier: for each other version, nearest first, the ids of those commitments here that stand there too.
    """
    names: dict[int, str] = {}
    for known in earlier:
        for place, name in known.items():
            if place not in names and name not in names.values():
                names[place] = name
    seen: Counter[str] = Counter()
    taken = set(names.values())
    for place, record in enumerate(records):
        if place in names:
            continue
        names[place] = _fresh(document, record, seen, taken)
        taken.add(names[place])
    return [names[place] for place in range(len(records))]


def _fresh(document: str, record: Commitment, seen: Counter[str], taken: set[str]) -> str:
    stems = " ".join(sorted(content_stems(record.text)))
    identity = "\0".join((document, *record.headings[-1:], record.type, stems))
    while True:
        seen[identity] += 1
        name = "c_" + hashlib.sha256(f"{identity}\0{seen[identity]}".encode()).hexdigest()[:12]
        if name not in taken:
            return name


def _dice(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0
