"""PDF pages to blocks; the files are made here."""

import io

import pytest
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    FrameBreak,
    PageTemplate,
    Paragraph,
    Table,
    TableStyle,
)

from knowledge.documents import Document
from knowledge.errors import UnreadableFile
from knowledge.readers import Limits, read
from knowledge.units import split
from tests.broken_files import pdf_page, pdf_text

LEFT, TOP, LEADING = 72, 740, 15


def printed(*pages: list[str], head: str = "Acme Ltd - Refund terms", mark: float = LEFT) -> bytes:
    """A PDF of these lines, with running heads and page numbers.

    A line that begins with `#` is a heading, an empty one a gap, one that begins with `*` a bullet drawn apart.
    """
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1)
    for number, lines in enumerate(pages, 1):
        canvas.setFont("Helvetica", 8)
        canvas.drawString(LEFT, 800, head)
        y = TOP
        for line in lines:
            size = 10.5
            if line.startswith("#"):
                size = 20.0 - 3 * (len(line) - len(line.lstrip("#")))
            canvas.setFont("Helvetica-Bold" if line.startswith("#") else "Helvetica", size)
            if line.startswith("*"):
                canvas.drawString(mark, y, "\u2022")
            canvas.drawString(LEFT + (14 if line.startswith("*") else 0), y, line.lstrip("#* "))
            y -= 10 if not line else LEADING if not line.startswith("#") else 24
        canvas.setFont("Helvetica", 8)
        canvas.drawString(280, 40, f"Page {number} of {len(pages)}")
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def quotes(document: Document) -> list[tuple[str, str, int | None]]:
    _, units = split(document)
    return [(unit.span.of(document.text), unit.plain, unit.page) for unit in units]


FIRST_PAGE = [
    "# Refund terms",
    "## Time",
    "We refund the price of the item and the costs of the usual delivery within four-",
    "teen days of receiving it, on the way by which you have paid us for the item. The",
    "costs of an express delivery are not refunded, and neither are the costs of long-",
    "term storage. We write to you when the refund has been made, and we give you the",
]
PRICE = (
    "We refund the price of the item and the costs of the usual delivery within fourteen days of receiving it, "
    "on the way by which you have paid us for the item."
)
NUMBER = (
    "We write to you when the refund has been made, and we give you the number of the payment "
    "and the day on which it was made to you."
)
SECOND_PAGE = [
    "number of the payment and the day on which it was made to you. Ask for long-term storage.",
    "",
    "You may:",
    "* post the item;",
    "* bring it.",
    "",
    "1. Ask first.",
    "2. Then wait.",
]


def test_paragraph_goes_on_over_the_page_end_without_its_running_lines() -> None:
    document = read("a.pdf", printed(FIRST_PAGE, SECOND_PAGE))
    found = quotes(document)
    assert [plain for _, plain, _ in found] == [
        PRICE,
        "The costs of an express delivery are not refunded, and neither are the costs of long-term storage.",
        NUMBER,
        "Ask for long-term storage.",
        "You may:",
        "post the item;",
        "bring it.",
        "Ask first.",
        "Then wait.",
    ]
    assert [page for _, _, page in found] == [1, 1, 1, 2, 2, 2, 2, 2, 2]
    assert "four-\nteen" in found[0][0]
    assert "Page 1 of 2" in found[2][0] or "Acme Ltd" in found[2][0]
    passages, units = split(document)
    assert passages[0].heading_path == ("Refund terms", "Time")
    assert units[5].context_plain == ("You may:",)
    assert document.title == "Refund terms"


def test_first_heading_is_the_title_where_a_program_left_another() -> None:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1)
    canvas.setTitle("about:blank")
    canvas.setFont("Helvetica-Bold", 18)
    canvas.drawString(LEFT, TOP, "Moving house")
    canvas.setFont("Helvetica", 10)
    canvas.drawString(LEFT, TOP - 40, "We connect you on the day of the move.")
    canvas.save()
    assert read("moving.pdf", buffer.getvalue()).title == "Moving house"


def test_table_with_lines_gives_rows_with_header_cells() -> None:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1)
    canvas.setFont("Helvetica", 11)
    canvas.drawString(LEFT, 760, "These are our times for the services that we offer to you.")
    rows = [("Service", "Time limit"), ("Repair", "5 working days"), ("Refund", "7 days")]
    for row, cells in enumerate(rows):
        canvas.setFont("Helvetica-Bold" if row == 0 else "Helvetica", 11)
        for column, words in enumerate(cells):
            canvas.rect(LEFT + 150 * column, 700 - 20 * row, 150, 20)
            canvas.drawString(LEFT + 5 + 150 * column, 706 - 20 * row, words)
    canvas.drawString(LEFT, 620, "Days are working days unless we say otherwise in these terms.")
    canvas.save()
    _, units = split(read("a.pdf", buffer.getvalue()))
    assert [(unit.plain, unit.context_plain) for unit in units] == [
        ("These are our times for the services that we offer to you.", ()),
        ("Repair | 5 working days", ("Service", "Time limit")),
        ("Refund | 7 days", ("Service", "Time limit")),
        ("Days are working days unless we say otherwise in these terms.", ()),
    ]


def test_pages_beyond_the_limit_are_reported_and_the_others_read() -> None:
    pages = [[f"We keep promise {number} to you and to all of your friends."] for number in (1, 2, 3)]
    document = read("a.pdf", printed(*pages), Limits(pages=2))
    assert [plain for _, plain, _ in quotes(document)] == [
        f"We keep promise {n} to you and to all of your friends." for n in (1, 2)
    ]
    assert (document.problems[0].page, document.problems[0].reason[:32]) == (3, "Pages 3 to 3 were not read; the ")


def test_scanned_page_among_others_is_reported_with_its_number() -> None:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1)
    canvas.drawString(LEFT, 760, "We refund you within fourteen days.")
    canvas.showPage()
    canvas.drawInlineImage(_picture(), 0, 0, 595, 842)
    canvas.showPage()
    canvas.save()
    document = read("a.pdf", buffer.getvalue())
    assert [plain for _, plain, _ in quotes(document)] == ["We refund you within fourteen days."]
    assert [problem.page for problem in document.problems] == [2]
    assert "text recognition" in document.problems[0].reason


def _picture() -> object:
    from PIL import Image  # noqa: PLC0415 - reportlab's own way to draw

    return Image.new("L", (4, 4))


def test_damaged_page_is_reported_and_the_others_read() -> None:
    data = pdf_text("We refund you.").replace(b"/Contents 5 0 R", b"/Contents 9 0 R")
    with pytest.raises(UnreadableFile, match=r"No page holds any text|damaged"):
        read("a.pdf", data)


def test_letters_without_meaning_are_reported_not_quoted() -> None:
    garbage = b"BT /F1 11 Tf 72 700 Td (" + bytes([1, 2, 3, 4, 5, 6, 14, 15]) * 10 + b") Tj ET"
    with pytest.raises(UnreadableFile, match="no meaning that can be read"):
        read("a.pdf", pdf_page(garbage))


def set_in(story: list[Flowable], frames: list[Frame]) -> bytes:
    """A PDF of paragraphs and tables, with frames for the columns."""
    buffer = io.BytesIO()
    template = BaseDocTemplate(buffer, pagesize=A4, invariant=1)
    template.addPageTemplates(PageTemplate(frames=frames))
    template.build(story)
    return buffer.getvalue()


WIDE = [Frame(60, 60, 470, 720)]
SAMPLES = getSampleStyleSheet()
BODY, HEADING = SAMPLES["BodyText"], SAMPLES["Heading2"]
GRID = ("GRID", (0, 0), (-1, -1), 0.5, colors.black)
LONG_ENOUGH = "We answer every letter that you send to us within ten working days of the day on which it reaches us. "


def test_table_in_one_column_leaves_the_other_column_alone() -> None:
    table = Table([["Service", "Days"], *([f"Standard {place}", f"{place} days"] for place in range(1, 20))])
    table.setStyle(TableStyle([GRID]))
    left = [Paragraph("Letters", HEADING), *(Paragraph(LONG_ENOUGH * 3, BODY) for _ in range(4))]
    columns = [Frame(60, 60, 230, 720), Frame(310, 60, 230, 720)]
    found = quotes(read("a.pdf", set_in([*left, FrameBreak(), table], columns)))
    assert sum(plain == LONG_ENOUGH.strip() for _, plain, _ in found) == 12
    assert [plain for _, plain, _ in found if plain.startswith("Standard 19 ")] == ["Standard 19 | 19 days"]


def test_short_last_word_of_a_paragraph_is_no_mark_of_an_item() -> None:
    lines = ["We count calls that are made from any of the islands as calls from the United King-", "dom."]
    found = quotes(read("a.pdf", printed([*FIRST_PAGE, "", *lines])))
    assert "We count calls that are made from any of the islands as calls from the United Kingdom." in [
        plain for _, plain, _ in found
    ]


def test_footnote_mark_neither_ends_a_paragraph_nor_joins_two_sentences() -> None:
    noted = Paragraph(f"{LONG_ENOUGH.strip()}<super>1</super> A room of 5 m<super>2</super> is small. Ask us.", BODY)
    found = quotes(read("a.pdf", set_in([noted], WIDE)))
    assert [plain for _, plain, _ in found] == [LONG_ENOUGH.strip(), "A room of 5 m2 is small.", "Ask us."]


def test_raised_figure_is_the_mark_of_a_footnote_whatever_its_size() -> None:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1)
    line = canvas.beginText(72, 700)
    for words, size, rise in (("We pay at once.", 11, 4), ("1", 10.6, -4), (" Ask us within 5 days.", 11, 0)):
        line.setFont("Helvetica", size)
        line.textOut(words)
        line.setTextOrigin(line.getX(), line.getY() + rise)
    canvas.drawText(line)
    canvas.save()
    assert [plain for _, plain, _ in quotes(read("a.pdf", buffer.getvalue()))] == [
        "We pay at once.",
        "Ask us within 5 days.",
    ]


def test_numbered_headings_of_one_size_nest_by_their_numbers() -> None:
    headings = ["Code", "1 Letters", "1.1 Replies", "1.2 Delays", "2 Calls", "2.1 Lines", "Contact"]
    story = [part for words in headings for part in (Paragraph(words, HEADING), Paragraph(LONG_ENOUGH, BODY))]
    passages, _ = split(read("a.pdf", set_in(story, WIDE)))
    assert [passage.heading_path for passage in passages] == [
        ("Code",),
        ("1 Letters",),
        ("1 Letters", "1.1 Replies"),
        ("1 Letters", "1.2 Delays"),
        ("2 Calls",),
        ("2 Calls", "2.1 Lines"),
        ("Contact",),
    ]


def test_cell_that_reaches_over_two_rows_stands_in_both() -> None:
    table = Table([["Delay", "Single"], ["An hour or more", "all of it"], ["", "and a letter"]])
    table.setStyle(TableStyle([GRID, ("SPAN", (0, 1), (0, 2))]))
    found = quotes(read("a.pdf", set_in([Paragraph(LONG_ENOUGH, BODY), table], WIDE)))
    assert [plain for _, plain, _ in found][1:] == [
        "Delay | Single",
        "An hour or more | all of it",
        "An hour or more | and a letter",
    ]
