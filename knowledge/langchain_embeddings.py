"""Our embedder for LangChain: apart from `knowledge.embed`, because LangChain takes a quarter of a second to load."""

from __future__ import annotations

from langchain_core.embeddings import Embeddings

from knowledge.embed import Embedder


class LangChainEmbeddings(Embeddings):
    """Our embedder where LangChain wants an `Embeddings`."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector for each text."""
        return [[float(value) for value in row] for row in self._embedder.embed(texts)]

    def embed_query(self, text: str) -> list[float]:
        """The vector of one text."""
        return self.embed_documents([text])[0]
