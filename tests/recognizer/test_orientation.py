"""A photo is turned only where it reads badly as it stands, and clearly better turned."""

import numpy as np
import pytest

from recognizer import Recognizer
from recognizer.lines.places import Line, Place
from recognizer.lines.reader import Character
from recognizer.orientation import LEAST_GAIN, Legibility, is_better, legibility
from recognizer.pipeline import Photo, Scored, Seen
from recognizer.reading import Box


def read(text: str, share: float) -> list[Place]:
    return [Place(Box(0, 0, 9, 9), Character(one, share, "x", 0.0, 0, 9)) for one in text]


def test_text_that_is_read_surely_is_clear() -> None:
    assert legibility(read("Total 12.50", 0.99)).is_clear
    assert not legibility(read("8181", 0.8)).is_clear
    assert not legibility([]).is_clear, "where nothing is read other turns are looked at"


def test_marks_and_spaces_tell_nothing() -> None:
    assert legibility(read("- . =", 0.99)) == Legibility(0, 0)


def test_some_lines_stand_for_all_of_them() -> None:
    assert legibility(read("80", 0.75), 0.25) == Legibility(4.0, 8)


def test_a_turn_must_show_clearly_more() -> None:
    assert is_better(Legibility(4, 4), Legibility(1, 5))
    assert not is_better(Legibility(5, 5), Legibility(4, 5)), "digits that read well both ways stay as they are"
    assert not is_better(Legibility(LEAST_GAIN, 2), Legibility(0, 0)), "one character more does not tell"


def test_what_only_a_smaller_size_shows_counts_for_the_photo_as_it_stands(
    recognizer: Recognizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def seen(photo: Photo, *_: object) -> Seen:
        line = Line(tuple(read("1007", 0.8)), np.zeros((4, 2), np.float32), 0.9)
        return Seen(
            photo.rgb.shape[1], photo.rgb.shape[0], (line,), tuple(Scored(line, place, None) for place in line.places)
        )

    def some_lines_at(*_: object) -> tuple[list[Line], float]:
        return [Line(tuple(read("2001", 0.95)), np.zeros((4, 2), np.float32), 0.9)], 1.0

    monkeypatch.setattr("recognizer.see", seen)
    monkeypatch.setattr("recognizer.some_lines_at", some_lines_at)
    assert recognizer.explain(np.zeros((96, 192, 3), np.uint8))[2] == 0
