"""What the recognizer takes for digits in a scene is told as what it is."""

import numpy as np
import pytest

from recognizer.context import VIEW
from training.export import MODELS
from training.sheets import IGNORED, LETTER, print_line
from training.suspects import MOST, Suspects, chosen, shown

BOXES = np.array([[10, 10, 20, 30], [60, 10, 20, 30], [110, 10, 20, 30]], np.float32)
MARKS = np.array([7, LETTER, IGNORED], np.int8)


@pytest.fixture(scope="module")
def suspects() -> Suspects:
    """With the landed networks."""
    return Suspects(MODELS)


def test_places_are_what_lies_under_them() -> None:
    assert shown(BOXES, BOXES, MARKS).tolist() == [7, LETTER, IGNORED]
    beside = np.array([[200, 200, 20, 30]], np.float32)
    assert shown(beside, BOXES, MARKS).tolist() == [LETTER]
    assert shown(beside, BOXES[:0], MARKS[:0]).tolist() == [LETTER]


def test_half_of_a_digit_is_not_learned_and_half_of_a_letter_is_none() -> None:
    halves = BOXES[:2] * (1, 1, 1, 0.4)
    assert shown(halves.astype(np.float32), BOXES, MARKS).tolist() == [IGNORED, LETTER]


def test_no_scene_gives_more_than_its_share() -> None:
    labels = np.array([3] * 40 + [LETTER] * 40 + [IGNORED] * 40, np.int8)
    picked = labels[chosen(labels, np.random.default_rng(0))]
    assert (picked == 3).sum() == MOST and (picked == LETTER).sum() == MOST and len(picked) == 2 * MOST


def test_print_gives_its_digits_and_nothing_else_as_digits(suspects: Suspects) -> None:
    line = print_line("S 507", None, 40)
    picture = np.full((256, 256), 240, np.uint8)
    height, width = line.ink.shape
    picture[80 : 80 + height, 30 : 30 + width] = (240 - 220 * line.ink).astype(np.uint8)
    marks = np.array([digit for digit, *_ in line.marks], np.int8)
    boxes = np.array([box for _, *box in line.marks], np.float32) + (30, 80, 0, 0)
    views, labels = suspects.in_scene(picture, boxes.astype(np.float32), marks, np.random.default_rng(0))
    assert views.shape == (len(labels), *VIEW)
    assert {0, 5, 7} <= set(labels.tolist()) <= {0, 5, 7, LETTER}


def test_an_empty_scene_gives_none(suspects: Suspects) -> None:
    empty = np.full((256, 256), 128, np.uint8)
    views, labels = suspects.in_scene(empty, BOXES[:0], MARKS[:0], np.random.default_rng(0))
    assert views.shape == (0, *VIEW) and len(labels) == 0
