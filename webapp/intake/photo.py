"""The way of an upload's bytes: format, limits, decoder, upright and bounded; or the refusal of one of these steps."""

from __future__ import annotations

import io
import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import cv2
import pillow_heif
from PIL import Image

from webapp.config import MAX_BYTES, MAX_PAGES, WORKING_PIXELS
from webapp.errors import Damaged, EmptyFile, NotAPicture, TooLarge, TooManyPages, TooManyPixels
from webapp.intake import pdf, tiff
from webapp.intake.decode import decode
from webapp.intake.formats import Format, format_of
from webapp.intake.limits import check_pixels, check_sides
from webapp.intake.upright import Pixels, fit, orientation_of, upright

pillow_heif.register_heif_opener()

# Pillow only warns of a decompression bomb. Our own limits are lower; this is the second lock.
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)

# Pillow's remarks on files that are odd or broken: what comes of them is told by the answer.
warnings.filterwarnings("ignore", category=UserWarning, module=r"PIL\.")

# What broken files make the decoders raise: they document OSError, and mutated files have shown the others.
_BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    TypeError,
    RuntimeError,
    LookupError,
    ArithmeticError,
    MemoryError,
    struct.error,
    cv2.error,
)
_BOMB = (Image.DecompressionBombWarning, Image.DecompressionBombError)


@dataclass(frozen=True)
class Photo:
    """A photo ready to be read.

    Attributes:
        rgb: (H, W, 3) uint8, upright, at most about WORKING_PIXELS.
        width: of the whole upright photo, in pixels, as the user sees it.
        height: the same, in pixels.
    """

    rgb: Pixels
    width: int
    height: int


def open_photo(data: bytes, page: int = 1) -> Photo:
    """Decode a picture of any accepted format, upright, transparent pixels on white.

    Args:
        data: the bytes of the file.
        page: which page of a TIFF or a PDF; 1 is the first, and all that other formats have.

    Raises:
        Refusal: the class says why; see webapp.errors.
    """
    kind = _format(data)
    with _refusing():
        return _drawn(data, page) if kind.decoder == "pdfium" else _decoded(data, kind, page)


def count_pages(data: bytes) -> int:
    """How many photos a file holds: the pages of a TIFF or a PDF, else 1.

    Raises:
        Refusal: the file cannot be read at all, or has more than MAX_PAGES.
    """
    kind = _format(data)
    count = 1
    if kind.has_pages:
        with _refusing():
            count = pdf.count_pages(data) if kind.decoder == "pdfium" else tiff.count_pages(data)
    if count > MAX_PAGES:
        raise TooManyPages
    return count


def sides_of_jpeg(data: bytes) -> tuple[int, int]:
    """Width and height in pixels by the header of a JPEG; raises Refusal where the bytes are none."""
    with _refusing(), Image.open(io.BytesIO(data), formats=["JPEG"]) as image:
        return image.size


def _format(data: bytes) -> Format:
    """What the first bytes tell.

    Raises:
        Refusal: there are none, too many, or not those of a format that we read.
    """
    if not data:
        raise EmptyFile
    if len(data) > MAX_BYTES:
        raise TooLarge.of(len(data))
    if not (kind := format_of(data)):
        raise NotAPicture
    return kind


@contextmanager
def _refusing() -> Iterator[None]:
    """What a decoder raises becomes the refusal that it means."""
    try:
        yield
    except _BOMB:
        raise TooManyPixels from None
    except _BROKEN:
        raise Damaged from None


def _drawn(data: bytes, page: int) -> Photo:
    """A page of a PDF, which is drawn upright and within WORKING_PIXELS."""
    rgb = pdf.draw_page(data, page)
    height, width = rgb.shape[:2]
    check_sides(width, height)
    return Photo(rgb, width, height)


def _decoded(data: bytes, kind: Format, page: int) -> Photo:
    """A picture, or a page of a TIFF."""
    with Image.open(io.BytesIO(data), formats=[kind.name]) as image:  # reads the header, no pixels
        if kind.has_pages:
            tiff.seek_page(image, page)
        check_pixels(image, kind, data)
        rgb, (width, height) = decode(image, kind, data)
        # Asked after the pixels: Pillow turns TIFF and HEIC upright by itself and then drops the tag.
        orientation = orientation_of(image)
    rgb = upright(fit(rgb, WORKING_PIXELS), orientation)
    return Photo(rgb, height, width) if orientation >= 5 else Photo(rgb, width, height)
