"""One photo from its bytes to its reading: the way that page, JSON and command line share."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
import numpy.typing as npt
from flask import current_app

from recognizer.reading import Box, Options, Reading
from recognizer.views import mapped
from webapp.errors import Busy, Refusal
from webapp.intake.photo import Photo, count_pages, open_photo
from webapp.service.options import Choices
from webapp.service.queue import in_turn
from webapp.service.watch import watching


class Reader(Protocol):
    """What the site asks of a recognizer: an upright (H, W, 3) uint8 array in, a reading in its pixels out."""

    def read(self, rgb: npt.NDArray[np.uint8], options: Options | None = None) -> Reading:
        """Read the digits."""
        ...


@dataclass(frozen=True)
class Answer:
    """A photo and what it says.

    Attributes:
        photo: the decoded photo.
        reading: in pixels of the whole upright photo, which may be larger than `photo.rgb`.
        models: the version of the models that read it.
        page: which page of its file the photo is; 1 is the first.
    """

    photo: Photo
    reading: Reading
    models: str = ""
    page: int = 1


def answer(data: bytes, choices: Choices | None = None, page: int = 1) -> Answer:
    """Read the digits in the bytes of a picture, or in one page of it.

    Raises:
        Refusal: the bytes are not a picture that we read, or what was chosen does not fit it, or too many are waiting.
    """
    return in_turn(lambda: _answer(data, choices or Choices(), page))


def answers(data: bytes, choices: Choices | None = None, count: int | None = None) -> Iterator[Answer | Refusal]:
    """Read every page of a file, one after another; where there are several, one that cannot be read gives its refusal.

    Args:
        data: the bytes of the file.
        choices: what was chosen about the reading.
        count: what `pages_in` has told of it already; to count those of a PDF takes a process.

    Raises:
        Refusal: the file as a whole, or its only page, cannot be read.
    """
    count = count or pages_in(data)
    for page in range(1, count + 1):
        try:
            yield answer(data, choices, page)
        except Refusal as refusal:
            if count == 1 or isinstance(refusal, Busy):
                raise
            watching().refused(type(refusal))
            yield refusal


def pages_in(data: bytes) -> int:
    """How many photos a file holds; raises Refusal where it cannot be read at all, or holds too many."""
    return in_turn(lambda: count_pages(data))


def _answer(data: bytes, choices: Choices, page: int) -> Answer:
    reader: Reader = current_app.extensions["recognizer"]
    start = time.perf_counter()
    photo = open_photo(data, page)
    decoded_ms = (time.perf_counter() - start) * 1e3
    options = choices.for_photo(photo.width, photo.height)
    reading = reader.read(photo.rgb, to_working_size(options, photo))
    timings = {"decode": decoded_ms, **reading.timings_ms}
    for stage, ms in timings.items():
        watching().took(stage, ms / 1e3)
    reading = replace(rescaled(reading, photo.width, photo.height), timings_ms=timings)
    return Answer(photo, reading, current_app.extensions["models_version"], page)


def to_working_size(options: Options, photo: Photo) -> Options:
    """The same options with the region in pixels of the array that is read."""
    if options.region is None:
        return options
    height, width = photo.rgb.shape[:2]
    return replace(options, region=_scaled(options.region, width / photo.width, height / photo.height))


def rescaled(reading: Reading, width: int, height: int) -> Reading:
    """The same reading for the same photo at another size in pixels; the text and the confidences stay."""
    if (width, height) == (reading.width, reading.height):
        return reading
    across, down = width / reading.width, height / reading.height

    at_place = mapped(reading, lambda box: _scaled(box, across, down))
    return replace(at_place, width=width, height=height)


def _scaled(box: Box, across: float, down: float) -> Box:
    return Box(box.x * across, box.y * down, box.width * across, box.height * down)
