"""Photos held askew: where the rows of a reading lean, the photo is levelled and read again; its boxes come back."""

from __future__ import annotations

import math
from dataclasses import replace

import cv2
import numpy as np
import numpy.typing as npt

from recognizer.level import skew
from recognizer.prepare import resize, working_size
from recognizer.reading import Box, Reading
from recognizer.views import mapped

Image = npt.NDArray[np.uint8]
Matrix = npt.NDArray[np.float64]

LEAST = 6.0  # degrees of tilt from which digits are read better level ...
LEAST_DIGITS = 2  # ... if there are as many, for a lone one does not tell


def tilt(reading: Reading) -> float:
    """Degrees clockwise by which the rows of a reading lean, negative to the other side; 0 where it does not matter."""
    digits = reading.digits
    if len(digits) < LEAST_DIGITS:
        return 0.0
    boxes = np.array([(d.box.x, d.box.y, d.box.width, d.box.height) for d in digits])
    degrees = math.degrees(math.atan(skew(boxes)))
    return degrees if abs(degrees) >= LEAST else 0.0


def levelled(rgb: Image, degrees: float) -> Image:
    """(H, W, 3) turned anticlockwise by degrees, as large as it then must be; its edges go on where nothing is.

    A photo larger than it is worked on is reduced to that first.
    """
    if not degrees:
        return rgb
    size = _reduced(rgb.shape[1], rgb.shape[0])
    matrix, room = _turn(*size, degrees)
    turned = cv2.warpAffine(resize(rgb, size), matrix, room, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(turned, np.uint8)


def laid_back(reading: Reading, degrees: float, width: int, height: int) -> Reading:
    """The reading of a levelled photo as one of the photo before, which has this width and height in pixels.

    A digit fills its box like an ellipse, so the box that it has then is that of the turned ellipse.
    """
    size = _reduced(width, height)
    back = cv2.invertAffineTransform(_turn(*size, degrees)[0]) * (width / size[0])

    def change(box: Box) -> Box:
        x, y = back @ (*box.center, 1)
        wide, tall = np.hypot(*(back[:, :2] * (box.width, box.height)).T)
        return Box(float(x - wide / 2), float(y - tall / 2), float(wide), float(tall))

    return replace(mapped(reading, change), width=width, height=height, tilt=degrees)


def _reduced(width: int, height: int) -> tuple[int, int]:
    """(width, height) of a photo before it is levelled."""
    size = working_size(width, height)
    return size if size[0] < width else (width, height)


def _turn(width: int, height: int, degrees: float) -> tuple[Matrix, tuple[int, int]]:
    """A matrix (2, 3) that levels a photo of this size, and the (width, height) it then has."""
    matrix = np.asarray(cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0), np.float64)
    cosine, sine = abs(matrix[0, 0]), abs(matrix[0, 1])
    size = math.ceil(height * sine + width * cosine), math.ceil(height * cosine + width * sine)
    matrix[:, 2] += (size[0] - width) / 2, (size[1] - height) / 2
    return matrix, size
