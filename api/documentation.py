"""Writes the pages of `docs/` that come from the program: commands, settings, rules: `python -m api.documentation`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import typer
from typer.cli import get_docs_for_click

from api.cli import app
from assistant.rules import CLAUSE_RULES, DOCUMENT_RULES, Rule
from assistant.settings import CONFIG_FILE, Settings

_FOLDER = Path(__file__).parent.parent / "docs"

#: Figures from here on are written in groups of three.
_LONG_NUMBER = 10_000

_SETTINGS = f"""\
# Settings

All settings are read once, when a command starts: from its options, then the environment, then `{CONFIG_FILE}` in the
working folder, where a name is the variable's without `PLEDGE_`, in small letters:

```toml
port = 8080
log_questions = false
```

| variable | default | what it does |
| --- | --- | --- |
"""


_RULES = """\
# Rules of the checker

What `pledge check` looks for, from the rules themselves. P01 to P21 name the property of a good provision that a rule
guards. An error or a warning makes a check fail, a suggestion does not; `pledge.toml` changes severities, turns rules
off and adds your own ([checking](checking.md)). "Bad" is what the rule finds, "good" what it leaves alone.
"""


def pages() -> Mapping[str, str]:
    """The pages by file name."""
    return {"cli.md": _commands(), "settings.md": _settings(), "rules.md": _rules()}


def _commands() -> str:
    command = typer.main.get_command(app)
    return get_docs_for_click(obj=command, ctx=typer.Context(command), name="pledge")


def _settings() -> str:
    rows = [
        f"| `PLEDGE_{name.upper()}` | {_default(field.default)} | {field.description} |\n"
        for name, field in Settings.model_fields.items()
    ]
    return _SETTINGS + "".join(rows)


def _rules() -> str:
    parts = [_RULES]
    for title, rules in (("Rules on clauses", CLAUSE_RULES), ("Rules on the whole code", DOCUMENT_RULES)):
        parts.append(f"## {title}\n")
        parts += [_rule(rule) for rule in rules]
    return "\n".join(parts)


def _rule(rule: type[Rule]) -> str:
    words = rule.explain()
    return (
        f"### {rule.name}\n\n{words.message}\n\n"
        f"{rule.severity.value} · principle {rule.principle.value} · {rule.property}\n\n"
        f"- Why: {words.why}\n- Bad: {words.bad}\n- Good: {words.good}\n- To do: {rule.suggestion}\n"
    )


def _default(value: object) -> str:
    if value is None or value == ():
        return ""
    if isinstance(value, bool):
        return "`true`" if value else "`false`"
    if isinstance(value, tuple):
        return f"`{json.dumps(value)}`"
    grouped = isinstance(value, int) and value >= _LONG_NUMBER
    return f"`{value:_}`" if grouped else f"`{value}`"


if __name__ == "__main__":
    for name, text in pages().items():
        (_FOLDER / name).write_text(text, encoding="utf-8")
