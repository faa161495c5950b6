"""A process of its own that opens one PDF from its standard input: what a hostile one breaks or eats is this alone.

`python -m webapp.pdf_drawer BYTES PIXELS [PAGE]`, with the most bytes of memory and the most pixels of a picture. The
answer's first line is one of Answer and its numbers; with a page, its pixels follow, RGB in rows.
"""

from __future__ import annotations

import resource
import sys

import pypdfium2
import pypdfium2.raw as pdfium

from webapp.config import PDF_DPI, WORKING_PIXELS
from webapp.pdf_answer import Answer

POINTS = 72  # of an inch: the unit of a PDF's lengths


def main(most_bytes: int, most_pixels: int, page: int | None = None) -> None:
    """Count the pages or draw one, and write the answer."""
    resource.setrlimit(resource.RLIMIT_AS, (most_bytes, most_bytes))
    try:
        document = pypdfium2.PdfDocument(sys.stdin.buffer.read())
        document.init_forms()  # before the pages are, so that what was filled in is drawn
        answer = _count(document) if page is None else _draw(document, page, most_pixels)
    except pypdfium2.PdfiumError as error:
        is_locked = error.err_code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY)
        answer = _line(Answer.LOCKED if is_locked else Answer.DAMAGED)
    sys.stdout.buffer.write(answer)


def _count(document: pypdfium2.PdfDocument) -> bytes:
    count = len(document)
    return _line(Answer.COUNTED, count) if count > 0 else _line(Answer.DAMAGED)


def _draw(document: pypdfium2.PdfDocument, number: int, most_pixels: int) -> bytes:
    """A page, at PDF_DPI or at WORKING_PIXELS where that is less."""
    if number > len(document):
        return _line(Answer.DAMAGED)
    page = document[number - 1]
    pixels = sum(_pixels(picture) for picture in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE]))
    if pixels > most_pixels:
        return _line(Answer.TOO_MANY_PIXELS, pixels)
    width, height = page.get_size()
    if not (width > 0 and height > 0):
        return _line(Answer.DAMAGED)
    scale = min(PDF_DPI / POINTS, (WORKING_PIXELS / (width * height)) ** 0.5)
    # PDFium rounds up, and a length that is a hair over whole pixels would get one more of them.
    bitmap = page.render(scale=scale * (1 - 1e-6), rev_byteorder=True, prefer_bgrx=False)
    rows, length = memoryview(bitmap.buffer).cast("B"), 3 * bitmap.width
    lines = (rows[start : start + length] for start in range(0, bitmap.height * bitmap.stride, bitmap.stride))
    return _line(Answer.DRAWN, bitmap.width, bitmap.height) + b"".join(lines)


def _pixels(picture: pypdfium2.PdfImage) -> int:
    width, height = picture.get_px_size()
    return int(width * height)


def _line(answer: Answer, *numbers: int) -> bytes:
    return " ".join([answer, *map(str, numbers)]).encode() + b"\n"


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
