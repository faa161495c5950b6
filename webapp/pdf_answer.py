"""The words between a request and the process that opens its PDF; apart, so that the site itself loads no PDFium."""

from __future__ import annotations

from enum import StrEnum


class Answer(StrEnum):
    """How the work ended."""

    COUNTED = "counted"  # and the number of pages
    DRAWN = "drawn"  # and width and height
    LOCKED = "locked"
    DAMAGED = "damaged"
    TOO_MANY_PIXELS = "too-many-pixels"  # and their number
