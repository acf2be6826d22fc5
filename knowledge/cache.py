"""A cache of what never changes, bounded by what it costs in memory."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Bounded(Generic[K, V]):
    """Keeps the values used last, as long as their costs together stay within the limit. Thread-safe."""

    def __init__(self, limit: int, cost: Callable[[V], int]) -> None:
        """Costs are in whatever unit `limit` is, such as bytes."""
        self._limit = limit
        self._cost = cost
        self._values: OrderedDict[K, V] = OrderedDict()
        self._total = 0
        self._lock = threading.Lock()

    def get(self, key: K) -> V | None:
        """The value, or None where it is not kept."""
        with self._lock:
            value = self._values.get(key)
            if value is not None:
                self._values.move_to_end(key)
            return value

    def put(self, key: K, value: V) -> None:
        """Keep a value; those used longest ago go first."""
        with self._lock:
            if key in self._values:
                self._total -= self._cost(self._values.pop(key))
            self._values[key] = value
            self._total += self._cost(value)
            while self._total > self._limit and len(self._values) > 1:
                _, gone = self._values.popitem(last=False)
                self._total -= self._cost(gone)

    def has_room(self, cost: int) -> bool:
        """Whether something of this cost can be kept and nothing has to go."""
        with self._lock:
            return self._total + cost <= self._limit

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._values.clear()
            self._total = 0
