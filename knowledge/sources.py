"""Files and uploads as ingest takes them: how to get the bytes, and what is declared of each."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path, PurePosixPath

from knowledge.documents import Audience, Declared, Document
from knowledge.errors import InvalidInput, UnreadableFile
from knowledge.ingest import Description, Source
from knowledge.listing import Listing, Offered
from knowledge.manifest import FILE_NAME, Manifest, load
from knowledge.readers.limits import Limits

UPLOAD = "upload"  #: the origin of what came from no folder
_LONGEST_NAME = 400


def sources_of(listing: Listing, otherwise: Declared, limits: Limits) -> list[Source]:
    """The listed files, with what the `pledge.yaml` beside them says of them.

    Raises:
        InvalidInput: a `pledge.yaml` cannot be used.
    """
    manifests = {folder: _manifest(folder) for folder in {file.folder for file in listing.files}}
    return [_source(file, manifests[file.folder], otherwise, limits) for file in listing.files]


def upload(
    name: str, data: bytes, otherwise: Declared, document: str | None = None, *, for_staff: bool = False
) -> Source:
    """An upload; its front matter wins over `otherwise`, but publishes nothing that was said to be `for_staff`.

    Raises:
        InvalidInput: the name is no path that a document could have in a folder.
    """
    path = PurePosixPath(name)
    bad = path.is_absolute() or ".." in path.parts or not path.name or len(name) > _LONGEST_NAME
    if bad or not name.isprintable() or "\\" in name:
        raise InvalidInput(f"'{name[:80]}' cannot be a document's name: use a path such as policies/refunds.md.")

    def describe(read: Document) -> Description:
        said = Manifest().declared(name, read.front_matter, otherwise)
        declared = replace(said.declared, audience=Audience.STAFF) if for_staff else said.declared
        return Description(declared, document, said.problems)

    outside = repr((otherwise, document, for_staff))
    return Source(name, UPLOAD, lambda: data, describe, outside, document not in {None, name})


def _source(file: Offered, manifest: Manifest, otherwise: Declared, limits: Limits) -> Source:
    def describe(read: Document) -> Description:
        said = manifest.declared(file.name, read.front_matter, otherwise)
        return Description(said.declared, said.document, said.problems)

    outside = repr((manifest.defaults, manifest.files, otherwise))
    archived = manifest.declared(file.name).document != file.name
    return Source(file.name, file.origin, partial(_load, file, limits), describe, outside, archived)


def _load(file: Offered, limits: Limits) -> bytes:
    size = file.path.stat().st_size
    if size > limits.bytes:  # not even into memory
        reason = f"It has {size:,} bytes; the limit is {limits.bytes:,}. Split it, or raise the limit in the settings."
        raise UnreadableFile(file.name, reason)
    return file.path.read_bytes()


def _manifest(folder: Path) -> Manifest:
    path = folder / FILE_NAME
    if not path.is_file():
        return Manifest()
    try:
        return load(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(f"{path} cannot be read: {error}. Save it as UTF-8.") from error
