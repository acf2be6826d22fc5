"""Reading in a process that can be killed; broken files cost nothing but their own result."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge.errors import UnreadableFile
from knowledge.readers import Limits, close_workers, read, read_safely
from knowledge.readers.worker import packed, unpacked
from tests.broken_files import make_broken_files, word_document


@pytest.fixture(autouse=True)
def _no_workers_left() -> Iterator[None]:
    yield
    close_workers()


def test_thirty_and_more_broken_files_give_clear_errors_and_the_good_one_is_read(tmp_path: Path) -> None:
    expected = make_broken_files(tmp_path)
    assert len(expected) >= 30
    for name, reason in expected.items():
        with pytest.raises(UnreadableFile) as caught:
            read_safely(name, (tmp_path / name).read_bytes())
        assert reason in caught.value.reason, name
        assert caught.value.reason.endswith(".")
    assert read_safely("good.md", b"We refund you.").text == "We refund you."


def test_document_from_the_process_is_the_same_as_read_here() -> None:
    data = b"---\ntitle: T\neffective_from: 2026-01-01\nlist: [1, a]\n---\n# A\n\n- b\n"
    assert read_safely("a.md", data) == read("a.md", data)


def test_file_that_takes_too_long_is_given_up_and_the_next_one_read() -> None:
    slow = word_document(*["We refund you within fourteen days of it."] * 3000)
    with pytest.raises(UnreadableFile, match=r"longer than 0\.01 seconds"):
        read_safely("slow.docx", slow, Limits(seconds=0.01))
    assert read_safely("a.txt", b"We pay.").text == "We pay."


def test_file_that_takes_too_much_memory_is_given_up_and_the_next_one_read() -> None:
    large = b"<p>" + b"<b>We</b> pay. " * 400_000
    with pytest.raises(UnreadableFile, match="more than 20 MiB of memory"):
        read_safely("large.html", large, Limits(memory_bytes=20 * 1024 * 1024))
    assert read_safely("a.txt", b"We pay.").text == "We pay."


def test_threads_read_at_once() -> None:
    texts: dict[int, str] = {}

    def one(number: int) -> None:
        texts[number] = read_safely(f"{number}.md", f"Promise {number}.".encode()).text

    threads = [threading.Thread(target=one, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert texts == {number: f"Promise {number}." for number in range(8)}


def test_the_process_loads_no_model_and_no_index() -> None:
    heavy = "{'torch', 'chromadb', 'sentence_transformers', 'numpy', 'sqlalchemy'}"
    code = f"import knowledge.readers.worker, sys; sys.exit(bool({heavy} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_message_can_build_nothing_but_our_records() -> None:
    import pickle  # noqa: PLC0415 - only to show what is refused

    header = len(packed(1)) - len(pickle.dumps(1, protocol=4))
    with pytest.raises(pickle.UnpicklingError, match="not allowed"):
        unpacked(packed(subprocess.run)[header:])


def test_too_large_a_file_is_refused_before_it_is_sent() -> None:
    with pytest.raises(UnreadableFile, match="the limit is 3"):
        read_safely("a.md", b"We pay.", Limits(bytes=3))
