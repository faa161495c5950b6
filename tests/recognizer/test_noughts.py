"""An O among figures is told by its width."""

import numpy as np
import pytest

from recognizer.noughts import are_letters


def line(text: str, wide: float = 24, y: float = 50, height: float = 30) -> tuple[np.ndarray, np.ndarray]:
    """Boxes (N, 4) of a line of print, an O in it `wide`, figures 18 pixels, and what they are read as (N,)."""
    boxes, x = [], 10.0
    for sign in text:
        width = wide if sign == "O" else 7 if sign == "1" else 18
        boxes.append((x, y, width, height))
        x += width + 4
    return np.array(boxes, np.float32), np.array([int(sign.replace("O", "0")) for sign in text])


def found(*lines: tuple[np.ndarray, np.ndarray], stand: list[bool] | None = None) -> list[bool]:
    boxes, digits = (np.concatenate(parts) for parts in zip(*lines, strict=True))
    return are_letters(boxes, digits, np.ones(len(digits), bool) if stand is None else np.array(stand)).tolist()


@pytest.mark.parametrize("text", ["4O5", "O27", "360O8", "75O30"])
def test_a_wide_nought_among_figures_is_an_o(text: str) -> None:
    assert found(line(text)) == [sign == "O" for sign in text]


@pytest.mark.parametrize("text", ["405", "2000", "00", "100", "1011"])
def test_a_nought_as_wide_as_figures_stays(text: str) -> None:
    assert not any(found(line(text)))


def test_wide_noughts_alone_tell_nothing() -> None:
    assert not any(found(line("OO")))
    assert not any(found(line("1O1O")))


def test_a_face_with_wide_noughts_has_no_other() -> None:
    assert not any(found(line("4O5O7", wide=23), line("38O", wide=22.5, y=100)))


def test_figures_of_another_size_are_not_asked() -> None:
    assert not any(found(line("O"), line("405", y=100, height=60)))
    assert found(line("O"), line("475", y=100)) == [True, False, False, False]


def test_what_does_not_stand_is_not_asked() -> None:
    assert not any(found(line("4O5"), stand=[False, True, True]))
    assert not any(found(line("4O5"), stand=[True, False, True]))
