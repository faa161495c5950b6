"""gunicorn's threaded worker, which drops requests that are too slow and gives itself up where it cannot go on."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker

from webapp.config import ARRIVAL_SECONDS
from webapp.ops.memory import is_exhausted
from webapp.service.queue import is_hung


class PatientWorker(ThreadWorker):  # type: ignore[misc]
    """A client at 100 bytes a second would hold a thread for days; here it has ARRIVAL_SECONDS to be done."""

    alive: bool  # gunicorn's: a worker that is not ends when it has answered what it took

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._lock = threading.Lock()
        self._deadlines: dict[TConn, float] = {}

    def handle(self, conn: TConn) -> object:
        """Serve one request on a thread of the pool; the main loop sees to its deadline."""
        with self._lock:
            self._deadlines[conn] = time.monotonic() + ARRIVAL_SECONDS
        try:
            return super().handle(conn)
        finally:
            with self._lock:
                self._deadlines.pop(conn, None)

    def murder_pending(self) -> None:
        """The main loop's look, every second, at who waits too long, and whether to go on at all.

        Only reading is ended: a request that is all here is answered in full, and one that is not gets its refusal.
        """
        super().murder_pending()
        if self.alive and is_exhausted(self.wsgi):
            self.log.error("Worker (pid:%s) ran out of memory and makes way for another", self.pid)
            self.alive = False
        now = time.monotonic()
        with self._lock:
            late = [conn for conn, deadline in self._deadlines.items() if deadline < now]
        for conn in late:
            with contextlib.suppress(OSError):
                conn.sock.shutdown(socket.SHUT_RD)

    def notify(self) -> None:
        """The heartbeat, without which gunicorn replaces the worker: none while a photo hangs."""
        if not is_hung(self.wsgi):
            super().notify()
