"""PDF to blocks: pages, headings, paragraphs over page ends, lists and tables."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterator

import pypdf
from pypdf.errors import DependencyError, PyPdfError

from knowledge.documents import BlockKind, Document, Problem
from knowledge.errors import UnreadableFile
from knowledge.readers.limits import Limits
from knowledge.readers.pdf_layout import laid_out
from knowledge.readers.pdf_pages import Page, may_hold_table, page_of, with_tables
from knowledge.readers.titles import is_title

_MOST_UNREADABLE = 0.2  #: share of characters without a meaning above which a page's text is useless
_LEAST_WORDS = 3  #: words on a page with pictures below which it counts as a scan
_MOST_TABLE_PAGES = 150  #: finding tables takes a tenth of a second a page

# A damaged file can break any assumption of the parser; all of these were seen.
_BROKEN = (PyPdfError, RecursionError, ArithmeticError, LookupError, ValueError, TypeError, AttributeError, OSError)
_DAMAGED = "The PDF is damaged. Open it in the program that made it and export it again."
_LOCKED = "It is protected by a password. Save it without one."


def read_pdf(name: str, data: bytes, limits: Limits) -> Document:
    """The document in a PDF file; pages that cannot be read are reported, the others kept.

    Raises:
        UnreadableFile: It is damaged, encrypted, or no page holds text.
    """
    reader = _opened(name, data)
    problems: list[Problem] = []
    pages = list(_pages(name, reader, limits, problems))
    _find_tables(reader, pages, data, problems)
    if not any(page.items for page in pages):
        raise UnreadableFile(name, _nothing(pages, problems))
    text, blocks, page_starts = laid_out(name, pages, _outline(reader), limits)
    headings = [block for block in blocks if block.kind is BlockKind.HEADING and block.level == 1]
    title = _declared_title(reader) or (" ".join(headings[0].span.of(text).split()) if headings else None)
    return Document(
        text=text,
        blocks=blocks,
        media_type="application/pdf",
        title=title,
        problems=tuple(sorted(problems, key=lambda problem: problem.page or 0)),
        language=_language(reader),
        page_starts=page_starts,
    )


def _opened(name: str, data: bytes) -> pypdf.PdfReader:
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        unlocked = not reader.is_encrypted or bool(reader.decrypt(""))
        count = len(reader.pages) if unlocked else 0
    except DependencyError as error:
        raise UnreadableFile(name, _LOCKED) from error
    except _BROKEN as error:
        raise UnreadableFile(name, _DAMAGED) from error
    if not unlocked:
        raise UnreadableFile(name, _LOCKED)
    if count == 0:
        raise UnreadableFile(name, "It has no pages. Export it again.")
    return reader


def _pages(name: str, reader: pypdf.PdfReader, limits: Limits, problems: list[Problem]) -> Iterator[Page]:
    count = len(reader.pages)
    characters = 0
    for number in range(1, min(count, limits.pages) + 1):
        page = _page(reader, number, problems)
        characters += sum(len(line.words) for line in page.lines)
        if characters > limits.characters:
            reason = f"It holds more than {limits.characters:,} characters of text. Split it into several files."
            raise UnreadableFile(name, reason)
        yield page
    if count > limits.pages:
        reason = f"Pages {limits.pages + 1} to {count} were not read; the limit is {limits.pages}. Split the file."
        problems.append(Problem(reason, limits.pages + 1))


def _page(reader: pypdf.PdfReader, number: int, problems: list[Problem]) -> Page:
    """A page's lines; a page without any says why in `problems`."""
    try:
        page = page_of(reader.pages[number - 1], number)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - one damaged page can break the parser anywhere, and must not cost the others
        problems.append(Problem("The page is damaged and was not read. Export the file again.", number))
        return Page(number, 0.0)
    words = "".join(line.words for line in page.lines)
    if _unreadable_share(words) > _MOST_UNREADABLE:
        reason = (
            "Its text has no meaning that can be read, only shapes. Export the file again, or run text recognition."
        )
        problems.append(Problem(reason, number))
        page.items.clear()
    elif page.pictures and sum(len(line.words.split()) for line in page.lines) < _LEAST_WORDS:
        problems.append(Problem("The page is a picture without text. Run text recognition on it.", number))
        page.items.clear()
    return page


def _unreadable_share(words: str) -> float:
    if not words:
        return 0.0
    strange = sum(
        unicodedata.category(character) in ("Co", "Cn", "Cc") or character == "\ufffd"
        for character in words
        if character not in "\uf0b7\uf0a7"  # the bullets of Symbol and Wingdings
    )
    return strange / len(words)


def _find_tables(reader: pypdf.PdfReader, pages: list[Page], data: bytes, problems: list[Problem]) -> None:
    wanted = [page for page in pages if page.items and _may_hold_table(reader, page)][:_MOST_TABLE_PAGES]
    for page in wanted:
        try:
            with_tables([page], data)
        except MemoryError:
            raise
        except Exception:  # noqa: BLE001 - as in _page: the page's text was read, only its table is lost
            reason = "A table on this page was read as text only. Check the quotes from it, or export the file again."
            problems.append(Problem(reason, page.number))


def _may_hold_table(reader: pypdf.PdfReader, page: Page) -> bool:
    try:
        return may_hold_table(reader.pages[page.number - 1])
    except _BROKEN:
        return False


def _nothing(pages: list[Page], problems: list[Problem]) -> str:
    if any(page.pictures for page in pages):
        return "It holds pictures of pages and no text. Run text recognition (OCR) on it and add the result."
    if problems:
        return problems[0].reason
    return "No page holds any text. If it displays text, export it again with its fonts."


def _outline(reader: pypdf.PdfReader) -> dict[str, int]:
    """The bookmarks' titles with their depth from 1."""
    found: dict[str, int] = {}
    try:
        stack: list[tuple[object, int]] = [(reader.outline, 0)]
        while stack:
            entry, depth = stack.pop()
            if isinstance(entry, list):
                stack.extend((child, depth + 1) for child in reversed(entry))
            else:
                found.setdefault(" ".join(str(getattr(entry, "title", "")).split()).casefold(), depth)
    except _BROKEN:
        return found  # bookmarks only help; a document is complete without them
    found.pop("", None)
    return found


def _declared_title(reader: pypdf.PdfReader) -> str | None:
    try:
        title = reader.metadata.title if reader.metadata is not None else None
    except _BROKEN:
        return None
    words = " ".join((title or "").split())
    return words if is_title(words) else None


def _language(reader: pypdf.PdfReader) -> str | None:
    try:
        language = reader.root_object.get("/Lang")
    except _BROKEN:
        return None
    return str(language).strip() or None if language is not None else None
