"""The score is fitted on places that are labelled by what is written."""

import numpy as np
import pytest

from recognizer.lines.places import Line, Place
from recognizer.lines.reader import Character
from recognizer.reading import Box
from training.trainers.score import Truth, alignment, fitted, labels, samples


def places(text: str, share: float = 0.9) -> list[Place]:
    return [Place(Box(20.0 * n, 10, 16, 30), Character(one, share, "x", 0.0, 0, 9), None) for n, one in enumerate(text)]


@pytest.mark.parametrize(
    ("offered", "wanted", "given"),
    [(["1", "2"], "12", ["1", "2"]), (["1", "7", "2"], "12", ["1", "", "2"]), (["1", "7"], "12", ["1", "2"]),
     ([], "12", []), (["3"], "", [""])],
)  # fmt: skip
def test_places_are_aligned_with_what_is_written(offered: list[str], wanted: str, given: list[str]) -> None:
    assert alignment([[one] for one in offered], list(wanted)) == given


def test_boxes_label_the_places_in_them_and_the_rest_is_no_digit_where_all_is_labelled() -> None:
    some = places("12")
    boxes = [["1", 0, 8, 18, 34]]
    assert list(labels(some, Truth(boxes=boxes)).values()) == ["1", ""]
    assert list(labels(some, Truth(boxes=boxes, is_complete=False)).values()) == ["1"]


def test_lines_label_what_is_in_their_quads() -> None:
    some = places("128")
    quad = np.array([[-2, 0], [38, 0], [38, 50], [-2, 50]], np.float32)
    assert list(labels(some, Truth(lines=[(quad, "No 12")])).values()) == ["1", "2"]


def test_the_fit_tells_right_candidates_from_wrong_ones() -> None:
    pytest.importorskip("sklearn")
    known = []
    for share, truth in ((0.98, "12"), (0.4, "")):
        some = places("12", share)
        line = Line(tuple(some), np.zeros((4, 2), np.float32), 0.9)
        known += samples("drawn", [(line, place) for place in some], Truth(row=truth)) * 20
    weights = fitted(known)
    scores = [float(np.dot(weights, one.features)) for one in known]
    assert min(s for s, one in zip(scores, known, strict=True) if one.is_right) > max(
        s for s, one in zip(scores, known, strict=True) if not one.is_right
    )
