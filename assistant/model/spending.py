"""Tokens spent on a day, by who asked: kept in the database, so that several processes share one budget."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

import sqlalchemy as sa

from assistant import tables
from assistant.model.connection import Usage
from knowledge.database import Database
from knowledge.documents import Audience

CUSTOMER, STAFF = "customer", "staff"
_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Prices:
    """What a provider asks for a million tokens."""

    prompt: float = 0.0
    reply: float = 0.0
    currency: str = "USD"

    def of(self, usage: Usage) -> float | None:
        """What a usage costs; None where no price is set."""
        if not self.prompt and not self.reply:
            return None
        return round((usage.prompt_tokens * self.prompt + usage.reply_tokens * self.reply) / _MILLION, 6)


class Spending:
    """A daily budget of tokens for customers and one for everybody else."""

    def __init__(
        self,
        database: Database,
        limits: Mapping[str, int | None],
        today: Callable[[], date] = lambda: datetime.now(UTC).date(),
    ) -> None:
        """`limits` by `CUSTOMER` and `STAFF`; None is no limit."""
        self._database = database
        self._limits = dict(limits)
        self._today = today

    def is_left(self, who: str) -> bool:
        """Whether there is budget today; the call that uses it up is still made whole."""
        limit = self._limits.get(who)
        return limit is None or self.spent(who) < limit

    def spent(self, who: str) -> int:
        """Tokens spent today."""
        table = tables.model_spending
        query = sa.select(table.c.tokens).where(table.c.day == self._today(), table.c.role == who)
        with self._database.reading() as connection:
            return int(connection.execute(query).scalar() or 0)

    def add(self, who: str, usage: Usage) -> None:
        """Count what a call cost, today."""
        if not usage.total:
            return
        table = tables.model_spending
        key = {"day": self._today(), "role": who}
        more = (
            sa.update(table)
            .where(table.c.day == key["day"], table.c.role == who)
            .values(tokens=table.c.tokens + usage.total, calls=table.c.calls + 1)
        )
        with self._database.writing() as connection:
            if connection.execute(more).rowcount:
                return
        try:
            with self._database.writing() as connection:
                connection.execute(sa.insert(table), {**key, "tokens": usage.total, "calls": 1})
        except sa.exc.IntegrityError:  # somebody else began the day at the same moment
            with self._database.writing() as connection:
                connection.execute(more)


def who_asks(audiences: frozenset[Audience]) -> str:
    """Whose budget a question takes from: that of customers where only public documents may be read."""
    return CUSTOMER if audiences == frozenset({Audience.PUBLIC}) else STAFF
