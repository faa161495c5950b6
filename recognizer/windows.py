"""Fills the windows that the detector's network sees at once: tiles of a picture at several scales, few windows."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from recognizer.tiles import WINDOW, Tile

Floats = npt.NDArray[np.float32]

CELL = 4  # px: side of a cell of the network's maps, at which tiles begin
APART = 24  # px between two tiles in one window
FEW = 4  # tiles that have a window each


class Placed(NamedTuple):
    """A tile and the place of its upper left corner in a window."""

    tile: Tile
    x: int
    y: int


def packed(tiles: list[Tile]) -> list[list[Placed]]:
    """Tiles in windows: one each where they are FEW, else one that fits below or beside a larger one shares its window.

    A tile is seen best alone: with another view of the same digits near them, fewer strings are read.
    """
    if len(tiles) <= FEW:
        return [[Placed(tile, 0, 0)] for tile in tiles]
    filled: list[list[Placed]] = []
    for tile in sorted(tiles, key=lambda tile: -np.prod(tile.size)):
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
    width, height = (-(-side // CELL) * CELL for side in small.size)
    spot = Placed(small, WINDOW - width, WINDOW - height)
    window = min(windows, key=lambda one: sum(np.prod(place.tile.size) for place in one))
    if all(_is_clear(place, spot) for place in window):
        return [[*one, spot] if one is window else one for one in windows]
    return [*windows, [spot]]


def _is_clear(placed: Placed, spot: Placed) -> bool:
    """Whether a tile ends well before a spot further right or down begins."""
    width, height = placed.tile.size
    return bool(placed.x + width + APART <= spot.x or placed.y + height + APART <= spot.y)


def _free_spot(window: list[Placed], tile: Tile) -> Placed | None:
    """Where a tile fits beside the one tile of a window."""
    width, height = tile.size
    beside, below = (-(-side // CELL) * CELL + APART for side in window[0].tile.size)
    if len(window) > 1:
        return None
    if below + height <= WINDOW:
        return Placed(tile, 0, below)
    return Placed(tile, beside, 0) if beside + width <= WINDOW else None


def drawn(window: list[Placed]) -> Floats:
    """A window as the network takes it, (1, WINDOW, WINDOW, 1): flat where no tile lies."""
    view = np.zeros((1, WINDOW, WINDOW, 1), np.float32)
    for tile, x, y in window:
        width, height = tile.size
        view[0, y : y + height, x : x + width, 0] = tile.white()
    return view
