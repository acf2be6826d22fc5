"""The YAML block that may open a Markdown file."""

from __future__ import annotations

import re
from dataclasses import dataclass

import yaml

from knowledge.documents import Problem
from knowledge.plain_yaml import PlainLoader

_FENCED = re.compile(
    r"---[ \t]*(?:\r\n?|\n)(?P<yaml>.*?)(?:(?<=\n)|(?<=\r))(?:---|\.\.\.)[ \t]*(?=\r|\n|\Z)", re.DOTALL
)
_AUDIENCE = re.compile(r"^audience[ \t]*:[ \t]*(?P<value>[^\r\n]*)", re.MULTILINE | re.IGNORECASE)
_MOST_CHARACTERS = 65_536


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What the block says and where the body begins."""

    values: dict[str, object]
    body: int  #: offset of the first character after the block
    problems: tuple[Problem, ...] = ()


def front_matter(text: str) -> FrontMatter:
    """The front matter of `text`; empty, with `body` 0, where there is none."""
    match = _FENCED.match(text)
    if match is None or len(match["yaml"]) > _MOST_CHARACTERS:
        return FrontMatter({}, 0)
    try:
        values = yaml.load(match["yaml"], Loader=PlainLoader)  # noqa: S506 - PlainLoader is a safe loader
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        return FrontMatter(_salvaged(match["yaml"]), match.end(), (Problem(_explained(error)),))
    if values is None:
        return FrontMatter({}, match.end())
    if not isinstance(values, dict):
        # A thematic break, a paragraph and another break look like this: then it is text, not front matter.
        return FrontMatter({}, 0)
    return FrontMatter({str(key): value for key, value in values.items()}, match.end())


def _salvaged(block: str) -> dict[str, object]:
    """The audience in a block that is not YAML: a mistake in another line must not publish what is for staff."""
    found = _AUDIENCE.search(block)
    return {"audience": found["value"].strip(" \t\"'")} if found else {}


def _explained(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    where = f" in line {mark.line + 2}" if mark is not None else ""
    what = getattr(error, "problem", None) or str(error)
    return f"Its front matter is not valid YAML{where} ({what}), so it was not used. Correct it or remove it."
