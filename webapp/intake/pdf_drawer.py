"""A process of its own that opens one PDF from its standard input: what a hostile one breaks or eats is this alone.

`python -m webapp.intake.pdf_drawer LIMITS... PAGE`, with the numbers of Limits, and 0 as the page to count them. The
answer's first line is one of Answer and its numbers; with a page, its pixels follow, RGB in rows.
"""

from __future__ import annotations

import resource
import signal
import sys

import pypdfium2
import pypdfium2.raw as pdfium

from webapp.intake.pdf_answer import Answer, Limits

POINTS = 72  # of an inch: the unit of a PDF's lengths


def main(limits: Limits, page: int) -> None:
    """Count the pages or draw one, and write the answer."""
    _bound(limits)
    try:
        document = pypdfium2.PdfDocument(sys.stdin.buffer.read())
        document.init_forms()  # before the pages are, so that what was filled in is drawn
        answer = _draw(document, page, limits) if page else _count(document)
    except pypdfium2.PdfiumError as error:
        is_locked = error.err_code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY)
        answer = _line(Answer.LOCKED if is_locked else Answer.DAMAGED)
    sys.stdout.buffer.write(answer)


def _bound(limits: Limits) -> None:
    """Let the kernel end this process where it takes too much; of the core, only what it really used counts."""
    signal.setitimer(signal.ITIMER_PROF, limits.core_ms / 1000)
    resource.setrlimit(resource.RLIMIT_AS, (limits.opening_bytes, limits.drawing_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a dump of its memory would keep the photo


def _count(document: pypdfium2.PdfDocument) -> bytes:
    count = len(document)
    return _line(Answer.COUNTED, count) if count > 0 else _line(Answer.DAMAGED)


def _draw(document: pypdfium2.PdfDocument, number: int, limits: Limits) -> bytes:
    """A page, at the wanted dpi or at the most pixels where that is less."""
    if number > len(document):
        return _line(Answer.DAMAGED)
    page = document[number - 1]
    if too_much := _too_much(page, limits):
        return too_much
    width, height = page.get_size()
    if not (width > 0 and height > 0):
        return _line(Answer.DAMAGED)
    resource.setrlimit(resource.RLIMIT_AS, (limits.drawing_bytes, limits.drawing_bytes))
    scale = min(limits.dpi / POINTS, (limits.drawn_pixels / (width * height)) ** 0.5)
    # PDFium rounds up, and a length that is a hair over whole pixels would get one more of them.
    bitmap = page.render(scale=scale * (1 - 1e-6), rev_byteorder=True, prefer_bgrx=False)
    rows, length = memoryview(bitmap.buffer).cast("B"), 3 * bitmap.width
    lines = (rows[start : start + length] for start in range(0, bitmap.height * bitmap.stride, bitmap.stride))
    return _line(Answer.DRAWN, bitmap.width, bitmap.height) + b"".join(lines)


def _too_much(page: pypdfium2.PdfPage, limits: Limits) -> bytes:
    """The refusal of a page that holds too much to be drawn, told by what is on it; else nothing."""
    pixels = 0
    for count, item in enumerate(page.get_objects()):
        if count >= limits.objects:
            return _line(Answer.TOO_BUSY)
        if item.type == pdfium.FPDF_PAGEOBJ_IMAGE:
            pixels += _pixels(item)
    return _line(Answer.TOO_MANY_PIXELS, pixels) if pixels > limits.picture_pixels else b""


def _pixels(picture: pypdfium2.PdfImage) -> int:
    width, height = picture.get_px_size()
    return int(width * height)


def _line(answer: Answer, *numbers: int) -> bytes:
    return " ".join([answer, *map(str, numbers)]).encode() + b"\n"


if __name__ == "__main__":
    *told, asked = map(int, sys.argv[1:])
    main(Limits(*told), asked)
