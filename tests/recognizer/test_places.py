"""Places join what reader and detector saw, each character once."""

import numpy as np

from recognizer.line_reading import lines_to_read
from recognizer.places import Line, Place, are_inside, once_each, sides
from recognizer.reader import Character
from recognizer.reading import Box, Digit


def quad(x: float, y: float, w: float, h: float) -> np.ndarray:
    return np.array([[x, y], [x + w, y], [x + w, y + h], [x, y + h]], np.float32)


def digits(text: str, x: float, y: float) -> list[Digit]:
    return [Digit(one, 0.9, Box(x + 20 * n, y, 16, 30)) for n, one in enumerate(text)]


def read(text: str, x: float, y: float, share: float) -> Line:
    places = [
        Place(Box(x + 20 * n, y, 16, 30), Character(one, share, "x", 0.0, 0, 9), None) for n, one in enumerate(text)
    ]
    return Line(tuple(places), quad(x, y, 20 * len(text), 30), 0.9)


def test_a_row_of_digits_that_no_line_covers_is_read_too() -> None:
    lines = [quad(0, 0, 100, 40)]
    assert len(lines_to_read(lines, [digits("123", 5, 5)])) == 1
    taken = lines_to_read(lines, [digits("123", 5, 5), digits("45", 5, 200)])
    assert len(taken) == 2 and are_inside(sides([Box(5, 200, 16, 30)]), taken[1]).all()


def test_a_character_of_two_lines_stands_once_as_the_better_line_reads_it() -> None:
    sure, doubtful = read("123", 0, 0, 0.99), read("17", 20, 2, 0.6)
    kept = [place.read.character for _, place in once_each([doubtful, sure]) if place.read]
    assert kept == ["1", "2", "3"]


def test_lines_apart_are_all_kept() -> None:
    assert len(once_each([read("12", 0, 0, 0.9), read("34", 0, 100, 0.9)])) == 4


def test_a_space_stands_in_any_line() -> None:
    assert len(once_each([read("1 2", 0, 0, 0.9), read("1 2", 0, 0, 0.8)])) == 4


def test_boxes_are_inside_a_quad_by_their_middles() -> None:
    leaning = np.array([[0, 0], [100, 20], [100, 60], [0, 40]], np.float32)
    boxes = sides([Box(40, 20, 20, 20), Box(80, 0, 10, 10), Box(-12, 10, 20, 20), Box(90, 50, 10, 8)])
    assert are_inside(boxes, leaning).tolist() == [True, False, False, True]
    assert are_inside(sides([]), leaning).shape == (0,)
