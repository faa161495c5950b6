"""The bytes of a request become an upright RGB array of bounded size, or a refusal."""

from __future__ import annotations

import io
import math
import warnings
from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt
import pillow_heif
from flask import Request
from PIL import ExifTags, Image

from webapp import pdf
from webapp.config import (
    DECODED_PIXELS,
    MAX_BYTES,
    MAX_PAGES,
    MAX_PIXELS,
    MAX_PIXELS_WHOLE,
    MIN_SIDE,
    WORKING_PIXELS,
)
from webapp.errors import Damaged, EmptyFile, NotAPicture, TooLarge, TooManyPages, TooManyPixels, TooSmall

Pixels = npt.NDArray[np.uint8]

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

# A PDF may have a little of something else before its signature.
_PDF_WITHIN = 1024

# The tag of a TIFF's frame whose bits 0 and 2 mark a thumbnail and a mask. Source: TIFF 6.0, page 36.
_SUBFILE_TYPE = 254
_NO_PAGE = 0b101

# Frames of a TIFF that are looked at for pages; each page may have a thumbnail and a mask beside it.
_MOST_FRAMES = 3 * (MAX_PAGES + 1)

# The sizes at which libjpeg can decode, as divisors, with OpenCV's flag for each.
_REDUCTIONS = {
    1: cv2.IMREAD_COLOR,
    2: cv2.IMREAD_REDUCED_COLOR_2,
    4: cv2.IMREAD_REDUCED_COLOR_4,
    8: cv2.IMREAD_REDUCED_COLOR_8,
}

# OpenCV decodes these with less memory, but it drops transparency.
_BY_OPENCV = {"JPEG", "WEBP"}

# How the names of Pillow's modes of more than 8 bits begin.
_DEEP = ("I", "F")

# Lines that are converted at a time; a multiple of every divisor that a photo under the limit can need.
_STRIP = 240

# What broken files make the decoders raise: they document OSError, and mutated files have shown the others.
_BROKEN = (OSError, SyntaxError, ValueError, EOFError, TypeError, RuntimeError)


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
    try:
        return _draw(data, page) if kind == "PDF" else _decode(data, kind, page)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise TooManyPixels from None
    except _BROKEN:
        raise Damaged from None


def count_pages(data: bytes) -> int:
    """How many photos a file holds: the pages of a TIFF or a PDF, else 1.

    Raises:
        Refusal: the file cannot be read at all, or has more than MAX_PAGES.
    """
    kind = _kind(data)
    try:
        count = pdf.count_pages(data) if kind == "PDF" else _count_frames(data) if kind == "TIFF" else 1
    except _BROKEN:
        raise Damaged from None
    if count > MAX_PAGES:
        raise TooManyPages
    return count


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
    if b"%PDF-" in data[:_PDF_WITHIN]:
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
    with Image.open(io.BytesIO(data), formats=[kind]) as image:  # reads the header, no pixels
        if kind == "TIFF":
            frames = _frames(image)
            if page > len(frames):
                raise Damaged
            image.seek(frames[page - 1])
        width, height = image.size
        limit = MAX_PIXELS if kind == "JPEG" else MAX_PIXELS_WHOLE
        if width * height > limit:
            raise TooManyPixels.of(width * height, limit)
        if min(width, height) < MIN_SIDE:
            raise TooSmall
        if kind in _BY_OPENCV and not image.has_transparency_data:
            rgb, orientation = _decode_reduced(data, width * height), _orientation(image)
        else:
            rgb = _decode_whole(image)
            # Asked after the pixels: Pillow turns TIFF and HEIC upright by itself and then drops the tag.
            orientation, (width, height) = _orientation(image), image.size
    rgb = upright(fit(rgb, WORKING_PIXELS), orientation)
    if orientation >= 5:
        width, height = height, width
    return Photo(rgb, width, height)


def _decode_reduced(data: bytes, pixels: int) -> Pixels:
    """Let OpenCV decode at 1/1 to 1/8 of the size; it gives nothing for a truncated file."""
    divisor = next((d for d in (1, 2, 4) if pixels <= DECODED_PIXELS * d * d), 8)
    bgr = cv2.imdecode(np.frombuffer(data, np.uint8), _REDUCTIONS[divisor] | cv2.IMREAD_IGNORE_ORIENTATION)
    if bgr is None:
        raise Damaged
    return np.asarray(cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB, dst=bgr), np.uint8)


def _decode_whole(image: Image.Image) -> Pixels:
    """The first frame as (H, W, 3) uint8, reduced strip by strip: beside Pillow's own there is never a full copy."""
    image.load()
    divisor = math.ceil(math.sqrt(image.width * image.height / DECODED_PIXELS))
    brightest = max(map(_brightest, _strips(image))) if image.mode.startswith(_DEEP) else 255
    reduced = []
    for strip in _strips(image):
        rgb = _to_rgb(strip, brightest)
        size = max(1, rgb.shape[1] // divisor), max(1, rgb.shape[0] // divisor)
        reduced.append(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA) if divisor > 1 else rgb)
    return np.concatenate(reduced)


def _strips(image: Image.Image) -> Iterator[Image.Image]:
    """The picture from top to bottom, some lines at a time."""
    for top in range(0, image.height, _STRIP):
        yield image.crop((0, top, image.width, min(top + _STRIP, image.height)))


def _brightest(image: Image.Image) -> float:
    values = np.asarray(image, np.float32)
    return float(values.max(where=np.isfinite(values), initial=0))


def _to_rgb(image: Image.Image, brightest: float) -> Pixels:
    """Any of Pillow's modes as (H, W, 3) uint8.

    Transparent pixels become white paper. More than 8 bits are scaled by the brightest value of the picture: cameras
    and scanners put 10 or 12 bits into 16.
    """
    if image.mode.startswith(_DEEP):
        values = np.nan_to_num(np.asarray(image, np.float32), posinf=brightest, neginf=0)
        gray = np.rint(values.clip(0, brightest) * (255 / brightest)) if brightest > 0 else np.zeros_like(values)
        return np.repeat(gray.astype(np.uint8)[:, :, None], 3, axis=2)
    if not image.has_transparency_data:
        return np.asarray(image.convert("RGB"))
    rgba = np.asarray(image.convert("RGBA"), np.uint16)
    alpha = rgba[..., 3:]
    return ((rgba[..., :3] * alpha + 255 * (255 - alpha) + 127) // 255).astype(np.uint8)


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
