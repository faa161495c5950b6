"""Brings a photo to working size, gray and even light, and keeps the way back to photo coordinates."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

LONGEST_SIDE = 1600  # px; digits of a reduced phone photo stay well above 10 px, and one pass stays in its time
SMALL_SIDE = 640  # px; pictures smaller than this are enlarged to it ...
MAX_ENLARGEMENT = 4.0  # ... by no more than this

GROUND_SCALE = 8  # the ground is estimated at an eighth of the size, where a wide median is cheap
GROUND_WINDOW = 0.3  # of the shorter side: wider than strokes, narrower than shadows
GROUND_LEVEL = 128  # the gray that the ground gets
DARK_FLOOR = 24  # gray levels added before the division, so that noise in black areas is not blown up


@dataclass(frozen=True)
class Prepared:
    """A photo ready for proposals.

    `gray` and `even` are (h, w) uint8 at working size: luminance, and luminance with the ground brought to 128.
    `photo_size` is the (width, height) of the photo itself.
    """

    gray: npt.NDArray[np.uint8]
    even: npt.NDArray[np.uint8]
    photo_size: tuple[int, int]

    def to_photo(self, boxes: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Boxes (N, 4) x, y, width, height in working pixels -> the same in photo pixels."""
        width, height = self.photo_size
        scale = np.array([width / self.gray.shape[1], height / self.gray.shape[0]] * 2)
        return np.asarray(boxes * scale, np.float32)


def working_size(width: int, height: int) -> tuple[int, int]:
    """(width, height) of a photo in pixels -> those it is worked on at."""
    longest = max(width, height)
    factor = LONGEST_SIDE / longest if longest > LONGEST_SIDE else min(max(SMALL_SIDE / longest, 1.0), MAX_ENLARGEMENT)
    return max(round(width * factor), 1), max(round(height * factor), 1)


def to_gray(rgb: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """(H, W, 3) uint8 -> (H, W) uint8 luminance (ITU-R BT.601)."""
    return np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), np.uint8)


def resize(gray: npt.NDArray[np.uint8], size: tuple[int, int]) -> npt.NDArray[np.uint8]:
    """(H, W) or (H, W, 3) uint8 to `size` (w, h): area means when it shrinks, cubic when it grows."""
    if (gray.shape[1], gray.shape[0]) == size:
        return gray
    method = cv2.INTER_AREA if size[0] < gray.shape[1] else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(gray, size, interpolation=method), np.uint8)


def even_light(gray: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Divides (h, w) uint8 by its ground, a wide local median, so that shadows go and the ground is 128.

    A median takes the ground's side whether ink is darker or lighter; what is far lighter than the ground saturates.
    """
    height, width = gray.shape
    small = resize(gray, (max(width // GROUND_SCALE, 1), max(height // GROUND_SCALE, 1)))
    window = max(int(GROUND_WINDOW * min(small.shape)) | 1, 3)
    ground = cv2.GaussianBlur(cv2.medianBlur(small, min(window, 255)), (0, 0), 1.5)
    ground = cv2.resize(ground, (width, height), interpolation=cv2.INTER_LINEAR)
    lifted = np.add(ground, DARK_FLOOR, dtype=np.uint16)
    ink = np.add(gray, DARK_FLOOR, dtype=np.uint16)
    return np.asarray(cv2.divide(ink, lifted, scale=GROUND_LEVEL, dtype=cv2.CV_8U), np.uint8)


def prepare(rgb: npt.NDArray[np.uint8]) -> Prepared:
    """(H, W, 3) uint8 upright photo -> gray and even pictures at working size, with the scale between them."""
    height, width = rgb.shape[:2]
    size = working_size(width, height)
    gray = resize(to_gray(rgb), size)
    return Prepared(gray, even_light(gray), (width, height))
