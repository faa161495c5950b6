"""The queue that guards memory: few photos are read at once, few wait, the rest are asked to come later."""

from __future__ import annotations

import contextvars
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Any, TypeVar

from flask import Flask, current_app, g

from webapp.config import HUNG_SECONDS, PATIENCE_SECONDS, PLACES, WAITING
from webapp.errors import Busy
from webapp.service.watch import watching

Result = TypeVar("Result")


class Turns:
    """At most `places` photos are read at once, on threads of their own; `waiting` more wait for at most `patience` s.

    The recognizer plans its networks for as many threads as read at once, so the few here also bound that memory.
    """

    def __init__(self, places: int = PLACES, waiting: int = WAITING, patience: float = PATIENCE_SECONDS) -> None:
        self._most = places + waiting
        self._patience = patience
        self._pool = ThreadPoolExecutor(places, "reading")  # starts its threads with the first photo, after the fork
        self._lock = threading.Lock()
        self._inside = 0
        self._started: dict[object, float] = {}

    def run(self, work: Callable[[], Result], admitted: bool = False) -> Result:
        """Do the work when its turn comes; who is `admitted` already is not turned away where the queue is full.

        Raises:
            Busy: too many are waiting, or the turn did not come in time.
        """
        with self._lock:
            if self._inside >= self._most and not admitted:
                raise Busy
            self._inside += 1
        context = contextvars.copy_context()
        future = self._pool.submit(context.run, self._timed, work)
        future.add_done_callback(self._leave)
        wait([future], self._patience)
        if future.cancel():
            raise Busy
        return future.result()

    def is_full(self) -> bool:
        """Whether whoever comes now is turned away."""
        with self._lock:
            return self._inside >= self._most

    def longest(self) -> float:
        """Seconds for which the longest of the running works has been running; 0 where none is."""
        with self._lock:
            oldest = min(self._started.values(), default=None)
        return 0.0 if oldest is None else time.monotonic() - oldest

    def _timed(self, work: Callable[[], Result]) -> Result:
        mark = object()
        with self._lock:
            self._started[mark] = time.monotonic()
        try:
            return work()
        finally:
            with self._lock:
                del self._started[mark]

    def _leave(self, _: Future[Any]) -> None:
        with self._lock:
            self._inside -= 1


def init_app(app: Flask) -> None:
    """Bound how many photos an app reads at once."""
    app.extensions["turns"] = Turns()


def in_turn(work: Callable[[], Result]) -> Result:
    """Do the work of one photo in its turn; a request whose first photo was taken is not turned away for a later one.

    Raises:
        Busy: too many photos are waiting, or the turn did not come in time.
    """
    admitted = g.get("admitted", False)
    g.admitted = True
    turns: Turns = current_app.extensions["turns"]
    watch, asked = watching(), time.perf_counter()

    def begun() -> Result:
        watch.took("wait", time.perf_counter() - asked)
        return work()

    with watch.inside():
        return turns.run(begun, admitted)


def is_hung(app: Flask) -> bool:
    """Whether a photo has been read for so long that this process will not come back."""
    turns: Turns = app.extensions["turns"]
    return turns.longest() > HUNG_SECONDS
