"""Readings of parts and turned photos, told in the pixels of the whole upright photo."""

from __future__ import annotations

import numpy as np
import pytest

from recognizer.reading import Box, Digit, Reading, Rejected, Row
from recognizer.views import cropped, inside, moved, quarter_turned, turned_back

PHOTO = np.zeros((40, 60, 3), np.uint8)
PHOTO[5:15, 20:50] = 255


def white(photo: np.ndarray) -> Box:
    """The box around what is white."""
    ys, xs = np.nonzero(photo[..., 0])
    return Box(float(xs.min()), float(ys.min()), float(np.ptp(xs) + 1), float(np.ptp(ys) + 1))


def reading(photo: np.ndarray) -> Reading:
    rejected = (Rejected(white(photo), "letter", "1", 0.2),)
    return Reading((Row(((Digit("1", 1.0, white(photo)),),)),), photo.shape[1], photo.shape[0], rejected=rejected)


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_boxes_of_a_turned_photo_come_back(degrees: int):
    back = turned_back(reading(quarter_turned(PHOTO, degrees)), degrees)
    assert back.digits[0].box == back.rejected[0].box == white(PHOTO)
    assert (back.width, back.height, back.turned) == (60, 40, degrees)


def test_a_turn_is_clockwise():
    assert white(quarter_turned(PHOTO, 90)).x > 20


def test_other_angles_are_refused():
    with pytest.raises(ValueError, match="quarter"):
        quarter_turned(PHOTO, 45)


def test_boxes_of_a_part_are_told_in_the_whole_photo():
    part, left, top = cropped(PHOTO, Box(10.4, 3.2, 45, 30))
    back = moved(reading(part), left, top, 60, 40)
    assert back.digits[0].box == white(PHOTO)
    assert (back.width, back.height) == (60, 40)


@pytest.mark.parametrize("region", [Box(-9, -9, 500, 500), Box(59, 39, 1, 1), Box(500, 500, 4, 4), Box(5, 5, 0, 0)])
def test_a_region_always_leaves_something_of_the_photo(region: Box):
    assert cropped(PHOTO, region)[0].size > 0


@pytest.mark.parametrize(
    ("box", "cut"),
    [
        (Box(10, 5, 20, 30), Box(10, 5, 20, 30)),
        (Box(-8, 5, 20, 30), Box(0, 5, 12, 30)),
        (Box(50, 20, 25, 40), Box(50, 20, 10, 20)),
        (Box(-30, -50, 20, 40), Box(0, 0, 1, 1)),
        (Box(70, 45, 20, 40), Box(59, 39, 1, 1)),
    ],
)
def test_what_reaches_over_the_edge_of_the_photo_is_cut_off(box: Box, cut: Box):
    over = Reading((Row(((Digit("1", 1.0, box),),)),), 60, 40, rejected=(Rejected(box, "letter", "1", 0.2),))
    told = inside(over)
    assert told.digits[0].box == told.rejected[0].box == cut
