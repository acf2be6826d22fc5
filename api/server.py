"""`pledge serve`: one process that owns the data folder, listens, and says so to the commands."""

from __future__ import annotations

import errno
import json
import logging
import os
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

import typer
import uvicorn

from api import logs, serverfile
from api.app import create_app
from api.commands.bars import bars
from api.longwork import LongWork
from api.opening import SAMPLE_FOLDER
from api.routes.ingests import clear_incoming
from api.sample import Sample
from api.serverfile import ServerFile
from api.state import state_of_app
from assistant.build import Assistant, build, load_guidance
from assistant.roles import Role
from assistant.settings import Settings
from knowledge.errors import Conflict, PledgeError

log = logging.getLogger("pledge.server")

#: How long requests may take to end once the server is told to stop.
_GRACE_SECONDS = 10
_BACKLOG = 2048


def run(settings: Settings, *, sample: bool = False, as_json: bool = False) -> None:
    """Serve until told to stop.

    Args:
        settings: where, and what.
        sample: serve the sample organisation, in a folder of its own below the data folder.
        as_json: say where it listens as JSON.

    Raises:
        FolderInUse: another process owns the data folder.
        Conflict: the port is taken.
    """
    if sample:
        settings = settings.model_copy(update={"data": settings.data / SAMPLE_FOLDER})
    signal.signal(signal.SIGTERM, _end)
    logs.configure(settings.log_level)
    with _listening(settings) as listener, build(settings, "pledge serve") as assistant:
        shown = Sample.prepared(assistant, settings.data) if sample else None
        _bring_guidance(assistant)
        clear_incoming(settings.data)
        url = _url(listener)
        if shown:
            settings = settings.model_copy(update={"sites": (*settings.sites, shown.site(url))})
        with _announced(settings, assistant, url):
            accounts = len(assistant.accounts.all())
            _greet(url, settings, shown, documents=len(assistant.own_documents()), accounts=accounts, as_json=as_json)
            _serve(assistant, settings, listener)


def _bring_guidance(assistant: Assistant) -> None:
    """Index the guidance before anybody asks: while it comes in, rarities of words and with them scores move."""
    try:
        with bars() as progress:
            load_guidance(assistant.library, progress)
    except PledgeError as error:  # without it customers are answered all the same; upkeep tries again
        log.warning("guidance is not indexed", extra={"reason": error.message})


class _Server(uvicorn.Server):
    """Tells long work at once when the server is to stop."""

    def __init__(self, config: uvicorn.Config, work: LongWork) -> None:
        super().__init__(config)
        self._work = work

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Called on SIGINT and SIGTERM."""
        self._work.stop()
        super().handle_exit(sig, frame)


def _serve(assistant: Assistant, settings: Settings, listener: socket.socket) -> None:
    app = create_app(assistant, settings)
    config = uvicorn.Config(
        app,
        log_config=None,  # ours is set up
        access_log=False,  # the app's own line says more
        server_header=False,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )
    work = state_of_app(app).work
    try:
        _Server(config, work).run(sockets=[listener])
    except KeyboardInterrupt:
        log.info("stopped")
    finally:
        work.stop()
        work.wait()


@contextmanager
def _listening(settings: Settings) -> Iterator[socket.socket]:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        listener = socket.create_server((settings.host, settings.port), family=family, backlog=_BACKLOG)
    except OSError as error:
        where = f"{settings.host}, port {settings.port}"
        taken = error.errno == errno.EADDRINUSE
        hint = "Stop what does, or choose another with --port." if taken else "Choose another with --host or --port."
        message = f"Cannot listen on {where}: {error.strerror}. {hint}"
        raise Conflict(message) from error
    with listener:
        yield listener


def _url(listener: socket.socket) -> str:
    """Where the commands of this machine reach the server."""
    host, port = listener.getsockname()[:2]
    own = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not listened on
    return f"http://[{own}]:{port}" if ":" in own else f"http://{own}:{port}"


@contextmanager
def _announced(settings: Settings, assistant: Assistant, url: str) -> Iterator[None]:
    """While it runs, the commands find the server and the keys with which they speak to it."""
    roles = (Role.CUSTOMER, Role.STAFF, Role.ADMIN)
    keys = {role.value: assistant.keys.lend(role, "command line") for role in roles}
    settings.data.mkdir(parents=True, exist_ok=True)  # not there yet where the database and Chroma are servers
    ServerFile(os.getpid(), url, keys).write(settings.data)
    lock = assistant.library.lock
    if lock:
        lock.announce(url)
    try:
        yield
    finally:
        serverfile.remove(settings.data)


def _greet(
    url: str, settings: Settings, sample: Sample | None, *, documents: int, accounts: int, as_json: bool
) -> None:
    if as_json:
        keys = sample.keys if sample else {}
        account = {"account": sample.account} if sample else {}
        typer.echo(json.dumps({"url": url, "pid": os.getpid(), "data": str(settings.data), "keys": keys, **account}))
    elif sample:
        typer.echo(sample.greeting(url))
    else:
        typer.echo(f"Pledge serves {settings.data} at {url} (console: {url}/console/, calls: {url}/docs).")
        typer.echo("Stop with Ctrl-C.")
        if not accounts:
            typer.echo(
                "Nobody can sign in to the console yet. From another shell: pledge accounts create NAME --role admin"
            )
        if not documents:
            typer.echo(
                "It holds no documents yet. Bring some in from another shell: pledge ingest DIR --audience public"
            )
    sys.stdout.flush()  # whoever starts a server through a pipe waits for this line


def _end(_signal: int, _frame: FrameType | None) -> NoReturn:
    """On SIGTERM, end as on Ctrl-C: in order."""
    raise SystemExit(0)
