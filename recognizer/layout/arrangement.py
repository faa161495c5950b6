"""What a photo shows -> its reading: the digits of enough confidence in rows, with the marks beside them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from recognizer.layout.rows import Known, arrange
from recognizer.lines.alphabet import DIGITS
from recognizer.lines.places import Line, Place, sides
from recognizer.pipeline import Scored, Seen
from recognizer.reading import DARING, Box, Digit, Mark, Reading, Rejected, Row

LEAST_MARK = 0.2
"""Probability from which a character that is no digit is told."""
BESIDE = 1.5
"""Heights beside the digits of a row up to which characters that are no digits belong to it."""
TOLD = 0.02
"""Confidence from which a digit that is left out is told."""


class Standing(NamedTuple):
    """A digit that stands, its place, and the line that it is read in."""

    digit: Digit
    place: Place
    line: Line


def reading_of(seen: Seen, least: float) -> Reading:
    """The reading of a photo with the digits of `least` confidence, in 0..1, and the marks beside them."""
    standing = [
        Standing(one.digit, one.place, one.line)
        for one in seen.scored
        if one.digit is not None and one.digit.confidence >= least
    ]
    taken = {id(one.place) for one in standing}
    rows = _rows(standing, [one for one in seen.scored if _is_mark(one.place) and id(one.place) not in taken])
    likely = sum(one.digit is not None and one.digit.confidence >= DARING for one in seen.scored)
    rejected = tuple(_left_out(seen, taken))
    faint = 0 if rows else likely
    return Reading(
        rows, seen.width, seen.height, dict(seen.timings_ms), rejected, faint=faint, truncated=seen.truncated
    )


def _rows(standing: Sequence[Standing], marks: Sequence[Scored]) -> tuple[Row, ...]:
    """Digits in rows and groups, with the marks of their lines beside and between them."""
    by_line: dict[int, list[Place]] = {}
    for one in marks:
        by_line.setdefault(id(one.line), []).append(one.place)
    rows = []
    for groups in arrange(sides([one.digit.box for one in standing]), _known(standing)):
        members = [standing[index] for group in groups for index in group]
        lines = dict.fromkeys(id(one.line) for one in members)
        places = [place for line in lines for place in by_line.get(line, [])]
        digits = tuple(tuple(standing[index].digit for index in group) for group in groups)
        rows.append(Row(digits, _beside([one.digit.box for one in members], places)))
    return tuple(rows)


def _known(standing: Sequence[Standing]) -> Known:
    """Of each digit the number of its line, and how many spaces stand before it there."""
    numbers = {name: number for number, name in enumerate(dict.fromkeys(id(one.line) for one in standing))}
    spaces: dict[int, int] = {}
    for line in {id(one.line): one.line for one in standing}.values():
        count = 0
        for place in line.places:
            count += place.is_space
            spaces[id(place)] = count
    lines = [numbers[id(one.line)] for one in standing]
    return Known(np.array(lines, np.intp), np.array([spaces[id(one.place)] for one in standing], np.intp))


def _beside(digits: Sequence[Box], places: Sequence[Place]) -> tuple[Mark, ...]:
    """The characters that stand between or near the digits of a row, from left to right."""
    reach = BESIDE * float(np.median([box.height for box in digits]))
    left, right = min(box.x for box in digits) - reach, max(box.right for box in digits) + reach
    marks = [
        Mark(place.read.character, place.read.probability, place.box)
        for place in places
        if left <= place.box.center[0] <= right
    ]
    return tuple(sorted(marks, key=lambda mark: mark.box.x))


def _is_mark(place: Place) -> bool:
    return place.read.character not in DIGITS and place.read.probability >= LEAST_MARK


def _left_out(seen: Seen, taken: set[int]) -> list[Rejected]:
    """The digits that do not stand: where the reader saw another character, or none of them was sure enough."""
    return [
        Rejected(
            one.digit.box,
            "unsure" if one.place.read.character in DIGITS else "letter",
            one.digit.digit,
            one.digit.confidence,
        )
        for one in seen.scored
        if one.digit is not None and id(one.place) not in taken and one.digit.confidence >= TOLD
    ]
