"""Finds text lines in a whole photo: one network's maps of where text is, at several scales, their blobs as quads.

The network is PP-OCRv6 tiny's detector; preprocessing and post-processing follow it (differentiable binarization,
arXiv:1911.08947).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from recognizer.runtime import Model

Floats = npt.NDArray[np.float32]
Rgb = npt.NDArray[np.uint8]
Rectangle = tuple[Sequence[float], Sequence[float], float]
"""Middle, width and height, and degrees, as OpenCV has turned rectangles."""

MODEL = "detector.tflite"


class Scale(NamedTuple):
    """How large the network sees a photo.

    `shorter` is the length in pixels that its shorter side is brought to, `pixels` the most that it has then: longer
    photos are made smaller. A small photo is enlarged `enlarged` times at most.
    """

    shorter: int
    pixels: int
    enlarged: float


SCALES = (Scale(640, 640 * 832, 2.0), Scale(320, 320 * 416, 1.0), Scale(160, 160 * 208, 1.0))
"""The network is taught on lines of text: a digit that is high in its view it sees when it is shown smaller."""
WIDE = 2.0
"""Width over height from which on a photo is also read as if all of it were one line."""
STRIDE = 32
"""Height and width of what the network sees are multiples of this."""
MEAN = (0.406, 0.456, 0.485)
STD = (0.225, 0.224, 0.229)
"""Of red, green and blue in 0..1. The network was taught on BGR with the usual values in their usual order: so red has
the values that are known as blue's."""

TEXT = 0.2
"""Probability from which a pixel of the map is text."""
LINE = 0.4
"""Mean probability that a line has at least."""
GROWTH = 1.4
"""The map shows lines shrunk; they are grown by this times their area over their perimeter."""
MIN_SIDE = 3
"""Shorter side, in pixels of the map, of the smallest line as the map shows it ..."""
MIN_GROWN_SIDE = 5
"""... and after it was grown."""
MAX_LINES = 1000
"""Blobs of a photo that are looked at."""


@dataclass(frozen=True)
class TextLine:
    """A line of text, a lone character, or a whole photo that may be one.

    `quad` (4, 2) float32, x and y in pixels of the photo, clockwise from the line's top left: its first side points
    rightwards and lies within 45 degrees of level. `score` in 0..1 is the mean probability inside, 0 of a whole photo.
    `stacked` tells that it is a row of a tall line, and was not found by itself.
    """

    quad: Floats
    score: float
    stacked: bool = False


def load_detector(folder: Path) -> Model:
    """The network of a folder of models, planned for each photo. Raises ValueError for a file that is none."""
    return Model(folder / MODEL, (1, STRIDE, STRIDE, 3), kept=False)


def scales_for(height: int, width: int) -> list[Scale]:
    """The scales at which a photo is looked at, the finest first: those that make a difference for its size."""
    return list({network_size(height, width, scale): scale for scale in reversed(SCALES)}.values())[::-1]


def find_lines(model: Model, rgb: Rgb, scale: Scale = SCALES[0]) -> list[TextLine]:
    """The text lines of a photo (H, W, 3) uint8 of any size at one scale, from top to bottom by their first corner."""
    height, width = rgb.shape[:2]
    (answer,) = model.run(normalized(rgb, scale)[None])
    return lines_of_map(answer[0, :, :, 0], height, width)


def whole_line(height: int, width: int) -> TextLine:
    """A whole photo of this size as a line."""
    return TextLine(np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32), 0.0)


def network_size(height: int, width: int, scale: Scale = SCALES[0]) -> tuple[int, int]:
    """Height and width that a photo has for the network: multiples of STRIDE, within the scale's pixels."""
    size = min(scale.shorter / min(height, width), math.sqrt(scale.pixels / (height * width)), scale.enlarged)
    shorter = max(round(min(height, width) * size / STRIDE), 1) * STRIDE
    most = scale.pixels // shorter // STRIDE
    longer = max(min(round(max(height, width) * size / STRIDE), most), 1) * STRIDE
    return (shorter, longer) if height < width else (longer, shorter)


def normalized(rgb: Rgb, scale: Scale = SCALES[0]) -> Floats:
    """A photo (H, W, 3) uint8 as the network takes it: its size, and float32 with mean 0 and deviation 1 or so."""
    height, width = network_size(rgb.shape[0], rgb.shape[1], scale)
    shrunk = height * width < rgb.shape[0] * rgb.shape[1]
    resized = cv2.resize(rgb, (width, height), interpolation=cv2.INTER_AREA if shrunk else cv2.INTER_LINEAR)
    levels = (np.arange(256)[:, None] / 255 - MEAN) / STD
    return np.asarray(cv2.LUT(resized, levels.astype(np.float32)[None]), np.float32)


def lines_of_map(text: Floats, height: int, width: int) -> list[TextLine]:
    """The lines that a map (h, w) of probabilities shows, in pixels of its photo of `height` and `width`."""
    mask = (text > TEXT).astype(np.uint8)
    contours, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    scale = np.array([width / text.shape[1], height / text.shape[0]], np.float32)
    lines = []
    for contour in contours[:MAX_LINES]:
        rectangle = cv2.minAreaRect(contour)
        if min(rectangle[1]) < MIN_SIDE or (score := mean_inside(text, rectangle)) < LINE:
            continue
        wide = grown(rectangle)
        if min(wide[1]) >= MIN_GROWN_SIDE:
            quad = np.clip(quad_of(wide) * scale, 0, [width, height]).astype(np.float32)
            lines.append(TextLine(quad, score))
    return sorted(lines, key=lambda line: (float(line.quad[0, 1]), float(line.quad[0, 0])))


def mean_inside(text: Floats, rectangle: Rectangle) -> float:
    """Mean of a map (h, w) inside a turned rectangle, whose corners lie on pixels."""
    corners = np.floor(cv2.boxPoints(rectangle)).astype(np.int32)
    left, top = np.clip(corners.min(axis=0), 0, None)
    right, bottom = corners.max(axis=0) + 1
    part = np.ascontiguousarray(text[top:bottom, left:right])
    mask = np.zeros(part.shape, np.uint8)
    cv2.fillPoly(mask, [corners - np.array([left, top], np.int32)], 1)
    return float(cv2.mean(part, mask)[0])


def grown(rectangle: Rectangle) -> Rectangle:
    """A turned rectangle, each side moved outwards by GROWTH times the area over the perimeter."""
    middle, (width, height), degrees = rectangle
    distance = GROWTH * width * height / (2 * (width + height))
    return middle, (width + 2 * distance, height + 2 * distance), degrees


def quad_of(rectangle: Rectangle) -> Floats:
    """Corners (4, 2) of a turned rectangle, clockwise; the first side points rightwards within 45 degrees of level."""
    corners = cv2.boxPoints(rectangle)
    sides = np.roll(corners, -1, axis=0) - corners
    first = int(np.argmax(sides[:, 0] - np.abs(sides[:, 1])))
    return np.asarray(np.roll(corners, -first, axis=0), np.float32)
