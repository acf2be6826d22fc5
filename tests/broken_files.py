"""A folder of files that cannot be read, each with words of the reason that a user must be told."""

from __future__ import annotations

import gzip
import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import docx
import pypdf

_CONTENT_TYPES = (
    b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    b'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    b'<Override PartName="/word/document.xml" ContentType='
    b'"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_ROOT_RELATIONS = (
    b'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    b'<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"'
    b' Target="word/document.xml"/></Relationships>'
)
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def make_broken_files(folder: Path) -> dict[str, str]:
    """Write files that cannot be read into `folder`; returns each name with words of the expected reason."""
    folder.mkdir(parents=True, exist_ok=True)
    expected = {}
    for name, (make, reason) in _BROKEN.items():
        (folder / name).write_bytes(make())
        expected[name] = reason
    return expected


def word_document(*paragraphs: str) -> bytes:
    """A sound DOCX file."""
    document = docx.Document()
    for words in paragraphs:
        document.add_paragraph(words)
    return _saved(document.save)


def pdf_page(content: bytes, resources: bytes = b"<< /Font << /F1 4 0 R >> >>", extra: bytes = b"") -> bytes:
    """A sound PDF of one page with this content stream."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R /Resources " + resources + b" >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
    ]
    objects += [extra] if extra else []
    body, offsets = b"%PDF-1.4\n", []
    for number, written in enumerate(objects, 1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, written)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(body))
    return body + b"xref\n0 %d\n0000000000 65535 f \n" % size + table + trailer


def pdf_text(*lines: str) -> bytes:
    """A sound PDF with these lines on one page."""
    drawn = b" ".join(b"(%s) Tj T*" % line.encode("latin-1") for line in lines)
    return pdf_page(b"BT /F1 11 Tf 14 TL 72 770 Td " + drawn + b" ET")


def _saved(save: Callable[[io.BytesIO], object]) -> bytes:
    buffer = io.BytesIO()
    save(buffer)
    return buffer.getvalue()


def _zip(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def _word_with(document: bytes, **more: bytes) -> bytes:
    parts = {"[Content_Types].xml": _CONTENT_TYPES, "_rels/.rels": _ROOT_RELATIONS, "word/document.xml": document}
    return _zip(parts | more)


def _word_bomb() -> bytes:
    return _word_with(b"<w:document/>", **{"word/media.bin": b"\0" * 300_000_000})


def _word_lying_about_its_size() -> bytes:
    """The directory says 40 bytes, the data unpack to 50 MB."""
    data = bytearray(_word_with(b"<w:document/>" + b" " * 50_000_000))
    place = data.rindex(b"PK\x01\x02", 0, data.rindex(b"PK\x01\x02") + 4)
    data[place + 24 : place + 28] = struct.pack("<I", 40)
    return bytes(data)


def _entity_bomb() -> bytes:
    entities = b"".join(b'<!ENTITY e%d "%s">' % (n, b"&e%d;" % (n - 1) * 10) for n in range(1, 10))
    head = b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY e0 "lol">' + entities + b"]>"
    body = f'<w:document xmlns:w="{_WORD}"><w:body><w:p><w:r><w:t>&e9;</w:t></w:r></w:p></w:body></w:document>'
    return _word_with(head + body.encode())


def _external_entity() -> bytes:
    head = b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    body = f'<w:document xmlns:w="{_WORD}"><w:body><w:p><w:r><w:t>&x;</w:t></w:r></w:p></w:body></w:document>'
    return _word_with(head + body.encode())


def _pictures_only_word() -> bytes:
    document = docx.Document()
    picture = io.BytesIO(_png())
    document.add_picture(picture)
    return _saved(document.save)


def _png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        checksum = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + checksum

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")


def _scanned_pdf() -> bytes:
    picture = (
        b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 1 >>"
        b"\nstream\n\x00\nendstream"
    )
    return pdf_page(b"q 595 0 0 842 0 0 cm /Im1 Do Q", b"<< /XObject << /Im1 6 0 R >> >>", picture)


def _locked_pdf(algorithm: str) -> bytes:
    writer = pypdf.PdfWriter(clone_from=pypdf.PdfReader(io.BytesIO(pdf_text("Secret promises."))))
    writer.encrypt("open sesame", algorithm=algorithm)
    return _saved(writer.write)


def _truncated(data: bytes, share: float) -> bytes:
    return data[: int(share * len(data))]


def _damaged_word() -> bytes:
    data = bytearray(word_document("We refund you within 14 days. " * 50))
    middle = data.index(b"word/document.xml") + 60
    data[middle : middle + 200] = b"\xff" * 200
    return bytes(data)


def _pdf_cycle() -> bytes:
    """A page tree that contains itself."""
    return pdf_text("x").replace(b"/Kids [3 0 R]", b"/Kids [2 0 R]")


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
_HTML_SCRIPT_ONLY = b"<!doctype html><html><body><div id=app></div><script>render('We promise')</script></body></html>"

_BROKEN: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty.md": (lambda: b"", "empty"),
    "blank.txt": (lambda: b" \r\n\t\n" * 40, "empty"),
    "only-a-mark.txt": (lambda: b"\xef\xbb\xbf\n", "empty"),
    "only-front-matter-spaces.html": (lambda: b"   \n", "empty"),
    "empty.docx": (lambda: b"", "empty"),
    "empty.pdf": (lambda: b"", "empty"),
    "zeros.pdf": (lambda: b"\0" * 5000, "empty"),
    "blank.docx": (word_document, "empty"),
    "blank.pdf": (lambda: pdf_page(b""), "No page holds any text"),
    "binary.md": (lambda: bytes(range(256)) * 40, "not a text file"),
    "program.txt": (lambda: b"\x7fELF" + bytes(2000), "program"),
    "picture.md": (_png, "picture"),
    "picture.pdf": (_png, "picture"),
    "photo.docx": (lambda: b"\xff\xd8\xff\xe0" + bytes(500), "picture"),
    "shift-jis.txt": (lambda: "返品は三十日以内に承ります。".encode("shift-jis") * 20, "Save it again as UTF-8"),
    "broken-utf16.txt": (lambda: "We refund you.".encode("utf-16")[:-1] + b"\x00\xd8", "UTF-16"),
    "scripted.html": (lambda: _HTML_SCRIPT_ONLY, "no text of its own"),
    "archive.docx": (lambda: _zip({"a.txt": b"hello"}), "zip archive"),
    "sheet.docx": (lambda: _zip({"xl/workbook.xml": b"<x/>"}), "spreadsheet"),
    "slides.pdf": (lambda: _zip({"ppt/presentation.xml": b"<x/>"}), "presentation"),
    "packed.md": (lambda: gzip.compress(b"# Promise"), "compressed archive"),
    "text.docx": (lambda: b"We refund you within 14 days.", "not a Word document"),
    "text.pdf": (lambda: b"We refund you within 14 days.", "does not begin like one"),
    "rich.docx": (lambda: b"{\\rtf1\\ansi We refund you.}", "RTF"),
    "old.docx": (lambda: _OLE, "old Office"),
    "locked.docx": (lambda: _OLE + "EncryptedPackage".encode("utf-16-le") + b"\0" * 90, "password"),
    "locked-rc4.pdf": (lambda: _locked_pdf("RC4-128"), "password"),
    "locked-aes.pdf": (lambda: _locked_pdf("AES-256"), "password"),
    "cut-off.docx": (lambda: _truncated(word_document("We refund you."), 0.6), "damaged"),
    "damaged.docx": (_damaged_word, "damaged"),
    "cut-off.pdf": (lambda: pdf_text("We refund you.")[:40], "damaged"),
    "cycle.pdf": (_pdf_cycle, "damaged"),
    "no-body.docx": (lambda: _word_with(b"<w:document"), "damaged"),
    "bomb.docx": (_word_bomb, "unpack"),
    "liar.docx": (_word_lying_about_its_size, "damaged"),
    "entities.docx": (_entity_bomb, "entities"),
    "outside-entity.docx": (_external_entity, "entities"),
    "pictures.docx": (_pictures_only_word, "pictures"),
    "scan.pdf": (_scanned_pdf, "OCR"),
}
