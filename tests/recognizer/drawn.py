"""Gray sheets with drawn digits, and where each digit stands on them."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

from recognizer.layout.rows import arrange
from recognizer.reading import Digit, Row

Gray = npt.NDArray[np.uint8]
Boxes = npt.NDArray[np.float32]

PAPER, INK = 225, 40


def sheet(width: int = 640, height: int = 240, paper: int = PAPER) -> Gray:
    """Blank paper with a little grain, (height, width) uint8."""
    grain = np.random.default_rng(1).normal(0, 2, (height, width))
    return np.clip(paper + grain, 0, 255).astype(np.uint8)


def write(gray: Gray, text: str, x: int, y: int, height: int = 60, ink: int = INK, spacing: float = 0.25) -> Boxes:
    """Draws digits with their upper left corner at x, y and returns their boxes (N, 4) x, y, width, height in pixels.

    `spacing`: free space between digits in heights; negative digits touch.
    """
    boxes = []
    for digit in text:
        glyph = _glyph(digit, height)
        tall, wide = glyph.shape
        part = gray[y : y + tall, x : x + wide]
        glyph = glyph[: part.shape[0], : part.shape[1]]
        share = glyph / 255
        part[:] = (part * (1 - share) + ink * share).astype(np.uint8)
        boxes.append((x, y, wide, tall))
        x += wide + round(spacing * height)
    return np.array(boxes, np.float32)


def _glyph(digit: str, height: int) -> Gray:
    """Ink (height, w) uint8 of a digit, cut to its strokes."""
    size, weight = height / 20, max(round(height / 12), 1)
    room = np.zeros((4 * height, 4 * height), np.uint8)
    cv2.putText(room, digit, (height, 2 * height), cv2.FONT_HERSHEY_SIMPLEX, size, 255, weight, cv2.LINE_AA)
    x, y, w, h = cv2.boundingRect(room)
    return np.asarray(cv2.resize(room[y : y + h, x : x + w], (max(round(w * height / h), 1), height)), np.uint8)


def rgb(gray: Gray) -> npt.NDArray[np.uint8]:
    """(H, W) -> (H, W, 3)."""
    return np.repeat(gray[..., None], 3, axis=2)


def in_rows(digits: Sequence[Digit], boxes: npt.NDArray[np.floating]) -> tuple[Row, ...]:
    """Digits in the rows and groups in which their boxes (N, 4) stand."""
    return tuple(Row(tuple(tuple(digits[i] for i in group) for group in groups)) for groups in arrange(boxes))
