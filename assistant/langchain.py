"""A retriever for LangChain: an organisation's documents as somebody of a role may read them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict, Field, PrivateAttr

from assistant.quotes import HEADING_SEPARATOR
from assistant.retrieve import Retriever
from assistant.roles import Role
from knowledge.documents import Hit, Scope
from knowledge.library import Library

#: What is known of each document that a retriever returns, besides its words.
METADATA = (
    "document",
    "title",
    "version",
    "version_id",
    "effective_from",
    "heading",
    "page",
    "start",
    "end",
    "score",
)


class PledgeRetriever(BaseRetriever):
    """Finds the sentences, list items and table rows that fit best, best first.

    What a role may not read is filtered out inside the indexes. The role is set when the retriever is made, a
    customer's by default; nothing in a query can change it.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True, frozen=True, extra="forbid")

    library: Library
    role: Role = Role.CUSTOMER
    k: int = Field(default=10, ge=1, description="Most documents to return.")
    as_of: date | None = Field(
        default=None, description="What was in force on this day; the day of the query by default."
    )
    collection: str | None = Field(default=None, description="Only this collection; all but guidance by default.")
    today: Callable[[], date] = date.today
    _retriever: Retriever = PrivateAttr()

    def model_post_init(self, context: Any, /) -> None:
        """Make what searches."""
        super().model_post_init(context)
        self._retriever = Retriever(self.library)

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        del run_manager
        collections = frozenset({self.collection}) if self.collection else None
        scope = Scope(self.role.audiences, self.as_of or self.today(), collections)
        return [_document(hit) for hit in self._retriever.search(query, scope, self.k)]


def document_of(text: str, facts: Mapping[str, Any]) -> Document:
    """A unit's words as LangChain has them; `facts` are named as in `METADATA`."""
    metadata = {name: facts[name] for name in METADATA}
    unit = f"{facts['version_id']}:{facts['start']}-{facts['end']}"
    return Document(id=unit, page_content=text, metadata={**metadata, "source": facts["document"]})


def _document(hit: Hit) -> Document:
    version, span = hit.version, hit.unit.span
    facts = {
        "document": version.document,
        "title": version.title,
        "version": version.label,
        "version_id": version.id,
        "effective_from": version.effective_from.isoformat() if version.effective_from else None,
        "heading": HEADING_SEPARATOR.join(hit.passage.heading_path),
        "page": hit.unit.page or hit.passage.page,
        "start": span.start,
        "end": span.end,
        "score": hit.score,
    }
    return document_of(hit.text, facts)
