"""The progress bar of the command line: on the standard error, and only where somebody watches."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

Step = Callable[[Callable[[], None]], None]
"""Writes what was read of one file, and moves the bar on."""

_ERASE = "\r\033[K"  # the line on which the cursor stands


@contextmanager
def progress(count: Callable[[], int], done: int = 0) -> Iterator[Step]:
    """A progress bar over many files; nothing where the standard error is no terminal, or there is one file.

    Args:
        count: gives the number of all files; asked only where the bar is drawn, because it lists them.
        done: how many of them are skipped.
    """
    whole = count() if sys.stderr.isatty() else 0
    hidden = whole < 2
    with click.progressbar(length=whole, label="Reading", show_pos=True, file=sys.stderr, hidden=hidden) as bar:
        bar.update(done)

        def step(write: Callable[[], None]) -> None:
            if not hidden:
                click.echo(_ERASE, nl=False, file=sys.stderr)  # or what is written would begin behind the bar
            write()
            bar.update(1)

        yield step
