"""Cuts a picture into the tiles that the detector's network sees: which there are, which are worth a look, whitened."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from recognizer.prepare import resize

Gray = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]
Corners = list[tuple[int, int]]

WINDOW = 320  # px: side of what the network sees at once
OVERLAP = 64  # px that neighbouring tiles share, so that digits up to this size are whole in one of them
EDGE = 3.0  # px: a box so near the inner edge of a tile may be cut by it
MOST_ENLARGED = 1.5  # times: more pixels than that a picture does not have
MOST_FINE = 6  # tiles, so that the time is bounded
STROKE = 24  # gray levels from pixel to pixel that only an edge of strokes has, of most cloth and leaves none
INKED = 0.2  # of the ink of the tile with most: one with less is blank or nearly so

WHITE_REACH = 49  # px to each side over which mean and deviation are taken
DEVIATION_FLOOR = 8.0  # gray levels: what varies less is left weak
STRONGEST = 3.0  # deviations at which the input is cut


class Tile(NamedTuple):
    """A piece of a `picture` (H, W) uint8, which was brought to a `scale`: WINDOW a side, or less where that ends.

    It begins at `corner` x, y. `least` is from which height in its pixels on something in it is to be heard.
    """

    picture: Gray
    corner: tuple[int, int]
    scale: float
    least: float = 0.0

    @property
    def size(self) -> tuple[int, int]:
        """Its width and height in pixels."""
        (x, y), (height, width) = self.corner, self.picture.shape
        return min(width - x, WINDOW), min(height - y, WINDOW)

    def white(self) -> Floats:
        """Its pixels (h, w), whitened only now: all tiles of a sheet would take 50 MB."""
        (x, y), (width, height) = self.corner, self.size
        left, top = max(x - WHITE_REACH, 0), max(y - WHITE_REACH, 0)
        around = whiten(self.picture[top : y + height + WHITE_REACH, left : x + width + WHITE_REACH])
        return around[y - top :, x - left :][:height, :width]

    def holds(self, boxes: Floats) -> Flags:
        """Which boxes (N, 4) in its pixels are tall enough and not cut by an edge behind which the picture goes on."""
        (x, y), (width, height) = self.corner, self.size
        cut = (boxes[:, 0] < EDGE) & (x > 0) | (boxes[:, 1] < EDGE) & (y > 0)
        cut |= (boxes[:, 0] + boxes[:, 2] > width - EDGE) & (x + width < self.picture.shape[1])
        cut |= (boxes[:, 1] + boxes[:, 3] > height - EDGE) & (y + height < self.picture.shape[0])
        return np.asarray((boxes[:, 3] >= self.least) & ~cut, bool)

    def on_picture(self, boxes: Floats) -> Floats:
        """Boxes (N, 4) in its pixels -> in those of the picture."""
        return np.asarray((boxes + np.array([*self.corner, 0, 0])) / self.scale, np.float32)


def tiles_of(gray: Gray, level: int, chosen: Callable[[Corners, float], Corners] | None = None) -> list[Tile]:
    """The tiles of a picture (H, W) uint8 brought to a longer side of `level` pixels, or less where it is small.

    All of them, or those that are `chosen` by their corners and the scale.
    """
    scale = min(level / max(gray.shape), MOST_ENLARGED)
    size = max(round(gray.shape[1] * scale), 1), max(round(gray.shape[0] * scale), 1)
    corners = list(tile_corners(*size))
    picture = resize(gray, size)
    return [Tile(picture, corner, scale) for corner in (chosen(corners, scale) if chosen else corners)]


def whiten(gray: Gray) -> Floats:
    """(h, w) uint8 -> (h, w) float32: the difference to the local mean over the local deviation, in -3..3."""
    picture = gray.astype(np.float32)
    size = (2 * WHITE_REACH + 1, 2 * WHITE_REACH + 1)
    mean = cv2.boxFilter(picture, -1, size, borderType=cv2.BORDER_REPLICATE)
    squares = cv2.sqrBoxFilter(picture, cv2.CV_32F, size, borderType=cv2.BORDER_REPLICATE)
    deviation: Floats = np.asarray(squares, np.float32)
    picture -= mean
    deviation -= np.square(mean, out=mean)
    np.sqrt(np.maximum(deviation, 0, out=deviation), out=deviation)
    deviation += DEVIATION_FLOOR
    picture /= deviation
    return np.asarray(np.clip(picture, -STRONGEST, STRONGEST, out=picture), np.float32)


def tile_corners(width: int, height: int) -> Iterator[tuple[int, int]]:
    """Upper left corners of the tiles that cover a picture, sharing OVERLAP pixels; the last ones may be small."""
    for y in _starts(height):
        for x in _starts(width):
            yield x, y


def _starts(length: int) -> range:
    return range(0, max(1, length - OVERLAP), WINDOW - OVERLAP)


def fullest(boxes: Floats, corners: Corners, scale: float) -> Corners:
    """The tiles with most boxes (N, 4) of the picture, at most MOST_FINE: each next one holds most of those left."""
    middles = (boxes[:, :2] + boxes[:, 2:] / 2) * scale
    inside = np.array([((middles >= place) & (middles < np.add(place, WINDOW))).all(axis=1) for place in corners])
    chosen: Corners = []
    while len(chosen) < MOST_FINE and inside.any():
        best = int(inside.sum(axis=1).argmax())
        chosen.append(corners[best])
        inside[:, inside[best]] = False
    return chosen


def inked(gray: Gray, corners: Corners, scale: float) -> Corners:
    """The tiles of a picture (H, W) uint8 with much writing, most first: its tones change INKED as much as there."""
    ink = _sums(_steps(gray), corners, scale)
    return [corners[place] for place in np.argsort(-ink, kind="stable") if ink[place] >= INKED * ink.max()]


def likeliest(gray: Gray, corners: Corners, scale: float) -> Corners:
    """The tiles of a picture (H, W) uint8 to look for a sheet in: the one with most edges, and the middle one."""
    steps = _steps(gray)
    edges = np.where(steps >= STROKE, steps, 0).astype(np.uint8)
    most = corners[int(_sums(edges, corners, scale).argmax())]
    width, height = gray.shape[1] * scale, gray.shape[0] * scale
    away = [max(abs(_middle(x, width) - width / 2), abs(_middle(y, height) - height / 2)) for x, y in corners]
    central = corners[int(np.argmin(away))]
    return [most] if most == central else [most, central]


def _middle(start: int, length: float) -> float:
    """Where the middle of a tile is that starts there on a side so long."""
    return (start + min(start + WINDOW, length)) / 2


def _steps(gray: Gray) -> Gray:
    """(H, W) uint8 -> (H, W - 1) uint8: how much the tone changes from pixel to pixel."""
    return np.asarray(cv2.absdiff(gray[:, 1:], gray[:, :-1]), np.uint8)


def _sums(steps: Gray, corners: Corners, scale: float) -> Floats:
    """The sum of a picture's steps (H, W - 1) in the place of each tile."""
    side = round(WINDOW / scale)
    places = np.round(np.array(corners) / scale).astype(int)
    return np.array([steps[y : y + side, x : x + side].sum() for x, y in places], np.float32)
