"""A decoded picture is turned upright and reduced to a bounded size."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt
from PIL import ExifTags, Image

Pixels = npt.NDArray[np.uint8]


def orientation_of(image: Image.Image) -> int:
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
