"""How often somebody may try to sign in."""

from __future__ import annotations

import math
import time

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from api.errors import TooManyRequests

_MINUTES = 15


class Throttle:
    """Counts failures: a few for a name from one address, more for an address, many for a name from everywhere.

    The last keeps a password from being tried from many addresses; it is high, so that nobody is shut out by others.
    """

    def __init__(self) -> None:
        self._window = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._pair = RateLimitItemPerMinute(10, _MINUTES, namespace="sign-in")
        self._address = RateLimitItemPerMinute(50, _MINUTES, namespace="sign-in-address")
        self._name = RateLimitItemPerMinute(200, _MINUTES, namespace="sign-in-name")

    def check(self, address: str, name: str) -> None:
        """Refuse a try before its password is looked at.

        Raises:
            TooManyRequests: too many have failed.
        """
        for item, key in self._counted(address, name):
            if not self._window.test(item, *key):
                reset = self._window.get_window_stats(item, *key).reset_time
                seconds = max(1, math.ceil(reset - time.time()))
                wait = f"{math.ceil(seconds / 60)} minutes" if seconds > 60 else f"{seconds} seconds"  # noqa: PLR2004
                raise TooManyRequests(f"Too many sign-ins have failed. Try again in {wait}.", seconds)

    def failed(self, address: str, name: str) -> None:
        """Count a failure."""
        for item, key in self._counted(address, name):
            self._window.hit(item, *key)

    def _counted(self, address: str, name: str) -> tuple[tuple[RateLimitItemPerMinute, tuple[str, ...]], ...]:
        name = name.strip().lower()[:100]
        return (self._pair, (address, name)), (self._address, (address,)), (self._name, (name,))
