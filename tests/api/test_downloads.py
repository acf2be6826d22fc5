"""What a browser calls a file that it saves."""

from __future__ import annotations

import pytest

from api.downloads import attachment


@pytest.mark.parametrize(
    ("document", "suffix", "header"),
    [
        ("code.md", ".pdf", 'attachment; filename="code.pdf"'),
        ("legal/Our code.md", ".docx", "attachment; filename=\"Our-code.docx\"; filename*=UTF-8''Our%20code.docx"),
        ('a"b\nc.md', ".md", "attachment; filename=\"a-b-c.md\"; filename*=UTF-8''a%22b%0Ac.md"),
        ("Über.md", ".md", "attachment; filename=\"ber.md\"; filename*=UTF-8''%C3%9Cber.md"),
    ],
)
def test_a_file_is_named_after_its_document(document: str, suffix: str, header: str) -> None:
    assert attachment(document, suffix) == header
