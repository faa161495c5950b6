"""Shares counts among gunicorn's workers: small files in memory, one set for each place of a worker.

The client library's own way names the files after process ids, and so keeps a set for every worker that ever was; here
the next worker takes over the place, the files and the sums of one that has ended.
"""

from __future__ import annotations

import atexit
import itertools
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from prometheus_client import values
from prometheus_client.multiprocess import mark_process_dead

from webapp.config import CannotStart

_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"  # where the library looks for the folder

_folder: Path | None = None
_place: int | str = "master"


def folder() -> Path | None:
    """The folder of the files; None where no server shares any."""
    return _folder


def begin(parent: str | None) -> None:
    """Make the folder, in `parent` or where temporary files go; to be called before the app is made.

    Raises:
        CannotStart: nothing can be written there.
    """
    global _folder
    if _folder:
        return  # the server reads its settings anew
    try:
        _folder = Path(tempfile.mkdtemp(prefix="ziffer-metrics-", dir=parent))
    except OSError:
        fault = "ZIFFER_METRICS needs a folder in memory or for temporary files, and none can be written."
        raise CannotStart(f"{fault} Please mount one at /dev/shm or /tmp, or leave it out.") from None
    atexit.register(_remove, _folder, os.getpid())
    os.environ[_VARIABLE] = str(_folder)
    values.ValueClass = values.MultiProcessValue(lambda: _place)  # type: ignore[no-untyped-call]


def pre_fork(server: Any, worker: Any) -> None:
    """In the master: give a worker that is to start the first place that no living one has."""
    taken = {one.place for one in server.WORKERS.values()}
    worker.place = next(place for place in itertools.count() if place not in taken)


def post_fork(server: Any, worker: Any) -> None:
    """In the worker: count in the files of its place from now on."""
    global _place
    _place = worker.place
    server.app.wsgi().extensions["watch"].worker_started()


def child_exit(server: Any, worker: Any) -> None:
    """In the master: forget the queue of a worker that has ended."""
    mark_process_dead(worker.place)  # type: ignore[no-untyped-call]


def _remove(made: Path, master: int) -> None:
    """At the end of the master, for whatever reason it ends; its workers do not end with it."""
    if os.getpid() == master:
        shutil.rmtree(made, ignore_errors=True)
