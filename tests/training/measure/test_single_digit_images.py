"""Close photos of one digit are counted as right, as nothing and as more than one."""

from pathlib import Path

import numpy as np
import pytest

from training.data import digit_sets
from training.measure import single_digit_images


@pytest.fixture(autouse=True)
def digits(drawn_data: Path) -> None:
    """The drawn digits of the fixture are there."""


def test_answers_are_counted_by_what_they_are() -> None:
    pictures = single_digit_images.images_of("mnist")
    truth = {picture.tobytes(): digit for picture, digit in pictures}
    answers = {"0": lambda digit: [], "1": lambda digit: [digit, "5"]}

    def read(rgb: np.ndarray) -> list[str]:
        digit = truth[rgb[..., 0].tobytes()]
        return answers.get(digit, lambda digit: [digit])(digit)

    share = single_digit_images.shares(read, "mnist")
    labels = [digit for _, digit in pictures]
    assert share.pictures == len(pictures) == min(single_digit_images.MOST, len(digit_sets.load("mnist", "test")))
    assert share.nothing == pytest.approx(labels.count("0") / len(labels))
    assert share.more == pytest.approx(labels.count("1") / len(labels))
    assert share.right == pytest.approx(1 - share.nothing - share.more)
    assert 0 < share.nothing < 1 and 0 < share.more < 1


def test_the_table_has_a_line_for_each_set_that_is_here() -> None:
    lines = single_digit_images.table(lambda rgb: ["7"]).splitlines()
    here = digit_sets.set_names()
    assert [line.split()[0] for line in lines[1:]] == [name for name in single_digit_images.SETS if name in here]
    assert len(lines) > 2
