"""A picture that one digit fills is judged as a whole too; others are read as before."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from recognizer import Options, Recognizer
from recognizer.classifier import NOT_A_DIGIT
from recognizer.company import Frame
from recognizer.crops import CROP_SIZE
from recognizer.form_text import digits_form
from recognizer.select import Selection
from recognizer.sight import Sight
from recognizer.solo import SURE, WIDEST, SoloClassifier, heard, may_be_solo, whole
from tests.recognizer.drawn import rgb

MODELS = Path(__file__).parents[2] / "models"
PHOTO = Frame(100, 100, 28)
LARGE, SMALL = [20, 10, 50, 80], [20, 10, 10, 16]


def told(digit: int, chance: float, other: int = NOT_A_DIGIT) -> np.ndarray:
    """(11,): a digit with a chance, and the rest for another class."""
    answer = np.zeros(11, np.float32)
    answer[digit], answer[other] = chance, 1 - chance
    return answer


def selection(boxes: np.ndarray, judged: np.ndarray, chosen: list[int], confidence: float = 0.7) -> Selection:
    reasons = [None if place in chosen else "unsure" for place in range(len(boxes))]
    return Selection(
        np.array(chosen, np.intp), boxes[chosen], judged[chosen], np.full(len(chosen), confidence, np.float32), reasons
    )


def after(boxes: list, judged: list, chosen: list[int], said: np.ndarray, least: float = 0.5) -> Selection:
    """What stands of boxes judged so after the network's word."""
    places, probabilities = np.array(boxes, np.float32), np.array(judged, np.float32)
    return heard(selection(places, probabilities, chosen), places, probabilities, said, PHOTO, least)


def test_a_picture_as_mnist_has_them_stays_as_it_is() -> None:
    picture = np.zeros((CROP_SIZE, CROP_SIZE), np.uint8)
    picture[6:22, 12:16], picture[6, 12] = 255, 120
    assert (whole(picture) == picture).all()
    assert np.abs(whole(255 - picture).astype(int) - picture).max() <= 1, "in either polarity"


@pytest.mark.parametrize(("height", "width"), [(112, 112), (48, 32), (16, 16), (20, 30), (90, 3)])
def test_a_picture_of_any_form_is_seen_whole_and_in_the_middle(height: int, width: int) -> None:
    picture = np.full((height, width), 200, np.uint8)
    picture[height // 4 : -(height // 4), width // 3 : width - width // 3] = 40
    seen = whole(picture)
    rows, columns = np.nonzero(seen > 128)
    assert seen.shape == (CROP_SIZE, CROP_SIZE) and seen.max() == 255
    assert abs(rows.mean() - 13.5) <= 1 and abs(columns.mean() - 13.5) <= 1


def test_an_even_picture_shows_nothing() -> None:
    assert not whole(np.full((40, 40), 90, np.uint8)).any()


@pytest.mark.parametrize(("width", "height", "may"), [
    (28, 28, True), (1200, 1600, True), (int(40 * WIDEST), 40, True), (80, 31, False), (10, 60, True),
])  # fmt: skip
def test_a_wide_picture_is_not_taken_for_one_digit(width: int, height: int, may: bool) -> None:
    assert may_be_solo(width, height) is may


def test_what_fills_the_picture_is_named_by_both_together() -> None:
    sure, torn = (
        after([LARGE], [told(4, 0.6, 9)], [0], told(9, 0.95)),
        after([LARGE], [told(4, 0.9)], [0], told(4, 0.9)),
    )
    assert sure.probabilities[0].argmax() == 9 and torn.probabilities[0].argmax() == 4
    assert sure.probabilities[0].sum() == pytest.approx(1) and 0 < sure.confidences[0] <= 1
    assert sure.boxes.tolist() == [LARGE] and sure.reasons == [None]


def test_others_that_are_certain_are_believed_against_a_doubtful_word() -> None:
    assert after([LARGE], [told(4, 0.999, 9)], [0], told(9, 0.6, 4)).probabilities[0].argmax() == 4


def test_a_digit_of_which_neither_is_sure_is_left_out() -> None:
    boxes, judged, said = [SMALL, LARGE], [told(5, 0.1), told(4, 0.55, 9)], told(9, 0.55, 4)
    left_out, asked_for = after(boxes, judged, [1], said, 0.6), after(boxes, judged, [1], said, 0.0)
    assert not len(left_out.chosen) and not len(left_out.boxes) and left_out.reasons == ["unsure", "unsure"]
    assert asked_for.chosen.tolist() == [1] and asked_for.confidences[0] < 0.6


def test_a_small_digit_and_several_digits_are_left_as_they_are() -> None:
    said = told(9, 0.99)
    small = after([SMALL], [told(4, 0.6, 9)], [0], said)
    two = after([LARGE, LARGE], [told(4, 0.6, 9), told(1, 0.6, 9)], [0, 1], said)
    assert small.probabilities[0].argmax() == 4
    assert two.probabilities.argmax(axis=1).tolist() == [4, 1]


def test_where_nothing_stands_the_likeliest_that_fills_the_picture_does() -> None:
    judged = [told(5, 0.4), told(5, 0.3), told(8, 0.1)]
    found = after([SMALL, LARGE, LARGE], judged, [], told(5, 0.97))
    assert found.chosen.tolist() == [1] and found.boxes.tolist() == [LARGE]
    assert found.reasons == ["unsure", None, "unsure"] and found.confidences[0] > 0.9


@pytest.mark.parametrize(("said", "least"), [(told(5, 0.3), 0.5), (told(5, SURE - 0.05), 0.5), (told(5, 0.97), 0.99)],
                         ids=["no digit", "rather a digit", "not as sure as was asked for"])  # fmt: skip
def test_nothing_stands_without_a_sure_word(said: np.ndarray, least: float) -> None:
    assert not len(after([LARGE], [told(5, 0.3)], [], said, least).chosen)


def test_nothing_stands_where_no_proposal_fills_the_picture() -> None:
    assert not len(after([SMALL], [told(5, 0.4)], [], told(5, 0.97)).chosen)


def test_a_letter_cut_out_of_a_word_is_no_digit() -> None:
    network = SoloClassifier.load(MODELS)
    for letter in "AHKMNRTWX":
        picture = np.zeros((64, 64), np.uint8)
        cv2.putText(picture, letter, (12, 52), cv2.FONT_HERSHEY_SIMPLEX, 1.8, 255, 5, cv2.LINE_AA)
        assert network.probabilities(picture).argmax() == NOT_A_DIGIT, letter


def drawn_digit(digit: int, side: int) -> np.ndarray:
    picture = np.full((64, 64), 235, np.uint8)
    cv2.putText(picture, str(digit), (14, 52), cv2.FONT_HERSHEY_SIMPLEX, 1.8, 30, 5, cv2.LINE_AA)
    return rgb(cv2.resize(picture, (side, side), interpolation=cv2.INTER_AREA))


class Stubborn(SoloClassifier):
    """Always says 8, and counts how often it is asked."""

    def __init__(self) -> None:
        self.asked = 0

    def probabilities(self, gray: np.ndarray) -> np.ndarray:
        self.asked += 1
        return told(8, 1.0)


@pytest.mark.parametrize(("width", "asked"), [(48, 1), (96, 0)])
def test_the_recognizer_asks_about_pictures_that_are_not_wide(width: int, asked: int) -> None:
    recognizer, said = Recognizer.load(MODELS), Stubborn()
    recognizer._sight = Sight.load(MODELS)._replace(solo=said)
    picture = np.full((48, width, 3), 235, np.uint8)
    picture[:, :48] = drawn_digit(5, 48)
    (row,) = recognizer.read(picture, Options(turn=0)).rows
    assert said.asked == asked and row.text == ("8" if asked else "5")


def test_the_one_digit_that_is_expected_is_told_however_unsure(recognizer: Recognizer) -> None:
    picture = drawn_digit(4, 48)
    picture[14:20, 20:40] = 30  # a bar that makes the 4 look like a 9, and neither
    (row,) = recognizer.read(picture, Options(form=digits_form(1), min_confidence=1.0, turn=0)).rows
    assert len(row.text) == 1
    assert not recognizer.read(picture, Options(min_confidence=1.0, turn=0)).rows


@pytest.mark.parametrize("side", [32, 400])
@pytest.mark.parametrize("digit", range(10))
def test_a_picture_of_one_digit_is_read(recognizer: Recognizer, digit: int, side: int) -> None:
    (row,) = recognizer.read(drawn_digit(digit, side)).rows
    assert row.text == str(digit)
