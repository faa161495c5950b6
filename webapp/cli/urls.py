"""Photos by URL: found in the folders and lists of any storage that fsspec reaches, and fetched from there."""

from __future__ import annotations

import errno
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import fsspec
from fsspec.core import url_to_fs

from webapp.config import MAX_BYTES
from webapp.errors import Refusal, TooLarge
from webapp.intake.formats import SUFFIXES

# How often a storage that answers with an error is asked again, with 1, 2, 4 ... seconds between.
TRIES = 4


@dataclass(frozen=True)
class UrlSource:
    """A photo in any storage that fsspec reaches."""

    name: str

    def read(self) -> bytes:
        """The bytes; a storage that stumbles is asked again.

        Raises:
            Refusal: it cannot be opened, or is too large.
        """
        for attempt in range(TRIES):
            try:
                data = _start_of(self.name)
                break
            except (FileNotFoundError, PermissionError, IsADirectoryError) as error:
                raise Refusal(f"I cannot open this file: {error.strerror or type(error).__name__}.") from None
            except Exception as error:  # each storage has its own, not all of them OSErrors
                if attempt == TRIES - 1:
                    raise Refusal(f"I cannot open this file: {error}.") from None
                time.sleep(2**attempt)
        if len(data) > MAX_BYTES:
            raise TooLarge
        return data


def urls_of(names: Iterable[str], recursive: bool = False) -> Iterator[str]:
    """The photos of these URLs: of a folder in the order of names, of a .txt file one a line, or the photo itself.

    Only the names of one folder are held at a time; a list of more than fits goes into a .txt file.
    """
    for name in names:
        storage, path = url_to_fs(name, use_listings_cache=False)
        if path.endswith(".txt"):
            with fsspec.open(name, "rt", encoding="utf-8", errors="surrogateescape") as lines:
                yield from (line.rstrip("\r\n") for line in lines if line.strip())
        elif storage.isdir(path):
            yield from _below(storage, path, recursive)
        else:
            yield storage.unstrip_protocol(path)


def _start_of(url: str) -> bytes:
    """The bytes up to one more than the limit."""
    storage, path = url_to_fs(url)
    try:
        return bytes(storage.cat_file(path, start=0, end=MAX_BYTES + 1))
    except OSError as error:
        if error.errno == errno.EINVAL:  # S3 has no start of an empty object
            return bytes(storage.cat_file(path))
        raise


def _below(storage: Any, folder: str, recursive: bool) -> Iterator[str]:
    for entry in sorted(storage.ls(folder, detail=True), key=lambda entry: str(entry["name"])):
        path = str(entry["name"]).rstrip("/")
        name = path.rpartition("/")[2]
        if name.startswith(".") or path == folder.rstrip("/"):
            continue
        if entry["type"] == "directory":
            if recursive:
                yield from _below(storage, path, recursive)
        elif f".{name.rpartition('.')[2].lower()}" in SUFFIXES:
            yield storage.unstrip_protocol(path)
