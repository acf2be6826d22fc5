"""A retriever for LangChain that asks a running server; what its key may not read is never sent."""

from __future__ import annotations

from datetime import date
from typing import Any

import httpx
from langchain_core.callbacks import AsyncCallbackManagerForRetrieverRun, CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict, Field, SecretStr

from api.schemas import MOST_HITS
from assistant.langchain import document_of
from knowledge.errors import PledgeError


class SearchRefused(PledgeError):
    """The server answered with an error; its message is for people."""


class PledgeServerRetriever(BaseRetriever):
    """Finds the sentences, list items and table rows that fit best, best first, of what the key may read."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: str = Field(description="The server's address, such as https://pledge.example.org.")
    key: SecretStr
    k: int = Field(default=10, ge=1, le=MOST_HITS, description="Most documents to return.")
    as_of: date | None = Field(
        default=None, description="What was in force on this day; the day of the query by default."
    )
    collection: str | None = Field(default=None, description="Only this collection; all but guidance by default.")
    timeout_seconds: float = Field(default=30.0, gt=0)

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        del run_manager
        with httpx.Client(**self._connection()) as client:
            return _documents(client.post("/v1/search", json=self._body(query)))

    async def _aget_relevant_documents(
        self, query: str, *, run_manager: AsyncCallbackManagerForRetrieverRun
    ) -> list[Document]:
        del run_manager
        async with httpx.AsyncClient(**self._connection()) as client:
            return _documents(await client.post("/v1/search", json=self._body(query)))

    def _connection(self) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self.key.get_secret_value()}"}
        return {"base_url": self.url, "headers": headers, "timeout": self.timeout_seconds}

    def _body(self, query: str) -> dict[str, Any]:
        as_of = self.as_of.isoformat() if self.as_of else None
        return {"query": query, "k": self.k, "as_of": as_of, "collection": self.collection}


def _documents(answer: httpx.Response) -> list[Document]:
    """The hits of an answer.

    Raises:
        SearchRefused: it is an error.
    """
    if answer.is_success:
        return [document_of(hit["text"], hit) for hit in answer.json()["hits"]]
    try:
        message = str(answer.json()["error"]["message"])
    except (ValueError, KeyError, TypeError):
        message = f"The server answered {answer.status_code} without a reason."
    raise SearchRefused(message, {"status": answer.status_code})
