"""A view shows a character in the middle and its neighbours, whatever its size, place and light."""

import numpy as np
import pytest

from recognizer.budget import Budget
from recognizer.classifier import NOT_A_DIGIT
from recognizer.company import UNKNOWN
from recognizer.context import SMOOTHING, VIEW, ContextClassifier, cut_views, evened, unsmoothed
from recognizer.pipeline import asked
from tests.recognizer.drawn import sheet, write


class Stub:
    """A network that takes what is light in the middle for a 7, and all else for no digit; counts what it is asked."""

    asked = 0

    def run(self, views: np.ndarray) -> tuple[np.ndarray, ...]:
        self.asked += len(views)
        logits = np.zeros((len(views), 11), np.float32)
        light = views[:, 16, 48, 0] > 0
        logits[light, 7] = logits[~light, NOT_A_DIGIT] = 5.0
        return (logits,)


@pytest.mark.parametrize("side", [10, 20, 45, 130])
def test_a_box_is_brought_to_the_middle_at_one_size(side: int) -> None:
    gray = np.full((400, 900), 40, np.uint8)
    gray[100 : 100 + side, 300 : 300 + side // 2] = 220
    (view,) = cut_views(gray, np.array([[300, 100, side / 2, side]], np.float32))
    rows, columns = np.nonzero(view > 130)
    assert view.shape == VIEW
    assert rows.min() == pytest.approx(6, abs=1.5) and rows.max() == pytest.approx(25, abs=1.5)
    assert columns.mean() == pytest.approx(47.5, abs=1.5) and np.ptp(columns) == pytest.approx(9, abs=1.5)


def test_neighbours_are_seen_and_beyond_the_edge_it_goes_on_as_at_the_edge() -> None:
    gray = np.full((60, 300), 200, np.uint8)
    gray[20:40, 40:50] = 0
    view, edge = cut_views(gray, np.array([[10, 20, 10, 20], [0, 0, 10, 20]], np.float32))
    assert (view[8:24, 74:80] < 60).all(), "the bar stands 30 pixels to the right of the box's middle"
    assert edge.shape == VIEW and edge[:, :40].min() == 200


def test_a_box_that_fills_the_picture_or_leaves_it_is_seen_with_its_edges_repeated() -> None:
    gray = np.full((60, 80), 10, np.uint8)
    gray[:, 60:] = 250
    filling, above, beyond = cut_views(
        gray, np.array([[0, 0, 80, 60], [20, -90, 20, 40], [95, 20, 20, 30]], np.float32)
    )
    assert (filling[:, :50] < 20).all() and (filling[:, 55:] > 240).all()
    assert (above[:, 48] < 20).all() and (beyond[:, 48:] > 240).all()


def test_light_and_contrast_do_not_matter() -> None:
    gray = sheet(320, 200)
    write(gray, "305", 40, 60)
    box = np.array([[60, 60, 30, 40]], np.float32)
    views, dim = (evened(cut_views(one, box)) for one in (gray, (gray * 0.6 + 20).astype(np.uint8)))
    assert np.abs(views - dim).mean() < 0.15 and np.abs(views).max() <= 3
    assert not evened(np.full((1, *VIEW), 90, np.uint8)).any()


def test_only_what_may_be_a_digit_is_asked_about() -> None:
    gray = np.zeros((100, 400), np.uint8)
    gray[20:60, 10:40] = gray[20:60, 310:340] = 255
    boxes = np.array([[10, 20, 30, 40], [110, 20, 30, 40], [210, 20, 30, 40], [310, 20, 30, 40]], np.float32)
    judged = np.zeros((4, 11), np.float32)
    judged[:, NOT_A_DIGIT] = 0.2, 0.2, 0.99, 0.8
    network = Stub()
    found = asked(ContextClassifier(network), gray, boxes, judged, Budget())  # type: ignore[arg-type]
    assert network.asked == 3
    assert found.argmax(axis=1)[[0, 1, 3]].tolist() == [7, NOT_A_DIGIT, 7]
    assert (found[2, :10] == found[2, 0]).all() and found[2, 0] > 0 and found[2, NOT_A_DIGIT] == UNKNOWN == 0.5
    nothing = ContextClassifier(network).probabilities(gray, boxes[:0])  # type: ignore[arg-type]
    assert nothing.shape == (0, 11)
    assert len(asked(ContextClassifier(network), gray, boxes[:0], judged[:0], Budget())) == 0  # type: ignore


def test_what_smoothed_labels_left_open_is_taken_back() -> None:
    labels = np.eye(11, dtype=np.float32)
    smoothed = labels * (1 - SMOOTHING) + SMOOTHING / 11
    assert unsmoothed(smoothed) == pytest.approx(labels, abs=1e-6)
    drawn = np.random.default_rng(0).dirichlet(np.full(11, 0.1), 50).astype(np.float32)
    assert unsmoothed(drawn).sum(axis=1) == pytest.approx(1) and (unsmoothed(drawn) >= 0).all()
