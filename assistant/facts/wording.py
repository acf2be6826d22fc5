"""The small words that decide what a sentence grants: channels, modality, negation, scope."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.caseless import Caseless, caseless
from assistant.facts.records import Mention
from knowledge.documents import Span

_CHANNELS: Mapping[str, str] = {
    "email": r"e-?mails?|e-mailed|emailed|by\smail(?=\sto\s\S+@)",
    "web_form": r"(?:web|online|contact|complaint|claim|feedback)[-\s]?forms?",
    "chat": r"(?:live|web|online|video)?[-\s]?chats?\b|messenger|whatsapp",
    "phone": r"tele?phones?|phones?|phoned|(?:phone\s)?calls?(?!\s(?:out|centre))|called|calling"
    r"|hotline|helpline|rings?\syou|ring\sus",
    "text_message": r"text\smessages?|sms|by\stext|texts?(?=\syou)",
    "letter": r"letters?|by\spost|by\smail|in\sthe\spost|postal|(?<=or\s)post\b|post(?=\sor\s)",
    "writing": r"in\swriting|written|write|writes|writing",
    "in_person": r"in\sperson|face[-\s]to[-\s]face|in[-\s](?:store|branch)"
    r"|at\s(?:the|our|any)\s(?:desk|counter|office|branch|shop|store)s?",
    "app": r"(?:mobile\s|our\s|the\s|in[-\s])apps?\b|app(?=\sor\s)|in\sthe\sapp",
    "ticket": r"support\s(?:tickets?|portal|requests?)|tickets?(?=\s(?:opened|raised|submitted|created))",
    "online": r"online|(?:our|the)\s(?:website|web\ssite|portal)|customer\sportal",
    "social_media": r"social\smedia|facebook|twitter|instagram",
    "fax": r"fax",
}
_MODALS: Mapping[str, str] = {
    "must": r"must|ha(?:s|ve)\sto|need(?:s|ed)?\sto|(?:is|are)\s(?:required|obliged|responsible)\b|mandatory",
    "shall": r"shall",
    "will": r"will|won['’]t|(?<=\w)['’]ll\b",
    "would": r"would",
    "should": r"should|ought\sto|(?:is|are)\s(?:expected|supposed|asked)\sto",
    "may": r"may(?!\s\d)(?!\s20)",
    "might": r"might",
    "can": r"can|cannot|can['’]t|(?:is|are)\sable\sto",
    "could": r"could",
    "aim": r"aims?|target|goal|intends?|intention|hopes?|plans?\sto|seeks?\sto|try|tries|trying|strives?"
    r"|endeavours?|endeavors?|do\s(?:our|their|its)\s(?:best|utmost)|efforts?",
    "guarantee": r"guarantees?d?|promises?d?|warrant(?:s|y|ed)?|commit(?:s|ted|ment)?\b|undertakes?|pledges?d?",
    "entitled": r"entitled\sto|ha(?:s|ve)\s(?:a|the)\sright\sto|right\sto",
}
_NEGATIONS: Mapping[str, str] = {
    "not": r"not|cannot|(?:(?:do|does|did|wo|ca|is|are|was|were|would|could|should|must|have|has|had|need)n['’]t)",
    "never": r"never",
    "no": r"no(?!\.|\s(?:later|more|longer|less|fewer|sooner|earlier)\sthan)",
    "none": r"none|nobody|nothing|no\sone|neither|nor",
    "without": r"without",
    "no_longer": r"no\slonger(?!\sthan)",
}
_SCOPE: Mapping[str, str] = {
    "all": r"all|whole|entire|full|in\sfull|fully|completely|everything|everyone|everybody",
    "every": r"every|each",
    "any": r"any|anyone|anybody|anything|whatever|whichever|regardless|at\sany\stime|no\smatter",
    "always": r"always|whenever|24/7|unlimited"
    r"|at\sall\stimes|in\s(?:all|every)\s(?:case|cases|circumstances)|without\sexception",
    "only": r"only|solely|exclusively|merely|nothing\selse|sole",
    "never": r"never|under\sno\scircumstances|in\sno\scase",
    "some": r"some|certain|selected|most|usually|normally|generally|typically|often|sometimes|many",
}


def _compiled(cues: Mapping[str, str]) -> Caseless:
    groups = "|".join(rf"(?P<{name}>{pattern})" for name, pattern in cues.items())
    return caseless(rf"(?<![\w@]){'(?:' + groups + ')'}(?![\w@])")


_CHANNEL = _compiled(_CHANNELS)
_MODAL = caseless(
    rf"(?<![\w@])(?:{'|'.join(rf'(?P<{name}>{pattern})' for name, pattern in _MODALS.items() if name != 'will')}"
    r"|(?P<will>will|won['’]t))(?!\w)|(?P<short_will>(?<=\w)['’]ll\b)"
)
_NEGATION = _compiled(_NEGATIONS)
_SCOPE_WORD = _compiled(_SCOPE)
_BOUNDING = caseless(r"not\s(?:later|more|longer|less|fewer|only|just|counting|including)\b")


def _mentions(pattern: Caseless, text: str) -> tuple[Mention, ...]:
    return tuple(
        Mention((match.lastgroup or "").removeprefix("short_"), Span(*match.span())) for match in pattern.finditer(text)
    )


def find_channels(text: str) -> tuple[Mention, ...]:
    """Ways to communicate: email, phone, letter, writing, web_form, chat, in_person, text_message, app, online …."""
    return _mentions(_CHANNEL, text)


def find_modals(text: str) -> tuple[Mention, ...]:
    """Words of duty, intention and permission: must, shall, will, should, may, can, aim, guarantee, entitled …."""
    return _mentions(_MODAL, text)


def find_negations(text: str) -> tuple[Mention, ...]:
    """Words that deny. "No later than" and "not only" bound or widen, so they are left out."""
    return tuple(mention for mention in _mentions(_NEGATION, text) if not _BOUNDING.match(text, mention.span.start))


def find_scope(text: str) -> tuple[Mention, ...]:
    """Words that widen or narrow what a sentence covers: all, every, any, always, only, never, some."""
    return _mentions(_SCOPE_WORD, text)


def is_negated(text: str) -> bool:
    """Whether the text holds an odd number of denials; "not … without" is two of them."""
    return len(find_negations(text)) % 2 == 1
