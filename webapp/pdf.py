"""The pages of a PDF become pictures: PDFium draws them, within our limits."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import numpy.typing as npt
import pypdfium2
import pypdfium2.raw as pdfium

from webapp.config import MAX_PIXELS, PDF_DPI, WORKING_PIXELS
from webapp.errors import DamagedPdf, LockedPdf, TooManyPixels

POINTS = 72  # of an inch: the unit of a PDF's lengths

# PDFium must not be entered by two threads at once.
_LOCK = threading.Lock()


def count_pages(data: bytes) -> int:
    """The number of pages.

    Raises:
        LockedPdf: it cannot be opened without a password.
        DamagedPdf: it cannot be opened at all, or has no page.
    """
    with _opened(data) as document:
        return _counted(document)


def draw_page(data: bytes, page: int) -> npt.NDArray[np.uint8]:
    """Draw a page (1 is the first) as (H, W, 3) uint8 RGB, at PDF_DPI or, if that is more, WORKING_PIXELS.

    What was filled into forms is drawn; scripts are not run, and nothing outside the file is fetched.

    Raises:
        LockedPdf, DamagedPdf: as `count_pages` does, or the page is not there or broken.
        TooManyPixels: the pictures on the page have more pixels than we decode.
    """
    with _opened(data) as document:
        if page > _counted(document):
            raise DamagedPdf
        drawn = document[page - 1]
        _check_pictures(drawn)
        width, height = drawn.get_size()
        if not (width > 0 and height > 0):
            raise DamagedPdf
        scale = min(PDF_DPI / POINTS, (WORKING_PIXELS / (width * height)) ** 0.5)
        # PDFium rounds up, and a length that is a hair over whole pixels would get one more of them.
        bitmap = drawn.render(scale=scale * (1 - 1e-6), rev_byteorder=True, bitmap_maker=pypdfium2.PdfBitmap.new_native)
        return np.array(bitmap.to_numpy()[:, :, :3], np.uint8)


@contextmanager
def _opened(data: bytes) -> Iterator[pypdfium2.PdfDocument]:
    with _LOCK:
        try:
            document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            if error.err_code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
                raise LockedPdf from None
            raise DamagedPdf from None
        try:
            document.init_forms()
            yield document
        except pypdfium2.PdfiumError:
            raise DamagedPdf from None
        finally:
            document.close()


def _counted(document: pypdfium2.PdfDocument) -> int:
    count = len(document)
    if count < 1:
        raise DamagedPdf
    return count


def _check_pictures(page: pypdfium2.PdfPage) -> None:
    """Refuse a page whose pictures would have to be decoded to more than we bear."""
    pixels = 0
    for picture in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE]):
        width, height = picture.get_px_size()
        pixels += width * height
    if pixels > MAX_PIXELS:
        raise TooManyPixels.of(pixels, MAX_PIXELS)
