"""How many requests a key, a visitor or an address may make, and how many wrong keys an address may try."""

from __future__ import annotations

import ipaddress
import math
import time

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from api.errors import TooManyRequests
from assistant.settings import Settings

_SWEEP_SECONDS = 60


class _Counts(MemoryStorage):
    """Counts that are swept by a request once a minute: the library starts a thread to sweep at almost each one."""

    def __init__(self) -> None:
        super().__init__()
        self._swept = time.time()

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Count something under a key that is forgotten after so many seconds; returns the count."""
        now = time.time()
        if now > self._swept + _SWEEP_SECONDS:
            self._swept = now
            for old in [old for old, ends in list(self.expirations.items()) if ends <= now]:
                self.clear(old)
        self.get(key)  # forgets it where it has ended
        with self.locks[key]:
            self.storage[key] += amount
            self.expirations.setdefault(key, now + expiry)
            return self.storage[key]


class Limits:
    """Counts in this process's memory: with several processes, each allows as much."""

    def __init__(self, settings: Settings) -> None:
        self.counts = _Counts()
        self._window = SlidingWindowCounterRateLimiter(self.counts)
        self._requests = RateLimitItemPerMinute(settings.requests_per_minute, namespace="requests")
        self._visitors = RateLimitItemPerMinute(settings.visitor_requests_per_minute, namespace="visitors")
        self._addresses = RateLimitItemPerMinute(settings.address_requests_per_minute, namespace="addresses")
        self._failures = RateLimitItemPerMinute(settings.failed_keys_per_minute, namespace="failures")

    def request(self, key_id: str) -> None:
        """Count a request of a key.

        Raises:
            TooManyRequests: it has made too many; the error says when to come back.
        """
        if not self._window.hit(self._requests, key_id):
            raise self._refusal(self._requests, key_id, f"This key may make {self._requests.amount} requests a minute.")

    def visitor(self, visitor: str) -> None:
        """Count a request of a visitor's chat.

        Raises:
            TooManyRequests: it has made too many.
        """
        if not self._window.hit(self._visitors, visitor):
            raise self._refusal(self._visitors, visitor, "That was a lot at once.")

    def anonymous(self, address: str) -> None:
        """Count a request of anonymous visitors at an address.

        Raises:
            TooManyRequests: they have made too many.
        """
        network = _network(address)
        if not self._window.hit(self._addresses, network):
            raise self._refusal(self._addresses, network, "Too many requests came from your address.")

    def failure(self, address: str) -> None:
        """Count a wrong key from an address; right keys from there go on working.

        Raises:
            TooManyRequests: it has tried too many.
        """
        if not self._window.hit(self._failures, address):
            raise self._refusal(self._failures, address, "Too many wrong keys came from your address.")

    def _refusal(self, item: RateLimitItemPerMinute, who: str, sentence: str) -> TooManyRequests:
        reset = self._window.get_window_stats(item, who).reset_time
        seconds = max(1, math.ceil(reset - time.time()))
        return TooManyRequests(f"{sentence} Try again in {seconds} seconds.", seconds)


def _network(address: str) -> str:
    """Whom an address stands for: one household has 2 to the power of 64 addresses of IPv6."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((found, 64), strict=False)) if found.version == 6 else str(found)  # noqa: PLR2004 - IPv6
