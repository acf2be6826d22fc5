"""An organisation that names itself in the third person, read as "we": "the Company may refuse", "Acme pays"."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace

from assistant.codes import Clause, Code
from assistant.rules.phrases import Words

_MOST_NAME_WORDS = 4
_NAME_WORD = re.compile(r"[^\W\d_][\w&'-]*")
_DEFINED = re.compile(
    r"\((?:[\w ]+ )?[\"'](?P<article>[Tt]he )?(?P<name>[A-Z][\w-]+(?: [A-Z][\w-]+)*)[\"']\)"
    r"|\((?P<article2>the )[\"'](?P<name2>[A-Z][\w-]+)[\"']\)"
)  #: 'Meridian Ltd (hereinafter "the Company")'
_MODAL = (
    r"(?:will|shall|may|might|can|cannot|could|must|should|would|is|are|was|were|has|have|does|do|never|always|also|not"
    r"|undertakes?|reserves?)"
)
_ACTS = re.compile(rf"\s(?:{_MODAL}|(?!\w+ (?:{_MODAL}|get|receive|pay)\b)[a-z]{{2,}}(?<!s)s)\b")
_AFTER_PREPOSITION = re.compile(r"\b(?:to|by|with|from|for|of|at|in|on|against|through|via|between|and|than)\s$")
_OPENS_QUOTE = re.compile(r"[\"'(]\s?$")


def spoken(code: Code, lists: Words) -> tuple[Clause, ...]:
    """The code's clauses, with "we", "us" and "our" where the organisation names itself; places stay exact."""
    names = tuple(dict.fromkeys([*_defined_names(code, lists), *_titled_names(code), *_common_names(lists)]))
    pattern = re.compile(rf"\b(?:{'|'.join(re.escape(name) for name in names)})\b(?!-| (?:of )?[A-Z])(?P<own>'s)?")
    return tuple(_speak(clause, pattern) for clause in code.clauses)


def _common_names(lists: Words) -> Iterator[str]:
    """What an organisation calls itself without saying so first: "the Company"."""
    for noun in lists["provider-noun"].exact:
        yield f"the {noun.capitalize()}"
        yield f"The {noun.capitalize()}"


def _defined_names(code: Code, lists: Words) -> Iterator[str]:
    for clause in code.clauses:
        for found in _DEFINED.finditer(clause.words):
            name = found["name"] or found["name2"]
            if lists["provider-noun"].first(name) is None:
                continue  # "the Customer", "the Agreement"
            if found["article"] or found["article2"]:
                yield f"the {name}"
                yield f"The {name}"
            else:
                yield name


def _titled_names(code: Code) -> Iterator[str]:
    """The organisation's own name: it begins the title and acts in the text."""
    title = code.headings[0] if code.headings else ""
    words = _NAME_WORD.findall(title)
    everything = "\n".join(clause.words for clause in code.clauses)
    for count in range(min(len(words), _MOST_NAME_WORDS), 0, -1):
        name = re.compile(r"\b" + r" ".join(map(re.escape, words[:count])) + r"\b", re.IGNORECASE)
        written = {found[0] for found in name.finditer(everything)}
        if not written or not all(word[:1].isupper() for one in written for word in one.split()):
            continue  # a word like any other
        acting = sorted(one for one in written if re.search(rf"\b{re.escape(one)}{_ACTS.pattern}", everything))
        if acting:
            yield from acting
            return


def _speak(clause: Clause, pattern: re.Pattern[str]) -> Clause:
    pieces: list[str] = []
    kept: list[int] = []  #: the place in the old words of each character of the new ones
    start = 0
    for found in pattern.finditer(clause.words):
        if _OPENS_QUOTE.search(clause.words[: found.start()]):
            continue
        pronoun = _pronoun(clause.words, found)
        pieces += [clause.words[start : found.start()], pronoun]
        kept += range(start, found.start())
        kept += [*range(found.start(), found.start() + len(pronoun) - 1), found.end() - 1]
        start = found.end()
    if not pieces:
        return clause
    pieces.append(clause.words[start:])
    kept += range(start, len(clause.words))
    return replace(
        clause,
        words="".join(pieces),
        offsets=tuple(clause.offsets[place] for place in kept),
        cells=tuple((bisect_left(kept, first), bisect_left(kept, last)) for first, last in clause.cells),
    )


def _pronoun(words: str, found: re.Match[str]) -> str:
    begins = not words[: found.start()].strip() or words[: found.start()].rstrip()[-1] in ".:;?!|"
    if found["own"]:
        return "Our" if begins else "our"
    after = words[found.end() :]
    if _ACTS.match(after) or (begins and not re.match(r"\s[a-z]+s\b", after)):
        return "We" if begins else "we"
    alone = re.match(r"\s[a-z]", after) is None
    return "us" if alone or _AFTER_PREPOSITION.search(words[: found.start()]) else "our"
