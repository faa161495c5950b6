"""The pages of a PDF become pictures: PDFium draws them, in a process of its own, within our limits."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt

from webapp import config
from webapp.errors import DamagedPdf, LockedPdf, TooBusyPicture, TooManyPixels
from webapp.intake.pdf_answer import Answer, Limits

_ROOT = Path(__file__).resolve().parents[2]


def count_pages(data: bytes) -> int:
    """The number of pages.

    Raises:
        LockedPdf: it cannot be opened without a password.
        DamagedPdf: it cannot be opened at all, or has no page.
        TooBusyPicture: it takes too much of a core, or too much memory.
    """
    (count,), _ = _ask(data)
    return count


def draw_page(data: bytes, page: int) -> npt.NDArray[np.uint8]:
    """Draw a page (1 is the first) as (H, W, 3) uint8 RGB, at PDF_DPI or at WORKING_PIXELS where that is less.

    What was filled into forms is drawn; scripts are not run, and nothing outside the file is fetched.

    Raises:
        LockedPdf, DamagedPdf, TooBusyPicture: as `count_pages` does, or the page is not there or broken.
        TooManyPixels: the pictures on the page have more pixels than we decode.
    """
    (width, height), rgb = _ask(data, page)
    return np.frombuffer(rgb, np.uint8).reshape(height, width, 3).copy()


def _ask(data: bytes, page: int = 0) -> tuple[list[int], bytes]:
    """The numbers and the bytes of the drawer's answer, about a page or, without one, about their count."""
    # Every PDF names its root in clear text, so one that was cut off is told without a process.
    # Source: ISO 32000-1, 7.5.5 and 7.5.8.
    if b"/Root" not in data:
        raise DamagedPdf
    command = [sys.executable, "-m", "webapp.intake.pdf_drawer", *map(str, (*_limits(), page))]
    try:
        done = subprocess.run(command, cwd=_ROOT, input=data, capture_output=True, timeout=config.PDF_SECONDS)
    except subprocess.TimeoutExpired:
        raise TooBusyPicture from None
    line, _, rest = done.stdout.partition(b"\n")
    answer, *numbers = line.decode().split() or [Answer.TOO_BUSY]  # ended without a word, by one of its limits
    if answer == Answer.LOCKED:
        raise LockedPdf
    if answer == Answer.DAMAGED:
        raise DamagedPdf
    if answer == Answer.TOO_BUSY:
        raise TooBusyPicture
    if answer == Answer.TOO_MANY_PIXELS:
        raise TooManyPixels.of(int(numbers[0]), config.MAX_PIXELS_WHOLE)
    return [int(number) for number in numbers], rest


def _limits() -> Limits:
    return Limits(
        opening_bytes=config.PDF_OPENING_BYTES,
        drawing_bytes=config.PDF_BYTES,
        core_ms=config.PDF_CORE_MS,
        objects=config.PDF_OBJECTS,
        picture_pixels=config.MAX_PIXELS_WHOLE,
        dpi=config.PDF_DPI,
        drawn_pixels=config.WORKING_PIXELS,
    )
