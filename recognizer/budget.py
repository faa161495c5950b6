"""The work that one photo may cost: a stage that would go on past it is left out, or the photo is too busy to read."""

from __future__ import annotations

import time
from collections.abc import Callable

SECONDS = 3.0  # of one core, for everything between the decoded photo and its reading


class TooBusy(Exception):
    """The budget was spent before there was anything to answer with."""


class Budget:
    """Counts the seconds that this thread has kept a core busy since the budget was made.

    Time on the core and not on the clock, so that a photo gets the same work, and the same reading, on a machine that
    is busy with others. It is to be used on the thread that made it.
    """

    def __init__(self, seconds: float = SECONDS, clock: Callable[[], float] = time.thread_time) -> None:
        self._clock = clock
        self._start = clock()
        self._seconds = seconds

    @property
    def spent(self) -> float:
        """Seconds used so far."""
        return self._clock() - self._start

    @property
    def left(self) -> float:
        """Seconds that are left, 0 when there are none."""
        return max(self._seconds - self.spent, 0.0)

    def allows(self, seconds: float = 0.0) -> bool:
        """Whether work that takes this long may begin."""
        return self.left > seconds

    def check(self) -> None:
        """Goes on while anything is left; raises TooBusy when not."""
        if not self.allows():
            raise TooBusy
