"""What people read of a quote."""

import pytest

from api.legible import legible

ITEMS_AND_ROWS = "We pay:\n• a taxi;\n• a train.\nDelay | Price\nhalf | 5"
CASES = {
    "emphasis": ("a.md", "Decide **not to travel**, and _we_ pay `£5`.", "Decide not to travel, and we pay £5."),
    "links keep their address": (
        "a.md",
        "See [how to claim](https://a.example/claim), [us](mailto:a@b.example) or [terms](../terms.md).",
        "See how to claim (https://a.example/claim), us (a@b.example) or terms.",
    ),
    "an address that is its own link": ("a.md", "[a.example](https://a.example)", "a.example (https://a.example)"),
    "marks of other formats are words": ("a.txt", "Rooms **are** 5 * 4 m.", "Rooms **are** 5 * 4 m."),
    "entities": ("a.md", "30&nbsp;days &amp; more", "30\u00a0days & more"),
    "line ends of a page": (
        "a.pdf",
        "We pay for the nearest access\u2010\nible taxi\nand train.",
        "We pay for the nearest accessible taxi and train.",
    ),
    "a sum at a line's beginning": ("a.pdf", "We credit\n€20.\n6.3 Not here.", "We credit €20.\n6.3 Not here."),
    "items and rows keep their lines": ("a.pdf", ITEMS_AND_ROWS, ITEMS_AND_ROWS),
    "quoted lines": ("a.md", "We call back\n> within a day.", "We call back within a day."),
}


@pytest.mark.parametrize("case", CASES)
def test_quote_that_people_read_has_its_words_without_marks(case: str) -> None:
    document, text, wanted = CASES[case]
    assert legible(text, document) == wanted
