"""The queue that guards memory: few photos are read at once, few wait, the rest come later, frames first."""

from __future__ import annotations

import contextvars
import threading
import time
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from typing import Any, TypeVar

from flask import Flask, current_app, g

from webapp.config import FRAMES, HUNG_SECONDS, PATIENCE_SECONDS, PLACES, WAITING
from webapp.errors import Busy
from webapp.service.frames import is_frame
from webapp.service.watch import watching

Result = TypeVar("Result")


class Turns:
    """At most `places` photos are read at once, on threads of their own; `waiting` more wait for at most `patience` s.

    The recognizer plans its networks for as many threads as read at once, so the few here also bound that memory.
    """

    def __init__(
        self, places: int = PLACES, waiting: int = WAITING, patience: float = PATIENCE_SECONDS, frames: int = FRAMES
    ) -> None:
        self._most = places + waiting
        self._most_frames = frames
        self._patience = patience
        self._pool = ThreadPoolExecutor(places, "reading")  # starts its threads with the first photo, after the fork
        self._lock = threading.RLock()  # whoever gives up a frame under it leaves under it
        self._inside: list[Future[Any]] = []
        self._frames: list[Future[Any]] = []  # those of them that are frames
        self._started: dict[object, float] = {}

    def run(self, work: Callable[[], Result], admitted: bool = False, frame: bool = False) -> Result:
        """Do the work when its turn comes, in the order of coming.

        Where the queue is full, a waiting frame gives way to a photo. Who is `admitted` already is not turned away
        then; a `frame` is, and also where there are frames enough.

        Raises:
            Busy: too many are waiting, the turn did not come in time, or this frame gave way.
        """
        with self._lock:
            if not self._has_room(admitted, frame):
                raise Busy
            future = self._enter(work, frame)
        try:
            future.exception(self._patience)
        except (TimeoutError, CancelledError):
            if future.cancel():
                raise Busy from None
        return future.result()

    def _has_room(self, admitted: bool, frame: bool) -> bool:
        if frame:
            return len(self._frames) < self._most_frames and not self.is_full()
        return admitted or not self.is_full() or any(one.cancel() for one in reversed(self._frames))

    def _enter(self, work: Callable[[], Result], frame: bool) -> Future[Result]:
        future = self._pool.submit(contextvars.copy_context().run, self._timed, work)
        for those in (self._inside, self._frames) if frame else (self._inside,):
            those.append(future)
        future.add_done_callback(self._leave)
        return future

    def is_full(self) -> bool:
        """Whether whoever comes now is turned away."""
        with self._lock:
            return len(self._inside) >= self._most

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

    def _leave(self, future: Future[Any]) -> None:
        with self._lock:
            self._inside.remove(future)
            if future in self._frames:
                self._frames.remove(future)


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
        return turns.run(begun, admitted, is_frame())


def is_hung(app: Flask) -> bool:
    """Whether a photo has been read for so long that this process will not come back."""
    turns: Turns = app.extensions["turns"]
    return turns.longest() > HUNG_SECONDS
