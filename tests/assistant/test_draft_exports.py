"""A code in every form: what a reader, a program and an assessor get."""

from __future__ import annotations

import io
import json
import re
from functools import cache
from itertools import pairwise
from typing import Any

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from pypdf import PdfReader

from assistant.drafting.brief import brief_of
from assistant.drafting.compose import compose, known_facts
from assistant.drafting.review import review
from assistant.exports import FORMATS, ClauseEvidence, Material, attestation_rows, attestation_xlsx, export
from assistant.exports.words import as_html, parts
from assistant.rules import HEADINGS
from knowledge.readers.reading import read
from tests.assistant.drafting_texts import sample_facts


@cache
def material(**facts: str) -> Material:
    brief = brief_of({"title": "Our promise", "facts": facts})
    clauses = compose(brief, sample_facts())
    return Material("Our promise", "our-promise.md", clauses, known_facts(brief, sample_facts()))


def test_word_has_headings_a_table_of_contents_a_language_and_marked_gaps() -> None:
    document = Document(io.BytesIO(export("docx", material())))
    headings = [p.text for p in document.paragraphs if p.style and p.style.name == "Heading 1"]
    xml = document.element.xml
    assert headings == list(HEADINGS)
    assert 'TOC \\o "1-2"' in xml
    assert 'w:highlight w:val="yellow"' in xml
    assert document.core_properties.title == "Our promise"
    assert document.core_properties.language == "en-GB"


def test_the_page_is_whole_in_itself_and_its_headings_are_in_order() -> None:
    page = export("html", material()).decode()
    assert '<html lang="en-GB">' in page
    assert not re.search(r"<script|<link|src=|url\(", page)
    levels = [int(level) for level in re.findall(r"<h(\d)", page)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert '<mark class="gap">[Open question: From which day does this version hold?]</mark>' in page


def test_the_pdf_is_tagged_and_holds_the_words() -> None:
    pytest.importorskip("weasyprint")
    made = export("pdf", material())
    root: Any = PdfReader(io.BytesIO(made)).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == "en-GB"
    assert b"pdfuaid:part" in root["/Metadata"].get_object().get_data()
    assert "We reply to every email within 2 working days" in " ".join(read("code.pdf", made).text.split())


def test_published_markdown_says_of_itself_what_the_library_needs() -> None:
    document = read("code.md", export("md", material()))
    assert document.front_matter == {"title": "Our promise", "audience": "public"}


def test_the_register_has_every_clause_with_its_sources() -> None:
    register = json.loads(export("json", material()))
    reply = next(one for one in register["clauses"] if one["id"] == "email-reply")
    assert reply["facts"] == {"reply-limit": "2 working days", "late-reply-payment": "£10"}
    assert reply["sources"][0]["document"] == "customer-promise.md"
    assert reply["promise"] is True
    assert register["papers"]["kpis"]


def test_a_card_tells_promise_remedy_and_exception_apart() -> None:
    clause = next(one for one in material().clauses if one.id == "email-reply")
    found = parts(clause.text)
    assert found.promise == "We reply to every email within 2 working days of receiving it."
    assert found.if_missed == "If we are late, we pay you £10 automatically."
    assert found.exceptions == "Messages sent to us on social media are not covered."


def test_what_authors_write_is_never_markup_of_the_page() -> None:
    assert as_html("<script>alert(1)</script> & **bold**") == (
        "<p>&lt;script&gt;alert(1)&lt;/script&gt; &amp; <strong>bold</strong></p>"
    )


@given(st.text(max_size=200))
def test_any_words_of_an_author_leave_in_word_and_html(text: str) -> None:
    safe = "".join(character for character in text if character.isprintable())
    page = as_html(safe)
    assert "<script" not in page.lower()


def test_a_provision_is_met_only_with_evidence_at_all_three_levels() -> None:
    full = material(**{"effective-date": "1 March 2027"})
    reviewed = review(full.title, full.clauses)
    shown = {
        "email-reply": ClauseEvidence("Rota and training of 3 May", "Tickets, January to June"),
        "letter-reply": ClauseEvidence("Rota and training of 3 May", None),
        "change-notice": ClauseEvidence("Calendar", "Notices of 2026"),
    }
    rows = {row.provision: row for row in attestation_rows(full, reviewed.findings, shown)}
    assert rows["email-reply"].met
    assert rows["letter-reply"].gap == "Records: no evidence."
    assert not rows["change-notice"].met
    assert rows["change-notice"].gap.startswith("Text: How long before a change")
    assert rows["email-reply"].owner == "Director of Customer Service"
    book = load_workbook(io.BytesIO(attestation_xlsx(full, tuple(rows.values()), reviewed.coverage)))
    assert book.sheetnames == ["Provisions", "Principles", "About"]


@pytest.mark.parametrize("name", sorted(set(FORMATS) - {"json", "pdf", "docx"}))
def test_no_export_claims_a_certificate(name: str) -> None:
    words = export(name, material()).decode().lower()
    assert "iso 10001 certified" not in words
    assert "certified to" not in words
