"""Each format to its text and layout; contents decide, not names."""

import io
from collections.abc import Callable, Sequence

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import nsdecls, qn

from knowledge.documents import Document
from knowledge.errors import UnreadableFile
from knowledge.readers import Format, Limits, format_of, read
from knowledge.readers.titles import is_title
from knowledge.units import split
from tests.broken_files import pdf_text, word_document

RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def outline_of(document: Document) -> list[tuple[str, ...]]:
    """Each unit as its heading path, its plain words and its context."""
    passages, units = split(document)
    return [(*passages[unit.passage].heading_path, "|", unit.plain, *unit.context_plain) for unit in units]


def word(build: Callable[[docx.document.Document], object]) -> Document:
    document = docx.Document()
    build(document)
    buffer = io.BytesIO()
    document.save(buffer)
    return read("a.docx", buffer.getvalue())


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"\xef\xbb\xbfWe pay \xc2\xa35.", "We pay £5."),
        ("We pay £5.".encode("utf-16"), "We pay £5."),
        ("We pay £5.".encode("utf-16-le"), "We pay £5."),
        ("We pay £5.".encode("utf-32"), "We pay £5."),
        (b"We pay.\r\nYes.\rNo.", "We pay.\r\nYes.\rNo."),
    ],
)
def test_text_is_the_file_as_decoded_without_its_byte_order_mark(data: bytes, text: str) -> None:
    assert read("a.txt", data).text == text
    assert read("a.md", data).text == text


def test_guessed_encoding_is_said() -> None:
    document = read("a.txt", "We refund £5 to café owners.".encode("cp1252"))
    assert document.text == "We refund £5 to café owners."
    assert "read as Windows-1252" in document.problems[0].reason


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.docx", pdf_text("We pay."), Format.PDF),
        ("a.pdf", word_document("We pay."), Format.DOCX),
        ("a.md", b"<!DOCTYPE html><html><body><p>We pay.", Format.HTML),
        ("a.html", b"We pay. No tags here.", Format.PLAIN),
        ("a.html", b"<p>We pay.", Format.HTML),
        ("a.MD", b"We pay.", Format.MARKDOWN),
        ("terms", b"We pay.", Format.PLAIN),
    ],
)
def test_mislabelled_file_is_read_as_what_it_is(name: str, data: bytes, kind: Format) -> None:
    assert format_of(name, data) is kind
    assert "We pay." in read(name, data).text


def test_plain_text_has_headings_clauses_lists_and_tables() -> None:
    text = (
        "ACME LTD\nREFUND TERMS\n\nReturns\n=======\n\n1. Time\n\n1.1 You have 30 days\n    from delivery. Ask us.\n\n"
        "You need:\n  - the receipt\n  - the item,\n    unused\n    * and clean\n\n"
        "How do I ask?\n\nCall long-\nterm care.\n\n"
        "Service    Time\nRepair     5 days\nRefund     3 days\n\nTHE END\n\nBye.\n"
    )
    assert outline_of(read("a.txt", text.encode())) == [
        ("Returns", "1. Time", "|", "1.1 You have 30 days from delivery."),
        ("Returns", "1. Time", "|", "Ask us."),
        ("Returns", "1. Time", "|", "You need:"),
        ("Returns", "1. Time", "|", "the receipt", "You need:"),
        ("Returns", "1. Time", "|", "the item, unused", "You need:"),
        ("Returns", "1. Time", "|", "and clean", "You need:", "the item, unused"),
        ("Returns", "1. Time", "How do I ask?", "|", "Call long-term care."),
        ("Returns", "1. Time", "How do I ask?", "|", "Repair | 5 days", "Service", "Time"),
        ("Returns", "1. Time", "How do I ask?", "|", "Refund | 3 days", "Service", "Time"),
        ("Returns", "THE END", "|", "Bye."),
    ]


PAGE = """<!DOCTYPE html><html lang="en-GB"><head><title>Returns | Acme</title>
<script>x("We promise")</script></head><body>
<header><h1>Acme</h1></header><nav><ul><li>Home</li></ul></nav><div class="cookie-banner">We use cookies.</div>
<main><h1>Returns</h1><p>We refund <b>all</b>&nbsp;items.<br>Gift cards are not refunded.</p>
<h2>How</h2><p>You may:</p><ul><li>post it<ul><li>by letter</li></ul></li><li>bring it</li></ul>
<table><caption>Times</caption><thead><tr><th>Step</th><th>Days</th></tr></thead>
<tr><th rowspan=2>Refund</th><td>5</td></tr><tr><td>7 at most</td></tr></table>
<p>After.</p><details><summary>Is it free?</summary><p>Yes.</p></details>
<dl><dt>Day</dt><dd>A working day.</dd></dl><p hidden>secret</p><p>Last.</p>
<table><tr><td><p>Only layout.</p></td></tr></table>
<form><label>Mail</label><input><button>Send</button></form></main><footer>Imprint</footer></body></html>"""


def test_web_page_is_its_main_content_with_headings_lists_and_tables() -> None:
    document = read("a.html", PAGE.encode())
    assert (document.title, document.language) == ("Returns", "en-GB")
    assert outline_of(document) == [
        ("Returns", "|", "We refund all items."),
        ("Returns", "|", "Gift cards are not refunded."),
        ("Returns", "How", "|", "You may:"),
        ("Returns", "How", "|", "post it", "You may:"),
        ("Returns", "How", "|", "by letter", "You may:", "post it"),
        ("Returns", "How", "|", "bring it", "You may:"),
        ("Returns", "How", "Times", "|", "Refund | 5", "Step", "Days"),
        ("Returns", "How", "Times", "|", "Refund | 7 at most", "Step", "Days"),
        ("Returns", "How", "|", "After."),
        ("Returns", "How", "Is it free?", "|", "Yes."),
        ("Returns", "How", "Day", "|", "A working day."),
        ("Returns", "How", "|", "Last."),
        ("Returns", "How", "|", "Only layout."),
    ]


def test_page_nested_too_deeply_keeps_what_was_read_and_says_so() -> None:
    source = "<p>We pay.</p>" + "<div>" * 5000 + "<p>Deep.</p>"
    document = read("a.html", source.encode())
    assert "We pay." in document.text
    assert "Deep." in document.text or "nested too deeply" in document.problems[0].reason


def test_page_in_a_declared_encoding_is_decoded_by_it() -> None:
    page = "<meta charset=iso-8859-2><p>Płacimy w ciągu 14 dni.</p>".encode("iso-8859-2")
    assert read("a.html", page).text == "Płacimy w ciągu 14 dni.\n"


def test_hyphen_at_a_line_end_goes_only_where_the_text_has_the_word_without_it() -> None:
    text = "We refund the differ-\nence and long-\nterm costs. What is a difference? Much."
    _, units = split(read("a.txt", text.encode()))
    assert units[0].plain == "We refund the difference and long-term costs."


def test_question_above_its_answer_in_a_text_is_its_heading() -> None:
    text = "CODE OF CONDUCT\nVersion 4\n\nQ: How long is it?\nA: Two weeks.\n"
    assert outline_of(read("a.txt", text.encode())) == [
        ("CODE OF CONDUCT", "|", "Version 4"),
        ("CODE OF CONDUCT", "Q: How long is it?", "|", "A: Two weeks."),
    ]


HIDING = """<p style="color:red; display: none">Hidden.</p><p hidden>Hidden.</p><div aria-hidden="true">Hidden.</div>
<p style="visibility:hidden">Hidden.</p><table><tr><th>A</th><th>B</th></tr><tr style="display:none"><td>Hidden</td>
<td>1</td></tr><tr><td>x<del>Hidden</del></td><td>2</td></tr></table>"""


def test_what_a_page_hides_or_strikes_out_is_not_read() -> None:
    page = f"<p>We pay <del>60</del><s>30</s> <ins>14</ins> days late.</p>{HIDING}"
    document = read("a.html", page.encode())
    assert document.text == "We pay 14 days late.\nA | B\nx | 2\n"


def test_page_whose_main_part_is_struck_out_is_read_around_it() -> None:
    assert read("a.html", b"<p>We pay.</p><main><del>We pay in 60 days.</del></main>").text == "We pay.\n"


def test_what_a_click_unfolds_is_read_below_the_words_of_its_button() -> None:
    page = """<h1>Help</h1><h2><button aria-expanded="false">How long is it?</button></h2>
    <div class="accordion-body" style="display:none">Two years.</div>
    <button aria-controls="p2">And where?</button><div id="p2" role="region" hidden>In Leeds.</div><p>Ask us.</p>
    <button>Send</button><div class="modal" style="display:none">Gone.</div>"""
    assert outline_of(read("a.html", page.encode())) == [
        ("Help", "How long is it?", "|", "Two years."),
        ("Help", "How long is it?", "And where?", "|", "In Leeds."),
        ("Help", "How long is it?", "|", "Ask us."),
    ]


def test_lines_of_an_address_are_one_unit_and_other_lines_their_own() -> None:
    page = """<p>Larch &amp; Sons<br>12 High Street<br>Leeds</p><address>Care of the customer team<br>Box 5</address>
    <p>Call us at any hour<br>Write: to us.<br>Visit us</p>"""
    assert read("a.html", page.encode()).text.splitlines() == [
        "Larch & Sons 12 High Street Leeds",
        "Care of the customer team Box 5",
        "Call us at any hour",
        "Write: to us.",
        "Visit us",
    ]


def test_link_to_a_footnote_is_no_part_of_the_words() -> None:
    page = '<p>We pay.<sup><a href="#n1">1</a></sup> It fits 5 m<sup>2</sup>.</p>'
    assert read("a.html", page.encode()).text == "We pay. It fits 5 m2.\n"


def test_word_headings_lists_and_tables_keep_their_order() -> None:
    def build(document: docx.document.Document) -> None:
        document.add_heading("Terms", 0)
        document.add_heading("Refunds", 1)
        document.add_paragraph("You may:")
        document.add_paragraph("return it", style="List Bullet")
        document.add_paragraph("by post", style="List Bullet 2")
        table = document.add_table(rows=2, cols=2)
        for cell, words in zip(
            (cell for row in table.rows for cell in row.cells), ("Item", "Days", "Box", "5"), strict=True
        ):
            cell.text = words
        document.add_paragraph().add_run("Costs").bold = True
        document.add_paragraph("None. Really.")

    document = word(build)
    assert document.title == "Terms"
    assert outline_of(document) == [
        ("Terms", "Refunds", "|", "You may:"),
        ("Terms", "Refunds", "|", "return it", "You may:"),
        ("Terms", "Refunds", "|", "by post", "You may:", "return it"),
        ("Terms", "Refunds", "|", "Box | 5", "Item", "Days"),
        ("Terms", "Refunds", "Costs", "|", "None."),
        ("Terms", "Refunds", "Costs", "|", "Really."),
    ]


def test_word_merged_cells_repeat_their_words_in_each_row() -> None:
    def build(document: docx.document.Document) -> None:
        table = document.add_table(rows=3, cols=2)
        table.cell(0, 0).merge(table.cell(0, 1)).text = "Delivery"
        table.cell(1, 0).merge(table.cell(2, 0)).text = "Parcel"
        table.cell(1, 1).text = "3 days"
        table.cell(2, 1).text = "5 days abroad"

    assert word(build).text == "Delivery\nParcel | 3 days\nParcel | 5 days abroad\n"


def test_word_row_of_one_cell_above_a_table_is_its_caption_and_the_row_below_names_the_columns() -> None:
    def build(document: docx.document.Document) -> None:
        table = document.add_table(rows=3, cols=2)
        table.cell(0, 0).merge(table.cell(0, 1)).text = "Repair times"
        for row, cells in enumerate((("Tariff", "Total loss"), ("Flex", "48 hours")), 1):
            for column, words in enumerate(cells):
                table.cell(row, column).text = words
        document.add_paragraph("Sundays do not count.")

    assert outline_of(word(build)) == [
        ("Repair times", "|", "Flex | 48 hours", "Tariff", "Total loss"),
        ("|", "Sundays do not count."),
    ]


def test_page_row_of_one_cell_above_a_table_is_its_caption() -> None:
    page = b"""<table><tr><th colspan=2>Repair times</th></tr><tr><th>Tariff</th><th>Total loss</th></tr>
    <tr><td>Flex</td><td>48 hours</td></tr></table><p>Sundays do not count.</p>"""
    assert outline_of(read("a.html", page)) == [
        ("Repair times", "|", "Flex | 48 hours", "Tariff", "Total loss"),
        ("|", "Sundays do not count."),
    ]


def test_page_is_read_without_its_calls_to_share_or_rate_it_but_with_what_is_said_about_sharing() -> None:
    page = b"""<p>We pay.</p><div class="share">Share \xc2\xb7 Print this page</div>
    <div id="page-feedback">Was this article helpful? <button>Yes</button></div>
    <div class="data-sharing">We share nothing.</div><div class="feedback">We answer feedback within 5 days.</div>"""
    assert read("a.html", page).text == "We pay.\nWe share nothing.\nWe answer feedback within 5 days.\n"


@pytest.mark.parametrize(
    "left_by_a_program",
    [
        *(
            "about:blank",
            "Microsoft Word - Terms_final_v7 (2).docx",
            "Microsoft Word - Terms",
            "untitled",
            "Unbenannt-1",
        ),
        *(
            "Scan_20260314.pdf",
            "Scan 0001",
            "Document1",
            "Dokument",
            "PowerPoint Presentation",
            "file:///C:/t.htm",
            "2026-03",
        ),
    ],
)
def test_title_that_a_program_left_is_none(left_by_a_program: str) -> None:
    assert not is_title(left_by_a_program)


@pytest.mark.parametrize(
    "title", ["Document retention", "Scanning your meter", "Terms 2026", "Complaints: how we answer"]
)
def test_title_that_a_person_gave_is_one(title: str) -> None:
    assert is_title(title)


def test_word_tracked_insertions_count_and_deletions_do_not() -> None:
    def build(document: docx.document.Document) -> None:
        paragraph = document.add_paragraph("We refund within ")
        for tag, text_tag, words in (("w:del", "w:delText", "60"), ("w:ins", "w:t", "14")):
            change, run, text = OxmlElement(tag), OxmlElement("w:r"), OxmlElement(text_tag)
            text.text = words
            run.append(text)
            change.append(run)
            paragraph._p.append(change)
        paragraph.add_run(" days.")

    assert word(build).text == "We refund within 14 days.\n"


def test_word_content_controls_and_text_boxes_are_read() -> None:
    def build(document: docx.document.Document) -> None:
        document.add_paragraph("Before.")
        control, content = OxmlElement("w:sdt"), OxmlElement("w:sdtContent")
        control.append(content)
        content.append(document.add_paragraph("Inside.")._p)
        document.element.body.insert(1, control)
        box = OxmlElement("w:txbxContent")
        box.append(document.add_paragraph("Boxed.")._p)
        run = document.add_paragraph("After.").add_run()._r
        run.append(OxmlElement("w:pict"))
        run[-1].append(box)

    assert word(build).text == "Before.\nInside.\nAfter.\nBoxed.\n"


def test_word_hidden_words_are_not_read() -> None:
    def build(document: docx.document.Document) -> None:
        paragraph = document.add_paragraph("We pay")
        hidden = paragraph.add_run(" nothing")
        hidden._r.get_or_add_rPr().append(OxmlElement("w:vanish"))
        paragraph.add_run(".")
        assert hidden._r.find(f"{qn('w:rPr')}/{qn('w:vanish')}") is not None

    assert word(build).text == "We pay.\n"


def test_word_words_hidden_by_their_style_are_not_read_and_shown_ones_are() -> None:
    def build(document: docx.document.Document) -> None:
        for name, kind in (("Hidden words", WD_STYLE_TYPE.CHARACTER), ("Hidden line", WD_STYLE_TYPE.PARAGRAPH)):
            document.styles.add_style(name, kind).font.hidden = True
        paragraph = document.add_paragraph("We pay")
        paragraph.add_run(" nothing", style="Hidden words")
        paragraph.add_run(" at once").font.hidden = False
        paragraph.add_run(".")
        line = document.add_paragraph("Not so.", style="Hidden line")
        line.add_run(" Shown.").font.hidden = False

    assert word(build).text == "We pay at once.\nShown.\n"


def test_word_paragraph_whose_end_was_deleted_goes_on_in_the_next() -> None:
    def build(document: docx.document.Document) -> None:
        for words in ("We refund within 14 days", "", " of the return.", "Ask us."):
            paragraph = document.add_paragraph(words)
            if not words.endswith("."):
                mark = OxmlElement("w:rPr")
                mark.append(OxmlElement("w:del"))
                paragraph._p.get_or_add_pPr().append(mark)

    assert word(build).text == "We refund within 14 days of the return.\nAsk us.\n"


def test_word_table_of_contents_is_not_read() -> None:
    def build(document: docx.document.Document) -> None:
        document.styles.add_style("toc 1", WD_STYLE_TYPE.PARAGRAPH)
        document.add_paragraph("Refunds\t3", style="toc 1")
        document.add_paragraph("We pay.")

    assert word(build).text == "We pay.\n"


def test_word_footnotes_and_endnotes_follow_the_paragraph_list_or_table_that_refers_to_them() -> None:
    def build(document: docx.document.Document) -> None:
        for kind in ("footnote", "endnote"):
            notes = "".join(
                f'<w:{kind} w:id="{n}"><w:p><w:r><w:t>{kind} {n}</w:t></w:r></w:p></w:{kind}>' for n in "12"
            )
            part = Part(
                PackURI(f"/word/{kind}s.xml"),
                f"application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}s+xml",
                f"<w:{kind}s {nsdecls('w')}>{notes}</w:{kind}s>".encode(),
            )
            document.part.relate_to(part, f"{RELATION}/{kind}s")

        def add(words: str, kind: str, number: str, style: str | None = None) -> None:
            mark = OxmlElement(f"w:{kind}Reference")
            mark.set(qn("w:id"), number)
            document.add_paragraph(words, style=style).add_run()._r.append(mark)

        add("We answer within a week.", "footnote", "2")
        add("by post", "endnote", "1", "List Bullet")
        add("by phone", "footnote", "1", "List Bullet")
        document.add_paragraph("Ask us.")

    assert word(build).text.splitlines() == [
        "We answer within a week.",
        "by post",
        "by phone",
        "footnote 2",
        "endnote 1",
        "footnote 1",
        "Ask us.",
    ]


@pytest.mark.parametrize(
    ("limit", "words"), [("bytes", "bytes; the limit is 10"), ("characters", "10 characters of text")]
)
def test_file_beyond_a_limit_is_refused_with_the_limit(limit: str, words: str) -> None:
    limits = Limits(**{limit: 10})
    files: Sequence[tuple[str, bytes]] = (
        ("a.md", b"We refund you."),
        ("a.docx", word_document("We refund you.")),
        ("a.html", b"<p>We refund you."),
        ("a.pdf", pdf_text("We refund you.")),
    )
    for name, data in files:
        with pytest.raises(UnreadableFile, match=words):
            read(name, data, limits)
