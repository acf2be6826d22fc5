"""What searches find, on every pair of backends."""

from datetime import date, timedelta

import numpy as np
import pytest
import sqlalchemy as sa

from knowledge.catalogue import Shelf
from knowledge.documents import CUSTOMER_AUDIENCES, STAFF_AUDIENCES, Audience, Declared, Scope
from knowledge.errors import Conflict, UnknownCollection, UnknownName
from knowledge.library import Library
from knowledge.search import Searcher
from knowledge.vectors import Vectors
from tests.fakes import HashEmbedder
from tests.knowledge.conftest import TODAY

CUSTOMER = Scope(CUSTOMER_AUDIENCES, TODAY)
STAFF = Scope(STAFF_AUDIENCES, TODAY)
TOPICS = ("returns", "delivery", "warranty", "payment", "privacy", "complaints")


def fill(library: Library) -> None:
    """Public and staff documents, two collections, and a public one that begins tomorrow."""
    for place, topic in enumerate(TOPICS):
        text = f"# {topic.title()}\n\n" + "\n\n".join(f"Rule {n} about {topic} takes {n} days." for n in range(1, 21))
        audience = Audience.PUBLIC if place % 2 == 0 else Audience.STAFF
        collection = "prices" if place >= 4 else "policies"
        library.add(f"{topic}.md", text.encode(), declared=Declared(audience=audience, collection=collection))
    declared = Declared(audience=Audience.PUBLIC, effective_from=TODAY + timedelta(1))
    library.add("later.md", b"# Later\n\nReturns will take 5 days.\n", declared=declared)


def exact(library: Library, query: str, scope: Scope, k: int) -> list[float]:
    """The best cosines of all units in the scope, by comparing with each one."""
    vector = library.vectors.embedder.embed([query])[0]
    catalogue = library.catalogue()
    seen = [catalogue.by_id[identity] for identity in catalogue.plan(scope).visible]
    cosines = np.concatenate([library.vectors.of_version(entry) @ vector for entry in seen])
    return [float(each) for each in np.sort(cosines)[::-1][:k]]


@pytest.mark.parametrize(
    ("scope", "documents"),
    [
        (CUSTOMER, {"returns.md", "warranty.md", "privacy.md"}),
        (STAFF, {f"{topic}.md" for topic in TOPICS}),
        (Scope(CUSTOMER_AUDIENCES, TODAY, frozenset({"prices"})), {"privacy.md"}),
        (Scope(STAFF_AUDIENCES, TODAY, frozenset({"prices"})), {"privacy.md", "complaints.md"}),
        (Scope(CUSTOMER_AUDIENCES, TODAY + timedelta(1)), {"returns.md", "warranty.md", "privacy.md", "later.md"}),
        (Scope(frozenset({Audience.STAFF}), date(2020, 1, 1)), {"delivery.md", "payment.md", "complaints.md"}),
    ],
    ids=["customer", "staff", "collection", "staff's collection", "tomorrow", "staff only"],
)
def test_searches_see_their_scope_and_all_of_it(library: Library, scope: Scope, documents: set[str]) -> None:
    fill(library)
    hits = library.candidates("rule about days", scope, 200)
    assert {hit.version.document for hit in hits} == documents
    assert all(hit.version.audience in scope.audiences and hit.version.in_force(scope.as_of) for hit in hits)


def test_unknown_collection_is_an_error_that_names_those_the_reader_may_know_of(library: Library) -> None:
    fill(library)
    library.add("pay.md", b"# Pay\n\nWe pay on the 5th.\n", declared=Declared(collection="wages"))
    with pytest.raises(UnknownCollection, match=r"no collection 'polices'. There are: policies, prices.$"):
        library.search("days", Scope(CUSTOMER_AUDIENCES, TODAY, frozenset({"polices"})), 5)
    with pytest.raises(UnknownCollection, match=r"no collection 'wages'. There are: policies, prices.$"):
        library.search("pay", Scope(CUSTOMER_AUDIENCES, TODAY, frozenset({"wages"})), 5)
    assert library.search("pay", Scope(STAFF_AUDIENCES, TODAY, frozenset({"wages"})), 5)
    library.delete("pay.md")


def test_default_collection_is_known_before_anything_is_in_it(library: Library) -> None:
    assert library.search("days", Scope(CUSTOMER_AUDIENCES, TODAY, frozenset({"policies"})), 5) == []


@pytest.mark.parametrize("scope", [CUSTOMER, Scope(STAFF_AUDIENCES, TODAY + timedelta(1))], ids=["hot", "filtered"])
def test_filters_cost_no_hits(library: Library, scope: Scope) -> None:
    fill(library)
    hits = library.candidates("Rule 7 about returns takes days", scope, 10)
    best = sorted((hit.dense for hit in hits), reverse=True)[:10]
    assert best == pytest.approx(exact(library, "Rule 7 about returns takes days", scope, 10), abs=1e-4)


def test_every_hit_has_both_scores_as_the_indexes_would_give_them(library: Library) -> None:
    fill(library)
    query = "How many days does rule 7 about returns take?"
    vector = library.vectors.embedder.embed([query])[0]
    hits = library.candidates(query, CUSTOMER, 5)
    assert len(hits) > 5
    for hit in hits:
        entry = library.catalogue().by_id[hit.version.id]
        cosine = float(library.vectors.of_version(entry)[hit.unit.ordinal] @ vector)
        assert hit.dense == pytest.approx(cosine, abs=1e-4)
        assert hit.keyword > 0


def test_a_vector_that_is_still_being_made_is_waited_for(library: Library) -> None:
    fill(library)
    query = "How many days does rule 7 about returns take?"
    vector = library.vectors.embedder.embed([query])[0]
    assert library.search(query, CUSTOMER, 5, vector=lambda: vector) == library.search(query, CUSTOMER, 5)


def test_reading_ahead_changes_no_hit_and_spares_the_reading(library: Library) -> None:
    fill(library)
    query = "How many days does rule 7 about returns take?"
    before = library.search(query, CUSTOMER, 5)
    library.store.forget()
    library.vectors.forget()
    library.warm()
    with library.database.reading() as connection:
        asked: list[str] = []
        sa.event.listen(connection.engine, "before_cursor_execute", lambda *call: asked.append(call[2]))
        assert library.search(query, CUSTOMER, 5) == before
    assert not [sql for sql in asked if "FROM units" in sql or "versions.text" in sql or "embeddings" in sql]
    if library.database.is_sqlite:
        assert not [sql for sql in asked if "bm25" in sql]


def test_reading_ahead_ends_when_it_is_told_to(library: Library) -> None:
    fill(library)
    library.warm(lambda: False)
    assert library.store.has_room(20_000)


def test_of_what_is_deleted_while_it_is_read_ahead_nothing_is_kept(library: Library) -> None:
    fill(library)

    def deleting() -> bool:
        if "returns.md" in library.documents():
            library.delete("returns.md")
        return True

    library.warm(deleting)
    assert library.store.has_room(20_000)


def test_nothing_is_read_ahead_from_an_index_of_another_model(library: Library) -> None:
    fill(library)
    searcher = Searcher(library.store, library._index, Vectors(library.database, HashEmbedder(name="another")))
    with pytest.raises(Conflict, match="pledge reindex"):
        searcher.warm()


def test_texts_of_several_versions_are_read_at_once(library: Library) -> None:
    fill(library)
    wanted = [entry.version.id for entry in library.catalogue().entries[:2]]
    assert library.version_texts(wanted) == {known: library.version_text(known) for known in wanted}
    with pytest.raises(UnknownName):
        library.version_texts([*wanted, "nothing"])


def test_the_best_hit_is_quoted_from_its_place(library: Library) -> None:
    fill(library)
    hit = library.search("Rule 7 about returns", CUSTOMER, 3)[0]
    assert hit.text == "Rule 7 about returns takes 7 days."
    assert hit.passage.heading_path == ("Returns",)
    assert library.version_text(hit.version.id)[hit.unit.span.start : hit.unit.span.end] == hit.text


def test_an_empty_question_and_an_empty_library_find_nothing(library: Library) -> None:
    assert library.search("returns", CUSTOMER, 5) == []
    fill(library)
    assert library.search("  ", CUSTOMER, 5) == []


def test_what_most_ask_needs_no_filter(library: Library) -> None:
    fill(library)
    for scope, shelves in ((CUSTOMER, [Shelf.PUBLIC]), (STAFF, [Shelf.PUBLIC, Shelf.STAFF])):
        looks = library.catalogue().plan(scope).looks
        build = library.catalogue().build
        assert build is not None
        assert [look.index for look in looks] == [build.index(shelf) for shelf in shelves]
        assert all(look.only is None and look.without is None for look in looks)


def test_rows_that_no_version_claims_are_never_found(library: Library) -> None:
    fill(library)
    catalogue = library.catalogue()
    assert catalogue.build is not None
    index = catalogue.build.index(Shelf.PUBLIC)
    staff = next(entry for entry in catalogue.entries if entry.version.document == "delivery.md")
    library._index.add(index, staff.version.id, library.vectors.of_version(staff))
    library._index.add(index, "0123456789abcdef", library.vectors.of_version(staff))
    found = library.candidates("rule about delivery", CUSTOMER, 10)
    assert {hit.version.document for hit in found} <= {"returns.md", "warranty.md", "privacy.md"}


def test_another_embedding_model_is_refused_until_the_index_is_made_anew(library: Library) -> None:
    fill(library)
    other = Vectors(library.database, HashEmbedder(name="another"))
    searcher = Searcher(library.store, library._index, other)
    with pytest.raises(Conflict, match="made with hash, the settings ask for another"):
        searcher.search("returns", CUSTOMER, 3)


def test_reindexing_changes_no_answer_and_embeds_nothing(library: Library) -> None:
    fill(library)
    embedder = library.vectors.embedder
    assert isinstance(embedder, HashEmbedder)
    query = "Rule 9 about warranty"
    before = [(hit.text, round(hit.score, 4)) for hit in library.search(query, CUSTOMER, 10)]
    first = library.catalogue().build
    embedded = embedder.embedded
    name = library.reindex()
    assert embedder.embedded == embedded
    assert first is not None
    assert name != first.name
    assert not any(index.startswith(first.name) for index in library._index.names())
    assert [(hit.text, round(hit.score, 4)) for hit in library.search(query, CUSTOMER, 10)] == before
    assert library.doctor() == ()
