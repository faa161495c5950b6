"""Tiles cover every picture, those worth a look are chosen, and boxes in them lead back to where they come from."""

import numpy as np
import pytest

from recognizer.tiles import (
    MOST_FINE,
    OVERLAP,
    WINDOW,
    fullest,
    inked,
    likeliest,
    tile_corners,
    tiles_of,
    whiten,
)
from tests.recognizer.drawn import sheet, tiles, write


def test_light_and_contrast_are_evened_out() -> None:
    gray = sheet(320, 200)
    write(gray, "305", 40, 60)
    dim = (gray * 0.5 + 20).astype(np.uint8)
    assert np.abs(whiten(gray) - whiten(dim)).mean() < 0.1
    assert np.abs(whiten(np.full((90, 90), 77, np.uint8))).max() == 0
    assert whiten(255 - gray) == pytest.approx(-whiten(gray), abs=1e-3)


@pytest.mark.parametrize(("width", "height"), [(1, 1), (320, 320), (321, 60), (576, 576), (1088, 401)])
def test_tiles_cover_a_picture_and_share_their_edges(width: int, height: int) -> None:
    covered = np.zeros((height, width), bool)
    places = list(tile_corners(width, height))
    for x, y in places:
        covered[y : y + WINDOW, x : x + WINDOW] = True
    assert covered.all()
    columns = sorted({x for x, _ in places})
    assert all(right - left <= WINDOW - OVERLAP for left, right in zip(columns, columns[1:], strict=False))


def test_a_tile_is_heard_from_a_height_on() -> None:
    (tile,) = tiles(60, 60)
    boxes = np.array([[20, 20, 10, 12], [10, 10, 20, 40]], np.float32)
    assert tile.holds(boxes).all()
    assert list(tile._replace(least=20.0).holds(boxes)) == [False, True]


def test_boxes_lead_back_to_the_picture_and_cut_ones_are_known() -> None:
    left, right = tiles(500, 200, scale=0.5)
    boxes = np.array([[10, 20, 30, 40], [300, 20, 20, 40], [0, 20, 30, 40]], np.float32)
    assert left.holds(boxes).tolist() == [True, False, True], "the picture ends at its own left"
    assert right.holds(boxes[[0, 2]]).tolist() == [True, False]
    assert right.on_picture(boxes[:1]) == pytest.approx(np.array([[(10 + WINDOW - OVERLAP) * 2, 40, 60, 80]]))


def test_a_tile_is_whitened_as_the_whole_picture_is() -> None:
    cut = tiles(700, 420)
    white = whiten(cut[0].picture)
    assert len(cut) == 6
    for tile in cut:
        x, y = tile.corner
        assert (tile.white() == white[y : y + WINDOW, x : x + WINDOW]).all()


def test_only_the_tiles_with_boxes_are_looked_through_again() -> None:
    places = [(x, y) for y in (0, 256, 512) for x in (0, 256, 512, 768)]
    boxes = np.array([[145, 140, 10, 20], [150, 150, 10, 10], [445, 0, 10, 20]], np.float32)
    assert set(fullest(boxes, places, 2.0)) == {(0, 0), (768, 0)}
    everywhere = np.array([(x + 155, y + 150, 10, 20) for x, y in places], np.float32)
    assert len(fullest(everywhere, places, 1.0)) == MOST_FINE
    assert fullest(boxes[:0], places, 1.0) == []


def test_tiles_with_writing_come_first_and_blank_ones_not_at_all() -> None:
    gray = np.full((320, 1088), 220, np.uint8)
    gray[40:280:4, 250:540] = 30
    gray[40:280:4, 250:540:2] = 220  # dots, as small print has them
    gray[100, 900:908:2] = 30
    places = list(tile_corners(1088, 320))
    assert inked(gray, places, 1.0) == [(256, 0), (0, 0)]
    assert inked(gray.repeat(2, axis=0).repeat(2, axis=1), places, 0.5) == [(256, 0), (0, 0)]
    blank = np.full_like(gray, 220)
    assert len(inked(blank, places, 1.0)) == len(places), "where nothing is, no tile is blanker than another"


def test_a_sheet_is_looked_for_where_strokes_are_though_cloth_has_more_ink() -> None:
    gray = np.full((320, 1088), 200, np.uint8)
    gray[:, :256:2] = 190  # woven cloth: many weak edges
    gray[100:200:4, 830:1080:6] = 30
    places = list(tile_corners(1088, 320))
    assert inked(gray, places, 1.0)[0] == (0, 0)
    assert likeliest(gray, places, 1.0) == [(768, 0), (256, 0)]
    blank = np.full_like(gray, 200)
    assert likeliest(blank, places, 1.0) == [(0, 0), (256, 0)]
    assert likeliest(blank, places[:1], 1.0) == [(0, 0)]


def test_a_picture_has_the_tiles_of_its_level_or_those_that_are_chosen() -> None:
    gray = sheet(800, 600)
    assert [tile.corner for tile in tiles_of(gray, 400)] == [(0, 0), (256, 0)]
    assert tiles_of(gray, 400)[0].scale == 0.5
    (last,) = tiles_of(gray, 400, lambda corners, scale: corners[-1:])
    assert last.corner == (256, 0) and last.size == (144, 300)
    assert tiles_of(gray, 4000)[0].picture.shape == (900, 1200), "more pixels it does not have"
