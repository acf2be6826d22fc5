"""The examples of `docs/doors.md` run as they stand there, and print what stands below them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.doors_page import PAGE, Example, examples, prepare
from tests.running import Server, server

EXAMPLES = examples()
AT_A_SERVER = [example for example in EXAMPLES if not example.opens_the_folder]
AGAIN = "run: python -m tests.api.doors_page"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("doors") / "data"
    prepare(folder)
    return folder


@pytest.fixture(scope="module")
def running(data: Path) -> Iterator[Server]:
    with server(data) as started:
        yield started


def test_every_program_of_the_page_is_an_example_that_runs_here() -> None:
    assert PAGE.read_text(encoding="utf-8").count("```python") == len(EXAMPLES) == len(AT_A_SERVER) + 1


@pytest.mark.parametrize("example", [each for each in EXAMPLES if each.opens_the_folder])
def test_an_example_over_a_folder_prints_what_the_page_says(data: Path, example: Example) -> None:
    assert example.over_folder(data) == example.printed, AGAIN


@pytest.mark.parametrize("example", AT_A_SERVER, ids=range(len(AT_A_SERVER)))
def test_an_example_at_a_server_prints_what_the_page_says(running: Server, example: Example) -> None:
    assert example.at_server(running) == example.printed, AGAIN


def test_the_example_in_python_has_ten_lines() -> None:
    (example,) = [each for each in EXAMPLES if "httpx.post" in each.program]
    assert len(example.program.strip().splitlines()) <= 10
