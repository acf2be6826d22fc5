"""Files become searchable versions; run on SQLite and PostgreSQL, Chroma embedded and as a server, and a fake."""

import errno
import os
import threading
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from knowledge.documents import (
    CUSTOMER_AUDIENCES,
    GUIDANCE,
    STAFF_AUDIENCES,
    Audience,
    Declared,
    Document,
    Passage,
    Scope,
    Span,
    Unit,
    Version,
)
from knowledge.errors import InvalidInput, UnknownCollection, UnknownName
from knowledge.library import Library
from knowledge.progress import Progress
from knowledge.readers import read
from knowledge.units import split
from tests.fakes import HashEmbedder
from tests.knowledge.conftest import TODAY, Clock

PUBLIC = Declared(audience=Audience.PUBLIC)
CUSTOMER = Scope(CUSTOMER_AUDIENCES, TODAY)
STAFF = Scope(STAFF_AUDIENCES, TODAY)

REFUNDS = "# Refunds\n\nWe refund you within 14 days. Gift cards are excluded.\n"
DELIVERY = (
    "# Delivery\n\nParcels arrive within 3 working days.\n\n- Heavy goods come by appointment.\n- Letters do not.\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = tmp_path / "documents"
    write(found, {"refunds.md": REFUNDS, "shop/delivery.md": DELIVERY})
    return found


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def found(library: Library, query: str, scope: Scope = CUSTOMER) -> set[str]:
    """The words of all units found, which are verified against their version's text on the way."""
    hits = library.search(query, scope, 50)
    for hit in hits:
        assert hit.text == hit.unit.span.of(library.version_text(hit.version.id))
    return {hit.text for hit in hits}


def sound(library: Library) -> None:
    assert library.doctor() == ()


def versions(library: Library, name: str = "refunds.md") -> list[Version]:
    return list(library.versions(name))


def test_a_folder_becomes_searchable_and_a_second_run_does_nothing(library: Library, folder: Path) -> None:
    report = library.ingest(folder, declared=PUBLIC)
    assert (report.added, report.units) == (("refunds.md", "shop/delivery.md"), 5)
    assert library.documents() == ("refunds.md", "shop/delivery.md")
    assert "We refund you within 14 days." in found(library, "refund")
    generation = library.catalogue().generation
    again = library.ingest(folder, declared=PUBLIC)
    assert (again.unchanged, again.added, again.updated) == (("refunds.md", "shop/delivery.md"), (), ())
    assert library.catalogue().generation == generation
    sound(library)


def test_what_declares_no_audience_is_for_staff(library: Library, folder: Path) -> None:
    library.ingest(folder)
    assert found(library, "refund") == set()
    assert "Gift cards are excluded." in found(library, "gift cards", STAFF)


def test_new_words_make_a_new_version_and_end_the_earlier_one_today(library: Library, folder: Path) -> None:
    library.ingest(folder, declared=PUBLIC)
    write(folder, {"refunds.md": REFUNDS.replace("14", "30")})
    assert library.ingest(folder, declared=PUBLIC).updated == ("refunds.md",)
    assert "We refund you within 30 days." in found(library, "refund days")
    assert "We refund you within 14 days." not in found(library, "refund days")
    yesterday = Scope(CUSTOMER_AUDIENCES, TODAY - timedelta(1))
    assert "We refund you within 14 days." in found(library, "refund days", yesterday)
    assert [(each.number, each.effective_from, each.effective_to) for each in versions(library)] == [
        (1, None, TODAY),
        (2, TODAY, None),
    ]
    sound(library)


def test_a_version_for_a_later_day_waits_until_that_day(library: Library, folder: Path, clock: Clock) -> None:
    library.ingest(folder, declared=PUBLIC)
    day = TODAY + timedelta(10)
    write(folder, {"refunds.md": f"---\neffective_from: {day}\n---\n" + REFUNDS.replace("14", "30")})
    library.ingest(folder, declared=PUBLIC)
    assert "We refund you within 14 days." in found(library, "refund days")
    clock.day = day
    scope = Scope(CUSTOMER_AUDIENCES, day)
    assert "We refund you within 30 days." in found(library, "refund days", scope)
    assert "We refund you within 14 days." not in found(library, "refund days", scope)
    library.wait_until_current()
    assert {entry.shelf for entry in library.catalogue().by_document["refunds.md"]} == {"public", "rest"}
    assert "We refund you within 30 days." in found(library, "refund days", scope)
    sound(library)


def test_changed_facts_are_seen_by_all_searches_without_new_embeddings(library: Library, folder: Path) -> None:
    library.ingest(folder, declared=PUBLIC)
    embedder = library.vectors.embedder
    assert isinstance(embedder, HashEmbedder)
    before = embedder.embedded
    report = library.ingest(folder, declared=Declared(audience=Audience.STAFF))
    assert report.updated == ("refunds.md", "shop/delivery.md")
    assert embedder.embedded == before
    assert [each.number for each in versions(library)] == [1]
    assert found(library, "refund") == set()
    assert "We refund you within 14 days." in found(library, "refund", STAFF)
    sound(library)


def test_a_new_title_is_in_what_is_embedded(library: Library, folder: Path) -> None:
    library.ingest(folder, declared=PUBLIC)
    library.add("refunds.md", REFUNDS.encode(), declared=Declared(title="Money back", audience=Audience.PUBLIC))
    assert [each.title for each in versions(library)] == ["Money back"]
    assert library.search("money back", CUSTOMER, 1)[0].version.document == "refunds.md"
    sound(library)


def test_an_archived_file_is_an_earlier_version_of_another_document(library: Library, folder: Path) -> None:
    manifest = (
        "defaults: {audience: public}\nfiles:\n"
        "  - {match: old/refunds-2024.md, document: refunds.md, effective_from: 2024-01-01, effective_to: 2026-01-01}\n"
    )
    write(folder, {"old/refunds-2024.md": REFUNDS.replace("14", "7"), "pledge.yaml": manifest})
    report = library.ingest(folder)
    assert set(report.added) | set(report.updated) == {"refunds.md", "shop/delivery.md", "old/refunds-2024.md"}
    assert library.documents() == ("refunds.md", "shop/delivery.md")
    assert "We refund you within 14 days." in found(library, "refund days")
    assert "We refund you within 7 days." not in found(library, "refund days")
    assert "We refund you within 7 days." in found(library, "refund days", Scope(CUSTOMER_AUDIENCES, date(2025, 6, 1)))
    write(folder, {"pledge.yaml": "defaults: {audience: public}\n"})
    library.ingest(folder)
    assert "old/refunds-2024.md" in library.documents()
    assert len(versions(library)) == 1
    sound(library)


def test_deleting_a_document_leaves_none_of_its_words(library: Library, folder: Path) -> None:
    library.ingest(folder, declared=PUBLIC)
    gone = library.delete("refunds.md", "withdrawn")
    assert [each.number for each in gone] == [1]
    assert not any("refund" in words for words in found(library, "refund gift cards"))
    with pytest.raises(UnknownName, match=r"No document 'refunds\.md'"):
        library.versions("refunds.md")
    with library.database.reading() as connection:
        rows = connection.exec_driver_sql("SELECT document, reason FROM removals").all()
    assert [tuple(row) for row in rows] == [("refunds.md", "withdrawn")]
    sound(library)
    library.ingest(folder, declared=PUBLIC)
    assert [each.number for each in versions(library)] == [2]
    assert "We refund you within 14 days." in found(library, "refund")
    sound(library)


def test_what_left_the_folder_is_removed_only_when_asked(library: Library, folder: Path) -> None:
    library.ingest(folder, declared=PUBLIC)
    library.add("upload.md", b"# Opening hours\n\nWe open at nine.\n", declared=PUBLIC)
    (folder / "refunds.md").unlink()
    report = library.ingest(folder, declared=PUBLIC)
    assert (report.removed, report.left) == ((), ("refunds.md",))
    assert "refunds.md" in library.documents()
    assert library.ingest(folder, declared=PUBLIC, prune=True).removed == ("refunds.md",)
    assert library.documents() == ("shop/delivery.md", "upload.md")
    sound(library)


def test_nothing_is_pruned_where_a_folder_cannot_be_read(
    library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.ingest(folder, declared=PUBLIC)
    scandir = os.scandir

    def refused(path: Path) -> object:
        if str(path).endswith("shop"):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return scandir(path)

    monkeypatch.setattr("os.scandir", refused)
    with pytest.raises(InvalidInput, match=r"shop cannot be read, so nothing .* may be pruned"):
        library.ingest(folder, declared=PUBLIC, prune=True)
    report = library.ingest(folder, declared=PUBLIC)
    assert [(skip.name, skip.reason) for skip in report.skipped] == [
        ("shop", "the folder cannot be read: Permission denied")
    ]
    assert "shop/delivery.md" in library.documents()


def test_guidance_answers_only_where_it_is_asked_for(library: Library) -> None:
    declared = Declared(audience=Audience.STAFF, collection=GUIDANCE)
    library.add("guidance/time.md", b"# Time limits\n\nA promise names its clock.\n", declared=declared)
    assert found(library, "promise clock", STAFF) == set()
    asked = Scope(STAFF_AUDIENCES, TODAY, frozenset({GUIDANCE}))
    assert found(library, "promise clock", asked) == {"A promise names its clock."}
    with pytest.raises(UnknownCollection):
        found(library, "promise clock", Scope(CUSTOMER_AUDIENCES, TODAY, frozenset({GUIDANCE})))


def test_files_that_cannot_be_ingested_are_named_with_a_reason_and_the_others_stay(
    library: Library, folder: Path, tmp_path: Path
) -> None:
    secret = tmp_path / "secret.md"
    secret.write_text("# Secret\n\nNobody may read this.\n")
    (folder / "link.md").symlink_to(secret)
    (folder / "inside.md").symlink_to(folder / "refunds.md")
    (folder / "away").symlink_to(tmp_path)
    (folder / "prices.xlsx").write_bytes(b"PK")
    (folder / "empty.md").write_bytes(b"")
    (folder / ".hidden.md").write_text("hidden")
    report = library.ingest(folder, declared=PUBLIC, exclude=["shop/*"])
    assert report.added == ("inside.md", "refunds.md")
    assert {skip.name for skip in report.skipped} == {"link.md", "away", "prices.xlsx"}
    assert [failed.name for failed in report.failed] == ["empty.md"]
    assert report.failed[0].reason
    assert "Nobody may read this." not in found(library, "secret nobody")
    assert library.ingest([folder / "shop/delivery.md"], declared=PUBLIC).added == ("delivery.md",)


def test_a_file_that_becomes_unreadable_keeps_its_last_version(library: Library, folder: Path) -> None:
    library.ingest(folder, declared=PUBLIC)
    (folder / "refunds.md").write_bytes(b"")
    report = library.ingest(folder, declared=PUBLIC, prune=True)
    assert [failed.name for failed in report.failed] == ["refunds.md"]
    assert "We refund you within 14 days." in found(library, "refund")


@pytest.mark.parametrize("name", ["", "/etc/passwd.md", "../x.md", "a\\b.md", "x" * 500, "line\nbreak.md"])
def test_an_upload_needs_a_name_that_a_file_could_have(library: Library, name: str) -> None:
    with pytest.raises(InvalidInput, match="cannot be a document's name"):
        library.add(name, b"text", declared=PUBLIC)


def test_progress_names_every_document(library: Library, folder: Path) -> None:
    told: list[Progress] = []
    library.ingest(folder, declared=PUBLIC, progress=told.append)
    assert [(each.done, each.total) for each in told if each.phase == "documents"] == [(1, 2), (2, 2)]
    assert [each.done for each in told if each.phase == "embed"] == [5]


def test_the_same_sentence_is_embedded_once(library: Library) -> None:
    embedder = library.vectors.embedder
    assert isinstance(embedder, HashEmbedder)
    library.add("a.md", b"# Hours\n\nWe open at nine.\n", declared=Declared(title="Hours"))
    library.add(
        "b.md", b"# Hours\n\nWe open at nine.\n\n## Lunch\n\nWe close at noon.\n", declared=Declared(title="Hours")
    )
    assert embedder.embedded == 2


def test_asking_goes_on_while_documents_arrive(library: Library, folder: Path) -> None:
    library.ingest(folder, declared=PUBLIC)
    stop = threading.Event()
    seen: list[set[str]] = []

    def ask() -> None:
        while not stop.is_set():
            seen.append(found(library, "We refund you within days"))

    asking = threading.Thread(target=ask)
    asking.start()
    for days in range(15, 25):
        text = REFUNDS.replace("14", str(days)).encode()
        library.add("refunds.md", text, declared=PUBLIC)
    stop.set()
    asking.join()
    terms = [{words for words in each if words.startswith("We refund you")} for each in seen]
    assert seen
    assert all(len(each) == 1 for each in terms)
    sound(library)


def test_a_release_that_splits_otherwise_gives_the_same_version_its_new_units(
    library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def joined(document: Document) -> tuple[tuple[Passage, ...], tuple[Unit, ...]]:
        passages, units = split(document)
        first = units[0]
        words = Span(first.span.start, units[1].span.end)
        longer = replace(first, span=words, plain=f"{first.plain} {units[1].plain}")
        rest = [replace(unit, ordinal=unit.ordinal - 1) for unit in units[2:]]
        return passages, (longer, *rest)

    with monkeypatch.context() as earlier:
        earlier.setattr("knowledge.ingest.split", joined)
        earlier.setattr("knowledge.ingest.READING", "0")
        library.ingest(folder, declared=PUBLIC)
    before = versions(library)
    assert "We refund you within 14 days. Gift cards are excluded." in found(library, "refund")
    assert library.ingest(folder, declared=PUBLIC).updated == ("refunds.md", "shop/delivery.md")
    assert versions(library) == before
    assert {"We refund you within 14 days.", "Gift cards are excluded."} <= found(library, "refund gift cards")
    sound(library)


def test_a_reader_that_finds_more_in_the_same_file_changes_no_day(tmp_path: Path, folder: Path, clock: Clock) -> None:
    finds = [" The law gives more."]

    def reader(name: str, data: bytes) -> Document:
        document = read(name, data)
        return replace(document, text=document.text + "".join(finds)) if name == "refunds.md" else document

    with Library.open(tmp_path / "data", embedder=HashEmbedder(), today=clock, read=reader) as library:
        library.ingest(folder, declared=PUBLIC)
        came = clock.day
        clock.day += timedelta(days=30)
        finds.append(" Nothing else.")
        with pytest.MonkeyPatch.context() as later:
            later.setattr("knowledge.ingest.READING", "next")
            assert library.ingest(folder, declared=PUBLIC).updated == ("refunds.md",)
        former, now = versions(library)
        assert (former.effective_to, now.effective_from) == (came, came)
        write(folder, {"refunds.md": REFUNDS.replace("14", "15")})
        library.ingest(folder, declared=PUBLIC)
        assert versions(library)[-1].effective_from == clock.day
        sound(library)


def test_a_reader_that_fails_on_one_file_fails_no_other(tmp_path: Path, folder: Path) -> None:
    def reader(name: str, data: bytes) -> Document:
        if name == "refunds.md":
            raise InvalidInput("This file is not for us.")
        return read(name, data)

    with Library.open(tmp_path / "data", embedder=HashEmbedder(), read=reader) as library:
        report = library.ingest(folder, declared=PUBLIC)
        assert (report.added, [each.reason for each in report.failed]) == (
            ("shop/delivery.md",),
            ["This file is not for us."],
        )


def test_an_unreadable_file_is_reported(library: Library, folder: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may read everything")
    (folder / "refunds.md").chmod(0)
    report = library.ingest(folder, declared=PUBLIC)
    assert report.failed[0].reason == "The file cannot be read: Permission denied."
