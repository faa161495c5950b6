"""Tiles share windows where they fit, and none lies on another."""

import numpy as np
import pytest

from recognizer.tiles import WINDOW
from recognizer.windows import APART, CELL, drawn, packed, tucked_in
from tests.recognizer.drawn import tiles


@pytest.mark.parametrize(
    ("levels", "count"),
    [
        ([(160, 120), (320, 240), (576, 432)], 5),  # the smallest finds room beside the largest
        ([(120, 160), (240, 320), (432, 576)], 5),
        ([(160, 90), (320, 180), (576, 324)], 4),
        ([(160, 160), (320, 320), (576, 576)], 6),
        ([(160, 23), (320, 46), (576, 82)], 4),  # a strip has few: each is seen best alone
    ],
)
def test_tiles_share_windows_where_they_fit_and_none_is_lost(levels: list[tuple[int, int]], count: int) -> None:
    cut = [tile for size in levels for tile in tiles(*size)]
    filled = packed(cut)
    assert len(filled) == count
    assert sum(len(window) for window in filled) == len(cut)
    for window in filled:
        view = drawn(window)
        assert view.shape == (1, WINDOW, WINDOW, 1)
        assert int((view != 0).sum()) == sum(np.prod(place.tile.size) for place in window), "none lies on another"
        for tile, x, y in window:
            assert x % CELL == y % CELL == 0
            width, height = tile.size
            assert (view[0, y : y + height, x : x + width, 0] == tile.white()).all()


@pytest.mark.parametrize("levels", [[(160, 120)], [(160, 160), (320, 320)], [(160, 120), (320, 240), (576, 432)]])
def test_a_small_tile_is_tucked_into_a_window_that_has_room(levels: list[tuple[int, int]]) -> None:
    before = packed([tile for size in levels for tile in tiles(*size)])
    (small,) = tiles(60, 45)
    windows = tucked_in([list(window) for window in before], small)
    assert len(windows) == len(before)
    (window,) = (window for window in windows if any(place.tile is small for place in window))
    assert int((drawn(window) != 0).sum()) == sum(np.prod(place.tile.size) for place in window), "none lies on another"
    assert all(place.x % CELL == place.y % CELL == 0 for place in window)


def test_a_small_tile_has_a_window_of_its_own_where_all_are_full() -> None:
    (small,) = tiles(60, 60)
    full = packed(tiles(320, 320))
    assert tucked_in([list(window) for window in full], small)[:-1] == full


def test_two_tiles_of_a_window_do_not_touch() -> None:
    filled = packed([tile for height in range(100, 106) for tile in tiles(300, height)])
    assert len(filled) == 3
    for window in filled:
        ends = sorted((place.y, place.y + place.tile.size[1]) for place in window)
        assert ends[1][0] - ends[0][1] >= APART
