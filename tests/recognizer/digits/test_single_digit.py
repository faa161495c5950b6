"""A picture that one digit fills is named with the whole of it in view; others are read as before."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from recognizer import Recognizer
from recognizer.digits.classifier import NOT_A_DIGIT
from recognizer.digits.crops import CROP_SIZE
from recognizer.digits.score import Score
from recognizer.digits.single_digit import WIDEST, SingleDigitClassifier, may_be_single, named_as_whole, whole
from recognizer.reading import Alternative, Box, Digit
from tests.recognizer import drawn

SCORE = Score.load(Path(__file__).parents[3] / "models")
GRAY = np.zeros((100, 100), np.uint8)
LARGE, SMALL = Box(20, 10, 50, 80), Box(20, 10, 10, 16)


class Tells(SingleDigitClassifier):
    """A network that gives one digit a chance, and the rest to another class."""

    def __init__(self, digit: int, chance: float, other: int = NOT_A_DIGIT) -> None:
        self.answer = np.zeros(11, np.float32)
        self.answer[digit], self.answer[other] = chance, 1 - chance

    def probabilities(self, gray: np.ndarray) -> np.ndarray:
        return self.answer


def read(digit: str, confidence: float, second: str = "", box: Box = LARGE) -> Digit:
    return Digit(digit, confidence, box, (Alternative(second, 1 - confidence),) if second else ())


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
    assert may_be_single(width, height) is may


def test_what_fills_the_picture_is_named_by_both_together() -> None:
    torn = named_as_whole(read("4", 0.6, "9"), GRAY, Tells(9, 0.95, 4), SCORE)
    assert torn is not None and torn.digit == "9" and torn.alternatives[0].digit == "4"
    certain = named_as_whole(read("4", 0.999, "9"), GRAY, Tells(9, 0.6, 4), SCORE)
    assert certain is not None and certain.digit == "4", "what is read surely stands against a doubtful word"


def test_a_small_digit_is_left_to_the_reader_where_none_fills_the_picture() -> None:
    assert named_as_whole(read("4", 0.9, box=SMALL), GRAY, Tells(9, 0.1), SCORE) is None


def test_a_loop_that_was_read_as_a_small_digit_does_not_hide_the_digit_that_fills_the_picture() -> None:
    eight = named_as_whole(read("0", 0.8, box=SMALL), GRAY, Tells(8, 0.97), SCORE)
    assert eight is not None and eight.digit == "8" and eight.confidence > 0.9


@pytest.mark.parametrize("hardly", [None, read("4", 0.2), read("7", 0.1, box=SMALL)])
def test_a_digit_that_was_hardly_read_stands_where_the_network_is_sure(hardly: Digit | None) -> None:
    gray = GRAY.copy()
    gray[10:90, 40:60] = 255
    sure, unsure = (named_as_whole(hardly, gray, Tells(4, chance), SCORE) for chance in (0.98, 0.3))
    assert sure is not None and sure.digit == "4" and sure.confidence > 0.9 and sure.box.height == 80
    assert unsure is None or unsure.confidence < 0.5


def test_a_small_spot_is_no_digit_that_fills_a_picture() -> None:
    gray = GRAY.copy()
    gray[50:70, 40:60] = 255
    assert named_as_whole(None, gray, Tells(4, 0.99), SCORE) is None


@pytest.mark.parametrize("digit", ["2", "5", "9"])
def test_a_thick_digit_that_fills_the_photo_is_read(recognizer: Recognizer, digit: str) -> None:
    gray = drawn.sheet(360, 400, 140)
    cv2.putText(gray, digit, (60, 350), cv2.FONT_HERSHEY_SIMPLEX, 14, 30, 70, cv2.LINE_AA)
    assert recognizer.read(drawn.rgb(gray)).text == digit


def test_a_folder_without_the_network_is_told(tmp_path: Path) -> None:
    with pytest.raises((OSError, ValueError)):
        SingleDigitClassifier.load(tmp_path)
