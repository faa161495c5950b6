"""The bytes of a request become an upright RGB array of bounded size, or a refusal."""

from __future__ import annotations

import io
import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import cv2
import numpy as np
import pillow_heif
from flask import Request
from PIL import ExifTags, Image

from webapp import pdf
from webapp.ceilings import most_pixels
from webapp.config import MAX_BYTES, MAX_PAGES, MIN_SIDE, PDF_WITHIN, WORKING_PIXELS
from webapp.decode import Pixels, decode
from webapp.errors import Damaged, EmptyFile, NotAPicture, TooLarge, TooManyPages, TooManyPixels, TooSmall

pillow_heif.register_heif_opener()

# Pillow only warns of a decompression bomb. Our own limits are lower; this is the second lock.
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)

# The first bytes of each format that we read, with Pillow's name for it; the file's name and declared type are ignored.
_SIGNATURES = {
    b"\xff\xd8\xff": "JPEG",
    b"\x89PNG\r\n\x1a\n": "PNG",
    b"GIF87a": "GIF",
    b"GIF89a": "GIF",
    b"BM": "BMP",
    b"II*\x00": "TIFF",
    b"MM\x00*": "TIFF",
}
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}

# The tag of a TIFF's frame whose bits 0 and 2 mark a thumbnail and a mask. Source: TIFF 6.0, page 36.
_SUBFILE_TYPE = 254
_NO_PAGE = 0b101

# Frames of a TIFF that are looked at for pages; each page may have a thumbnail and a mask beside it.
_MOST_FRAMES = 3 * (MAX_PAGES + 1)

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


class MemoryRequest(Request):
    """A request whose uploaded files stay in memory: Werkzeug would write those over 500 kB to the disk."""

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> io.BytesIO:
        return io.BytesIO()


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
    kind = _kind(data)
    with _refusing():
        return _draw(data, page) if kind == "PDF" else _decode(data, kind, page)


def count_pages(data: bytes) -> int:
    """How many photos a file holds: the pages of a TIFF or a PDF, else 1.

    Raises:
        Refusal: the file cannot be read at all, or has more than MAX_PAGES.
    """
    kind = _kind(data)
    with _refusing():
        count = pdf.count_pages(data) if kind == "PDF" else _count_frames(data) if kind == "TIFF" else 1
    if count > MAX_PAGES:
        raise TooManyPages
    return count


@contextmanager
def _refusing() -> Iterator[None]:
    """What a decoder raises becomes the refusal that it means."""
    try:
        yield
    except _BOMB:
        raise TooManyPixels from None
    except _BROKEN:
        raise Damaged from None


def _kind(data: bytes) -> str:
    """Pillow's name of the format that the first bytes tell.

    Raises:
        Refusal: there are none, too many, or not those of a format that we read.
    """
    if not data:
        raise EmptyFile
    if len(data) > MAX_BYTES:
        raise TooLarge.of(len(data))
    for signature, name in _SIGNATURES.items():
        if data.startswith(signature):
            return name
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    if data[4:8] == b"ftyp" and data[8:12] in _HEIC_BRANDS:
        return "HEIF"
    if b"%PDF-" in data[:PDF_WITHIN]:
        return "PDF"
    raise NotAPicture


def _count_frames(data: bytes) -> int:
    with Image.open(io.BytesIO(data), formats=["TIFF"]) as image:
        return len(_frames(image))


def _frames(image: Image.Image) -> list[int]:
    """The frames of a TIFF that are pages, and not the thumbnail or the mask of one; at most MAX_PAGES + 1 of them."""
    pages = []
    for frame in range(_MOST_FRAMES):
        try:
            image.seek(frame)
        except EOFError:
            break
        if not image.tag_v2.get(_SUBFILE_TYPE, 0) & _NO_PAGE:  # type: ignore[attr-defined]
            pages.append(frame)
        if len(pages) > MAX_PAGES:
            break
    return pages or [0]


def _draw(data: bytes, page: int) -> Photo:
    rgb = pdf.draw_page(data, page)
    height, width = rgb.shape[:2]
    if min(width, height) < MIN_SIDE:
        raise TooSmall
    return Photo(rgb, width, height)


def _decode(data: bytes, kind: str, page: int) -> Photo:
    rgb, orientation, (width, height) = _pixels(data, kind, page)
    rgb = upright(fit(rgb, WORKING_PIXELS), orientation)
    if orientation >= 5:
        width, height = height, width
    return Photo(rgb, width, height)


def _pixels(data: bytes, kind: str, page: int) -> tuple[Pixels, int, tuple[int, int]]:
    """The pixels as they lie in the file, reduced, with their orientation, and their size (width, height) before."""
    with Image.open(io.BytesIO(data), formats=[kind]) as image:  # reads the header, no pixels
        if kind == "TIFF":
            frames = _frames(image)
            if page > len(frames):
                raise Damaged
            image.seek(frames[page - 1])
        width, height = image.size
        limit = most_pixels(image, kind, data)
        if width * height > limit:
            raise TooManyPixels.of(width * height, limit)
        if min(width, height) < MIN_SIDE:
            raise TooSmall
        rgb, size = decode(image, kind, data)
        # Asked after the pixels: Pillow turns TIFF and HEIC upright by itself and then drops the tag.
        return rgb, _orientation(image), size


def _orientation(image: Image.Image) -> int:
    """The EXIF orientation, 1 to 8; 1 when the tag is missing, invalid or unreadable."""
    try:
        value = image.getexif().get(ExifTags.Base.Orientation, 1)
    except Exception:  # EXIF is parsed in many places of Pillow, and a bad tag must never cost the photo
        return 1
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def upright(rgb: Pixels, orientation: int) -> Pixels:
    """Turn and mirror (H, W, 3) as its EXIF orientation (1 to 8) says, so that up is up.

    Source: CIPA DC-008 (Exif 2.32), tag 0x0112.
    """
    if orientation >= 5:
        rgb = rgb.transpose(1, 0, 2)
    if orientation in (2, 3, 6, 7):
        rgb = rgb[:, ::-1]
    if orientation in (3, 4, 7, 8):
        rgb = rgb[::-1]
    return np.ascontiguousarray(rgb)


def fit(rgb: Pixels, pixels: int) -> Pixels:
    """Reduce (H, W, 3) to at most about `pixels`, aspect kept; a smaller picture stays as it is."""
    height, width = rgb.shape[:2]
    factor = (pixels / (width * height)) ** 0.5
    if factor >= 1:
        return rgb
    size = max(1, round(width * factor)), max(1, round(height * factor))
    return np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), np.uint8)
