"""Questions to begin with: those that the organisation's own documents have as headings."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice, zip_longest

from knowledge.documents import Scope
from knowledge.library import Library

_LEAST_WORDS, _MOST_WORDS = 3, 15
_MOST_DOCUMENTS = 50  #: looked through for each page


def example_questions(library: Library, scope: Scope, most: int = 3) -> tuple[str, ...]:
    """Up to `most` questions that stand as headings in documents of the scope, of as many documents as possible.

    There are none where no document asks anything: an invented question might be one that the documents do not answer.
    """
    visible = sorted(library.catalogue().plan(scope).visible.values(), key=lambda entry: entry.version.document)
    asked = [tuple(_questions(library, entry.version.id)) for entry in visible[:_MOST_DOCUMENTS]]
    in_turns = chain.from_iterable(zip_longest(*asked))
    return tuple(islice(dict.fromkeys(question for question in in_turns if question), most))


def _questions(library: Library, version_id: str) -> Iterator[str]:
    """The headings of a version that are questions, each above what answers it."""
    for passage in library.passages(version_id):
        heading = passage.heading_path[-1] if passage.heading_path else ""
        if heading.endswith("?") and _LEAST_WORDS <= len(heading.split()) <= _MOST_WORDS:
            yield heading
