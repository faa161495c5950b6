"""Fills the windows that the detector's network sees at once: tiles of a picture at several scales, few windows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

Gray = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]
Corners = list[tuple[int, int]]

WINDOW = 320  # px: side of what the network sees at once
OVERLAP = 64  # px that neighbouring tiles share, so that digits up to this size are whole in one of them
CELL = 4  # px: side of a cell of the network's maps, at which tiles begin
APART = 24  # px between two tiles in one window
EDGE = 3.0  # px: a box so near the inner edge of a tile may be cut by it
FEW = 4  # tiles that have a window each
MOST_FINE = 6  # tiles, so that the time is bounded
STROKE = 24  # gray levels from pixel to pixel that only an edge of strokes has, of most cloth and leaves none
INKED = 0.2  # of the ink of the tile with most: one with less is blank or nearly so


class Tile(NamedTuple):
    """A piece of a picture: its pixels `white` (h, w), WINDOW a side at most, whitened, and where it comes from.

    `corner` x, y and `scale` tell its place in the picture; `inner`, at which edges (left, top, right, bottom) the
    picture goes on; `least`, from which height in its pixels on it is to be heard.
    """

    white: Floats
    corner: tuple[int, int]
    scale: float
    inner: tuple[bool, bool, bool, bool]
    least: float = 0.0

    def holds(self, boxes: Floats) -> Flags:
        """Which boxes (N, 4) in its pixels are tall enough and not cut by an edge behind which the picture goes on."""
        left, top = boxes[:, 0] < EDGE, boxes[:, 1] < EDGE
        right = boxes[:, 0] + boxes[:, 2] > self.white.shape[1] - EDGE
        bottom = boxes[:, 1] + boxes[:, 3] > self.white.shape[0] - EDGE
        cut = [edge & inner for edge, inner in zip((left, top, right, bottom), self.inner, strict=True)]
        return np.asarray((boxes[:, 3] >= self.least) & ~np.any(cut, axis=0), bool)

    def on_picture(self, boxes: Floats) -> Floats:
        """Boxes (N, 4) in its pixels -> in those of the picture."""
        return np.asarray((boxes + np.array([*self.corner, 0, 0])) / self.scale, np.float32)


class Placed(NamedTuple):
    """A tile and the place of its upper left corner in a window."""

    tile: Tile
    x: int
    y: int


def tile_corners(width: int, height: int) -> Iterator[tuple[int, int]]:
    """Upper left corners of the tiles that cover a picture, sharing OVERLAP pixels; the last ones may be small."""
    for y in _starts(height):
        for x in _starts(width):
            yield x, y


def _starts(length: int) -> range:
    return range(0, max(1, length - OVERLAP), WINDOW - OVERLAP)


def cut_tile(white: Floats, corner: tuple[int, int], scale: float) -> Tile:
    """The tile at a corner x, y of a whitened picture (H, W) that was brought to a `scale`."""
    x, y = corner
    inner = (x > 0, y > 0, x + WINDOW < white.shape[1], y + WINDOW < white.shape[0])
    return Tile(white[y : y + WINDOW, x : x + WINDOW], corner, scale, inner)


def fullest(corners: Corners, points: Floats) -> Corners:
    """The tiles with points (N, 2) in them, at most MOST_FINE: each next one holds most of those still outside."""
    inside = np.array([((points >= place) & (points < np.add(place, WINDOW))).all(axis=1) for place in corners])
    chosen: Corners = []
    while len(chosen) < MOST_FINE and inside.any():
        best = int(inside.sum(axis=1).argmax())
        chosen.append(corners[best])
        inside[:, inside[best]] = False
    return chosen


def inked(gray: Gray, tiles: list[Tile]) -> list[Tile]:
    """The tiles of a picture (H, W) uint8 with much writing, most first: its tones change INKED as much as there."""
    ink = _ink(_steps(gray), tiles)
    return [tiles[place] for place in np.argsort(-ink, kind="stable") if ink[place] >= INKED * ink.max()]


def likeliest(gray: Gray, tiles: list[Tile]) -> list[Tile]:
    """The tiles of a picture (H, W) uint8 to look for a sheet in: the one with most edges, and the middle one."""
    steps = _steps(gray)
    most = tiles[int(_ink(np.where(steps >= STROKE, steps, 0).astype(np.uint8), tiles).argmax())]
    middle = np.array(gray.shape[::-1]) / 2
    away = [np.abs(tile.on_picture(_middle(tile))[0, :2] - middle).max() for tile in tiles]
    central = tiles[int(np.argmin(away))]
    return [most] if most is central else [most, central]


def _middle(tile: Tile) -> Floats:
    """The middle of a tile as a box without size (1, 4) in its pixels."""
    return np.array([[tile.white.shape[1] / 2, tile.white.shape[0] / 2, 0, 0]], np.float32)


def _steps(gray: Gray) -> Gray:
    """(H, W) uint8 -> (H, W - 1) uint8: how much the tone changes from pixel to pixel."""
    return np.asarray(cv2.absdiff(gray[:, 1:], gray[:, :-1]), np.uint8)


def _ink(steps: Gray, tiles: list[Tile]) -> Floats:
    """The sum of a picture's steps (H, W - 1) in the place of each tile."""
    return np.array([_sum_in(steps, tile) for tile in tiles], np.float32)


def _sum_in(steps: Gray, tile: Tile) -> float:
    height, width = tile.white.shape
    x, y, w, h = tile.on_picture(np.array([[0, 0, width, height]], np.float32))[0].round().astype(int)
    return float(steps[y : y + h, x : x + w].sum())


def packed(tiles: list[Tile]) -> list[list[Placed]]:
    """Tiles in windows: one each where they are FEW, else one that fits below or beside a larger one shares its window.

    A tile is seen best alone: with another view of the same digits near them, fewer strings are read.
    """
    if len(tiles) <= FEW:
        return [[Placed(tile, 0, 0)] for tile in tiles]
    filled: list[list[Placed]] = []
    for tile in sorted(tiles, key=lambda tile: -tile.white.size):
        for window in filled:
            spot = _free_spot(window, tile)
            if spot:
                window.append(spot)
                break
        else:
            filled.append([Placed(tile, 0, 0)])
    return filled


def tucked_in(windows: list[list[Placed]], small: Tile) -> list[list[Placed]]:
    """Windows with a small tile in the far corner of the emptiest one, or in one more where it has no place."""
    height, width = (-(-side // CELL) * CELL for side in small.white.shape)
    spot = Placed(small, WINDOW - width, WINDOW - height)
    window = min(windows, key=lambda one: sum(place.tile.white.size for place in one))
    if all(_is_clear(place, spot) for place in window):
        return [[*one, spot] if one is window else one for one in windows]
    return [*windows, [spot]]


def _is_clear(placed: Placed, spot: Placed) -> bool:
    """Whether a tile ends well before a spot further right or down begins."""
    height, width = placed.tile.white.shape
    return bool(placed.x + width + APART <= spot.x or placed.y + height + APART <= spot.y)


def _free_spot(window: list[Placed], tile: Tile) -> Placed | None:
    """Where a tile fits beside the one tile of a window."""
    height, width = tile.white.shape
    below, beside = (-(-side // CELL) * CELL + APART for side in window[0].tile.white.shape)
    if len(window) > 1:
        return None
    if below + height <= WINDOW:
        return Placed(tile, 0, below)
    return Placed(tile, beside, 0) if beside + width <= WINDOW else None


def drawn(window: list[Placed]) -> Floats:
    """A window as the network takes it, (1, WINDOW, WINDOW, 1): flat where no tile lies."""
    view = np.zeros((1, WINDOW, WINDOW, 1), np.float32)
    for tile, x, y in window:
        view[0, y : y + tile.white.shape[0], x : x + tile.white.shape[1], 0] = tile.white
    return view
