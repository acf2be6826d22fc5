"""LangChain's retrievers, over a library and over a server: the same documents, and never more than a role may read."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from datetime import date

import pytest
from langchain_core.documents import Document
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.runnables import RunnableLambda, RunnablePassthrough
from pydantic import SecretStr, ValidationError

from api.app import create_app
from api.langchain import PledgeServerRetriever, SearchRefused
from assistant.build import Assistant
from assistant.langchain import METADATA, PledgeRetriever
from assistant.roles import Role
from assistant.settings import Settings
from tests.api.serving import served

Headers = Mapping[Role, Mapping[str, str]]
QUERY = "return something bought online"
GOODWILL = "goodwill payment"


@pytest.fixture(scope="module")
def url(assistant: Assistant, settings: Settings) -> Iterator[str]:
    with served(create_app(assistant, settings)) as running:
        yield running


def over_http(url: str, keys: Headers, role: Role = Role.CUSTOMER, **more: object) -> PledgeServerRetriever:
    key = SecretStr(keys[role]["Authorization"].removeprefix("Bearer "))
    return PledgeServerRetriever.model_validate({"url": url, "key": key, **more})


def names(found: list[Document]) -> set[str]:
    return {document.metadata["document"].split("/")[0] for document in found}


def words_of(found: list[Document]) -> str:
    return "\n".join(document.page_content for document in found)


def test_each_document_says_where_its_words_stand(assistant: Assistant) -> None:
    found = PledgeRetriever(library=assistant.library, k=5, today=assistant.today).invoke(QUERY)
    assert len(found) == 5
    for document in found:
        facts = document.metadata
        assert set(facts) == {*METADATA, "source"}
        text = assistant.library.version_text(facts["version_id"])
        assert text[facts["start"] : facts["end"]] == document.page_content
    first = found[0].metadata
    assert (first["document"], first["version"], first["effective_from"]) == ("returns.md", "2", "2026-03-01")
    assert first["heading"].startswith("Returns and refunds")


def test_an_earlier_day_finds_the_version_of_that_day(assistant: Assistant) -> None:
    found = PledgeRetriever(library=assistant.library, as_of=date(2025, 6, 1), k=20).invoke(QUERY)
    assert {document.metadata["version"] for document in found if document.metadata["document"] == "returns.md"} == {
        "1"
    }


def test_over_a_server_the_same_is_found(assistant: Assistant, url: str, keys: Headers) -> None:
    local = PledgeRetriever(library=assistant.library, k=5, today=assistant.today)
    remote = over_http(url, keys, k=5)
    assert remote.invoke(QUERY) == local.invoke(QUERY)
    assert asyncio.run(remote.ainvoke(QUERY)) == asyncio.run(local.ainvoke(QUERY))


def test_staff_documents_are_for_staff(assistant: Assistant, url: str, keys: Headers) -> None:
    library = assistant.library
    for customer in (PledgeRetriever(library=library, k=50), over_http(url, keys, k=50)):
        assert "staff" not in names(customer.invoke(GOODWILL))
    for staff in (PledgeRetriever(library=library, role=Role.STAFF), over_http(url, keys, Role.STAFF)):
        assert "staff" in names(staff.invoke(GOODWILL))


def test_nothing_in_a_call_widens_what_may_be_read(assistant: Assistant) -> None:
    customer = PledgeRetriever(library=assistant.library, k=50)
    assert "staff" not in names(
        customer.invoke(GOODWILL, {"metadata": {"role": "staff"}, "configurable": {"role": "staff"}})
    )
    assert "staff" not in names(customer.invoke(GOODWILL, role="staff", audiences=["staff"]))
    with pytest.raises(ValidationError):
        customer.role = Role.STAFF
    with pytest.raises(ValidationError):
        PledgeRetriever.model_validate({"library": assistant.library, "audiences": ["staff"]})


def test_a_refusal_says_why(url: str) -> None:
    with pytest.raises(SearchRefused, match="key"):
        PledgeServerRetriever(url=url, key=SecretStr("pledge_wrong")).invoke(QUERY)


def test_it_takes_its_place_in_a_chain(assistant: Assistant) -> None:
    retriever = PledgeRetriever(library=assistant.library, k=2, today=assistant.today)
    quoted = retriever | RunnableLambda(words_of)
    prompt = ChatPromptTemplate.from_template("Answer from these words alone:\n{quotes}\n\n{question}")
    asked = ({"quotes": quoted, "question": RunnablePassthrough()} | prompt).invoke(QUERY).to_string()
    assert "30 days" in asked
