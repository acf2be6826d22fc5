"""Whatever a document holds, its units and passages are sound."""

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from knowledge.documents import Document
from knowledge.readers.html import read_html
from knowledge.readers.limits import Limits
from knowledge.readers.markdown import markdown_document
from knowledge.readers.plain import read_plain
from knowledge.sentences import sentence_spans
from knowledge.units import split

WORDS = st.sampled_from(
    """We refund you within 14 days. | e.g. | No. 5 | U.S. | **bold** | _so_ | [a link](https://x.example/a_(b))
    | `code` | <b>tags</b> | {% data variables.contact.support %} | "quoted." | (see 3.1.) | … | 99.9% | p.m. | &nbsp;é
    | „ja“ | (i) one; | (ii) two | \\* | ![alt](x.png) | <br> | a*b*c | **half | [open | <!-- no --> | ?! | ] | \u00ad
    | 。 | ~~old~~ | ~~ | <del>gone</del> | <s> | « Oui. Non. » | am 3. März | هل؟""".split("|")
)
LINE = st.lists(WORDS.map(str.strip), min_size=1, max_size=6).map(" ".join)
PREFIX = st.sampled_from(
    [
        *("", "", "# ", "### ", "- ", "* ", "1. ", "2) ", "  - ", "   ", "    ", "> ", "> - ", "| ", "|---|---|"),
        *("(a) ", "```", "---", "\t", "<p>", "<td>", "• "),
    ]
)
MARKDOWN = st.lists(
    st.tuples(PREFIX, LINE, st.sampled_from(["\n", "\n\n", "\r\n", "\r", " |\n", "  \n", "\n---\n"])).map("".join),
    max_size=25,
).map("".join)
ANY_TEXT = st.text(alphabet=st.characters(codec="utf-8"), max_size=400)
FEW = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def check(document: Document) -> None:
    """Spans are ordered, disjoint, in range, within their passage; units say something; splitting is repeatable."""
    passages, units = split(document)
    assert (passages, units) == split(document)
    end = 0
    for ordinal, passage in enumerate(passages):
        assert passage.ordinal == ordinal
        assert end <= passage.span.start < passage.span.end <= len(document.text)
        end = passage.span.end
    end = 0
    for ordinal, unit in enumerate(units):
        assert unit.ordinal == ordinal
        assert end <= unit.span.start < unit.span.end <= len(document.text)
        end = unit.span.end
        passage = passages[unit.passage]
        assert passage.span.start <= unit.span.start
        assert unit.span.end <= passage.span.end
        assert unit.plain.split()
        assert unit.plain == " ".join(unit.plain.split())
        assert len(unit.context) == len(unit.context_plain)
        assert all(span.of(document.text).strip() for span in unit.context)
        assert not unit.span.of(document.text)[0].isspace()
        assert not unit.span.of(document.text)[-1].isspace()


@FEW
@given(MARKDOWN)
@example("- a\n\n  | x | y |\n  |---|---|\n  | 1 | 2 |\n")
@example("[x]: http://a.example\n[x] and [y][x].\n")
@example("> - (a) one\n> continued **bold\n> still** on.\n")
def test_markdown_of_any_shape_gives_sound_units(text: str) -> None:
    document = markdown_document(text)
    assert document.text == text
    check(document)


@FEW
@given(ANY_TEXT)
def test_any_text_as_markdown_gives_sound_units(text: str) -> None:
    check(markdown_document(text))


@FEW
@given(st.one_of(MARKDOWN, ANY_TEXT).filter(lambda text: not text.startswith("\ufeff")))
def test_any_plain_text_gives_sound_units_of_the_text_as_decoded(text: str) -> None:
    if "\x00" in text or sum(ord(character) < 32 for character in text) > len(text) / 1000:
        text = "".join(character for character in text if ord(character) >= 32 or character in "\n\r\t")
    document = read_plain("a.txt", text.encode(), Limits())
    assert document.text == text
    check(document)


@FEW
@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                [
                    "",
                    "<p>",
                    "<li>",
                    "<ul>",
                    "</ul>",
                    "<table>",
                    "<tr>",
                    "<td>",
                    "<th colspan=3>",
                    "</table>",
                    "<h2>",
                    "</h2>",
                    "<div>",
                    "</div>",
                    "<dl><dt>",
                    "<dd>",
                    "<main>",
                    "<td rowspan=2>",
                    "<details><summary>",
                    "<br>",
                    "<address>",
                    "<del>",
                    "</del>",
                    "<button aria-controls=b>",
                    "</button>",
                    "<div id=b role=region hidden>",
                    "<sup><a href='#n'>",
                ]
            ),
            LINE,
        ).map("".join),
        max_size=20,
    )
)
def test_html_of_any_shape_gives_sound_units(pieces: list[str]) -> None:
    source = "<html><body><p>Start here.</p>" + "\n".join(pieces)
    check(read_html("a.html", source.encode(), Limits()))


@FEW
@given(st.one_of(LINE, ANY_TEXT))
def test_sentences_are_ordered_and_leave_out_nothing_but_white_space(words: str) -> None:
    spans = sentence_spans(words)
    end = 0
    for span in spans:
        assert not words[end : span.start].strip()
        assert span.end > span.start
        end = span.end
    assert not words[end:].strip()
