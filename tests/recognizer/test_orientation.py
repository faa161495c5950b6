"""A photo is turned only where it reads badly as it stands, and clearly better turned."""

import numpy as np

from recognizer.lines.places import Line, Place
from recognizer.lines.reader import Character
from recognizer.orientation import LEAST_GAIN, Legibility, is_better, legibility
from recognizer.reading import Box


def line(text: str, share: float) -> Line:
    places = [Place(Box(0, 0, 9, 9), Character(one, share, "x", 0.0, 0, 9)) for one in text]
    return Line(tuple(places), np.zeros((4, 2), np.float32), 0.9)


def test_text_that_is_read_surely_is_clear() -> None:
    assert legibility([line("Total 12.50", 0.99)]).is_clear
    assert not legibility([line("8181", 0.8)]).is_clear
    assert not legibility([]).is_clear, "where nothing is read other turns are looked at"


def test_marks_and_spaces_tell_nothing() -> None:
    assert legibility([line("- . =", 0.99)]) == Legibility(0, 0)


def test_a_turn_must_show_clearly_more() -> None:
    assert is_better(Legibility(4, 4), Legibility(1, 5))
    assert not is_better(Legibility(5, 5), Legibility(4, 5)), "digits that read well both ways stay as they are"
    assert not is_better(Legibility(LEAST_GAIN, 2), Legibility(0, 0)), "one character more does not tell"
