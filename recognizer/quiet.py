"""Keeps the greeting of LiteRT off the terminal; the runtime has no setting for it (as of 2.3)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Lock

GREETING = b"INFO: Created TensorFlow Lite XNNPACK delegate for CPU.\n"
"""Written once a process, by C code and past Python, when the first model is planned."""

_STDERR = 2
_PIPE_BYTES = 65536
_once = Lock()


@contextmanager
def without_greeting() -> Iterator[None]:
    """The first block in a process holds back its standard error and writes it at the end, without the greeting.

    Later blocks change nothing, and neither does one in a process without a standard error.
    """
    if not _once.acquire(blocking=False):  # never released
        yield
        return
    try:
        stderr = os.dup(_STDERR)
    except OSError:
        yield
        return
    reading, writing = os.pipe()
    for end in (reading, writing):
        os.set_blocking(end, False)  # neither a full nor an empty pipe may stop us
    os.dup2(writing, _STDERR)
    os.close(writing)
    try:
        yield
    finally:
        os.dup2(stderr, _STDERR)
        os.close(stderr)
        with suppress(BlockingIOError):
            os.write(_STDERR, os.read(reading, _PIPE_BYTES).replace(GREETING, b""))
        os.close(reading)
