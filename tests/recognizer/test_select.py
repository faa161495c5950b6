"""Which proposals stand, on boxes and probabilities made up for the purpose."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from recognizer.company import USUAL, Company
from recognizer.geometry import shares
from recognizer.select import CONFLICT, Selection, select
from recognizer.sights import NOTHING, Detections, Letters

Proposal = tuple[int, float, tuple[float, float, float, float]]


def decide(*proposals: Proposal, least: float = 0.7, company: Company = USUAL) -> Selection:
    """Selects among (digit, probability, box); what is left of the probability is that of no digit."""
    boxes = np.array([box for _, _, box in proposals], np.float32).reshape(-1, 4)
    probabilities = np.zeros((len(proposals), 11), np.float32)
    for row, (digit, probability, _) in zip(probabilities, proposals, strict=True):
        row[digit], row[10] = probability, 1 - probability
    return select(boxes, probabilities, np.zeros(len(boxes), np.float32), least, company)


def test_the_context_classifier_speaks_for_the_box_that_it_was_asked_about() -> None:
    boxes = np.array([[0, 0, 20, 40], [300, 0, 20, 40]], np.float32)
    probabilities = np.zeros((2, 11), np.float32)
    probabilities[:, 3], probabilities[:, 10] = 0.8, 0.2
    company, sitting = USUAL._replace(vouched=1.0), np.zeros(2, np.float32)
    selection = select(boxes, probabilities, sitting, 0.7, company=company, among=np.array([0.5, 0.99], np.float32))
    assert selection.chosen.tolist() == [1]


def stand(*proposals: Proposal) -> list[int]:
    return sorted(decide(*proposals).chosen.tolist())


def test_nothing_gives_nothing():
    assert stand() == []


def test_of_doubles_the_likelier_stands_and_speaks_for_both():
    selection = decide((3, 0.99, (0, 0, 20, 30)), (3, 0.9, (1, 1, 20, 30)), (5, 0.95, (28, 0, 20, 30)))
    assert sorted(selection.chosen) == [0, 2]
    assert selection.reasons == [None, "overlap", None]
    assert 0.9 < selection.probabilities[list(selection.chosen).index(0), 3] < 0.99


def test_neither_a_sheet_nor_its_rows_keep_the_digits_out():
    sheet, rows = (1, 0.97, (-100, -300, 460, 1140)), [(1, 0.83, (5, 60.0 * row, 200, 50)) for row in range(9)]
    digits = [(7, 0.99, (10 + 40.0 * place, 60.0 * row + 4, 28, 42)) for row in range(9) for place in range(4)]
    assert stand(sheet, *rows, *digits) == list(range(10, 46))


def test_a_digit_inside_a_digit_goes():
    eight = (8, 0.97, (0, 0, 30, 50))
    assert stand(eight, (0, 0.9, (4, 1, 22, 22)), (0, 0.9, (4, 26, 22, 23)), (1, 0.97, (40, 0, 9, 50))) == [0, 3]


def test_two_digits_that_touch_stand_against_the_whole():
    whole = (8, 0.5, (0, 0, 44, 40))
    assert stand(whole, (1, 0.97, (0, 0, 14, 40)), (0, 0.98, (15, 0, 29, 40))) == [1, 2]


def test_digits_that_lean_into_each_other_stand_where_the_detector_sees_them_apart():
    boxes = np.array([(0, 0, 30, 40), (17, 0, 30, 40)], np.float32)
    probabilities = np.array([0.97 * np.eye(11)[digit] + 0.03 * np.eye(11)[10] for digit in (4, 7)], np.float32)
    sitting = np.zeros(2, np.float32)

    def standing(*seen: int) -> int:
        places = list(seen)
        scores = np.full(len(places), 0.9, np.float32)
        detections = Detections(boxes[places], scores, probabilities[places, :10], scores, -scores)
        return len(select(boxes, probabilities, sitting, 0.5, detections=detections).chosen)

    assert standing(0, 1) == 2
    assert standing(0) == standing() == 1


@pytest.mark.parametrize(
    ("digits", "away", "count"), [((1, 1), 15, 2), ((1, 7), 15, 1), ((4, 4), 15, 1), ((1, 1), 10, 1)]
)
def test_two_1s_may_lean_into_each_other_farther(digits: tuple[int, int], away: int, count: int):
    boxes = np.array([(0, 0, 35, 45), (17.5 + away - 10.5, 8, 21, 32)], np.float32)
    probabilities = np.array([0.97 * np.eye(11)[digit] + 0.03 * np.eye(11)[10] for digit in digits], np.float32)
    scores = np.array([0.9, 0.8], np.float32)
    detections = Detections(boxes, scores, probabilities[:, :10], scores, -scores)
    assert len(select(boxes, probabilities, np.zeros(2, np.float32), 0.5, detections=detections).chosen) == count


def test_where_the_detector_sees_a_letter_that_is_why_nothing_stands():
    boxes, refused = np.array([(0, 0, 30, 40), (90, 0, 30, 40)], np.float32), np.zeros((2, 11), np.float32)
    refused[:, [5, 10]] = 0.02, 0.98
    weak = refused + np.array([0.3, *[0] * 9, -0.3], np.float32)
    seen = NOTHING._replace(letters=Letters(boxes[:1], np.array([0.9], np.float32)))
    for probabilities, otherwise in ((refused, "not a digit"), (weak, "unsure")):
        selection = select(boxes, probabilities, np.zeros(2, np.float32), 0.5, detections=seen)
        assert selection.reasons == ["letter", otherwise]


def test_a_frame_does_not_swallow_the_number_in_it():
    digits = [(d, 0.95, (20.0 + 30 * d, 20.0, 22.0, 40.0)) for d in range(8)]
    assert stand((0, 0.6, (0, 0, 280, 80)), *digits) == list(range(1, 9))


def test_a_weak_digit_gains_beside_digits_of_its_height_and_goes_alone():
    weak = (7, 0.6, (100, 0, 22, 40))
    company = [(2, 0.98, (20, 0, 22, 40)), (4, 0.98, (60, 0, 22, 40))]
    assert stand(weak, *company) == [0, 1, 2]
    assert stand(weak) == []
    assert stand(weak, (2, 0.98, (60, 0, 80, 140))) == [1]


def test_a_lone_digit_that_is_sure_stands():
    assert stand((7, 0.995, (100, 0, 22, 40))) == [0]


def test_what_is_no_digit_is_told_so():
    assert decide((1, 0.05, (0, 0, 5, 20))).reasons == ["not a digit"]


some_boxes = arrays.arrays(
    np.float32, st.tuples(st.integers(0, 14), st.just(4)), elements=st.integers(1, 60).map(float)
)


@given(some_boxes, st.randoms(use_true_random=False))
def test_no_two_that_stand_conflict_and_all_others_have_a_reason(boxes: np.ndarray, random):
    probabilities = np.random.default_rng(random.randrange(9**9)).dirichlet(np.full(11, 0.2), len(boxes))
    selection = select(boxes, probabilities.astype(np.float32).reshape(-1, 11), np.zeros(len(boxes), np.float32), 0.5)
    standing = boxes[selection.chosen]
    overlap = shares(standing, standing)
    np.fill_diagonal(overlap, 0)
    assert (overlap <= CONFLICT).all()
    assert [reason is None for reason in selection.reasons] == [i in selection.chosen for i in range(len(boxes))]


@pytest.mark.parametrize("least", [0.0, 0.5, 0.9, 1.0])
def test_nothing_stands_below_the_least_confidence(least: float):
    row = [(d, 0.3 + 0.1 * d, (30.0 * d, 0.0, 22.0, 40.0)) for d in range(7)]
    assert (decide(*row, least=least).confidences >= least).all()


@pytest.mark.parametrize(("letters", "chosen"), [(12, [0, 2, 3]), (0, [0, 1, 2, 3])], ids=["print", "no print"])
def test_in_print_a_nought_as_wide_as_a_letter_is_one(letters: int, chosen: list[int]) -> None:
    boxes = np.array([[0, 0, 18, 30], [22, 0, 26, 30], [52, 0, 18, 30], [74, 0, 18, 30]], np.float32)
    probabilities = np.zeros((4, 11), np.float32)
    probabilities[np.arange(4), [4, 0, 7, 5]] = 0.99
    probabilities[:, 10] = 0.01
    words = np.array([[200 + 30 * i, 300, 20, 30] for i in range(letters)], np.float32).reshape(-1, 4)
    seen = NOTHING._replace(letters=Letters(words, np.ones(letters, np.float32)))
    selection = select(boxes, probabilities, np.zeros(4, np.float32), 0.7, detections=seen)
    assert sorted(selection.chosen.tolist()) == chosen
    assert selection.reasons[1] == ("letter" if letters else None)


def test_a_photos_only_digit_needs_more() -> None:
    company = Company(constant=0.0, odds=1.0, neighbour=0.0, lone=0.0, clutter=0.0)
    doubtful, weak = (3, 0.57, (0, 0, 20, 30)), (4, 0.54, (300, 0, 20, 30))
    assert not len(decide(doubtful, least=0.5, company=company).chosen)
    assert decide(doubtful, least=0.5, company=company).reasons == ["unsure"]
    assert len(decide(doubtful, weak, least=0.5, company=company).chosen) == 2
