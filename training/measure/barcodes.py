"""Numbers beside bar codes: pictures that nobody labelled, held against what their own bars spell.

The table tells how many of the numbers that zxing-cpp decodes in a folder's pictures are read.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import zxingcpp

from training.measure.strings import Reader
from webapp.errors import Refusal
from webapp.intake.photo import open_photo

Photo = npt.NDArray[np.uint8]

LEAST = 4
"""Digits from which a code is a number that stands beside its bars."""
PRODUCT = 13
"""Digits as which a product's number is decoded; where it has only twelve, a nought is put in front of them."""
BETWEEN = re.compile(r"[() ]")
"""What stands between the parts of a number, and is not of it."""


def spelled(rgb: Photo) -> list[str]:
    """The numbers that the bars in a picture (H, W, 3) uint8 spell, those with letters in them left out."""
    found = [BETWEEN.sub("", code.text) for code in zxingcpp.read_barcodes(rgb)]
    return [number for number in found if len(number) >= LEAST and number.isascii() and number.isdigit()]


def is_read(number: str, rows: Sequence[str]) -> bool:
    """Whether a number is read, by itself or as part of a row.

    The nought in front of a PRODUCT may be missing: it may not be printed.
    """
    printed = number.removeprefix("0") if len(number) == PRODUCT else number
    return any(printed in row for row in rows)


def pictures(folder: Path) -> Iterator[Photo]:
    """The different pictures (H, W, 3) uint8 in a folder and those in it; what cannot be read is left out."""
    known = set()
    for file in sorted(file for file in folder.rglob("*") if file.is_file()):
        try:
            rgb = open_photo(file.read_bytes()).rgb
        except Refusal:
            continue
        key = hashlib.sha256(rgb.tobytes() + repr(rgb.shape).encode()).digest()
        if key not in known:
            known.add(key)
            yield rgb


def counted(folder: Path, read: Reader) -> tuple[int, int, int]:
    """How many pictures there are, how many numbers they spell, and how many of those are read."""
    seen = numbers = right = 0
    for rgb in pictures(folder):
        wanted, seen = spelled(rgb), seen + 1
        rows = read(rgb) if wanted else []
        numbers, right = numbers + len(wanted), right + sum(is_read(number, rows) for number in wanted)
    return seen, numbers, right
