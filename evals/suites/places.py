"""A suite's questions, gathered by the documents that may answer them."""

from __future__ import annotations

from collections.abc import Iterator

from evals.case import Case
from evals.suitefile import Source, Suite
from evals.workplace import Documents


def by_documents(suite: Suite) -> Iterator[tuple[str, Documents, list[Case]]]:
    """The organisation's name, its documents, and the questions about them; one index after the other."""
    for source in suite.sources:
        groups: dict[tuple[str | None, tuple[str, ...]], list[Case]] = {}
        for line in source.questions:
            case = line.case()
            groups.setdefault((line.organisation, case.leave_out), []).append(case)
        for (organisation, left_out), cases in groups.items():
            documents = documents_of(source, suite, organisation, left_out)
            yield organisation or source.documents.name, documents, cases


def documents_of(
    source: Source, suite: Suite, organisation: str | None = None, left_out: tuple[str, ...] = ()
) -> Documents:
    """What goes into the index for questions of an organisation."""
    folder = source.documents / organisation if organisation else source.documents
    return Documents(folder, (*source.exclude, *left_out), source.audience, suite.today, source.texts)
