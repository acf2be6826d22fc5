"""How soon the chat shows an answer: `python -m evals.bench widget [--questions 30] [--json]`.

A server of the sample organisation runs as a process of its own; Chromium opens its demo page, and questions are typed
into the chat one after the other. Counted are the milliseconds from pressing the key that sends a question to the
first quote, or the abstention, on the screen, by the browser's own clock. The first question is counted apart: it also
waits for the conversation to be made. The module's size is what travels, gzipped.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import shutil
import statistics
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evals.bench.served import BenchFailed, server
from evals.questions import load_questions
from evals.rates import percentile
from evals.suitefile import CASES
from knowledge.errors import PledgeError

if TYPE_CHECKING:
    from playwright.sync_api import Page

_MODULE = Path(__file__).parents[2] / "api" / "static" / "widget.js"
_QUESTIONS = CASES.parent / "data" / "sample-questions.jsonl"
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_WARM_UP = 3
#: People take longer to type their first question.
_TYPING_MILLISECONDS = 500
#: What is promised of the widget.
WANTED_MILLISECONDS, WANTED_BYTES = 300, 30_000

#: Types a question, notes when the screen that shows something of its answer has been painted, waits for the rest.
_ASK = """(question) => new Promise((resolve) => {
  const root = document.querySelector("pledge-chat").shadowRoot;
  const log = root.querySelector("[role=group]"), input = root.querySelector("textarea");
  const count = (what) => root.querySelectorAll(`.exchange ${what}`).length;
  const [shown, done] = [count("blockquote") + count(".lead"), count(".receipt")];
  let took = 0;
  input.value = question;
  const begun = performance.now();
  new MutationObserver((_, look) => {
    if (!took && count("blockquote") + count(".lead") > shown) {
      took = -1;
      requestAnimationFrame(() => setTimeout(() => { took = performance.now() - begun }));
    }
    if (count(".receipt") > done) {
      look.disconnect();
      setTimeout(() => resolve(took), 100);
    }
  }).observe(log, {childList: true, subtree: true});
  input.dispatchEvent(new KeyboardEvent("keydown", {key: "Enter", bubbles: true, cancelable: true}));
})"""


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured; milliseconds and bytes."""

    questions: int
    first_shown: float  #: the very first question of a visit
    shown_p50: float
    shown_p95: float
    gzip_bytes: int
    bytes: int


def measure(questions: Sequence[str]) -> Figures:
    """Ask in a browser.

    Raises:
        BenchFailed: there is no browser, or the server did not start.
    """
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - needed here only, and only where tests run

    path = next((found for name in _BROWSERS if (found := shutil.which(name))), None)
    if path is None:
        raise BenchFailed("No Chromium is installed: run `sh tests/tools.sh`, or install the package `chromium`.")
    with (
        tempfile.TemporaryDirectory(prefix="pledge-bench-") as folder,
        server(Path(folder) / "data", "--sample") as served,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"] if _is_root() else [])
        page = browser.new_page()
        page.goto(f"{served.client.base_url}/demo")
        page.get_by_role("button").first.click()
        page.wait_for_timeout(_TYPING_MILLISECONDS)
        took = [_shown(page, question) for question in questions]
        browser.close()
    module = _MODULE.read_bytes()
    later = took[_WARM_UP:]
    return Figures(
        questions=len(later),
        first_shown=took[0],
        shown_p50=statistics.median(later),
        shown_p95=percentile(later, 0.95),
        gzip_bytes=len(gzip.compress(module, 9)),
        bytes=len(module),
    )


def _shown(page: Page, question: str) -> float:
    took: Any = page.evaluate(_ASK, question)
    return float(took)


def _is_root() -> bool:
    """Chromium's sandbox does not start as root."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def main(arguments: Sequence[str]) -> int:
    """Measure and print; exit code 1 where something is above what is wanted, 2 for wrong use or a fault."""
    parser = argparse.ArgumentParser(prog="python -m evals.bench widget", description=__doc__)
    parser.add_argument("--questions", type=int, default=30)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    questions = [line.question for line in load_questions(_QUESTIONS)][: options.questions + _WARM_UP]
    try:
        found = measure(questions)
    except PledgeError as error:
        sys.stderr.write(f"{error.message}\n")
        return 2
    sys.stdout.write(json.dumps(asdict(found), indent=1) + "\n" if options.json else _text(found))
    return int(found.shown_p50 > WANTED_MILLISECONDS or found.gzip_bytes > WANTED_BYTES)


def _text(found: Figures) -> str:
    return (
        f"{found.questions} questions typed into the chat of the sample organisation\n"
        f"first answer shown  p50 {found.shown_p50:6.0f} ms   p95 {found.shown_p95:6.0f} ms   "
        f"(wanted: at most {WANTED_MILLISECONDS})\n"
        f"of a visit's first question {found.first_shown:.0f} ms\n"
        f"widget.js {found.gzip_bytes / 1000:.1f} kB gzipped ({found.bytes / 1000:.1f} kB; "
        f"wanted: at most {WANTED_BYTES // 1000} kB gzipped)\n"
    )
