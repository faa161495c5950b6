"""Pens draw a traced digit at any width, a 7 with its bar where the writer draws one, and a 1 as a plain stroke."""

import cv2
import numpy as np
import pytest

from training.synth.handwriting import GRID, MARGIN, Pen, crossed, hooked, stick, trace_paths, write_digit

THIN, THICK = (Pen(width, 0.0, 1.0, 0.0, 0.02) for width in (0.05, 0.2))


@pytest.fixture
def seven() -> np.ndarray:
    """The path of a 7 without a bar."""
    ink = np.zeros((28, 28), np.uint8)
    cv2.polylines(ink, [np.array([[6, 5], [20, 5], [11, 23]], np.int32)], False, 255, 2)
    return trace_paths(ink[None])[0]


def test_a_wider_pen_leaves_more_ink_and_the_height_is_kept(seven: np.ndarray) -> None:
    rng = np.random.default_rng(0)
    thin, thick = (write_digit(seven, pen, 60, rng) for pen in (THIN, THICK))
    assert thick.sum() > 2 * thin.sum()
    rows = np.flatnonzero(thin.max(axis=1) > 0.5)
    assert 55 <= np.ptp(rows) <= 66


def test_few_pens_draw_hair_lines_and_most_are_as_wide_as_ballpoints() -> None:
    rng = np.random.default_rng(0)
    widths = np.array([Pen.random(rng).width for _ in range(1000)])
    assert 0.03 < (widths < 0.03).mean() < 0.15
    assert 0.06 < np.median(widths) < 0.1


def test_large_digits_may_be_drawn_with_a_line_of_a_pixel_or_two(seven: np.ndarray) -> None:
    rng, pen = np.random.default_rng(0), Pen(0.085, 0.0, 1.0, 0.0, 0.02)
    inks = [write_digit(seven, pen, 200, rng) for _ in range(30)]
    thickness = [ink.sum() / 350 for ink in inks]  # its path is about 350 pixels long
    assert min(thickness) < 3 < 8 < max(thickness)


def test_a_stroke_thinner_than_the_grid_is_not_broken(seven: np.ndarray) -> None:
    for height in (120, 200, 300):
        pen = Pen(2 / height, 0.0, 1.0, 0.01, 0.001)
        ink = write_digit(seven, pen, height, np.random.default_rng(0))
        pieces, _, sizes, _ = cv2.connectedComponentsWithStats((ink > 0.4).astype(np.uint8), connectivity=8)
        assert pieces == 2 and sizes[1, cv2.CC_STAT_HEIGHT] > 0.8 * height  # the ground and one stroke


def test_a_bend_moves_the_middle_and_leaves_the_height() -> None:
    ink = np.zeros((28, 28), np.uint8)
    cv2.polylines(ink, [np.array([[5, 4], [5, 14], [20, 14], [20, 24]], np.int32)], False, 255, 2)
    path = trace_paths(ink[None])[0]
    bars = {}
    for bend in (-0.4, 0.0, 0.4):
        written = write_digit(path, Pen(0.08, 0.0, 1.0, 0.0, 0.02, bend), 80, np.random.default_rng(0))
        rows = np.flatnonzero(written.max(axis=1) > 0.5)
        assert 58 <= np.ptp(rows) <= 70
        bars[bend] = int((written > 0.5).sum(axis=1).argmax())
    assert bars[-0.4] >= bars[0.0] + 5 >= bars[0.4] + 10


def test_the_bar_of_a_7_crosses_its_stem_and_leaves_the_rest(seven: np.ndarray) -> None:
    for seed in range(8):
        barred = crossed(seven, np.random.default_rng(seed))
        added = np.flatnonzero((barred < 10).sum(axis=1) > (seven < 10).sum(axis=1) + 2)
        assert len(added) and 0.3 * GRID < added.mean() < 0.7 * GRID
        assert (barred <= seven).all() and (barred[: MARGIN + 5] < 10).sum() == (seven[: MARGIN + 5] < 10).sum()


def test_the_hook_of_a_7_is_at_its_upper_left(seven: np.ndarray) -> None:
    left = np.nonzero(seven < 10)[1].min()
    for seed in range(8):
        rows, columns = np.nonzero((hooked(seven, np.random.default_rng(seed)) < 10) & (seven >= 10))
        assert len(rows) and rows.max() < 0.5 * GRID and abs(columns.mean() - left) < 0.15 * GRID


def test_an_empty_path_takes_neither_bar_nor_hook() -> None:
    empty = np.full((GRID, GRID), 255, np.uint8)
    for change in (crossed, hooked):
        assert (change(empty, np.random.default_rng(0)) == empty).all()


def test_a_stick_is_one_upright_stroke() -> None:
    ink = write_digit(stick(np.random.default_rng(3)), THIN, 60, np.random.default_rng(0))
    rows, columns = np.flatnonzero(ink.max(axis=1) > 0.5), np.flatnonzero(ink.max(axis=0) > 0.5)
    assert np.ptp(rows) > 55 and np.ptp(columns) < 15
