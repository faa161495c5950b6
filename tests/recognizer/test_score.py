"""One probability for each digit: it follows what reader, detector and classifier say."""

import json
from pathlib import Path

import numpy as np
import pytest

from recognizer.places import Line, Place, candidates
from recognizer.reader import Character
from recognizer.reading import Alternative, Box, Digit
from recognizer.score import Score, case_of, features

SCORE = Score.load(Path(__file__).parents[2] / "models")
BOX, CROP = Box(10, 10, 20, 30), np.zeros((28, 28), np.uint8)


def named(digit: int, share: float) -> np.ndarray:
    words = np.full(11, (1 - share) / 10, np.float32)
    words[digit] = share
    return words


def character(text: str, share: float, second: str = "x") -> Character:
    return Character(text, share, second, (1 - share) / 2, 0, 10)


def place(read: Character | None, found: Digit | None, word: int = 7, **heard: float) -> Place:
    return Place(BOX, read, found, named(word, 0.9), CROP, **heard)


def line(*places: Place) -> Line:
    return Line(places, np.zeros((4, 2), np.float32), 0.9)


def test_what_both_read_alike_is_sure() -> None:
    agreed = place(character("7", 0.99), Digit("7", 0.98, BOX))
    assert case_of(agreed) == "both" and candidates(agreed) == ["7"]
    assert SCORE.probability(line(agreed, agreed, agreed), agreed, "7") > 0.97


@pytest.mark.parametrize("read", [character("7", 0.99), None])
def test_more_evidence_never_counts_against_a_digit(read: Character | None) -> None:
    weak, strong = (place(read, Digit("7", share, BOX), any_digit=0.6) for share in (0.55, 0.95))
    assert SCORE.probability(line(weak), weak, "7") < SCORE.probability(line(strong), strong, "7")


def test_a_weakly_read_character_that_nothing_else_saw_does_not_stand() -> None:
    alone = place(character("1", 0.5), None, word=10)
    assert case_of(alone) == "read" and SCORE.probability(line(alone), alone, "1") < 0.5


def test_where_they_differ_both_are_candidates() -> None:
    differing = place(character("7", 0.9, "1"), Digit("4", 0.6, BOX, (Alternative("9", 0.3),)))
    assert candidates(differing) == ["7", "1", "4"]
    assert SCORE.probability(line(differing), differing, "7") > SCORE.probability(line(differing), differing, "1")


def test_a_letter_of_the_readers_speaks_against_a_digit_of_the_detectors() -> None:
    digit = Digit("0", 0.8, BOX)
    as_letter, as_digit = place(character("O", 0.97, "0"), digit, 0), place(character("0", 0.97, "O"), digit, 0)
    assert SCORE.probability(line(as_letter), as_letter, "0") < SCORE.probability(line(as_digit), as_digit, "0")


def test_features_are_as_many_as_their_weights() -> None:
    for one in (
        place(character("7", 0.9), None),
        place(None, Digit("7", 0.9, BOX)),
        place(character("7", 0.9), Digit("7", 0.9, BOX)),
    ):
        assert len(features(line(one), one, "7")) == len(SCORE.weights[case_of(one)])


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "score.json").write_text(json.dumps({"both": [1]}))
    with pytest.raises((KeyError, ValueError)):
        Score.load(tmp_path)
