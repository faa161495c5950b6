"""One probability for each digit: it follows what reader, detector and classifier say."""

import json
from pathlib import Path

import numpy as np
import pytest

from recognizer.digits.score import FILE, Score, features, log_odds
from recognizer.lines.places import Line, Place
from recognizer.lines.reader import Character
from recognizer.reading import Box

SCORE = Score.load(Path(__file__).parents[3] / "models")


def named(digit: int, share: float) -> np.ndarray:
    words = np.full(11, (1 - share) / 10, np.float32)
    words[digit] = share
    return words


def place(text: str, share: float, second: str = "x", word: int = 7) -> Place:
    character = Character(text, share, second, (1 - share) / 2, 0, 10)
    return Place(Box(10, 10, 20, 30), character, named(word, 0.99), np.zeros((28, 28), np.uint8))


def line(*places: Place) -> Line:
    return Line(places, np.zeros((4, 2), np.float32), 0.9)


def test_what_reader_and_classifier_tell_alike_is_sure() -> None:
    agreed = place("7", 0.999)
    assert SCORE.probability(line(agreed, agreed, agreed), agreed, "7", 30.0) > 0.95


def test_more_evidence_never_counts_against_a_digit() -> None:
    weak, strong, doubted = place("7", 0.55), place("7", 0.95), place("7", 0.95, word=10)
    assert SCORE.probability(line(weak), weak, "7", 30.0) < SCORE.probability(line(strong), strong, "7", 30.0)
    assert SCORE.probability(line(doubted), doubted, "7", 30.0) < SCORE.probability(line(strong), strong, "7", 30.0)


def test_a_weakly_read_character_that_the_classifier_does_not_see_does_not_stand() -> None:
    alone = place("1", 0.5, word=10)
    assert SCORE.probability(line(alone), alone, "1", 30.0) < 0.5


def test_the_first_candidate_is_likelier_than_the_second() -> None:
    torn = place("7", 0.7, "1")
    assert SCORE.probability(line(torn), torn, "7", 30.0) > SCORE.probability(line(torn), torn, "1", 30.0)


def test_a_letter_of_the_readers_speaks_against_the_digit_that_is_like_it() -> None:
    as_letter, as_digit = place("O", 0.97, "0", word=0), place("0", 0.97, "O", word=0)
    assert (
        SCORE.probability(line(as_letter), as_letter, "0", 30.0)
        < 0.5
        < SCORE.probability(line(as_digit), as_digit, "0", 30.0)
    )


def test_features_are_as_many_as_their_weights() -> None:
    for one in (place("7", 0.9), Place(Box(0, 0, 5, 9), Character("7", 0.9, "x", 0.0, 0, 9))):
        assert len(features(line(one), one, "7", None)) == len(SCORE.weights)


def test_what_is_much_higher_or_lower_than_the_other_digits_is_less_likely_one() -> None:
    one = place("7", 0.9)
    alike, lower, higher, alone = (SCORE.probability(line(one), one, "7", usual) for usual in (30.0, 90.0, 10.0, None))
    assert alike == alone > max(lower, higher)


def test_certainty_has_a_bound() -> None:
    assert log_odds(1.0) == pytest.approx(np.log(999)) == pytest.approx(-log_odds(0.0))


@pytest.mark.parametrize("content", ['{"both": [1]}', "[1, 2]", '{"weights": 3}', "no json"])
def test_a_damaged_file_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / FILE).write_text(content)
    with pytest.raises((ValueError, json.JSONDecodeError)):
        Score.load(tmp_path)
