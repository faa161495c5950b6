"""Many files at once: worker processes read them, and their records come in the order of the files."""

from __future__ import annotations

import multiprocessing
import signal
from collections import deque
from collections.abc import Generator, Iterable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path

from webapp.cli.sources import Source
from webapp.export.json_lines import Record, failure, records_of
from webapp.service.options import Choices

# Files per worker that are handed out ahead: enough that none waits while a slow one holds up the order, and few enough
# that memory stays the same however many files there are.
AHEAD = 8

STOPPED = "Reading this file stopped the program. Please leave it out, or save it anew as JPEG or PNG."


@dataclass(frozen=True)
class Task:
    """A file with what to do with it; see `records_of`."""

    source: Source
    choices: Choices
    target: Path | None = None


def read_here(tasks: Iterable[Task]) -> Generator[list[Record]]:
    """Read the files in this process, within the app's context."""
    for task in tasks:
        yield _read(task)


def read_with(jobs: int, tasks: Iterable[Task]) -> Generator[list[Record]]:
    """Read the files in `jobs` worker processes; the records come in the order of the tasks.

    A file that makes its worker die costs itself alone: what was under way is read again, one at a time.
    """
    crew, waiting = _Crew(jobs), deque[tuple[Task, Future[list[Record]]]]()
    try:
        for task in tasks:
            waiting.append((task, crew.submit(task)))
            if len(waiting) >= jobs * AHEAD:
                yield _outcome(*waiting.popleft())
        while waiting:
            yield _outcome(*waiting.popleft())
    finally:
        crew.leave()


class _Crew:
    """A pool of workers that is replaced when one of them has died."""

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs
        self._pool = _pool(jobs)

    def submit(self, task: Task) -> Future[list[Record]]:
        try:
            return self._pool.submit(_read, task)
        except BrokenProcessPool:
            self._pool = _pool(self._jobs)
            return self._pool.submit(_read, task)

    def leave(self) -> None:
        self._pool.shutdown(cancel_futures=True)


def _outcome(task: Task, future: Future[list[Record]]) -> list[Record]:
    """The records; where a worker died while they were waited for, the file is read again by a worker of its own."""
    try:
        return future.result()
    except BrokenProcessPool:
        pass
    with _pool(1) as pool:
        try:
            return pool.submit(_read, task).result()
        except BrokenProcessPool:
            return [failure(task.source.name, 1, STOPPED)]


def _pool(jobs: int) -> ProcessPoolExecutor:
    """Fresh processes: a fork of one that has threads may hang."""
    return ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn"), _start_worker)


def _start_worker() -> None:
    """Load the models once; an interrupt is for the main process, which lets its workers finish."""
    from webapp import create_app

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    create_app().app_context().push()


def _read(task: Task) -> list[Record]:
    return records_of(task.source, task.choices, task.target)
