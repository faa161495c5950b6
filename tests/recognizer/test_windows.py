"""Tiles cover every picture, share windows where they fit, and lead boxes back to where they come from."""

import numpy as np
import pytest

from webapp.recognizer.windows import (
    APART,
    CELL,
    MOST_FINE,
    OVERLAP,
    WINDOW,
    Tile,
    cut_tile,
    drawn,
    fullest,
    inked,
    likeliest,
    packed,
    tile_corners,
    tucked_in,
)


def tiles_of(width: int, height: int, scale: float = 1.0) -> list[Tile]:
    white = np.random.default_rng(width).random((height, width), np.float32) + 1
    return [cut_tile(white, corner, scale) for corner in tile_corners(width, height)]


@pytest.mark.parametrize(("width", "height"), [(1, 1), (320, 320), (321, 60), (576, 576), (1088, 401)])
def test_tiles_cover_a_picture_and_share_their_edges(width: int, height: int) -> None:
    covered = np.zeros((height, width), bool)
    places = list(tile_corners(width, height))
    for x, y in places:
        covered[y : y + WINDOW, x : x + WINDOW] = True
    assert covered.all()
    columns = sorted({x for x, _ in places})
    assert all(right - left <= WINDOW - OVERLAP for left, right in zip(columns, columns[1:], strict=False))


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
    tiles = [tile for size in levels for tile in tiles_of(*size)]
    filled = packed(tiles)
    assert len(filled) == count
    assert sum(len(window) for window in filled) == len(tiles)
    for window in filled:
        view = drawn(window)
        assert view.shape == (1, WINDOW, WINDOW, 1)
        assert int((view > 0).sum()) == sum(place.tile.white.size for place in window), "none lies on another"
        for tile, x, y in window:
            assert x % CELL == y % CELL == 0
            assert (view[0, y : y + tile.white.shape[0], x : x + tile.white.shape[1], 0] == tile.white).all()


@pytest.mark.parametrize("levels", [[(160, 120)], [(160, 160), (320, 320)], [(160, 120), (320, 240), (576, 432)]])
def test_a_small_tile_is_tucked_into_a_window_that_has_room(levels: list[tuple[int, int]]) -> None:
    before = packed([tile for size in levels for tile in tiles_of(*size)])
    (small,) = tiles_of(60, 45)
    windows = tucked_in([list(window) for window in before], small)
    assert len(windows) == len(before)
    (window,) = (window for window in windows if any(place.tile is small for place in window))
    assert int((drawn(window) > 0).sum()) == sum(place.tile.white.size for place in window), "none lies on another"
    assert all(place.x % CELL == place.y % CELL == 0 for place in window)


def test_a_small_tile_has_a_window_of_its_own_where_all_are_full() -> None:
    (small,) = tiles_of(60, 60)
    full = packed(tiles_of(320, 320))
    assert tucked_in([list(window) for window in full], small)[:-1] == full


def test_a_tile_is_heard_from_a_height_on() -> None:
    (tile,) = tiles_of(60, 60)
    boxes = np.array([[20, 20, 10, 12], [10, 10, 20, 40]], np.float32)
    assert tile.holds(boxes).all()
    assert list(tile._replace(least=20.0).holds(boxes)) == [False, True]


def test_two_tiles_of_a_window_do_not_touch() -> None:
    filled = packed([tile for height in range(100, 106) for tile in tiles_of(300, height)])
    assert len(filled) == 3
    for window in filled:
        ends = sorted((place.y, place.y + place.tile.white.shape[0]) for place in window)
        assert ends[1][0] - ends[0][1] >= APART


def test_boxes_lead_back_to_the_picture_and_cut_ones_are_known() -> None:
    left, right = tiles_of(500, 200, scale=0.5)
    boxes = np.array([[10, 20, 30, 40], [300, 20, 20, 40], [0, 20, 30, 40]], np.float32)
    assert left.holds(boxes).tolist() == [True, False, True], "the picture ends at its own left"
    assert right.holds(boxes[[0, 2]]).tolist() == [True, False]
    assert right.on_picture(boxes[:1]) == pytest.approx(np.array([[(10 + WINDOW - OVERLAP) * 2, 40, 60, 80]]))


def test_only_the_tiles_with_points_are_looked_through_again() -> None:
    places = [(x, y) for y in (0, 256, 512) for x in (0, 256, 512, 768)]
    points = np.array([[300, 300], [310, 310], [900, 20]], np.float32)
    assert set(fullest(places, points)) == {(0, 0), (768, 0)}
    everywhere = np.array([(x + 160, y + 160) for x, y in places], np.float32)
    assert len(fullest(places, everywhere)) == MOST_FINE
    assert fullest(places, np.zeros((0, 2), np.float32)) == []


def test_tiles_with_writing_come_first_and_blank_ones_not_at_all() -> None:
    gray = np.full((320, 1088), 220, np.uint8)
    gray[40:280:4, 250:540] = 30
    gray[40:280:4, 250:540:2] = 220  # dots, as small print has them
    gray[100, 900:908:2] = 30
    tiles = [cut_tile(gray.astype(np.float32), corner, 1.0) for corner in tile_corners(1088, 320)]
    assert [tile.corner[0] for tile in inked(gray, tiles)] == [256, 0]
    blank = np.full_like(gray, 220)
    assert len(inked(blank, tiles)) == len(tiles), "where nothing is, no tile is blanker than another"


def test_a_sheet_is_looked_for_where_strokes_are_though_cloth_has_more_ink() -> None:
    gray = np.full((320, 1088), 200, np.uint8)
    gray[:, :256:2] = 190  # woven cloth: many weak edges
    gray[100:200:4, 830:1080:6] = 30
    tiles = [cut_tile(gray.astype(np.float32), corner, 1.0) for corner in tile_corners(1088, 320)]
    assert inked(gray, tiles)[0].corner[0] == 0
    assert [tile.corner[0] for tile in likeliest(gray, tiles)] == [768, 256]
    blank = np.full_like(gray, 200)
    assert [tile.corner[0] for tile in likeliest(blank, tiles)] == [0, 256]
