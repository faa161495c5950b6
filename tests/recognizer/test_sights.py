"""What is seen at several scales is told once, and where it is seen plainest decides between digit and letter."""

import numpy as np
import pytest

from recognizer.sights import NOTHING, Letters, Seen, Sights, is_print, joined, without_doubles

PLACE = (10.0, 10.0, 20.0, 36.0)


def seen(*sights: tuple[float, float], box: tuple[float, ...] = PLACE) -> Seen:
    """Sights of one place, each with its score and scale."""
    scores, scales = np.array(sights, np.float32).reshape(-1, 2).T
    return Seen(np.array([box] * len(sights), np.float32).reshape(-1, 4), scores, scales)


def lettered(digits: Seen, letters: Seen) -> float:
    which = np.full((len(digits.scores), 10), 0.1, np.float32)
    (odds,) = without_doubles(joined([Sights(digits, which, letters)]), 3).lettered
    return float(odds)


def test_a_digit_seen_twice_is_told_once_and_the_best_comes_first() -> None:
    boxes = np.array([[0, 0, 10, 20], [1, 0, 10, 20], [40, 0, 10, 20]], np.float32)
    which = np.eye(10, dtype=np.float32)[[1, 2, 3]]
    digits = Seen(boxes, np.array([0.4, 0.9, 0.6], np.float32), np.ones(3, np.float32))
    kept = without_doubles(joined([Sights(digits, which, seen())]), 2)
    assert kept.digits.argmax(axis=1).tolist() == [2, 3]
    assert kept.scores == pytest.approx([0.9, 0.6])
    assert kept.again == pytest.approx([0.4, 0])


def test_parts_are_told_together() -> None:
    one, other = (Sights(seen((score, 1.0)), np.eye(10, dtype=np.float32)[[3]], seen()) for score in (0.5, 0.7))
    assert joined([one, other]).digits.scores == pytest.approx([0.7, 0.5])


def test_what_looks_like_a_digit_from_afar_and_like_a_letter_from_close_by_is_a_letter() -> None:
    assert lettered(seen((0.9, 0.25)), seen((0.85, 1.0))) > 2
    assert lettered(seen((0.9, 1.0)), seen((0.85, 0.25))) < -2


def test_a_digit_that_is_never_a_letter_is_none_at_any_scale() -> None:
    assert lettered(seen((0.9, 1.0)), seen()) == pytest.approx(np.log(0.12 / 0.88) - np.log(9), abs=0.01)
    assert lettered(seen((0.9, 0.25), (0.9, 4.0)), seen()) < -4


def test_letters_elsewhere_do_not_count() -> None:
    digit = seen((0.9, 1.0))
    assert lettered(digit, seen((0.9, 1.0), box=(60.0, 10.0, 20.0, 36.0))) == lettered(digit, seen())


@pytest.mark.parametrize(
    ("letters", "digits", "full"),
    [([0.9] * 20, [0.9] * 6, True), ([0.9] * 4, [0.9], False), ([0.4] * 40, [], False), ([0.9] * 9, [0.9] * 30, False)],
    ids=["a label", "a short word", "what only resembles letters", "a sheet of numbers with a word"],
)
def test_print_is_what_is_full_of_letters(letters: list[float], digits: list[float], full: bool) -> None:
    boxes, scores = np.zeros((len(digits), 4), np.float32), np.array(digits, np.float32)
    spelled = Letters(np.zeros((len(letters), 4), np.float32), np.array(letters, np.float32))
    assert is_print(NOTHING._replace(boxes=boxes, scores=scores, letters=spelled)) is full
