"""What a command line names becomes files to read: photos, folders of them, and ZIP archives, in the order of names."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath

from webapp.config import MAX_BYTES
from webapp.errors import Refusal, TooLarge
from webapp.intake.formats import SUFFIXES

ARCHIVE = ".zip"

# What reading a broken or locked archive raises.
_BROKEN_ARCHIVE = (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError, ValueError)


@dataclass(frozen=True)
class Source:
    """A file to read.

    Attributes:
        name: what the output calls it: its path, and within an archive that of the archive before it.
        place: the same below the folder or archive that was named; relative and without "..".
        path: where the file, or the archive around it, lies.
        member: its name within the archive, or None where it is a file.
    """

    name: str
    place: PurePosixPath
    path: Path
    member: str | None = None

    def read(self) -> bytes:
        """The bytes; a file over the limit is refused unread.

        Raises:
            Refusal: it cannot be opened, or is too large.
        """
        return _bytes_of(self.path) if self.member is None else _bytes_within(self.path, self.member)


def find(paths: Iterable[Path], recursive: bool = False) -> Iterator[Source]:
    """The files of these paths one after another: a folder's by name, and those of its folders if `recursive`.

    Only the names of one folder are held at a time. Hidden files, and those that are no photos by their suffix, are
    left out of folders and archives.
    """
    for path in paths:
        if path.is_dir():
            yield from _in_folder(path, PurePosixPath(), recursive)
        elif path.suffix.lower() == ARCHIVE:
            yield from _in_archive(path, PurePosixPath(path.name))
        else:
            yield Source(str(path), PurePosixPath(path.name), path)


def _in_folder(folder: Path, below: PurePosixPath, recursive: bool) -> Iterator[Source]:
    try:
        with os.scandir(folder) as entries:
            found = sorted((entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries)
    except OSError:
        yield Source(str(folder), below, folder)  # opening it tells the reason
        return
    for name, is_folder in found:
        suffix = os.path.splitext(name)[1].lower()  # noqa: PTH122 - a Path for each name costs more than the rest
        if name.startswith("."):
            continue
        if is_folder:
            if recursive:
                yield from _in_folder(folder / name, below / name, recursive)
        elif suffix == ARCHIVE:
            yield from _in_archive(folder / name, below / name)
        elif suffix in SUFFIXES:
            yield Source(str(folder / name), below / name, folder / name)


def _in_archive(path: Path, below: PurePosixPath) -> Iterator[Source]:
    try:
        names = _archive(path).namelist()
    except _BROKEN_ARCHIVE:
        yield Source(str(path), below, path, "")  # opening it tells the reason
        return
    for name in sorted(set(names)):
        inner = PurePosixPath(name)
        if inner.suffix.lower() in SUFFIXES and not any(map(_is_hidden, inner.parts)):
            yield Source(f"{path}/{name}", below / name.lstrip("/"), path, name)


def _is_hidden(part: str) -> bool:
    return part == "__MACOSX" or (part.startswith(".") and part != "..")


def _bytes_of(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise TooLarge.of(size)
        return path.read_bytes()
    except OSError as error:
        raise Refusal(f"I cannot open this file: {error.strerror or error}.") from None


def _bytes_within(path: Path, member: str) -> bytes:
    try:
        archive = _archive(path)
        if archive.getinfo(member).file_size > MAX_BYTES:
            raise TooLarge.of(archive.getinfo(member).file_size)
        with archive.open(member) as file:
            data = file.read(MAX_BYTES + 1)  # what the archive says of the size may be wrong
    except (FileNotFoundError, PermissionError, IsADirectoryError) as error:
        raise Refusal(f"I cannot open this archive: {error.strerror}.") from None
    except (*_BROKEN_ARCHIVE, KeyError):
        raise Refusal("I cannot open this archive: it is damaged or locked. Please pack it again.") from None
    if len(data) > MAX_BYTES:
        raise TooLarge
    return data


@lru_cache(maxsize=1)
def _archive(path: Path) -> zipfile.ZipFile:
    """The archive, kept open: its table of contents is read once and not for each photo."""
    return zipfile.ZipFile(path)
