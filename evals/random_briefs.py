"""Briefs by chance: answers of every kind, refusals and silence, the same ones for the same seed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from random import Random

from assistant.drafting.brief import Brief, brief_of
from assistant.drafting.slots import NONE, SlotKind, slots

#: Half of the questions are answered, a tenth with none; the others stay open.
_ANSWERED, _REFUSED = 0.5, 0.6
_FIRST_DAY = date(2027, 1, 1)
_ANSWERS: Mapping[SlotKind, Callable[[Random], str]] = {
    SlotKind.DURATION: lambda chance: (
        f"{chance.randint(2, 60)} {chance.choice(['working days', 'hours', 'calendar days', 'weeks'])}"
    ),
    SlotKind.MONEY: lambda chance: f"{chance.choice('£€$')}{chance.randint(1, 500)}",
    SlotKind.PERCENT: lambda chance: f"{chance.randint(50, 99)}%",
    SlotKind.DATE: lambda chance: str(_FIRST_DAY + timedelta(days=chance.randrange(1500))),
    SlotKind.DECISION: lambda chance: chance.choice(["yes", "no"]),
    SlotKind.NAME: lambda chance: chance.choice(["Harbour Dental", "the Care Desk", "Vale Transport"]),
    SlotKind.ROLE: lambda chance: chance.choice(["practice manager", "Director of Care", "head of operations"]),
    SlotKind.WORDS: lambda chance: chance.choice(
        ["at the front desk", "everyone who books with us", "Monday to Friday 9:00 to 17:00", "every quarter"]
    ),
    SlotKind.LIST: lambda chance: chance.choice(["Bring your card", "Tell us when you cannot come"]),
    SlotKind.CHANNEL: lambda chance: chance.choice(["01632 960 111", "care@harbour.example"]),
}


def random_brief(seed: int) -> Brief:
    """A brief that nobody wrote."""
    chance = Random(seed)  # noqa: S311 - the same briefs every time, not secrets
    return brief_of(
        {
            "facts": {key: answer for key in slots() if (answer := _answer(slots()[key].kind, chance))},
            "size": chance.choice(["full", "full", "small"]),
            "reading": chance.choice(["standard", "plain"]),
            "variety": chance.choice(["british", "american"]),
        }
    )


def _answer(kind: SlotKind, chance: Random) -> str | None:
    fate = chance.random()
    if fate < _ANSWERED:
        return _ANSWERS[kind](chance)
    return NONE if fate < _REFUSED and kind is not SlotKind.DECISION else None
