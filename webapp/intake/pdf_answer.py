"""What a request and the process that opens its PDF tell each other; apart, so that the site itself loads no PDFium."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Limits(NamedTuple):
    """What the work may take; told on the command line, because importing webapp.config takes a sixth of the start."""

    opening_bytes: int  # of memory, until the page's pictures are known
    drawing_bytes: int  # of memory, from then on
    core_ms: int  # milliseconds of a core
    objects: int  # on the page
    picture_pixels: int  # of all pictures on the page
    dpi: int  # of the drawn page
    drawn_pixels: int  # of the drawn page; a larger one gets fewer dpi


class Answer(StrEnum):
    """How the work ended."""

    COUNTED = "counted"  # and the number of pages
    DRAWN = "drawn"  # and width and height
    LOCKED = "locked"
    DAMAGED = "damaged"
    TOO_MANY_PIXELS = "too-many-pixels"  # and their number
    TOO_BUSY = "too-busy"
