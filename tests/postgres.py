"""A PostgreSQL server for tests: what `PLEDGE_TEST_POSTGRES_URL` names, else one started from the system's binaries."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import make_url

ENVIRONMENT_NAME = "PLEDGE_TEST_POSTGRES_URL"


@contextlib.contextmanager
def server() -> Iterator[str]:
    """The URL of a server where databases can be made; skips the test where there is none."""
    given = os.environ.get(ENVIRONMENT_NAME)
    if given:
        yield given
        return
    binaries = _binaries()
    if binaries is None:
        pytest.skip(f"no PostgreSQL: install it, or set {ENVIRONMENT_NAME}")
    with _started(binaries) as url:
        yield url


@contextlib.contextmanager
def database(server_url: str) -> Iterator[str]:
    """The URL of a new, empty database, dropped at the end."""
    url = make_url(server_url).set(drivername="postgresql+psycopg")
    name = f"pledge_{uuid.uuid4().hex[:12]}"
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    try:
        yield url.set(database=name).render_as_string(hide_password=False)
    finally:
        with engine.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
        engine.dispose()


def _binaries() -> Path | None:
    found = shutil.which("initdb")
    if found:
        return Path(found).parent
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    return folders[-1] if folders else None


@contextlib.contextmanager
def _started(binaries: Path) -> Iterator[str]:
    home = Path(tempfile.mkdtemp(prefix="pledge-pg-"))
    user = _unprivileged()
    if user:
        shutil.chown(home, user)
    data = home / "data"
    options = f"-c listen_addresses='' -c unix_socket_directories={home} -c fsync=off -c max_connections=60"
    try:
        _run([binaries / "initdb", "-D", data, "-U", "pledge", "-A", "trust", "-E", "UTF8", "--locale=C"], user, home)
        _run([binaries / "pg_ctl", "-D", data, "-w", "-l", home / "log", "-o", options, "start"], user, home)
        try:
            yield f"postgresql+psycopg://pledge@/postgres?host={home}"
        finally:
            _run([binaries / "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop"], user, home)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _run(command: list[str | Path], user: str | None, home: Path) -> None:
    # To a file: the server would hold a pipe open for as long as it runs.
    with (home / "output").open("ab") as output:
        done = subprocess.run(command, user=user, cwd=home, stdout=output, stderr=output, check=False)
    if done.returncode:
        pytest.skip(f"PostgreSQL does not start here: {(home / 'output').read_text()[-300:]}")


def _unprivileged() -> str | None:
    """Whom to run as: PostgreSQL refuses to be started by root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name).pw_name
    pytest.skip("PostgreSQL refuses to run as root, and there is no user to run it as")
