"""Brings a database to the tables that this release expects; each step is a numbered file in `versions`."""

from __future__ import annotations

from importlib import resources

from sqlalchemy import Connection, inspect, text


def newest() -> str:
    """The number of the last migration, such as "0001"."""
    names = [entry.name for entry in resources.files(__name__).joinpath("versions").iterdir()]
    return max(name[:4] for name in names if name[:4].isdigit() and name.endswith(".py"))


def current(connection: Connection) -> str | None:
    """The number of the migration that the database is at; None for a new one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def migrate(connection: Connection) -> None:
    """Run what is missing, in the connection's transaction; a database that is up to date costs one query."""
    if current(connection) == newest():
        return
    from alembic import command  # noqa: PLC0415 - 0.15 s that only a new or old database should pay
    from alembic.config import Config  # noqa: PLC0415 - the same

    config = Config()
    config.set_main_option("script_location", "knowledge:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
