"""The pixels of a picture whose header was found good, decoded with little memory and reduced on the way."""

from __future__ import annotations

import io
import math
from collections.abc import Iterator
from itertools import accumulate

import cv2
import numpy as np
import pillow_heif
from PIL import Image

from webapp.config import DECODED_PIXELS
from webapp.errors import Damaged
from webapp.intake.formats import Format
from webapp.intake.upright import Pixels

# The sizes at which libjpeg can decode, as divisors, with OpenCV's flag for each.
_REDUCTIONS = {
    1: cv2.IMREAD_COLOR,
    2: cv2.IMREAD_REDUCED_COLOR_2,
    4: cv2.IMREAD_REDUCED_COLOR_4,
    8: cv2.IMREAD_REDUCED_COLOR_8,
}

# How the names of Pillow's modes of more than 8 bits begin.
_DEEP = ("I", "F")

# Lines that are converted at a time; a multiple of every divisor that a photo under the limit can need.
_STRIP = 120


def decode(image: Image.Image, kind: Format, data: bytes) -> tuple[Pixels, tuple[int, int]]:
    """The pixels as they lie in the file, and their size (width, height) before they were reduced.

    Args:
        image: the picture with its header read by Pillow, at the frame that is wanted.
        kind: its format.
        data: the bytes of the file.

    Returns:
        (H, W, 3) uint8, transparent pixels on white, about DECODED_PIXELS or fewer.

    Raises:
        Damaged: the file does not decode to the end; the decoders raise much else for that.
    """
    if kind.decoder == "opencv" and not image.has_transparency_data:
        return _decode_reduced(data, image.width * image.height), image.size
    return _decode_whole(_heif(data) if kind.decoder == "libheif" else image)


def _decode_reduced(data: bytes, pixels: int) -> Pixels:
    """Let OpenCV decode at 1/1 to 1/8 of the size; it gives nothing for a truncated file."""
    divisor = next((d for d in (1, 2, 4) if pixels <= DECODED_PIXELS * d * d), 8)
    bgr = cv2.imdecode(np.frombuffer(data, np.uint8), _REDUCTIONS[divisor] | cv2.IMREAD_IGNORE_ORIENTATION)
    if bgr is None:
        raise Damaged
    return np.asarray(cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB, dst=bgr), np.uint8)


def _heif(data: bytes) -> Pixels:
    """The pixels of a HEIC, (H, W, 1 to 4) uint8: Pillow would copy them all."""
    return np.asarray(pillow_heif.open_heif(io.BytesIO(data)), np.uint8)


def _decode_whole(source: Image.Image | Pixels) -> tuple[Pixels, tuple[int, int]]:
    """The first frame as (H, W, 3) uint8, reduced strip by strip, and its size (width, height) before.

    Beside the decoder's own there is never a full copy.
    """
    if isinstance(source, Image.Image):
        source.load()
    width, height = source.size if isinstance(source, Image.Image) else source.shape[1::-1]
    divisor = math.ceil(math.sqrt(width * height / DECODED_PIXELS))
    deep = isinstance(source, Image.Image) and source.mode.startswith(_DEEP)
    brightest = max(map(_brightest, _strips(source, width, height))) if deep else 255
    lines = [max(1, min(_STRIP, height - top) // divisor) for top in range(0, height, _STRIP)]
    reduced = np.empty((sum(lines), max(1, width // divisor), 3), np.uint8)
    for strip, last, count in zip(_strips(source, width, height), accumulate(lines), lines, strict=True):
        place = reduced[last - count : last]
        cv2.resize(_to_rgb(strip, brightest), place.shape[1::-1], dst=place, interpolation=cv2.INTER_AREA)
    return reduced, (width, height)


def _strips(source: Image.Image | Pixels, width: int, height: int) -> Iterator[Image.Image]:
    """The picture from top to bottom, some lines at a time."""
    for top in range(0, height, _STRIP):
        bottom = min(top + _STRIP, height)
        if isinstance(source, Image.Image):
            yield source.crop((0, top, width, bottom))
        else:
            yield Image.fromarray(source[top:bottom])


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
