"""A short way from a text to a report, for the tests of the checker."""

from __future__ import annotations

from assistant.check_config import CheckConfig
from assistant.checker import Report, check
from assistant.codes import Code, read_code
from assistant.rules.phrases import load_words
from assistant.rules.provisions import CodeReading
from knowledge.readers import read


def report_on(text: str, config: CheckConfig | None = None, **more: object) -> Report:
    return check(read("code.md", text.encode()), config, **more)  # type: ignore[arg-type]  # passed on as given


def code_of(text: str) -> Code:
    return read_code(read("code.md", text.encode()))


def reading_of(text: str) -> CodeReading:
    return CodeReading(code_of(text), load_words())


def rules_in(report: Report) -> set[str]:
    return {finding.rule for finding in report.findings}
