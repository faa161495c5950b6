"""Of lines that show the same characters the one that is read best stands."""

import numpy as np

from recognizer.lines.detector import TextLine
from recognizer.lines.places import Line, Place, are_inside, candidates, once_each, sides, unread, usual_height
from recognizer.lines.reader import Character
from recognizer.reading import Box


def quad(x: float, y: float, w: float, h: float) -> np.ndarray:
    return np.array([[x, y], [x + w, y], [x + w, y + h], [x, y + h]], np.float32)


def line(text: str, x: float, y: float, share: float, pitch: float = 20) -> Line:
    places = [
        Place(Box(x + pitch * n, y, 0.8 * pitch, 30), Character(one, share, "x", 0.0, 0, 9))
        for n, one in enumerate(text)
    ]
    return Line(tuple(places), quad(x, y, pitch * len(text), 30), 0.9)


def kept(*lines: Line) -> str:
    return "".join(place.read.character for _, place in once_each(lines))


def test_of_two_lines_with_the_same_characters_the_better_one_stands() -> None:
    assert kept(line("17", 20, 2, 0.6), line("123", 0, 0, 0.99)) == "123"


def test_a_line_that_goes_on_adds_what_the_other_lacks() -> None:
    assert "".join(sorted(kept(line("2345", 20, 0, 0.8), line("123", 0, 0, 0.99)))) == "12345"


def test_a_line_that_is_mostly_covered_adds_nothing() -> None:
    assert kept(line("2349", 20, 0, 0.5), line("12345", 0, 0, 0.99), line("8", 60, 2, 0.9)) == "12345"


def test_lines_apart_are_all_kept() -> None:
    assert kept(line("12", 0, 0, 0.9), line("34", 0, 100, 0.9)) == "1234"


def test_a_line_of_spaces_is_none() -> None:
    assert kept(line("  ", 0, 0, 0.9), line("1 2", 0, 50, 0.9)) == "1 2"


def test_digits_count_more_than_letters() -> None:
    assert line("55", 0, 0, 0.9).quality > line("SS", 0, 0, 0.9).quality > 0
    assert line("1", 0, 0, 0.1).quality < 0, "a guess speaks against its line"


def test_candidates_are_the_digits_that_the_reader_named() -> None:
    assert candidates(Place(Box(0, 0, 9, 9), Character("O", 0.7, "0", 0.2, 0, 9))) == ["0"]
    assert candidates(Place(Box(0, 0, 9, 9), Character("1", 0.7, "7", 0.2, 0, 9))) == ["1", "7"]
    assert candidates(Place(Box(0, 0, 9, 9), Character("A", 0.7, "-", 0.2, 0, 9))) == []


def test_boxes_are_inside_a_quad_by_their_middles() -> None:
    leaning = np.array([[0, 0], [100, 20], [100, 60], [0, 40]], np.float32)
    boxes = sides([Box(40, 20, 20, 20), Box(80, 0, 10, 10), Box(-12, 10, 20, 20), Box(90, 50, 10, 8)])
    assert are_inside(boxes, leaning).tolist() == [True, False, False, True]
    assert are_inside(sides([]), leaning).shape == (0,)


def test_a_line_that_was_read_well_is_not_read_again() -> None:
    found = [TextLine(quad(2, 1, 62, 30), 0.9), TextLine(quad(0, 100, 60, 30), 0.9)]
    assert unread(found, [line("123", 0, 0, 0.95)]) == found[1:]
    assert unread(found, [line("123", 0, 0, 0.8)]) == found, "what is doubtful is looked at again"
    assert unread([TextLine(quad(0, 0, 60, 120), 0.9)], [line("123", 0, 0, 0.95)]), "a larger one is another line"


def test_the_usual_height_is_that_of_what_are_likely_digits() -> None:
    letters, digits = line("ab", 0, 0, 0.9), line("17", 0, 0, 0.9)
    assert usual_height(digits.places) == 30 and usual_height(letters.places) is None
