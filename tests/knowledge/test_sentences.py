"""Where sentences end; each case is a text with the expected ends marked by a bar."""

import pytest

from knowledge.documents import Span
from knowledge.sentences import parts_of_long, sentence_spans

CASES = {
    "abbreviations before names": "Mr. Smith and Dr. Jones reply, e.g. by email.|We pay, i.e. refund.",
    "times of day": "Call us at 5 p.m. on Sundays.|We close at 6 p.m.|We open at 9 a.m. Monday to Friday.",
    "companies": "Acme Inc. is liable.|So is Beta Ltd.|We are not.",
    "numbers of things": "See No. 5, Art. 12 Abs. 3 and para. 3(b).|No.|We do not.",
    "decimals and versions": "Version 2.1.3 costs £3.50 for approx. 4 days.|Then 99.9% of it.",
    "addresses of mail and web": "Write to help@acme.example.|See https://a.example/x.html?y=1.|Next.",
    "numbered clauses": "1. We refund you.|1.1 We pay.|1.1. We also pay.",
    "quotation marks": '"We will pay."|She said so.|„Wir zahlen.“|Danach mehr.|«Nous payons.»|Ensuite.|“Yes.”|No.',
    "question in a quotation": 'Ask "why?" and wait.|Is it free?|Yes!',
    "ellipses": "Wait... we pay.|Wait…|We pay.",
    "brackets around a stop": "Yes (see above.)|We refund (if you ask. And only then) the fee.|Next.",
    "initials": "J. R. Smith signs for the U.S. government.|We do not.",
    "countries at the end": "We sell in the U.S. and the U.K.|We comply.",
    "et cetera": "Goods, parts, etc. are covered.|So are tools, etc.|We cover all.",
    "months": "Due Sept. 3 or Dec. 24.|It ends in Dec.|We pay.",
    "days": "Open Mon.-Fri. 9:00 to 17:00.|Closed on Sat.|We reply.",
    "streets": "Contact the St. Andrews shop, 5 High St.|We open early.",
    "German": "Das gilt z.B. für Kinder, d.h. unter 12.|Wir zahlen bzw. erstatten ca. 5 Tage.",
    "Spanish": "El plazo es de 14 días.|¿Cómo pido?|¡Ahora!|Vea el art. 5.",
    "German ordinals": "Am 3. März und ab dem 1. April gilt es.|Die 2. Frist läuft.|Sie dauert 14.|Wir zahlen.",
    "German references": "Das gilt gem. Ziff. 4 Abs. 2.|Offen Mo.–Fr. 8 Uhr.|Wir zahlen.",
    "quotation of two sentences": "Es gilt: „Wir zahlen. Immer.“|Sie sagt “Pay. Now.” and goes.|»Nein.|Nie.«|Gut.",
    "French quotation with spaces": "« Nous payons. »|Ensuite.|Il dit « Oui. Non. » et part.|Pourquoi ?|Non.",
    "Spanish plurals": "Vale en EE. UU. y cuesta aprox. 5 €.|Llame.",
    "Arabic question": "هل تحتاج إلى الفاتورة؟|نعم.|لا تُرد الرسوم.",
    "Chinese": "我们退款。|十四天内。",
    "footnote marks": "Repairs take 30 days.[1]|Next.",
    "sentence that begins with a figure": "It costs 5 EUR.|3 days later we pay.",
    "brand names": "Bring your phone.|iPhone users too.|Yahoo! is a partner.",
    "duties after minutes": "Calls take 5 min. at most.|The rest is free.",
}


@pytest.mark.parametrize("marked", CASES.values(), ids=CASES.keys())
def test_sentences_end_where_a_reader_ends_them(marked: str) -> None:
    text = marked.replace("|", " ")
    if "。" in marked:
        text = marked.replace("|", "")
    assert [span.of(text) for span in sentence_spans(text)] == marked.split("|")


def test_enumeration_in_a_sentence_of_usual_length_stays_whole() -> None:
    text = "You may (i) return it; (ii) keep it; or (iii) sell it."
    assert parts_of_long(text, Span(0, len(text))) == (None, [Span(0, len(text))])


def test_long_enumeration_is_cut_at_its_parts_after_its_lead_in() -> None:
    part = "return the item to us at our cost within the time that we have told you about in the letter;"
    text = f"You may at your own choice (i) {part} (ii) {part} (iii) {part} and (iv) {part}"
    lead_in, parts = parts_of_long(text, Span(0, len(text)))
    assert lead_in is not None
    assert lead_in.of(text) == "You may at your own choice"
    assert [span.of(text)[:12] for span in parts] == ["You may at y", "(ii) return ", "(iii) return", "(iv) return "]


def test_very_long_sentence_is_cut_at_semicolons() -> None:
    half = "we pay for the parts and the work and the way there and back " * 4
    text = f"{half.strip()}; {half.strip()}."
    assert [len(span.of(text).split()) for span in parts_of_long(text, Span(0, len(text)))[1]] == [56, 56]
