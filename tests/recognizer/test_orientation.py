"""When a photo is taken to stand on its side, and when it is left as it is."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from recognizer.classifier import Classifier
from recognizer.crops import cut_crops
from recognizer.orientation import (
    has_fewer_letters,
    is_better,
    is_doubtful,
    likeliest_turn,
    may_be_on_its_head,
    shown_turn,
    shows_more,
)
from recognizer.reading import Box, Digit, Reading, Row
from recognizer.sights import NOTHING, Detections, Letters
from tests.recognizer import drawn


def reading(*rows: list[float]) -> Reading:
    """A reading of digits with these confidences."""
    box = Box(0, 0, 10, 20)
    return Reading(tuple(Row((tuple(Digit("7", confidence, box) for confidence in row),)) for row in rows), 100, 100)


@pytest.mark.parametrize("doubtful", [reading(), reading([0.6, 0.99]), reading([0.7]), reading([0.99], [0.99], [0.99])])
def test_what_is_empty_weak_or_a_column_is_doubted(doubtful: Reading):
    assert is_doubtful(doubtful)


@pytest.mark.parametrize("sound", [reading([0.99]), reading([0.99, 0.98]), reading([0.99, 0.99], [0.99])])
def test_what_is_read_with_confidence_is_not_doubted(sound: Reading):
    assert not is_doubtful(sound)


def test_a_turn_is_believed_only_with_a_margin_and_more_than_one_digit():
    assert is_better(reading([0.99, 0.99, 0.99]), reading([0.8]))
    assert not is_better(reading([0.99]), reading())
    assert not is_better(reading([0.99, 0.99]), reading([0.95, 0.95]))


def test_a_turn_that_was_seen_to_show_more_may_hold_fewer_digits_but_not_none():
    assert is_better(reading([0.99, 0.99]), reading([0.95, 0.95, 0.95]), gain=2.0)
    assert not is_better(reading([0.7, 0.7]), reading(), gain=9.0)


def seen(digits: list[float], letters: list[float], clear: float = 1.0) -> Detections:
    """Digits and letters side by side with these scores; `clear` is how sure it is which digit each is."""
    boxes = np.array([[30 * place, 0, 20, 30] for place in range(len(digits) + len(letters))], np.float32)
    told = np.full((len(digits), 10), (1 - clear) / 9, np.float32)
    told[:, 4] = clear
    scores = np.array(digits, np.float32)
    spelled = Letters(boxes[len(digits) :], np.array(letters, np.float32))
    return Detections(boxes[: len(digits)], scores, told, scores, np.zeros_like(scores), spelled)


def test_the_turn_that_shows_most_digits_is_taken():
    turn, gain = shown_turn([[NOTHING, NOTHING, seen([0.9], []), seen([0.9, 0.95], [])]])
    assert turn == 270 and gain == pytest.approx(0.8 + 0.9)


def test_letters_tell_which_way_is_up_as_digits_do():
    assert shown_turn([[seen([], [0.9, 0.9]), NOTHING, seen([0.9, 0.9], []), NOTHING]])[0] == 0
    assert shown_turn([[seen([], [0.6]), NOTHING, seen([0.9, 0.9], []), NOTHING]])[0] == 180


def test_digits_of_which_it_is_unclear_which_they_are_count_less():
    assert shown_turn([[seen([0.95, 0.95], []), NOTHING, seen([0.99, 0.99, 0.99], [], 0.3), NOTHING]])[0] == 0


def test_scales_add_up_until_the_photo_shows_most_as_it_stands():
    lying = [NOTHING, seen([0.8], []), NOTHING, NOTHING]
    turn, gain = shown_turn([lying, lying])
    assert turn == 90 and gain == pytest.approx(1.2)
    assert shown_turn([lying])[0] == 0
    upright = [seen([0.9], []), NOTHING, seen([0.7], []), NOTHING]
    scales = iter([upright, lying, lying])
    assert shown_turn(scales) == (0, 0.0) and len(list(scales)) == 2


def test_what_may_be_a_digit_or_a_letter_counts_once():
    one = seen([0.8], [])
    both = one._replace(letters=Letters(one.boxes, np.array([0.95], np.float32)))
    assert shown_turn([[both, NOTHING, seen([0.95, 0.95], []), NOTHING]]) == (0, 0.0)
    assert shown_turn([[NOTHING, both, NOTHING, NOTHING]]) == (0, 0.0)


def test_a_second_reading_must_add_something_and_more_where_the_first_found_nothing():
    assert shows_more(reading([0.99, 0.8]), reading([0.99]))
    assert not shows_more(reading([0.99, 0.6]), reading([0.99]))
    assert shows_more(reading([0.9, 0.8]), reading())
    assert not shows_more(reading([0.8, 0.65]), reading())


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_the_turn_that_makes_digits_of_the_crops_is_found(turn: int):
    classifier = Classifier.load(Path(__file__).parents[2] / "models")
    gray = drawn.sheet()
    crops = cut_crops(gray, drawn.write(gray, "2547345", 60, 80))
    lying = np.ascontiguousarray(np.rot90(crops, turn // 90, axes=(1, 2)))
    assert likeliest_turn(classifier, lying, classifier.probabilities(lying)) == turn


@pytest.mark.parametrize(("number", "doubted"), [("2547345", False), ("0880", True), ("8", False)])
def test_what_is_as_clear_upside_down_is_doubted(number: str, doubted: bool):
    classifier, gray = Classifier.load(Path(__file__).parents[2] / "models"), drawn.sheet()
    upright = cut_crops(gray, drawn.write(gray, number, 60, 80))
    box = Box(0, 0, 10, 20)
    over = np.rot90(upright, 2, axes=(1, 2))
    for crops, expected in ((upright, doubted), (over, len(number) > 1)):  # one digit does not tell
        digits = tuple(Digit("8", 0.99, box, crop=np.ascontiguousarray(crop)) for crop in crops)
        assert may_be_on_its_head(classifier, Reading((Row((digits,)),), 640, 240)) == expected


def test_what_holds_no_digit_is_not_on_its_head():
    assert not may_be_on_its_head(Classifier.load(Path(__file__).parents[2] / "models"), reading())


def test_nothing_to_look_at_is_left_as_it_is():
    classifier = Classifier.load(Path(__file__).parents[2] / "models")
    assert likeliest_turn(classifier, np.zeros((0, 28, 28), np.uint8), np.zeros((0, 11), np.float32)) == 0


@pytest.mark.parametrize(("before", "turned", "fewer"), [(40, 28, True), (40, 38, False), (3, 1, False)],
                         ids=["words on their head", "print put upright", "no print"])  # fmt: skip
def test_print_is_not_turned_where_that_hides_its_letters(before: int, turned: int, fewer: bool):
    seen = [
        NOTHING._replace(letters=Letters(np.zeros((count, 4), np.float32), np.full(count, 0.9, np.float32)))
        for count in (turned, before)
    ]
    assert has_fewer_letters(*seen) is fewer


def test_figures_that_looked_like_letters_on_their_side_are_turned():
    lying = seen([0.9] * 5, [0.9] * 30)
    assert not has_fewer_letters(seen([0.99] * 60, [0.9] * 3), lying)
    assert has_fewer_letters(seen([0.99] * 20, [0.9] * 3), lying), "fewer characters than before"
