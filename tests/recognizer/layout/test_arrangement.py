"""What stands is what is sure enough; the least confidence changes no probability."""

from collections.abc import Sequence

import numpy as np

from recognizer.layout.arrangement import reading_of
from recognizer.lines.places import Line, Place
from recognizer.lines.reader import Character
from recognizer.pipeline import Scored, Seen
from recognizer.reading import Box, Digit


def place(text: str, x: float, share: float = 0.9) -> Place:
    return Place(Box(x, 20, 20, 40), Character(text, share, "x", 0.0, 0, 5))


def seen(*rows: Sequence[tuple[str, float, float]]) -> Seen:
    """Lines of characters, each with its x and its confidence."""
    scored = []
    for row in rows:
        places = tuple(place(text, x, share) for text, x, share in row)
        line = Line(places, np.zeros((4, 2), np.float32), 0.9)
        for one, (text, _, share) in zip(places, row, strict=True):
            scored.append(Scored(line, one, Digit(text, share, one.box) if text.isdigit() else None))
    return Seen(400, 100, (), tuple(scored))


def test_only_the_least_confidence_decides_what_is_left_out() -> None:
    shown = seen([("1", 20, 0.9), (".", 45, 0.9), ("7", 60, 0.4)])
    usual, daring, careful = (reading_of(shown, least) for least in (0.5, 0.25, 0.95))
    assert [row.digits_text for row in usual.rows] == ["1"] and [row.text for row in daring.rows] == ["1.7"]
    assert not careful.rows and careful.faint == 2 and usual.faint == 0
    assert daring.digits[0].confidence == usual.digits[0].confidence
    assert [one.digit for one in usual.rejected] == ["7"]


def test_digits_of_one_line_are_one_row_however_their_boxes_stand() -> None:
    shown = seen([("4", 20, 0.9), ("6", 45, 0.9)])
    raised = shown.scored[1].place.box
    low = Digit("6", 0.9, Box(raised.x, raised.y + 30, raised.width, raised.height))
    shown = Seen(400, 100, (), (shown.scored[0], shown.scored[1]._replace(digit=low)))
    assert [row.text for row in reading_of(shown, 0.5).rows] == ["46"]


def test_a_space_parts_numbers_and_a_gap_alone_does_not() -> None:
    gap = seen([("4", 20, 0.9), ("6", 75, 0.9)])
    space = seen([("4", 20, 0.9), (" ", 45, 0.9), ("6", 75, 0.9)])
    assert reading_of(gap, 0.5).text == "46" and reading_of(space, 0.5).text == "4 6"


def test_a_letter_that_may_be_a_digit_is_told_as_left_out() -> None:
    one = place("O", 20)
    line = Line((one,), np.zeros((4, 2), np.float32), 0.9)
    shown = Seen(400, 100, (), (Scored(line, one, Digit("0", 0.2, one.box)),))
    assert [(item.digit, item.reason) for item in reading_of(shown, 0.5).rejected] == [("0", "letter")]
