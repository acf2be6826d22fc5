"""`pledge ask`, `pledge chat`, `pledge search`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.options import AsJson, AsOf, Collection, Data, Reader, day, desk_of, valid

if TYPE_CHECKING:  # loaded when a command runs, so that help is quick
    from api.desk import Desk
    from api.schemas import AnswerOut, TurnIn

_HISTORY = 20
_ENDS = frozenset({"exit", "quit", "/exit", "/quit"})


def ask(
    question: Annotated[str, typer.Argument(help="The question, in quotes.")],
    *,
    as_of: AsOf = None,
    collection: Collection = None,
    role: Reader = "customer",
    model: Annotated[
        str | None,
        typer.Option(
            "--model",
            metavar="PROVIDER:NAME",
            help="Have this language model word the answer; none: only quotes.  [env: PLEDGE_MODEL]",
        ),
    ] = None,
    as_json: AsJson = False,
    data: Data = None,
) -> None:
    """Answer a question in the organisation's own words, or say that its documents don't.

    For example:

        pledge ask "How long do I have to return something I bought online?"

        pledge ask "How long do I have to return a lamp?" --as-of 2025-06-01

        pledge ask "How much goodwill may I offer?" --role staff --json

        pledge ask "How long do I have to return a lamp?" --model openai:gpt-4o-mini
    """
    from api.commands.printing import print_answer, print_json  # noqa: PLC0415 - loads when it runs

    with desk_of(data, model=model) as desk:
        answer = _asked(desk, question, [], (day(as_of, "--as-of"), collection, role))
    if as_json:
        print_json(answer)
        return
    print_answer(answer)
    if role == "customer" and answer.reason == "nothing_found":
        typer.echo("Only public documents were searched; --role staff searches internal ones too.", err=True)


def chat(
    *,
    as_of: AsOf = None,
    collection: Collection = None,
    role: Reader = "customer",
    as_json: AsJson = False,
    data: Data = None,
) -> None:
    """Ask one question after another; follow-ups know what was said before.

    An empty line, exit or Ctrl-D ends it, /new forgets what was said. With --json, one answer a line.

    For example:

        pledge chat

        pledge chat --role staff
    """
    from api.commands.printing import print_answer  # noqa: PLC0415 - loads when it runs
    from api.schemas import TurnIn  # noqa: PLC0415 - the same

    said: list[TurnIn] = []
    scope = (day(as_of, "--as-of"), collection, role)
    with desk_of(data) as desk:
        for question in _questions():
            if question == "/new":
                said.clear()
                continue
            answer = _asked(desk, question, said[-_HISTORY:], scope)
            said += [TurnIn(role="user", text=question), TurnIn(role="assistant", text=answer.text)]
            if as_json:
                typer.echo(answer.model_dump_json())
            else:
                print_answer(answer)
                typer.echo()


def search(
    query: Annotated[str, typer.Argument(help="What to look for.")],
    *,
    k: Annotated[int, typer.Option("-k", min=1, max=100, help="Most hits to print.")] = 10,
    as_of: AsOf = None,
    collection: Collection = None,
    role: Reader = "customer",
    as_json: AsJson = False,
    data: Data = None,
) -> None:
    """Print the sentences, list items and table rows that fit best.

    For example:

        pledge search "return unused items"

        pledge search "response times" -k 3 --json
    """
    from api.commands.printing import print_hits, print_json  # noqa: PLC0415 - loads when it runs
    from api.schemas import SearchIn  # noqa: PLC0415 - the same
    from assistant.roles import Role  # noqa: PLC0415 - the same

    body = valid(SearchIn, query=query, k=k, as_of=day(as_of, "--as-of"), collection=collection)
    with desk_of(data) as desk:
        found = desk.search(body, Role(role))
    if as_json:
        print_json(found)
        return
    print_hits(found.hits)


def _asked(desk: Desk, question: str, history: list[TurnIn], scope: tuple[date | None, str | None, str]) -> AnswerOut:
    from api.schemas import AskIn  # noqa: PLC0415 - loads when it runs
    from assistant.roles import Role  # noqa: PLC0415 - the same

    as_of, collection, role = scope
    return desk.ask(valid(AskIn, question=question, history=history, as_of=as_of, collection=collection), Role(role))


def _questions() -> Iterator[str]:
    """What somebody types, or what comes through a pipe, until the end."""
    person = sys.stdin.isatty()
    while True:
        if person:
            typer.echo(typer.style("> ", bold=True), nl=False, err=True)
        line = sys.stdin.readline()
        if not line.strip():
            if line and not person:
                continue
            return
        if line.strip().lower() in _ENDS:
            return
        yield line.strip()
