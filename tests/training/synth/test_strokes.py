"""Figures of displays have the segments that their makers give them, and faint ones where they are off."""

import numpy as np
import pytest

from training.synth.strokes import random_forms, segment_digit

STYLE = (0.1, 0.0, 0.0, 0.5)
TOP, FOOT, LEFT = np.s_[:12, 15:35], np.s_[-12:, 15:35], np.s_[15:35, :12]
"""Where a digit of 100 pixels has its upper and lower bar and its upper left one."""


@pytest.mark.parametrize(("digit", "place", "usual"), [(6, TOP, 1.0), (9, FOOT, 1.0), (7, LEFT, 0.0)])
def test_makers_differ_in_one_segment(digit: int, place: tuple[slice, slice], usual: float) -> None:
    assert segment_digit(digit, 100, STYLE)[place].max() == usual
    assert segment_digit(digit, 100, STYLE, otherwise=frozenset({digit}))[place].max() == 1 - usual


def test_a_missing_foot_shows_as_a_ghost() -> None:
    ghosted = segment_digit(9, 100, STYLE, ghost=0.2, otherwise=frozenset({9}))
    assert ghosted[FOOT].max() == pytest.approx(0.2, abs=0.01) and ghosted[TOP].max() == 1


def test_each_form_comes_with_and_without_the_others() -> None:
    rng = np.random.default_rng(0)
    assert len({random_forms(rng) for _ in range(500)}) == 8
