"""The subject of a main clause: who it is, and where the predicate begins."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from assistant.commitments.boundaries import WORD
from assistant.commitments.lexicon import lexicon

_AUXILIARY = frozenset(
    {
        "will",
        "shall",
        "must",
        "may",
        "can",
        "might",
        "could",
        "should",
        "would",
        "cannot",
        "can't",
        "won't",
        "is",
        "are",
    }
    | {
        "was",
        "were",
        "has",
        "have",
        "had",
        "do",
        "does",
        "did",
        "don't",
        "doesn't",
        "isn't",
        "aren't",
        "didn't",
        "need",
    }
    | {"can’t", "won’t", "don’t", "doesn’t", "isn’t", "aren’t", "didn’t", "shan't", "ought", "never", "needs", "wasn't"}
    | {"weren't", "hasn't", "haven't", "couldn't", "wouldn't", "shouldn't", "mustn't", "haven’t", "hasn’t", "mustn’t"}
)
_ADVERBS = frozenset(
    {
        "also",
        "always",
        "all",
        "both",
        "only",
        "then",
        "still",
        "now",
        "even",
        "therefore",
        "each",
        "just",
        "first",
        "again",
        "too",
        "gladly",
    }
    | {"usually", "normally", "generally", "typically", "often", "sometimes", "rarely"}
)
#: adverbs that weaken or narrow the predicate stay in it
_WEIGHTY = frozenset({"only", "usually", "normally", "generally", "typically", "often", "sometimes", "rarely"})
_RELATIVE = frozenset(
    {"that", "who", "which", "whom", "whose", "where", "when", "what", "you", "we", "they", "to", "not"}
)
_MODALS = frozenset({"will", "shall", "must", "may", "can", "might", "could", "should", "cannot"})
_PRONOUN = re.compile(r"^(?:we|you|they|it|i(?!\.)|he|she)\b(?:['’](?:ll|re|ve))?", re.IGNORECASE)
_LAST_NOUNS = frozenset(
    {
        "guarantee",
        "returns",
        "refund",
        "refunds",
        "exchange",
        "exchanges",
        "service",
        "support",
        "repairs",
        "calls",
        "visit",
    }
    | {
        "visits",
        "review",
        "reviews",
        "answer",
        "answers",
        "reply",
        "check",
        "checks",
        "cover",
        "credit",
        "credits",
        "charge",
        "charges",
        "help",
    }
)
_AFTER_NOUN = frozenset(
    {
        "take",
        "expire",
        "end",
        "count",
        "apply",
        "need",
        "come",
        "run",
        "cost",
        "remain",
        "go",
        "arrive",
        "leave",
        "get",
        "reach",
        "appear",
        "start",
        "never",
        "last",
    }
)
_DETERMINERS = frozenset(
    {
        "the",
        "a",
        "an",
        "your",
        "our",
        "their",
        "this",
        "that",
        "each",
        "every",
        "of",
        "for",
        "with",
        "on",
        "in",
        "to",
        "by",
        "and",
        "or",
        "no",
        "any",
        "first",
        "from",
        "per",
    }
)


#: the other side of a contract, named without "our": "Developer shall …", "each Licensee may …"
_COUNTERPARTY = (
    r"^(?:the |an? |any |each |every |all |no |such |sponsored |education |product )*"
    r"(?:developers?|licensees?|recipients?|contributors?|affirmer|sponsors?|partner|extensions?|requesters?"
    r"|listings?|undersigned|product providers?|attendees?|exhibitors?|sellers?|merchants?|publishers?|resellers?"
    r"|distributors?)(?:,? (?:and|or) [\w ]+|(?:, [\w ]+)+,? (?:and|or) [\w ]+)?(?: also| alone| hereby)?\s*$"
)
#: who acts for the organisation without being its staff
_OUR_AGENTS = (
    r"^(?:all |any |each |every )?(?:of )?our (?:[\w-]+ )?(?:affiliates?|partners?|vendors?|suppliers?|contractors?"
    r"|subcontractors?|sub-?processors?|service providers?|couriers?|agents?)\s*$"
)
#: "Reply guaranteed within a day": a noun and its participle, not an order
_NOUN_FIRST = re.compile(
    r"^\w+\s(?:guaranteed|\w+ed)\b(?:\s(?:within|in|by|free|on|the same|at)\b|[.!]?$)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _Patterns:
    """What tells one kind of subject from another."""

    kinds: tuple[tuple[str, re.Pattern[str]], ...]  #: the first that holds
    imperative: re.Pattern[str]
    sure_imperative: re.Pattern[str]  #: an order even where an auxiliary follows: "make sure it is"
    verb: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    pattern = lexicon().pattern
    return _Patterns(
        (
            ("outside", pattern(r"^(?:all |any |our |the |each |every |no )?(?:[\w'’-]+\s){0,2}(?:{outside})\b")),
            ("staff", re.compile(_OUR_AGENTS, re.IGNORECASE)),
            ("customer", re.compile(_COUNTERPARTY, re.IGNORECASE)),
            (
                "customer",
                pattern(
                    r"^(?:all |any |each |every |most |many |some |no |other |our )?(?:{people})\b"
                    r"|^(?:(?!that|which|whose|by|about|when)[\w'’-]+\s){0,3}{people}\b(?!\s?(?:profiles?|accounts?|content|agreements?|licen[cs]es?|portal|relationships?|information|service|care|support|data|satisfaction|charter|code"
                    r"|help|relations|panel|complaints|lines?|desk|team))|^everyone|^all of you"
                ),
            ),
            (
                "staff",
                pattern(
                    r"^(?:all |any |our |the |a |an |each |every |one of our |trained )*"
                    r"(?:[\w'’-]+\s){0,3}{staff}\b|^(?:dr|mr|mrs|ms)\b"
                    r"|^[\w ]*\bmembers? of [\w'’ ]*\b(?:staff|team|crew)\b"
                ),
            ),
        ),
        pattern(r"^(?:please\s)?(?:do not |don['’]t |always |never |simply |just )?(?:{imperative})\b"),
        pattern(r"^(?:please\s)?(?:make sure|ensure|check|note|remember|keep|tell|let)\b"),
        pattern(r"(?:{verbs})"),
    )


def subject_of(words: str) -> tuple[str, int]:
    """Who acts (org, customer, staff, outside, thing, imperative or none) and where the predicate begins."""
    pronoun = _PRONOUN.match(words)
    if pronoun:
        return _pronoun_subject(words, pronoun)
    patterns = _patterns()
    verb = _verb_place(words)
    if patterns.imperative.match(words) and (
        patterns.sure_imperative.match(words) or not (_has_auxiliary(words) or _NOUN_FIRST.match(words))
    ):
        return "imperative", 0
    if verb is None:
        return "none", len(words)
    return next((kind for kind, pattern in patterns.kinds if pattern.search(words[:verb])), "thing"), verb


#: "We, our affiliates and our partners may …"
_PRONOUN_AND_OTHERS = re.compile(
    r"^(?:we|you)(?:,? (?:and|or|and/or) |, )[^.;:]{3,90}? (?=(?:may|will|can|shall|must|do|does|are)\b)", re.IGNORECASE
)


def _pronoun_subject(words: str, match: re.Match[str]) -> tuple[str, int]:
    word = re.split(r"['’]", match[0].lower())[0]
    kind = {"we": "org", "i": "org", "you": "customer"}.get(word, "thing")
    others = _PRONOUN_AND_OTHERS.match(words)
    if others:
        return kind, others.end()
    if words[match.end() :].startswith(", ") and not _has_auxiliary(words):
        return kind, len(words)  # "We, our affiliates": the verb stands in another clause
    short = re.search(r"['’](?:ll|re|ve)$", match[0])
    place = match.start() + short.start() if short else match.end()
    while not short:
        word_match = WORD.search(words, place)
        if word_match is None:
            return kind, len(words)
        place = word_match.start()
        word = word_match[0].lower()
        is_adverb = word in _ADVERBS or (word.endswith("ly") and _patterns().verb.fullmatch(word) is None)
        if not is_adverb or word in _WEIGHTY:
            break
        place = word_match.end()
    return kind, place


def _has_auxiliary(words: str) -> bool:
    before = ""
    for match in WORD.finditer(words):
        word = match[0].lower()
        if (
            word in _AUXILIARY
            and word not in {"do", "don't", "don’t", "need", "have", "never"}
            and before not in _RELATIVE
        ):
            return True
        before = word
    return False


def _verb_place(words: str) -> int | None:
    """Where the main verb of a sentence with a noun as subject begins."""
    verb = _patterns().verb
    before = ""
    relative = False
    for index, match in enumerate(WORD.finditer(words)):
        word = match[0].lower()
        if match[0] == "May" and index > 0:  # the month; the modal is written small inside a sentence
            before = word
            continue
        is_verb = word in _AUXILIARY or (
            index > 0
            and verb.fullmatch(word) is not None
            and (before not in _DETERMINERS or (index == 1 and before in {"this", "that"} and word.endswith("s")))
        )
        if is_verb and before in _RELATIVE:
            relative = False
        elif (
            is_verb
            and index > 0
            and (not relative or word in _MODALS)
            and (word in _AUXILIARY or not _is_noun(words, match.end(), verb))
        ):
            return match.start()
        if word in {"who", "which", "whose"}:
            relative = True
        elif word in {"is", "are", "was", "were"}:
            relative = False  # "whose trip is cancelled get": the clause about them has its verb
        before = word
    return None


def _is_noun(words: str, end: int, verb: re.Pattern[str]) -> bool:
    """Whether a word that looks like a verb is a noun: a verb follows it at once ("service credits are")."""
    following = WORD.search(words, end)
    if following is None:
        return words[:end].rsplit(maxsplit=1)[-1].lower() in _LAST_NOUNS  # "Five-year guarantee."
    after = following[0].lower()
    if words[end : following.start()] != " ":
        return False
    if after == "do":
        return words[following.end() :].startswith(" not")
    return (
        after in _AUXILIARY - {"never"}
        or after in _AFTER_NOUN
        or (verb.fullmatch(after) is not None and after.endswith("s"))
    )
