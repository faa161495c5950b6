"""A site that really listens, for tests that ask it as a browser or a program does."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from flask import Flask
from werkzeug.serving import make_server

from tests.conftest import COMPILED

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

GLANCE = 0.02  # seconds between the server's looks at whether it is to stop: half a second is most of a short test


def read_first(app: WSGIApplication) -> WSGIApplication:
    """The app with every answer read to its end and closed before any of it is sent.

    Werkzeug's server leaves the file of an answer open where the browser hangs up first, and warnings are errors.
    """

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        body = app(environ, start_response)
        try:
            return list(body)
        finally:
            getattr(body, "close", lambda: None)()

    return answer


@contextmanager
def listening(app: Flask) -> Iterator[str]:
    """The address at which an app is served as long as the context lasts."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    app.jinja_env.bytecode_cache = COMPILED
    server = make_server("127.0.0.1", 0, read_first(app), threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(GLANCE,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
