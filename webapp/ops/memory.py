"""Keeps the memory of a worker together."""

from __future__ import annotations

import ctypes
import gc
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

# Where an app notes that its process has run out of memory.
_EXHAUSTED = "memory_exhausted"

# glibc's M_MMAP_THRESHOLD and M_ARENA_MAX, from malloc.h.
_MMAP_THRESHOLD, _ARENA_MAX = -3, -8

# Bytes from which a block is taken from the system by itself, and given back to it when it is free.
LARGE = 4 * 2**20


def use_one_arena() -> bool:
    """Have all threads allocate from one arena; to be called before they start. Returns whether the system can.

    glibc gives every thread an arena of its own, eight a core, and what was freed in one is of no use to the others:
    after some photos, a worker with 16 threads held 100 MB more. Photos are read one at a time, so nobody waits for it.
    """
    return _set(_ARENA_MAX, 1)


def return_large_blocks() -> bool:
    """Have blocks of LARGE bytes given back when they are free. Returns whether the system can.

    By itself glibc keeps ever larger ones, up to 32 MB, for the next that may come: after photos full of small digits
    two workers held 45 MB more. Photos take up to a tenth more of a core for it.
    """
    return _set(_MMAP_THRESHOLD, LARGE)


def share_what_is_loaded() -> None:
    """Have the garbage collector leave alone all that there is; to be called before the workers are forked.

    It writes into what it looks at, and so each worker would get a copy of its own of all that was loaded for both:
    two workers held 18 MB more.
    """
    gc.collect()
    gc.freeze()


def note_exhausted(app: Flask, error: object) -> None:
    """Note a fault that means that no memory was left: a fresh worker goes on better than this process."""
    if isinstance(error, MemoryError):
        app.extensions[_EXHAUSTED] = True


def is_exhausted(app: Flask) -> bool:
    """Whether this process has run out of memory since it started."""
    return bool(app.extensions.get(_EXHAUSTED))


def held_bytes(pid: int) -> int | None:
    """The memory of a process and all below it in bytes, with what they share counted once (PSS); None where unknown.

    Linux alone tells it. A process that ends in the meantime is left out.
    """
    held = [bytes_ for one in _family(pid) if (bytes_ := _proportional(one)) is not None]
    return sum(held) if held else None


def _family(pid: int) -> Iterator[int]:
    yield pid
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return
    for child in children:
        yield from _family(int(child))


def _proportional(pid: int) -> int | None:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return None
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), None)


def _set(option: int, value: int) -> bool:
    try:
        return bool(ctypes.CDLL(None).mallopt(option, value))
    except (AttributeError, OSError):
        return False  # another C library than glibc
