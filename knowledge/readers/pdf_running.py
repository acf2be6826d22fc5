"""Running heads, running feet and page numbers: lines that repeat at the edges of pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from knowledge.readers.pdf_pages import Line, Page

_PAGE_NUMBER = re.compile(
    r"(?:[-–—|\s]*(?:page|seite|pagina|página|p\.|s\.)?\s*\d{1,4}(?:\s*(?:of|von|de|di|sur|/)\s*\d{1,4})?[-–—|\s]*)\Z",
    re.IGNORECASE,
)
_EDGE = 3  #: lines at the top and at the bottom of a page that may be running ones
_EDGE_ZONE = 0.12  #: of the page's height, at the top and at the bottom
_LEAST_SHARE = 0.4  #: of the pages on which a line repeats
_LEAST_PAGES = 2


def mark_running(pages: Sequence[Page]) -> None:
    """Set `running` on the lines that belong to the pages, not to the text."""
    edges = {page.number: _edge_lines(page) for page in pages}
    seen: Counter[str] = Counter()
    for lines in edges.values():
        seen.update({_key(line) for line in lines})
    with_text = sum(bool(page.items) for page in pages)
    least = max(_LEAST_PAGES, _LEAST_SHARE * with_text)
    for page in pages:
        for line in edges[page.number]:
            number = bool(_PAGE_NUMBER.match(line.words)) and _in_zone(line, page)
            line.running = number or (seen[_key(line)] >= least and _is_edge(line, page))


def _edge_lines(page: Page) -> list[Line]:
    """The highest and the lowest lines of a page, which may be drawn in any order."""
    by_height = sorted(page.lines, key=lambda line: -line.y)
    if len(by_height) <= 2 * _EDGE:
        return by_height
    return [*by_height[:_EDGE], *by_height[-_EDGE:]]


def _key(line: Line) -> str:
    """A line without its figures, which differ from page to page."""
    return f"{re.sub(r'[0-9]+', '#', line.words.casefold())} at {round(line.y / 4)}"


def _in_zone(line: Line, page: Page) -> bool:
    return line.y >= (1 - _EDGE_ZONE) * page.height or line.y <= _EDGE_ZONE * page.height


def _is_edge(line: Line, page: Page) -> bool:
    """Whether a repeated line lies in the margin: no more than two lines lie beyond it."""
    beyond = sum(other.y > line.y for other in page.lines), sum(other.y < line.y for other in page.lines)
    return _in_zone(line, page) and min(beyond) < _EDGE
