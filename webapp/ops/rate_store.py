"""Counts the posts of each address in memory by a clock that never jumps.

The store of the package `limits` goes by the clock of the day: set back by an hour, it turns away for that hour whoever
had reached the limit. It also starts a thread for every post.
"""

from __future__ import annotations

import threading
import time
from typing import Any

from limits.storage import Storage

_SCHEME = "steady"
ADDRESS = f"{_SCHEME}://"

# Seconds between two looks for counts that have ended; a worker holds those of as many addresses as ask in that time.
SWEEP_SECONDS = 60.0


class SteadyStore(Storage):
    """What `limits` asks of a store: how often each key was counted since its time began."""

    STORAGE_SCHEME = [_SCHEME]

    def __init__(self, uri: str | None = None, wrap_exceptions: bool = False, **options: Any) -> None:
        super().__init__(uri, wrap_exceptions, **options)
        self._lock = threading.Lock()
        self._counts: dict[str, tuple[int, float]] = {}  # how often, and when it ends by the steady clock
        self._next_sweep = 0.0

    @property
    def base_exceptions(self) -> type[Exception]:
        """What may go wrong in it."""
        return ValueError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count a key, whose time of `expiry` seconds begins with its first; returns its count."""
        now = time.monotonic()
        with self._lock:
            if now >= self._next_sweep:
                self._counts = {one: kept for one, kept in self._counts.items() if kept[1] > now}
                self._next_sweep = now + SWEEP_SECONDS
            count, end = self._of(key, now) or (0, now + expiry)
            self._counts[key] = count + amount, end
        return count + amount

    def get(self, key: str) -> int:
        """How often a key was counted."""
        with self._lock:
            return (self._of(key, time.monotonic()) or (0, 0.0))[0]

    def get_expiry(self, key: str) -> float:
        """When a key's time ends, by the clock of the day as it is now, in seconds."""
        now = time.monotonic()
        with self._lock:
            end = (self._of(key, now) or (0, now))[1]
        return time.time() + end - now

    def check(self) -> bool:
        """Memory is always there."""
        return True

    def reset(self) -> int:
        """Forget all; returns how many keys there were."""
        with self._lock:
            count = len(self._counts)
            self._counts.clear()
        return count

    def clear(self, key: str) -> None:
        """Forget a key."""
        with self._lock:
            self._counts.pop(key, None)

    def _of(self, key: str, now: float) -> tuple[int, float] | None:
        kept = self._counts.get(key)
        return kept if kept and kept[1] > now else None
