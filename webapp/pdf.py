"""The pages of a PDF become pictures: PDFium draws them, in a process of its own, within our limits."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt

from webapp.config import MAX_PIXELS_WHOLE, PDF_BYTES, PDF_SECONDS
from webapp.errors import DamagedPdf, LockedPdf, TooBusyPicture, TooManyPixels
from webapp.pdf_answer import Answer

_ROOT = Path(__file__).resolve().parent.parent


def count_pages(data: bytes) -> int:
    """The number of pages.

    Raises:
        LockedPdf: it cannot be opened without a password.
        DamagedPdf: it cannot be opened at all, or has no page.
        TooBusyPicture: it takes too much time or memory.
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


def _ask(data: bytes, *page: int) -> tuple[list[int], bytes]:
    """The numbers and the bytes of the drawer's answer."""
    command = [sys.executable, "-m", "webapp.pdf_drawer", *map(str, (PDF_BYTES, MAX_PIXELS_WHOLE, *page))]
    try:
        done = subprocess.run(command, cwd=_ROOT, input=data, capture_output=True, timeout=PDF_SECONDS)
    except subprocess.TimeoutExpired:
        raise TooBusyPicture from None
    line, _, rest = done.stdout.partition(b"\n")
    if not line:
        raise TooBusyPicture  # it died without a word, most likely for want of memory
    answer, *numbers = line.decode().split()
    if answer == Answer.LOCKED:
        raise LockedPdf
    if answer == Answer.DAMAGED:
        raise DamagedPdf
    if answer == Answer.TOO_MANY_PIXELS:
        raise TooManyPixels.of(int(numbers[0]), MAX_PIXELS_WHOLE)
    return [int(number) for number in numbers], rest
