"""The sample organisation's public documents as drafting reads them, without a library."""

from __future__ import annotations

from functools import cache
from importlib import resources

from assistant.drafting.records import Fact
from assistant.drafting.register import Text, facts_in
from knowledge.documents import Audience, Version
from knowledge.readers.reading import read
from knowledge.units import split

_FOLDER = resources.files("knowledge") / "sample"


def text_of(name: str, data: bytes) -> Text:
    document = read(name, data)
    passages, units = split(document)
    version = Version(f"v-{name}", name, 1, name, Audience.PUBLIC, "policies", "1", "")
    return Text(version, document.text, passages, units)


@cache
def sample_texts() -> tuple[Text, ...]:
    files = sorted((file for file in _FOLDER.iterdir() if file.is_file()), key=lambda file: file.name)
    return tuple(text_of(file.name, file.read_bytes()) for file in files if file.name != "pledge.yaml")


@cache
def sample_facts() -> tuple[Fact, ...]:
    return facts_in(sample_texts())
