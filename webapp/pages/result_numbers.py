"""The numbers of a reading as the result page shows them: their characters, questions, checks and table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain, count

from recognizer.annotate import letter_places
from recognizer.forms.check_digits import fitting_check
from recognizer.layout.columns import in_columns
from recognizer.reading import Box, Character, Digit, Mark, Number, Reading, Row
from webapp.export.encode import png_url
from webapp.service.doubts import Doubt, doubts_in


@dataclass(frozen=True)
class Spot:
    """A digit or mark on the photo as it is shown; `letter` is where it is written, `crop` a PNG address, or None.

    `index` counts all of the photo, `place` those of its row, from 1.
    """

    index: int
    row: int
    place: int
    character: Character
    letter: Box | None
    crop: str | None

    @property
    def is_mark(self) -> bool:
        """Whether it is no digit."""
        return isinstance(self.character, Mark)


@dataclass(frozen=True)
class Line:
    """A row as it is shown: its text, and its spots, number by number."""

    text: str
    numbers: tuple[tuple[Spot, ...], ...]

    @property
    def spots(self) -> tuple[Spot, ...]:
        """All digits and marks."""
        return tuple(chain.from_iterable(self.numbers))


@dataclass(frozen=True)
class Question:
    """What is asked of the reader: a character that is not sure, by its `index` in the photo, and its row, from 1."""

    index: int
    row: int
    doubt: Doubt


def lines_of(reading: Reading) -> tuple[Line, ...]:
    """The rows of a reading in pixels of the photo as it is shown."""
    letters = iter(letter_places(reading, reading.width, reading.height))
    counter = count()

    def spot(row: int, place: int, one: Character) -> Spot:
        if isinstance(one, Mark):
            return Spot(next(counter), row, place, one, None, None)
        crop = None if one.crop is None else png_url(one.crop)
        return Spot(next(counter), row, place, one, next(letters), crop)

    def line(at: int, row: Row) -> Line:
        places = count(1)
        numbers = tuple(tuple(spot(at, next(places), one) for one in number.characters) for number in row.numbers)
        return Line(row.text, numbers)

    return tuple(line(at, row) for at, row in enumerate(reading.rows, 1))


def questions_of(rows: tuple[Row, ...]) -> Iterator[Question]:
    """What is not sure in rows, in reading order."""
    first = 0
    for at, row in enumerate(rows, 1):
        yield from (Question(first + doubt.index, at, doubt) for doubt in doubts_in(row))
        first += len(row.characters)


def checks_of(reading: Reading) -> Iterator[tuple[str, str]]:
    """Numbers whose check digit fits, each with its name; not of dates and amounts, which have marks."""
    for row in reading.rows:
        for number in row.numbers:
            name = fitting_check(number.digits) if number.text == number.digits else None
            if name:
                yield number.text, name


def table_of(rows: tuple[Row, ...]) -> tuple[tuple[str, ...], ...]:
    """The numbers in the columns in which they stand."""
    texts = {id(_digits(number)[0]): number.text for row in rows for number in row.numbers}
    cells = in_columns([replace(row, groups=tuple(map(_digits, row.numbers))) for row in rows])
    return tuple(tuple(_cell([texts[id(one)] for one in cell if id(one) in texts]) for cell in line) for line in cells)


def _cell(numbers: list[str]) -> str:
    """The numbers of a cell; digits that stand in one column are one number, however wide a gap between them is."""
    return ("" if all(map(str.isdigit, numbers)) else " ").join(numbers)


def _digits(number: Number) -> tuple[Digit, ...]:
    return tuple(one for one in number.characters if isinstance(one, Digit))
