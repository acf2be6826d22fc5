"""HTML to blocks: the main content of a page, without what surrounds it on every page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree  # type: ignore[import-untyped]  # lxml ships no types
from lxml import html as lxml_html

from knowledge.documents import BlockKind, Document, Problem
from knowledge.errors import UnreadableFile
from knowledge.readers.builder import LABEL_LEVEL, TextBuilder
from knowledge.readers.decode import decode
from knowledge.readers.html_shown import is_shown, is_toggle
from knowledge.readers.html_tables import caption_of, rows_of
from knowledge.readers.limits import Limits, raise_if_out_of_memory

HtmlElement = Any  # lxml's elements are not typed

_DECLARED = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,30})""", re.IGNORECASE)
_AROUND = frozenset({"nav", "header", "footer", "aside"})
_ROLES_AROUND = frozenset({"navigation", "banner", "contentinfo", "search", "complementary", "dialog", "alertdialog"})
_NAMES_AROUND = re.compile(
    r"(?:^|[\s_-])(?:cookie(?:s|-?banner|-?consent|-?notice)|consent-banner|breadcrumbs?|skip(?:-?link|-?nav)?|nav(?:bar|igation)"
    r"|site-?(?:header|footer|nav)|main-?menu|side-?bar|share-?(?:bar|buttons)|social-?(?:links|share)|pagination|newsletter"
    r"|sr-only|visually-hidden)(?:$|[\s_-])",
    re.IGNORECASE,
)
# What only calls to do something with the page; the same names may stand on what the organisation says.
_NAMES_OF_CALLS = re.compile(
    r"(?:^|[\s_-])(?:shar(?:e|ing)|feedback|helpful|rat(?:e|ing)|votes?|read-?more|related|print|back-?to-?top)(?:$|[\s_-])",
    re.IGNORECASE,
)
_MOST_CALL_WORDS = 25
_BLOCKS = frozenset(
    (
        *(
            "p",
            "div",
            "section",
            "article",
            "main",
            "body",
            "html",
            "blockquote",
            "pre",
            "address",
            "figure",
            "figcaption",
        ),
        *(
            "center",
            "fieldset",
            "legend",
            "form",
            "details",
            "summary",
            "dl",
            "dt",
            "dd",
            "ul",
            "ol",
            "li",
            "menu",
            "table",
        ),
        *("h1", "h2", "h3", "h4", "h5", "h6", "hr", "header", "footer", "aside", "nav", "hgroup", "label"),
    ),
)
_HEADING = re.compile(r"h[1-6]")
_MOST_FORM_WORDS = 60  #: a form with more running text than this holds content, as some site builders wrap whole pages
_LEAST_LINE_WORDS = 4  #: a line before <br> with fewer words, such as one of an address, is no paragraph of its own
_STOPPED = re.compile(r"[.!?:;…][)\"'”’»]*\Z")
_LEAST_MAIN_SHARE = 0.25


def read_html(name: str, data: bytes, limits: Limits) -> Document:
    """The document in an HTML file: headings, paragraphs, lists and tables of its main content.

    Raises:
        UnreadableFile: There is no text in it, or it is no text file.
    """
    source, problems = _decoded(name, data)
    root, damage = _parsed(name, source)
    builder = TextBuilder(name, limits.characters)
    body = _body(root)
    main = _main_content(body)
    _Walk(builder).run(main)
    if not builder.length and main is not body:  # what is marked as its content is hidden or struck out
        _Walk(builder).run(body)
    if not builder.length:
        raise UnreadableFile(
            name, "The page holds no text of its own. If a script writes it, save the page as displayed."
        )
    headings = (block.span.of(builder.text) for block in builder.blocks if block.kind is BlockKind.HEADING)
    return Document(
        text=builder.text,
        blocks=tuple(builder.blocks),
        media_type="text/html",
        title=next((words for words in headings if words), None) or _title(root),
        problems=(*problems, *damage),
        language=(root.get("lang") or "").strip() or None,
    )


def _decoded(name: str, data: bytes) -> tuple[str, tuple[Problem, ...]]:
    declared = _DECLARED.search(data[:4096])
    if declared and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode(declared[1].decode("ascii")), ()
        except (UnicodeDecodeError, LookupError):
            text, problems = decode(name, data)
            reason = (
                f"It says that its encoding is {declared[1].decode('ascii')}, which is not so. Correct its charset."
            )
            return text, (*problems, Problem(reason))
    return decode(name, data)


def _parsed(name: str, source: str) -> tuple[HtmlElement, tuple[Problem, ...]]:
    parser = lxml_html.HTMLParser(remove_comments=True, remove_pis=True, no_network=True)
    # An XML declaration with an encoding may not stand in text that is decoded already.
    body = re.sub(r"\A\s*<\?xml[^>]*\?>", "", source).replace("\x00", "")
    if not body.strip():
        raise UnreadableFile(name, "The file is empty.")
    try:
        root = lxml_html.document_fromstring(body, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError) as error:
        raise_if_out_of_memory(str(parser.error_log))
        raise UnreadableFile(name, "It is not HTML that can be parsed. Save the page again.") from error
    raise_if_out_of_memory(str(parser.error_log))
    if any("depth" in entry.message.lower() for entry in parser.error_log):
        reason = "Its elements are nested too deeply; what lies deeper was not read. Save the page without its layout."
        return root, (Problem(reason),)
    return root, ()


def _title(root: HtmlElement) -> str | None:
    found = root.find(".//title")
    words = " ".join((found.text or "").split()) if found is not None else ""
    return words or None


def _body(root: HtmlElement) -> HtmlElement:
    body = root.find("body") if root.tag == "html" else root
    return root if body is None else body


def _main_content(body: HtmlElement) -> HtmlElement:
    """The one element that the page itself marks as its content, else its body."""
    whole = len(body.text_content().split())
    for path in (".//main", ".//*[@role='main']", ".//article"):
        found = body.findall(path)
        if len(found) == 1 and len(found[0].text_content().split()) >= _LEAST_MAIN_SHARE * whole:
            main: HtmlElement = found[0]
            return main
    return body


@dataclass(slots=True)
class _Walk:
    """A walk over the elements of a page, without recursion: pages may be nested deeply."""

    builder: TextBuilder
    words: list[str] = field(default_factory=list)
    kind: BlockKind = BlockKind.PARAGRAPH
    level: int = 0
    lists: int = 0
    group: int | None = None
    inside_main: bool = False
    line: int = 0  #: of `words`, where the line after the last <br> begins
    addresses: int = 0  #: how many <address> elements we are in
    toggles: set[str] = field(default_factory=set)  #: ids of the parts that buttons met so far unfold

    def run(self, root: HtmlElement) -> None:
        """Add the content of `root` to the builder."""
        self.inside_main = root.tag in ("main", "article") or root.get("role") == "main"
        stack: list[tuple[HtmlElement, bool]] = [(root, False)]
        while stack:
            element, leaving = stack.pop()
            if leaving:
                self._leave(element)
                self._text(element.tail if element is not root else None)
            elif not isinstance(element.tag, str) or self._around(element, root):
                self._text(element.tail if element is not root else None)
            elif element.tag == "table" and (rows := rows_of(element)):
                self._table(element, rows)
                self._text(element.tail)
            else:
                self._enter(element)
                stack.append((element, True))
                stack.extend((child, False) for child in reversed(element))
        self._flush()

    def _around(self, element: HtmlElement, root: HtmlElement) -> bool:
        """Whether an element is hidden or belongs to the site, not to this page."""
        tag = element.tag
        if not is_shown(element):
            return True
        if element is root or tag in ("body", "html"):
            return False
        if tag in _AROUND and tag != "nav" and self.inside_main:
            return False
        if tag in _AROUND or element.get("role") in _ROLES_AROUND:
            return True
        names = f"{element.get('class') or ''} {element.get('id') or ''}"
        if names.strip() and _named_around(names, element):
            return True
        return tag == "form" and len(" ".join(_paragraph_words(element)).split()) < _MOST_FORM_WORDS

    def _enter(self, element: HtmlElement) -> None:
        tag = element.tag
        if tag in _BLOCKS:
            self._flush()
        if tag in ("ul", "ol", "menu"):
            if self.lists == 0:
                self.group = self.builder.new_group()
            self.lists += 1
        elif tag == "address":
            self.addresses += 1
        elif tag == "br":
            self._line_break()
        elif tag == "img":
            self._text(f" {element.get('alt') or ''} ")
        elif tag in ("td", "th", "tr"):
            self._flush()
        if _HEADING.fullmatch(tag):
            self.kind, self.level = BlockKind.HEADING, int(tag[1])
        elif tag in ("dt", "summary") or (is_toggle(element) and self.kind is BlockKind.PARAGRAPH):
            self._flush()
            self.builder.end_labels()
            self.toggles.update(filter(None, [element.get("aria-controls")]))
            self.kind, self.level = BlockKind.HEADING, LABEL_LEVEL
        self._text(element.text)

    def _leave(self, element: HtmlElement) -> None:
        tag = element.tag
        if tag in _BLOCKS or tag in ("td", "th", "tr"):
            self._flush()
        if tag in ("ul", "ol", "menu"):
            self.lists -= 1
        elif tag == "address":
            self.addresses -= 1
        elif tag in ("dl", "details") or element.get("id") in self.toggles:
            self._flush()
            self.builder.end_labels()
        if self.level == LABEL_LEVEL and is_toggle(element):
            self._flush()
        if _HEADING.fullmatch(tag) or tag in ("dt", "summary") or (self.level == LABEL_LEVEL and is_toggle(element)):
            self.kind, self.level = BlockKind.PARAGRAPH, 0

    def _text(self, words: str | None) -> None:
        if words:
            self.words.append(words)

    def _line_break(self) -> None:
        """End a paragraph at <br>, unless its line is only a line of an address or a heading."""
        line = "".join(self.words[self.line :]).strip()
        complete = len(line.split()) >= _LEAST_LINE_WORDS or bool(_STOPPED.search(line))
        if self.kind is BlockKind.PARAGRAPH and complete and not self.addresses:
            self._flush()
        else:
            self.words.append(" ")
            self.line = len(self.words)

    def _flush(self) -> None:
        words, self.words, self.line = "".join(self.words), [], 0
        if self.kind is BlockKind.HEADING:
            self.builder.add(BlockKind.HEADING, words, level=self.level)
        elif self.lists:
            self.builder.add(BlockKind.ITEM, words, level=self.lists, group=self.group)
        else:
            self.builder.add(BlockKind.PARAGRAPH, words)

    def _table(self, table: HtmlElement, rows: list[tuple[bool, list[str]]]) -> None:
        self._flush()
        caption = caption_of(table)
        if caption:
            self.builder.add(BlockKind.HEADING, caption, level=LABEL_LEVEL)
        group = self.builder.new_group()
        for header, cells in rows:
            self.builder.add_row(BlockKind.HEADER_ROW if header else BlockKind.ROW, cells, group=group)
        if caption:
            self.builder.end_labels()


def _named_around(names: str, element: HtmlElement) -> bool:
    """Whether an element's class and id say that it belongs to the site, or only calls to share or rate the page."""
    if _NAMES_AROUND.search(names) and element.find(".//h1") is None:
        return True
    return bool(_NAMES_OF_CALLS.search(names)) and _says_nothing(element)


def _says_nothing(element: HtmlElement) -> bool:
    """Whether an element is a few words without a full sentence, such as "Share · Print" or "Was this helpful?"."""
    words = element.text_content().split()
    return len(words) <= _MOST_CALL_WORDS and not any(word.endswith(".") for word in words)


def _paragraph_words(form: HtmlElement) -> Iterator[str]:
    """The running text of a form: its paragraphs and items, not its labels."""
    for element in form.iter("p", "li", "td", "h1", "h2"):
        yield element.text_content()
