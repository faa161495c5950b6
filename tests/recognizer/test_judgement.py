"""Witnesses who agree convince, one who contradicts gives doubt, and a missing one is no proof."""

import numpy as np
import pytest

from recognizer.judgement import STRANGE, STRANGE_IN_TEXT, Weights, judge
from recognizer.sights import NOTHING, Detections, Letters

WEIGHTS = Weights((0.0, 1.0, 0.5, 1.0, 0.0, -0.5, 0.5, -2.0, 0.5), (-2.0, 0.5, -0.5, 0.5), (1.0, 1.0, 1.0))


def told(chance: float, digit: int | None = None) -> np.ndarray:
    """What stands among its neighbours: a digit with some chance, any or mostly one of them."""
    row = np.full((1, 11), chance / 10, np.float32)
    row[0, 10] = 1 - chance
    if digit is not None:
        row[0, :10] = chance / 90
        row[0, digit] = 0.9 * chance
    return row


EVEN = told(0.5)
BOX = np.array([[10, 10, 20, 40]], np.float32)


def classified(digit: int, probability: float, nothing: float = 0.0) -> np.ndarray:
    row = np.full((1, 11), (1 - probability - nothing) / 9, np.float32)
    row[0, digit], row[0, 10] = probability, nothing
    return row


def detected(digit: int, score: float, box: np.ndarray = BOX, again: float = 0.0, lettered: float = 0.0) -> Detections:
    digits = np.full((1, 10), 0.01, np.float32)
    digits[0, digit] = 0.91
    scores, others, letters = np.array([[score], [again], [lettered]], np.float32)
    return Detections(box, scores, digits, others, letters)


def chance(box: np.ndarray, probabilities: np.ndarray, detections: Detections, among: float = 0.5) -> float:
    return float(1 - judge(box, probabilities, told(among), detections, WEIGHTS)[0, 10])


def test_every_judgement_is_a_distribution() -> None:
    judged = judge(BOX, classified(3, 0.9), EVEN, detected(3, 0.8), WEIGHTS)
    assert judged.shape == (1, 11) and judged.sum() == pytest.approx(1) and judged[0].argmax() == 3


def test_agreement_is_believed_more_than_contradiction() -> None:
    same, other = (chance(BOX, classified(3, 0.9), detected(digit, 0.8)) for digit in (3, 8))
    assert same > 0.9 > other


def test_what_the_detector_passed_over_is_doubted() -> None:
    sure = classified(3, 0.9)
    away = detected(3, 0.8, BOX + np.array([200, 0, 0, 0], np.float32))
    assert chance(BOX, sure, detected(3, 0.8)) > chance(BOX, sure, away)
    assert chance(BOX, sure, away) == pytest.approx(chance(BOX, sure, NOTHING))


def test_a_stronger_sight_counts_more_and_a_refusing_classifier_less() -> None:
    assert chance(BOX, classified(3, 0.9), detected(3, 0.9)) > chance(BOX, classified(3, 0.9), detected(3, 0.3))
    assert chance(BOX, classified(3, 0.9), detected(3, 0.6)) > chance(BOX, classified(3, 0.1, 0.85), detected(3, 0.6))


def test_a_letter_in_its_place_speaks_against_a_digit() -> None:
    letters = Letters(BOX, np.array([0.9], np.float32))
    for heard in (detected(3, 0.8), NOTHING):
        spelled = heard._replace(letters=letters)
        assert chance(BOX, classified(3, 0.9), spelled) < chance(BOX, classified(3, 0.9), heard)
        away = heard._replace(letters=letters._replace(boxes=BOX + np.array([200, 0, 0, 0], np.float32)))
        assert chance(BOX, classified(3, 0.9), away) == pytest.approx(chance(BOX, classified(3, 0.9), heard))


def test_a_letter_that_is_surer_than_the_digit_speaks_more_strongly() -> None:
    def doubt(score: float) -> float:
        """What one more unit of a letter's log odds takes from the digit's."""
        odds = [np.log(p / (1 - p)) for p in (spelled(score), spelled(1 / (1 + (1 / score - 1) / np.e)))]
        return float(odds[0] - odds[1])

    def spelled(score: float) -> float:
        letters = Letters(BOX, np.array([score], np.float32))
        return chance(BOX, classified(3, 0.9), detected(3, 0.6)._replace(letters=letters))

    assert doubt(0.3) == pytest.approx(0.5, abs=0.01) and doubt(0.7) == pytest.approx(2.5, abs=0.01)


def test_a_letter_that_is_surer_where_both_are_seen_plainest_speaks_as_strongly() -> None:
    same, surer = (chance(BOX, classified(3, 0.9), detected(3, 0.6, lettered=odds)) for odds in (-1.0, 1.5))
    assert np.log(same / (1 - same)) - np.log(surer / (1 - surer)) == pytest.approx(3.0, abs=0.01)


def test_what_is_a_letter_among_its_neighbours_is_doubted_seen_or_not() -> None:
    for seen in (detected(3, 0.8), NOTHING):
        letter, maybe, digit = (
            chance(BOX, classified(3, 0.9), seen, among) for among in (STRANGE / 9, STRANGE / 2, 0.9)
        )
        assert letter < maybe < digit
        assert chance(BOX, classified(3, 0.9), seen, 0.4) == digit, "here neighbours never speak for a digit"


def test_beside_letters_the_neighbours_speak_against_a_digit_sooner() -> None:
    beside = BOX + np.array([[24, 0, 0, 0], [48, 0, 0, 0]], np.float32)
    sure = np.array([0.8, 0.8], np.float32)
    bare, heard = NOTHING, NOTHING._replace(letters=Letters(beside, sure))
    doubtful, likely = STRANGE_IN_TEXT / 2, 0.6
    assert chance(BOX, classified(0, 0.9), heard, doubtful) < chance(BOX, classified(0, 0.9), bare, doubtful)
    assert chance(BOX, classified(0, 0.9), heard, likely) == chance(BOX, classified(0, 0.9), bare, likely)
    above = heard._replace(letters=Letters(beside - np.array([0, 90, 0, 0], np.float32), sure))
    assert chance(BOX, classified(0, 0.9), above, doubtful) == chance(BOX, classified(0, 0.9), bare, doubtful)


def test_what_is_seen_at_several_scales_is_believed_more() -> None:
    once, twice = (chance(BOX, classified(3, 0.9), detected(3, 0.6, again=again)) for again in (0.0, 0.5))
    assert twice > once


def test_two_weak_witnesses_decide_together_which_digit_it_is() -> None:
    torn = classified(3, 0.45)
    torn[0, 8] = 0.45
    assert judge(BOX, torn, EVEN, detected(8, 0.8), WEIGHTS)[0].argmax() == 8


def test_the_neighbours_witness_decides_which_digit_it_is_where_the_others_are_torn() -> None:
    torn = classified(4, 0.45)
    torn[0, 9] = 0.45
    for digit in (4, 9):
        assert judge(BOX, torn, told(0.9, digit), NOTHING, WEIGHTS)[0].argmax() == digit


def test_no_boxes_give_no_judgement() -> None:
    assert judge(np.zeros((0, 4), np.float32), np.zeros((0, 11), np.float32), EVEN[:0], NOTHING, WEIGHTS).shape == (
        0,
        11,
    )


def test_a_surer_letter_counts_as_far_as_the_neighbours_leave_doubt() -> None:
    word, slash = classified(1, 0.98), detected(1, 0.7, lettered=1.5)
    unknown, likely, certain = (chance(BOX, word, slash, among) for among in (0.5, 0.8, 1.0))
    assert unknown < likely < certain == pytest.approx(chance(BOX, word, detected(1, 0.7), 1.0))
    assert unknown == pytest.approx(chance(BOX, word, slash, 0.3))


def strokes(count: int, digit: int = 1) -> list[float]:
    """The chance of a digit for boxes that look like signs to their neighbours, among four written figures."""
    figures = np.array([[60 * i, 10 + 4 * (-1) ** i, 20, 40 - 3 * (-1) ** i] for i in range(1, 5)], np.float32)
    alike = BOX * [1, 1, 0.7, 1] + np.array([[300 * i, 0, 0, 0] for i in range(count)])
    places = np.concatenate([alike.astype(np.float32), figures])
    one = detected(digit, 0.7)
    seen = Detections(places, *(np.repeat(column, len(places), axis=0) for column in one[1:5]))
    among = np.concatenate([np.repeat(told(STRANGE / 50), count, axis=0), np.repeat(told(0.99), 4, axis=0)])
    judged = judge(places, np.repeat(classified(digit, 0.98), len(places), axis=0), among, seen, WEIGHTS)
    return [float(1 - row[10]) for row in judged[:count]]


def test_a_stroke_by_itself_in_handwriting_is_rather_a_bent_1_than_a_sign() -> None:
    (lone,) = strokes(1)
    pair = strokes(2)
    assert lone > pair[0] == pytest.approx(pair[1])
    assert strokes(1, digit=8) == pytest.approx(strokes(2, digit=8)[:1]), "brackets and slashes look like a 1 only"
