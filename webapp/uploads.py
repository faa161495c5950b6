"""The bytes of a request become an upright RGB array of bounded size, or a refusal."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt
import pillow_heif
from flask import Request
from PIL import ExifTags, Image

from webapp.config import DECODED_PIXELS, MAX_BYTES, MAX_PIXELS, MAX_PIXELS_WHOLE, MIN_SIDE, WORKING_PIXELS
from webapp.errors import Damaged, EmptyFile, NotAPicture, PdfNotRead, TooLarge, TooManyPixels, TooSmall

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

# The sizes at which libjpeg can decode, as divisors, with OpenCV's flag for each.
_REDUCTIONS = {
    1: cv2.IMREAD_COLOR,
    2: cv2.IMREAD_REDUCED_COLOR_2,
    4: cv2.IMREAD_REDUCED_COLOR_4,
    8: cv2.IMREAD_REDUCED_COLOR_8,
}

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

    rgb: npt.NDArray[np.uint8]
    width: int
    height: int


def open_photo(data: bytes) -> Photo:
    """Decode a picture of any accepted format, upright, transparent pixels on white.

    Raises:
        Refusal: the class says why; see webapp.errors.
    """
    if not data:
        raise EmptyFile
    if len(data) > MAX_BYTES:
        raise TooLarge.of(len(data))
    kind = _kind(data)
    try:
        return _decode(data, kind)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise TooManyPixels from None
    except _BROKEN:
        raise Damaged from None


def _kind(data: bytes) -> str:
    """Pillow's name of the format that the first bytes tell."""
    for signature, name in _SIGNATURES.items():
        if data.startswith(signature):
            return name
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    if data[4:8] == b"ftyp" and data[8:12] in _HEIC_BRANDS:
        return "HEIF"
    if b"%PDF-" in data[:_PDF_WITHIN]:
        raise PdfNotRead
    raise NotAPicture


def _decode(data: bytes, kind: str) -> Photo:
    with Image.open(io.BytesIO(data), formats=[kind]) as image:  # reads the header, no pixels
        width, height = image.size
        limit = MAX_PIXELS if kind == "JPEG" else MAX_PIXELS_WHOLE
        if width * height > limit:
            raise TooManyPixels.of(width * height, limit)
        if min(width, height) < MIN_SIDE:
            raise TooSmall
        if kind == "JPEG":
            rgb, orientation = _decode_jpeg(data, width * height), _orientation(image)
        else:
            rgb = _decode_whole(image)
            # Asked after the pixels: Pillow turns TIFF and HEIC upright by itself and then drops the tag.
            orientation, (width, height) = _orientation(image), image.size
    rgb = upright(fit(rgb, WORKING_PIXELS), orientation)
    if orientation >= 5:
        width, height = height, width
    return Photo(rgb, width, height)


def _decode_jpeg(data: bytes, pixels: int) -> npt.NDArray[np.uint8]:
    """Decode at 1/1 to 1/8 of the size: memory stays bounded. OpenCV gives nothing for a truncated file."""
    divisor = next((d for d in (1, 2, 4) if pixels <= DECODED_PIXELS * d * d), 8)
    bgr = cv2.imdecode(np.frombuffer(data, np.uint8), _REDUCTIONS[divisor] | cv2.IMREAD_IGNORE_ORIENTATION)
    if bgr is None:
        raise Damaged
    return np.asarray(cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB, dst=bgr), np.uint8)


def _decode_whole(image: Image.Image) -> npt.NDArray[np.uint8]:
    """The first frame as (H, W, 3) uint8; 16 and 32 bits a pixel are brought to 8, transparency to white."""
    image.load()
    if image.mode.startswith(("I", "F")):
        gray = _to_eight_bits(np.asarray(image))
        return np.repeat(gray[:, :, None], 3, axis=2)
    if image.has_transparency_data:
        rgba = np.array(image.convert("RGBA"))
        return _on_white(rgba)
    return np.asarray(image.convert("RGB"))


def _to_eight_bits(values: npt.NDArray[np.generic]) -> npt.NDArray[np.uint8]:
    """Scale to 0..255 by the brightest value: cameras and scanners put 10 or 12 bits into 16."""
    finite = np.nan_to_num(np.asarray(values, np.float32), nan=0.0, posinf=0.0, neginf=0.0).clip(0)
    brightest = float(finite.max())
    return np.asarray(np.rint(finite * (255 / brightest)), np.uint8) if brightest > 0 else finite.astype(np.uint8)


def _on_white(rgba: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Lay (H, W, 4) over white paper, row by row in place of whole float copies."""
    rgb = np.empty((*rgba.shape[:2], 3), np.uint8)
    for line, target in zip(rgba, rgb, strict=True):
        alpha = line[:, 3:].astype(np.uint32)
        target[:] = (line[:, :3] * alpha + 255 * (255 - alpha) + 127) // 255
    return rgb


def _orientation(image: Image.Image) -> int:
    """The EXIF orientation, 1 to 8; 1 when the tag is missing, invalid or unreadable."""
    try:
        value = image.getexif().get(ExifTags.Base.Orientation, 1)
    except Exception:  # EXIF is parsed in many places of Pillow, and a bad tag must never cost the photo
        return 1
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def upright(rgb: npt.NDArray[np.uint8], orientation: int) -> npt.NDArray[np.uint8]:
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


def fit(rgb: npt.NDArray[np.uint8], pixels: int) -> npt.NDArray[np.uint8]:
    """Reduce (H, W, 3) to at most about `pixels`, aspect kept; a smaller picture stays as it is."""
    height, width = rgb.shape[:2]
    factor = (pixels / (width * height)) ** 0.5
    if factor >= 1:
        return rgb
    size = max(1, round(width * factor)), max(1, round(height * factor))
    return np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), np.uint8)
