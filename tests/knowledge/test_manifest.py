"""What an organisation declares of its files."""

from datetime import date
from pathlib import Path

import pytest

import knowledge
from knowledge import manifest
from knowledge.documents import Audience, Declared
from knowledge.errors import InvalidInput
from knowledge.readers import read

FOLDER = """\
organisation: Acme
contact:
  email: help@acme.example
  phone: 0123 456
time_zone: Europe/Paris
holidays: FR
defaults:
  audience: staff
  language: fr
files:
  - match: archive/returns-2024.md
    document: returns.md
    audience: public
    version: 1
    effective_from: 2024-01-01
    effective_to: "2026-03-01"
  - match: "internal/*"
  - match: "*.md"
    audience: public
    title: Everything else
"""


def test_first_matching_entry_wins_over_front_matter_defaults_and_upload() -> None:
    front = {"title": "Its own title", "audience": "public", "collection": "web", "topics": ["x"]}
    said = Declared(audience=Audience.PUBLIC, collection="upload", label="7", language="de")
    declared = manifest.load(FOLDER).declared("returns.md", front, said).declared
    assert declared.title == "Everything else"
    assert declared.collection == "web"
    assert declared.language == "fr"
    assert declared.label == "7"


def test_an_earlier_version_belongs_to_the_document_it_names() -> None:
    declaration = manifest.load(FOLDER).declared("archive/returns-2024.md")
    assert (declaration.document, declaration.archived) == ("returns.md", True)
    assert declaration.declared.label == "1"
    assert declaration.declared.effective_from == date(2024, 1, 1)
    assert declaration.declared.effective_to == date(2026, 3, 1)


def test_what_nobody_declares_is_for_staff() -> None:
    assert manifest.Manifest().declared("returns.md").declared.audience is Audience.STAFF
    assert manifest.load("").declared("returns.md").declared.audience is Audience.STAFF


@pytest.mark.parametrize(
    ("glob", "path", "covered"),
    [
        ("*.md", "returns.md", True),
        ("*.md", "internal/returns.md", False),
        ("**/*.md", "returns.md", True),
        ("**/*.md", "a/b/returns.md", True),
        ("staff/*", "staff/a/b.md", True),
        ("staff/*", "staffing.md", False),
        ("staff/**", "staff/a/b.md", True),
        ("*", "a/b.md", True),
        ("returns-20??.md", "returns-2024.md", True),
        ("a.md", "abmd", False),
    ],
)
def test_a_star_publishes_no_folder_that_it_does_not_name(glob: str, path: str, covered: bool) -> None:
    assert manifest.matches(path, glob) is covered


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("organisaton: x", "line 1: unknown key 'organisaton'. Known keys: organisation, contact"),
        ("files:\n- match: a\n  audiance: public", "line 3: unknown key 'audiance'"),
        ("files:\n- match: a\n  audience: everyone", "line 3: 'audience' must be one of public, staff"),
        ("files:\n- title: a", "line 2: an entry under 'files' needs 'match'"),
        ("files:\n- match: a\n  match: b", "line 3: the key 'match' is given twice"),
        ("files:\n- match: a\n  effective_from: soon", "line 3: 'effective_from' must be a date such as"),
        (
            "files:\n- match: a\n  effective_from: 2026-01-02\n  effective_to: 2026-01-01",
            "line 4: 'effective_to' must be after effective_from, 2026-01-02",
        ),
        ("files: 3", "line 1: 'files' must be a list"),
        ("defaults: [a]", "line 1: 'defaults' must hold keys and values"),
        ("defaults:\n  collection: My Policies", "line 2: 'collection' must be a short name"),
        ("defaults:\n  language: klingon language", "line 2: 'language' must be a language"),
        ("contact:\n  email: nobody", "line 2: 'email' must be an e-mail address"),
        ("contact:\n  url: javascript:alert(1)", "line 2: 'url' must begin with https://"),
        ("time_zone: Mars/Base", "line 1: 'time_zone' is not a time zone"),
        ("a: &x [1]\nb: *x", "line 2: anchors and aliases are not allowed"),
        ("organisation: [", "line 1:"),
        ("- a", "must hold keys and values"),
        ("organisation: !!python/object/apply:os.system [ls]", "could not determine a constructor"),
    ],
)
def test_a_mistake_names_its_line_and_what_is_known(text: str, message: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        manifest.load(text)
    assert message in str(caught.value)
    assert "pledge.yaml" in str(caught.value)


def test_front_matter_of_others_is_ignored_but_for_its_title() -> None:
    front = {"title": "Terms", "versions": {"fpt": "*"}, "topics": ["Legal"], "redirect_from": ["/tos"]}
    declaration = manifest.Manifest().declared("terms.md", front)
    assert declaration.declared == Declared(title="Terms")
    assert declaration.problems == ()


def test_an_unusable_value_in_front_matter_is_a_problem_and_never_publishes() -> None:
    declaration = manifest.Manifest().declared("a.md", {"audience": "everyone", "effective_from": date(2026, 1, 1)})
    assert declaration.declared.audience is Audience.STAFF
    assert declaration.declared.effective_from == date(2026, 1, 1)
    assert [problem.reason for problem in declaration.problems] == [
        "Its front matter's 'audience' was not used: it must be one of public, staff, not 'everyone'."
    ]


@pytest.mark.parametrize(
    "block", ["audience: internal\n", "audience: staff\ntitle: [Goodwill\n", "title: [Goodwill\naudience: nobody\n"]
)
def test_what_its_front_matter_keeps_from_customers_no_upload_publishes_whatever_its_mistakes(block: str) -> None:
    read_file = read("goodwill.md", f"---\n{block}---\nUp to 30 pounds.\n".encode())
    said = manifest.Manifest().declared("goodwill.md", read_file.front_matter, Declared(audience=Audience.PUBLIC))
    assert said.declared.audience is Audience.STAFF
    assert read_file.problems or said.problems


def test_dates_that_contradict_each_other_across_sources_are_a_problem() -> None:
    text = "files:\n- match: a.md\n  effective_to: 2026-01-01"
    declaration = manifest.load(text).declared("a.md", {"effective_from": date(2026, 2, 1)})
    assert "Correct the dates" in declaration.problems[0].reason


def test_the_sample_organisation_declares_every_one_of_its_files() -> None:
    folder = Path(knowledge.__file__).parent / "sample"
    sample = manifest.load((folder / "pledge.yaml").read_text(encoding="utf-8"))
    assert sample.contact.email
    names = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]
    documents = [name for name in names if name != "pledge.yaml"]
    undeclared = [name for name in documents if not any(manifest.matches(name, entry.match) for entry in sample.files)]
    assert undeclared == []
