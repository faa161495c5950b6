"""Close photos of one digit are counted as right, as nothing and as more than one."""

from pathlib import Path

import numpy as np
import pytest

from training import closeups, data


@pytest.fixture(autouse=True)
def digits(drawn_data: Path) -> None:
    """The drawn digits of the fixture are there."""


def test_answers_are_counted_by_what_they_are() -> None:
    pictures = closeups.close_ups("mnist")
    truth = {picture.tobytes(): digit for picture, digit in pictures}
    answers = {"0": lambda digit: [], "1": lambda digit: [digit, "5"]}

    def read(rgb: np.ndarray) -> list[str]:
        digit = truth[rgb[..., 0].tobytes()]
        return answers.get(digit, lambda digit: [digit])(digit)

    share = closeups.shares(read, "mnist")
    labels = [digit for _, digit in pictures]
    assert share.pictures == len(pictures) == min(closeups.MOST, len(data.load("mnist", "test")))
    assert share.nothing == pytest.approx(labels.count("0") / len(labels))
    assert share.more == pytest.approx(labels.count("1") / len(labels))
    assert share.right == pytest.approx(1 - share.nothing - share.more)
    assert 0 < share.nothing < 1 and 0 < share.more < 1


def test_the_table_has_a_line_for_each_set_that_is_here() -> None:
    lines = closeups.table(lambda rgb: ["7"]).splitlines()
    assert [line.split()[0] for line in lines[1:]] == [name for name in closeups.SETS if name in data.set_names()]
    assert len(lines) > 2
