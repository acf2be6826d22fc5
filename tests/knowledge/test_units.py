"""Documents to passages and units."""

from knowledge.documents import Unit, UnitKind
from knowledge.readers.markdown import markdown_document
from knowledge.units import split


def units_of(markdown: str) -> tuple[str, tuple[Unit, ...]]:
    document = markdown_document(markdown)
    return document.text, split(document)[1]


def quotes_of(markdown: str) -> list[str]:
    text, units = units_of(markdown)
    return [unit.span.of(text) for unit in units]


def test_headings_make_the_path_of_passages_and_are_no_units() -> None:
    document = markdown_document("# Terms\n\n## Refunds #\n\nWe pay.\n\nCosts\n-----\n\nNone.\n\n# Contact\n\nWrite.\n")
    passages, units = split(document)
    assert [unit.plain for unit in units] == ["We pay.", "None.", "Write."]
    assert [passage.heading_path for passage in passages] == [("Terms", "Refunds"), ("Terms", "Costs"), ("Contact",)]
    assert document.title == "Terms"


def test_question_in_bold_is_the_heading_of_its_answer() -> None:
    passages, units = split(markdown_document("**How do I return it?**\n\nBy post.\n"))
    assert passages[0].heading_path == ("How do I return it?",)
    assert [unit.plain for unit in units] == ["By post."]


def test_items_carry_their_lead_in_and_their_parent() -> None:
    text, units = units_of(
        "Intro. You may:\n\n- return it:\n  - by post\n  - in a shop. Bring the receipt.\n- keep it\n"
    )
    read = [(unit.kind, unit.plain, unit.context_plain) for unit in units]
    assert read == [
        (UnitKind.SENTENCE, "Intro.", ()),
        (UnitKind.SENTENCE, "You may:", ()),
        (UnitKind.ITEM, "return it:", ("You may:",)),
        (UnitKind.ITEM, "by post", ("You may:", "return it:")),
        (UnitKind.ITEM, "in a shop.", ("You may:", "return it:")),
        (UnitKind.ITEM, "Bring the receipt.", ("You may:", "return it:")),
        (UnitKind.ITEM, "keep it", ("You may:",)),
    ]
    assert [span.of(text) for span in units[3].context] == ["You may:", "return it:"]
    assert len({unit.passage for unit in units}) == 1


def test_paragraph_that_announces_nothing_is_no_lead_in_of_whole_sentences() -> None:
    _, units = units_of("We are old.\n\n- Parking is free.\n- Dogs are welcome.\n")
    assert [unit.context for unit in units] == [(), (), ()]


def test_table_rows_are_units_from_first_to_last_cell_with_their_header_cells() -> None:
    text, units = units_of("| Item | Limit |\n|:--|--:|\n| **Letter** | 7 days |\n|  | `2` \\| 3 |\n")
    assert [unit.span.of(text) for unit in units] == ["**Letter** | 7 days", "`2` \\| 3"]
    assert [unit.plain for unit in units] == ["Letter | 7 days", "| 2 | 3"]
    assert units[0].context_plain == ("Item", "Limit")
    assert units[0].kind is UnitKind.ROW


def test_table_without_header_words_reads_its_first_column_as_part_of_the_row() -> None:
    _, units = units_of("| | |\n|---|---|\n| Phone | 0123 |\n")
    assert [(unit.plain, unit.context) for unit in units] == [("Phone | 0123", ())]


def test_marks_are_quoted_but_not_scored() -> None:
    text, units = units_of(
        "We [**always** pay](https://a.example/b_(c)?d=e_f) you_now, see ![the logo](x.png) `code` &amp; <b>more</b>."
    )
    assert units[0].plain == "We always pay you_now, see the logo code & more."
    assert units[0].span.of(text) == text


def test_struck_out_words_are_not_scored_and_a_struck_out_sentence_is_no_unit() -> None:
    _, units = units_of("~~We pay in 60 days.~~ We pay in ~~30~~ <del>20</del> 14 days.\n\n<p><s>Old.</s> New.</p>\n")
    assert [unit.plain for unit in units] == ["We pay in 14 days.", "New."]


def test_emphasis_around_stops_stays_whole_or_outside() -> None:
    bold = "We pay you back within ten days."
    assert quotes_of(f"**{bold}** Next *one.* *Two. Three.*\n") == [bold, "Next *one.*", "Two.", "Three."]
    assert quotes_of("[Ask us](https://a.example).\n") == ["[Ask us](https://a.example)."]


def test_bold_label_is_read_with_its_sentence() -> None:
    assert quotes_of("**Refunds.** We pay. We do.\n") == ["**Refunds.** We pay.", "We do."]
    assert quotes_of("_Refunds_. We pay.\n") == ["_Refunds_. We pay."]


def test_bare_reply_to_the_question_above_is_read_with_the_sentence_that_explains_it() -> None:
    text = "## May I pay later?\n\nYes. Call us first. It is free.\n\n## And never?\n\nNo, **sorry**. You must pay.\n"
    assert quotes_of(text) == ["Yes. Call us first.", "It is free.", "No, **sorry**. You must pay."]
    assert quotes_of("## Paying\n\nNo. We do not.\n") == ["No.", "We do not."]
    assert quotes_of("## May I?\n\nYes, within 14 days of buying it. Call us.\n") == [
        "Yes, within 14 days of buying it.",
        "Call us.",
    ]


def test_template_variables_keep_their_telling_word() -> None:
    _, units = units_of("Ask {% data variables.contact.support_portal %} now. {% ifversion fpt %}Yes.{% endif %}\n")
    assert [unit.plain for unit in units] == ["Ask support_portal now.", "Yes."]


def test_front_matter_comments_and_code_are_no_units() -> None:
    document = markdown_document(
        "---\ntitle: Ours\naudience: public\n---\n\n<!-- not this. -->\n\nWe pay.\n\n"
        "```js\nlet a = 1;\n```\n\n    x = {1: 2}\n"
    )
    assert [unit.plain for unit in split(document)[1]] == ["We pay."]
    assert document.front_matter == {"title": "Ours", "audience": "public"}
    assert document.title == "Ours"


def test_broken_front_matter_is_a_problem_and_the_text_is_kept() -> None:
    document = markdown_document("---\ntitle: [\n---\nWe pay.\n")
    assert "front matter is not valid YAML in line" in document.problems[0].reason
    assert [unit.plain for unit in split(document)[1]] == ["We pay."]


def test_typed_enumeration_is_a_list_without_its_marks() -> None:
    text = "Partner shall:\n(a) pay;\n(b) wait\nlonger; and\n\n(c) tell us.\n\nPart (d) of this applies.\n"
    _, units = units_of(text)
    assert [unit.plain for unit in units] == [
        "Partner shall:",
        "pay;",
        "wait longer; and",
        "tell us.",
        "Part (d) of this applies.",
    ]
    assert [bool(unit.context) for unit in units] == [False, True, True, True, False]


def test_block_quotation_is_read_without_its_marks() -> None:
    text, units = units_of("> We **refund\n> you** in full. Always.\n>\n> - By post\n")
    assert [unit.plain for unit in units] == ["We refund you in full.", "Always.", "By post"]
    assert units[0].span.of(text) == "We **refund\n> you** in full."


def test_html_in_markdown_gives_rows_items_and_paragraphs() -> None:
    _, units = units_of(
        "<table>\n<tr><th>Item</th><th>Cost</th></tr>\n<tr><td>Box</td><td><b>£3</b></td></tr>\n</table>\n\n"
        "<ul><li>One</li><li>Two</li></ul>\n\n<p align=center>Hello <i>you</i>.</p>\n\n<script>evil()</script>\n"
    )
    assert [(unit.plain, unit.context_plain) for unit in units] == [
        ("Box | £3", ("Item", "Cost")),
        ("One", ()),
        ("Two", ()),
        ("Hello you.", ()),
    ]


def test_windows_line_ends_survive_and_spans_stay_exact() -> None:
    text, units = units_of("# A\r\n\r\nWe refund\r\nyou. Yes.\r\n\r\n- one\r\n- two\r\n")
    assert "\r\n" in text
    assert [unit.span.of(text) for unit in units] == ["We refund\r\nyou.", "Yes.", "one", "two"]
    assert units[0].plain == "We refund you."


def test_reference_links_are_read_by_their_words() -> None:
    _, units = units_of("See [our terms][t], [the list] and [not a link].\n\n[t]: /terms\n[The  List]: /list\n")
    assert [unit.plain for unit in units] == ["See our terms, the list and [not a link]."]


def test_long_list_makes_a_passage_of_each_outermost_item() -> None:
    item = "- " + "word " * 150 + "end.\n"
    passages, _ = split(markdown_document("We promise:\n\n" + item * 4))
    assert len(passages) == 4
    assert len(split(markdown_document("We promise:\n\n- one\n- two\n"))[0]) == 1


def test_passage_of_a_table_includes_its_header_row() -> None:
    document = markdown_document("| a | b |\n|---|---|\n| 1 | 2 |\n")
    assert split(document)[0][0].span.of(document.text) == "a | b |\n|---|---|\n| 1 | 2"
