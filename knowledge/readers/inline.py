"""The marks inside a Markdown paragraph: what a reader does not see, as spans of the source."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container
from dataclasses import dataclass, field

from knowledge.documents import Span

_TOKEN = re.compile(
    r"""
      (?P<escape>\\(?=[!-/:-@\[-`{-~\r\n]))
    | (?P<code>(?<!`)(?P<ticks>`+)(?!`)(?:[^`]|(?!(?P=ticks)(?!`))`+)+?(?<!`)(?P=ticks)(?!`))
    | (?P<comment><!--.*?(?:-->|\Z))
    | (?P<autolink><(?:[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*|[^\s<>@/]+@[^\s<>@]+)>)
    | (?P<struck><(?P<gone>del|s|strike)\b[^<>]*>.*?</(?P=gone)\s*>)
    | (?P<tag></?[A-Za-z][A-Za-z0-9-]*(?:\s[^<>]*)?/?>)
    | (?P<liquid>\{%-?[^{}]*?%\}|\{\{-?[^{}]*?\}\})
    | (?P<open>!?\[)
    | (?P<close>\])
    | (?P<run>\*+|_+|~~)
    """,
    re.VERBOSE | re.DOTALL,
)
_DESTINATION = re.compile(
    r"""\(\s*
        (?:<[^<>\r\n]*>|(?:[^\s()\\]|\\.|\((?:[^\s()\\]|\\.)*\))*)
        (?:\s+(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\((?:[^()\\]|\\.)*\)))?
        \s*\)""",
    re.VERBOSE,
)
_LABEL = re.compile(r"\[([^\[\]]{0,999})\]")
_LIQUID_VALUE = re.compile(
    r"\{[%{]-?\s*(?:(?:data|indented_data_reference)\s+)?(?:[\w-]+\.)*(?P<name>[\w-]+)\s*-?[%}]\}"
)
_LIQUID_WORDS = frozenset({"else", "endif", "endfor", "endraw", "raw", "break", "continue", "comment", "endcomment"})
_MARKERS = re.compile(r"\A(?:\[[ xX]\](?=\s)|\[![A-Z]+\]|\[\^[^\]\s]+\]:|Q:|A:)")
_ATTRIBUTES = re.compile(r"\{[#:.][^{}\r\n]*\}\s*\Z")


@dataclass(slots=True)
class _Run:
    """A run of emphasis marks that may still open emphasis."""

    mark: str
    start: int
    length: int


@dataclass(slots=True)
class _Scan:
    """The state of one pass over a paragraph."""

    source: str
    references: Container[str]
    hidden: list[Span] = field(default_factory=list)
    brackets: list[Span] = field(default_factory=list)
    runs: list[_Run] = field(default_factory=list)

    def hide(self, start: int, end: int) -> None:
        """Mark `source[start:end]` as not seen by readers."""
        if end > start:
            self.hidden.append(Span(start, end))


def hidden_marks(source: str, references: Container[str] = ()) -> list[Span]:
    """The marks in `source`, ordered and disjoint; link texts, alternative texts and code stay visible.

    Args:
        source: One paragraph, heading or cell.
        references: Labels of link definitions as `reference_key` gives them.
    """
    scan = _Scan(source, references)
    for pattern in (_MARKERS, _ATTRIBUTES):
        match = pattern.search(source)
        if match:
            scan.hide(*match.span())
    position = 0
    while match := _TOKEN.search(source, position):
        position = _take(scan, match)
    return _disjoint(scan.hidden)


def reference_key(label: str) -> str:
    """A link label as Markdown compares it."""
    return " ".join(label.split()).casefold()


def _take(scan: _Scan, match: re.Match[str]) -> int:
    """Deal with one mark; returns where to go on."""
    start, end = match.span()
    kind = {"ticks": "code", "gone": "struck"}.get(match.lastgroup or "", match.lastgroup)
    if kind == "escape":
        scan.hide(start, end)
        return end + 1
    if kind == "code":
        ticks = len(match["ticks"])
        scan.hide(start, start + ticks)
        scan.hide(end - ticks, end)
    elif kind in ("comment", "tag", "struck"):
        scan.hide(start, end)
    elif kind == "autolink":
        scan.hide(start, start + 1)
        scan.hide(end - 1, end)
    elif kind == "liquid":
        _hide_template(scan, match)
    elif kind == "open":
        scan.brackets.append(Span(start, end))
    elif kind == "close":
        return _close_bracket(scan, start)
    else:
        _emphasis(scan, match)
    return end


def _hide_template(scan: _Scan, match: re.Match[str]) -> None:
    """Keep the last word of a template variable, which usually says what will stand there."""
    value = _LIQUID_VALUE.fullmatch(match.group())
    if value is None or value["name"] in _LIQUID_WORDS:
        scan.hide(*match.span())
        return
    scan.hide(match.start(), match.start() + value.start("name"))
    scan.hide(match.start() + value.end("name"), match.end())


def _close_bracket(scan: _Scan, close: int) -> int:
    if not scan.brackets:
        return close + 1
    opening = scan.brackets.pop()
    words = scan.source[opening.end : close]
    if words.startswith("^") and not any(map(str.isspace, words)):  # a footnote's number
        scan.hide(opening.start, close + 1)
        return close + 1
    end = _end_of_link(scan, words, close + 1)
    if end is None:
        return close + 1
    scan.hide(opening.start, opening.end)
    scan.hide(close, end)
    return end


def _end_of_link(scan: _Scan, words: str, after: int) -> int | None:
    """Where the link ends whose text is `words`; None if it is no link."""
    destination = _DESTINATION.match(scan.source, after)
    if destination:
        return destination.end()
    label = _LABEL.match(scan.source, after)
    if label and reference_key(label[1] or words) in scan.references:
        return label.end()
    return after if reference_key(words) in scan.references else None


def _emphasis(scan: _Scan, match: re.Match[str]) -> None:
    """Pair a run of marks with those before it, by the flanking rules of CommonMark."""
    mark, length = match.group()[0], match.end() - match.start()
    before = scan.source[match.start() - 1] if match.start() else " "
    after = scan.source[match.end()] if match.end() < len(scan.source) else " "
    opens, closes = _flanks(mark, before, after)
    start = match.start()
    while closes and length and (opener := _last_opener(scan, mark)):
        used = min(length, opener.length)
        if mark == "~":
            scan.hide(opener.start, start + used)  # what is struck out no longer holds
        scan.hide(opener.start + opener.length - used, opener.start + opener.length)
        scan.hide(start, start + used)
        opener.length -= used
        start, length = start + used, length - used
        if not opener.length:
            scan.runs.remove(opener)
    if opens and length:
        scan.runs.append(_Run(mark, start, length))


def _last_opener(scan: _Scan, mark: str) -> _Run | None:
    return next((run for run in reversed(scan.runs) if run.mark == mark), None)


def _flanks(mark: str, before: str, after: str) -> tuple[bool, bool]:
    """Whether a run between these characters can open and can close emphasis."""
    space_before, space_after = before.isspace(), after.isspace()
    mark_before, mark_after = _is_punctuation(before), _is_punctuation(after)
    left = not space_after and (not mark_after or space_before or mark_before)
    right = not space_before and (not mark_before or space_after or mark_after)
    if mark != "_":
        return left, right
    return left and (not right or mark_before), right and (not left or mark_after)


def _is_punctuation(character: str) -> bool:
    return unicodedata.category(character)[0] in "PS"


def _disjoint(spans: list[Span]) -> list[Span]:
    kept: list[Span] = []
    for span in sorted(spans):
        if kept and span.start < kept[-1].end:
            if span.end > kept[-1].end:
                kept[-1] = Span(kept[-1].start, span.end)
        else:
            kept.append(span)
    return kept
