"""What a stream of chunks says, also where parts were said before the answer was whole."""

from __future__ import annotations

from typing import Any

from api.completions.chunks import Chunks
from api.completions.reply import Reply, reply_of
from api.completions.schemas import UsageOut
from api.schemas import AnswerOut, QuoteOut
from assistant.answers import Stance, Status
from assistant.quotes import HEADING_SEPARATOR, QuoteRole

WORDS = "We reply within 2 working days."
USAGE = UsageOut(prompt_tokens=1, completion_tokens=1, total_tokens=2, counted_with="bytes")


def quote(text: str, role: QuoteRole = QuoteRole.ANSWER) -> QuoteOut:
    return QuoteOut(
        text=text,
        document="promise.md",
        title="Our promise",
        version="2",
        version_id="v",
        effective_from=None,
        heading=HEADING_SEPARATOR.join(("Our promise", "Replies")),
        page=None,
        start=0,
        end=len(text),
        score=1.0,
        audience=None,
        role=role,
    )


def answer(text: str, *quotes: QuoteOut, notes: list[str] | None = None) -> AnswerOut:
    return AnswerOut(
        status=Status.ANSWERED,
        stance=Stance.PROMISED,
        text=text,
        quotes=list(quotes),
        confidence=0.9,
        reason=None,
        contact=None,
        mode="quote",
        receipt_id="r_1",
        nearest=[],
        notes=notes or [],
    )


def reply(given: AnswerOut) -> Reply:
    return reply_of(given, lambda receipt, number: f"https://pledge.example/{receipt}/{number}")


def cited(content: str, notes: Any) -> list[str]:
    return [content[note["url_citation"]["start_index"] : note["url_citation"]["end_index"]] for note in notes]


def spoken(given: AnswerOut, *begun: str) -> tuple[str, list[str]]:
    """The content of the stream, and what its citations mark."""
    sent: list[Any] = []
    chunks = Chunks("c", 0, lambda _, data: sent.append(data), include_usage=False)
    chunks.begin()
    for part in begun:
        chunks.say(part)
    chunks.complete(reply(given), given)
    chunks.end(USAGE)
    assert sent[-1] == "[DONE]"
    deltas = [chunk["choices"][0]["delta"] for chunk in sent[:-1]]
    content = "".join(delta.get("content", "") for delta in deltas)
    return content, cited(content, next(delta["annotations"] for delta in deltas if "annotations" in delta))


def test_what_was_said_before_is_not_said_again() -> None:
    given = answer(f"Yes. “{WORDS}” (Our promise)", quote(WORDS))
    content, marked = spoken(given, "Yes. ", "“We reply")
    assert content == reply(given).content
    assert marked == [f"“{WORDS}”"]


def test_an_answer_that_became_another_one_is_said_whole_below() -> None:
    given = answer(f"“{WORDS}” (Our promise)", quote(WORDS))
    content, marked = spoken(given, "We may reply soon.")
    assert content == f"We may reply soon.\n\n{reply(given).content}"
    assert marked == [f"“{WORDS}”"]


def test_words_that_are_not_said_stand_among_the_sources() -> None:
    given = answer("A reply comes within two working days.", quote(WORDS))
    content, marked = spoken(given)
    assert marked == [f"[1] “{WORDS}”, Our promise, version 2, Replies (promise.md): https://pledge.example/r_1/0"]
    assert content.endswith(marked[0])


def test_where_a_text_cites_by_number_the_numbers_are_the_citations() -> None:
    other = "We reply in writing."
    text = "A reply comes within two working days [1]. It is in writing [2][1]."
    given = answer(text, quote(WORDS), quote(other)).model_copy(update={"mode": "model"})
    content, marked = spoken(given, "A reply comes within two working days [1].")
    assert marked == ["[1]", "[1]", "[2]"]
    assert content.startswith(text)
    assert f"\n[2] “{other}”, Our promise" in content


def test_the_same_words_twice_are_two_places() -> None:
    made = reply(answer(f"“{WORDS}” (one)\n\n“{WORDS}” (two)", quote(WORDS), quote(WORDS)))
    starts = [note.url_citation.start_index for note in made.annotations]
    assert starts == [0, made.content.rindex("“")]


def test_a_provision_that_says_otherwise_is_shown_too() -> None:
    other = "We reply within 5 working days."
    given = answer(f"“{WORDS}”", quote(WORDS), quote(other, QuoteRole.CONFLICT), notes=["Our documents disagree."])
    content, marked = spoken(given)
    assert marked == [f"“{WORDS}”", f"“{other}”"]
    assert f"Elsewhere it says otherwise: “{other}”" in content
    assert "Our documents disagree." in content
