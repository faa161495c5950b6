"""The same job on a Dask cluster: photos by URL in, JSON Lines parts out, each photo in them exactly once.

A part is one task: its photos are read in order, and its file appears whole or not at all. A task that is lost with its
worker, or done twice, writes the same file under the same name. Nothing here is needed by the site.
"""

from __future__ import annotations

import hashlib
import json
import platform
import re
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any

from distributed import Client, Future, KilledWorker, as_completed
from fsspec.core import url_to_fs

from webapp import create_app
from webapp.cli.urls import UrlSource
from webapp.cli.worker_pool import STOPPED
from webapp.export.json_lines import Record, failure, records_of
from webapp.service.options import Choices
from webapp.service.queue import Turns

if TYPE_CHECKING:
    from flask import Flask

# Parts per thread of the cluster that are handed out ahead; the rest of the listing waits.
AHEAD = 2

_OURS = re.compile(r"part-\d{7}-[0-9a-f]{12}\.jsonl|\.part-.*\.unfinished")


class NotEmpty(Exception):
    """There are parts of a job in the output already, and going on with them was not asked for."""


class OtherModels(Exception):
    """A worker has models of another version than the job, so that its numbers would not be those of the others."""

    def __init__(self, worker: str) -> None:
        super().__init__(worker)
        self.worker = worker


class NoScheduler(Exception):
    """At the address is no scheduler that can be reached; the message tells more."""


@dataclass(frozen=True)
class Part:
    """A task: its place in the order, its photos, and the choices about them; `models` is the version to expect."""

    index: int
    urls: tuple[str, ...]
    choices: Choices
    models: str

    @property
    def name(self) -> str:
        """The name of its file, which another list, choice or model would change."""
        told = json.dumps([self.urls, repr(self.choices), self.models])
        return f"part-{self.index:07}-{hashlib.sha256(told.encode()).hexdigest()[:12]}.jsonl"


@dataclass(frozen=True)
class Count:
    """Photos, or pages of them, that were read, and those that could not be."""

    read: int = 0
    failed: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(self.read + other.read, self.failed + other.failed)


def run(
    scheduler: str, parts: Iterable[Part], out: str, resume: bool = False, report: Callable[[Count], None] | None = None
) -> Count:
    """Read all parts on the cluster of this scheduler; each becomes a file in the folder `out`.

    With `resume`, parts whose file is there are not read again. At the end, files of parts that are no longer wanted
    are removed. `report` is told after each part what has been read so far.

    Raises:
        NotEmpty: the folder has parts already, and `resume` was not asked for.
        NoScheduler: the scheduler cannot be reached.
        OtherModels: a worker would read with other models, and so would whoever tried its part again.
    """
    storage, folder = url_to_fs(out, use_listings_cache=False)
    storage.makedirs(folder, exist_ok=True)
    there = _parts_in(storage, folder)
    if there and not resume:
        raise NotEmpty
    wanted: set[str] = set()
    whole = Count()
    with _connected(scheduler) as client:
        for count in _done(client, _missing(parts, there, wanted), out):
            whole += count
            if report:
                report(whole)
    for name in _parts_in(storage, folder) - wanted:
        storage.rm_file(f"{folder}/{name}")
    return whole


def _connected(scheduler: str) -> Client:
    try:
        return Client(scheduler)
    except (OSError, ValueError) as error:
        raise NoScheduler(str(error)) from None


def parts_of(urls: Iterable[str], choices: Choices, models: str, size: int) -> Iterator[Part]:
    """Divide the photos into parts, in their order; the list is taken as it is needed, and never held."""
    urls, index = iter(urls), 0
    while some := tuple(islice(urls, size)):
        yield Part(index, some, choices, models)
        index += 1


def read_part(part: Part, out: str) -> Count:
    """On a worker: read a part and write its file."""
    with _app_with(part.models).app_context():
        records = [record for url in part.urls for record in records_of(UrlSource(url), part.choices)]
    return _write(records, part, out)


def read_one(url: str, choices: Choices, models: str) -> list[Record]:
    """On a worker: read one photo and give its records back."""
    with _app_with(models).app_context():
        return records_of(UrlSource(url), choices)


def _missing(parts: Iterable[Part], there: set[str], wanted: set[str]) -> Iterator[Part]:
    for part in parts:
        wanted.add(part.name)
        if part.name not in there:
            yield part


def _done(client: Client, parts: Iterator[Part], out: str) -> Iterator[Count]:
    """Keep the cluster busy with few parts ahead; the count of each as it is done."""
    running: dict[str, Part] = {}
    finished = as_completed()

    def feed() -> None:
        most = AHEAD * max(1, sum(client.nthreads().values()))
        for part in islice(parts, max(0, most - len(running))):
            future = client.submit(read_part, part, out, key=f"{part.name}-{uuid.uuid4()}", retries=2)
            running[future.key] = part
            finished.add(future)

    feed()
    for future in finished:
        yield _outcome(client, future, running.pop(future.key), out)
        feed()


def _outcome(client: Client, future: Future, part: Part, out: str) -> Count:
    """The count of a part; where several workers died over it, its photos are read one at a time to find the one."""
    try:
        count: Count = future.result()
        return count
    except KilledWorker:
        records = [record for url in part.urls for record in _rescued(client, url, part)]
        return _write(records, part, out)


def _rescued(client: Client, url: str, part: Part) -> list[Record]:
    try:
        records: list[Record] = client.submit(read_one, url, part.choices, part.models, pure=False).result()
        return records
    except KilledWorker:
        return [failure(url, 1, STOPPED)]


def _write(records: list[Record], part: Part, out: str) -> Count:
    """Write a part's file so that it appears whole: a store of objects does so by itself, a disk by renaming."""
    storage, folder = url_to_fs(out)
    lines = (json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    data = "".join(lines).encode("utf-8", "surrogateescape")
    if "file" in (storage.protocol if isinstance(storage.protocol, tuple) else (storage.protocol,)):
        unfinished = f"{folder}/.{part.name}-{uuid.uuid4()}.unfinished"
        storage.pipe_file(unfinished, data)
        storage.mv(unfinished, f"{folder}/{part.name}")
    else:
        storage.pipe_file(f"{folder}/{part.name}", data)
    failed = sum("error" in record for record in records)
    return Count(len(records) - failed, failed)


def _parts_in(storage: Any, folder: str) -> set[str]:
    storage.invalidate_cache()
    try:
        paths = storage.ls(folder, detail=False)
    except FileNotFoundError:
        return set()  # in a store of objects there is no folder before something is in it
    names = (str(path).rstrip("/").rpartition("/")[2] for path in paths)
    return {name for name in names if _OURS.fullmatch(name)}


def _app_with(models: str) -> Flask:
    """The app of this worker, which must have these models."""
    app = _worker_app()
    if app.extensions["models_version"] != models:
        raise OtherModels(platform.node())
    return app


@lru_cache(maxsize=1)
def _worker_app() -> Flask:
    """The app of this worker, with its models loaded once; nobody is turned away as on the site."""
    app = create_app()
    app.extensions["turns"] = Turns(waiting=10**6, patience=10**6)
    return app
