"""Bounds the bytes of request bodies that are held at once; whoever would exceed them is asked to come later."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from typing import IO, TYPE_CHECKING

from flask import Flask

from webapp.config import BATCH_BYTES, FORM_BYTES, HELD_BYTES
from webapp.errors import Busy

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class Held:
    """A WSGI layer that counts the bytes of the request bodies being held, and refuses more than `most` of them.

    `larger` are the addresses that take bodies over `largest`, each with its own limit.
    """

    def __init__(
        self, app: WSGIApplication, largest: int, most: int = HELD_BYTES, larger: Mapping[str, int] | None = None
    ) -> None:
        self._app = app
        self._largest = largest
        self._larger = larger or {}
        self._most = most
        self._lock = threading.Lock()
        self._held = 0

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Serve one request; a body over the limit is not counted, because it is refused and thrown away."""
        if int(environ.get("CONTENT_LENGTH") or 0) > self._larger.get(environ.get("PATH_INFO", ""), self._largest):
            return self._app(environ, start_response)
        counted = _Counted(environ["wsgi.input"], self._take)
        environ["wsgi.input"] = counted
        try:
            return self._app(environ, start_response)
        finally:
            self._take(-counted.count)

    def _take(self, count: int) -> None:
        with self._lock:
            if count > 0 and self._held + count > self._most:
                raise Busy
            self._held += count


class _Counted:
    """A request's body that reports each piece before it is handed on."""

    def __init__(self, stream: IO[bytes], take: Callable[[int], None]) -> None:
        self._stream = stream
        self._take = take
        self.count = 0

    def read(self, size: int = -1) -> bytes:
        return self._noted(self._stream.read(size))

    def readline(self, size: int = -1) -> bytes:
        return self._noted(self._stream.readline(size))

    def _noted(self, piece: bytes) -> bytes:
        self._take(len(piece))
        self.count += len(piece)
        return piece


def init_app(app: Flask) -> None:
    """Bound what an app holds at once."""
    larger = {"/batch": BATCH_BYTES + FORM_BYTES}
    app.wsgi_app = Held(app.wsgi_app, app.config["MAX_CONTENT_LENGTH"], larger=larger)  # type: ignore[method-assign]
