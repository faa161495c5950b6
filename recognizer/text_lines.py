"""Reads a photo's text lines and joins them with its digits found one by one: rows with marks, each digit scored."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from recognizer.alphabet import DIGITS
from recognizer.budget import MOST_TEXT_UNITS, TEXT, Budget
from recognizer.classifier import Classifier
from recognizer.company import Frame, filled
from recognizer.line_reading import lines_to_read, read_lines
from recognizer.lines import find_lines, load_lines
from recognizer.places import NOWHERE, Found, Line, Place, are_inside, candidates, once_each, sides
from recognizer.reader import Reader
from recognizer.reading import DARING, Alternative, Box, Digit, Mark, Reading, Rejected, Row
from recognizer.rows import arrange
from recognizer.runtime import Model
from recognizer.score import Score
from recognizer.solo import FILLED, may_be_solo

Rgb = npt.NDArray[np.uint8]

DOUBTED = 0.15
"""Confidence from which a digit that the detector left out is still a candidate."""
LEAST_MARK = 0.4
"""Probability from which a character that is no digit is told."""
LEAST_ALTERNATIVE = 0.001
"""Probability below which an alternative is not told."""
BESIDE = 1.5
"""Heights beside the digits of a row up to which characters that are no digits belong to it."""


class Scored(NamedTuple):
    """A place, the line that it is read in, and its likeliest digit; None where it can be none."""

    line: Line
    place: Place
    digit: Digit | None


class Seen(NamedTuple):
    """An upright photo before anything is left out: the digits found one by one, and its scored places.

    `scored` is None where one digit fills the photo: that is judged as a whole picture, better than as a line.
    """

    reading: Reading
    scored: list[Scored] | None


class TextLines:
    """Finds and reads the text lines of photos; one may serve any number of threads."""

    def __init__(self, detector: Model, reader: Reader, classifier: Classifier, score: Score) -> None:
        self._detector, self._networks, self._score = detector, (reader, classifier), score

    @classmethod
    def load(cls, folder: Path, classifier: Classifier) -> TextLines:
        """Reads the models of a folder; raises OSError or ValueError where it cannot."""
        return cls(load_lines(folder), Reader.load(folder), classifier, Score.load(folder))

    def seen(self, rgb: Rgb, reading: Reading) -> Seen:
        """What an upright photo (H, W, 3) uint8 shows in its lines; `reading` tells its digits found one by one."""
        if is_filled_by_one(reading):
            return Seen(reading, None)
        start, budget = time.perf_counter(), Budget(MOST_TEXT_UNITS)
        scored = [Scored(line, place, self._digit(line, place)) for line, place in self.places(rgb, reading, budget)]
        digits = [number for number, one in enumerate(scored) if one.digit is not None]
        most = budget.comparable(len(digits))
        scored = scored[: digits[most]] if most < len(digits) else scored
        timings = {**reading.timings_ms, "read": 1000 * (time.perf_counter() - start)}
        is_cut = reading.truncated or budget.truncated
        return Seen(replace(reading, timings_ms=timings, truncated=is_cut), scored)

    def places(self, rgb: Rgb, reading: Reading, budget: Budget) -> list[tuple[Line, Place]]:
        """The places of a photo's lines, each once; digits that stand in none of the lines are in NOWHERE."""
        gray = np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), np.uint8)
        budget.spend(TEXT)
        lines = find_lines(self._detector, rgb)
        quads = lines_to_read([line.quad for line in lines], [row.digits for row in reading.rows])
        found: list[Found] = [*reading.digits, *(one for one in reading.rejected if _is_candidate(one))]
        read = read_lines(gray, quads, [line.score for line in lines], found, self._networks, budget)
        return [
            *once_each(read),
            *((NOWHERE, Place(digit.box, None, digit)) for digit in _outside(reading.digits, read)),
        ]

    def _digit(self, line: Line, place: Place) -> Digit | None:
        """The likeliest digit of a place; None where it has no candidate."""
        likely = sorted(((self._score.probability(line, place, one), one) for one in candidates(place)), reverse=True)
        if not likely:
            return None
        confidence, digit = likely[0]
        others = tuple(Alternative(one, min(p, 1 - confidence)) for p, one in likely[1:] if p >= LEAST_ALTERNATIVE)
        source = place.found.source if place.found is not None else "reader"
        crop = getattr(place.found, "crop", None)
        return Digit(digit, confidence, place.box, others, source, place.crop if crop is None else crop)


def with_confidence(seen: Seen, least: float) -> Reading:
    """The reading of a photo with the digits of `least` confidence, in 0..1, and the marks beside them."""
    reading = seen.reading
    if seen.scored is None:
        return reading if all(digit.confidence >= least for digit in reading.digits) else _without_digits(reading)
    standing = [one for one in seen.scored if one.digit is not None and one.digit.confidence >= least]
    taken = {id(one.place) for one in standing}
    rows = _rows(standing, [one for one in seen.scored if _is_mark(one.place) and id(one.place) not in taken])
    likely = sum(one.digit is not None and one.digit.confidence >= DARING for one in seen.scored)
    rejected = (*reading.rejected, *_left_out(reading, rows))
    return replace(reading, rows=rows, rejected=rejected, faint=0 if rows else likely)


def is_filled_by_one(reading: Reading) -> bool:
    """Whether the only digit of a photo fills it."""
    if len(reading.digits) != 1 or not may_be_solo(reading.width, reading.height):
        return False
    photo = Frame(reading.width, reading.height, max(reading.width, reading.height))
    return bool(filled(sides([reading.digits[0].box]), photo)[0] >= FILLED)


def _is_candidate(one: Rejected) -> bool:
    return one.digit is not None and one.reason in ("unsure", "letter") and one.confidence >= DOUBTED


def _outside(digits: Sequence[Digit], lines: Sequence[Line]) -> list[Digit]:
    """The digits that stand in none of the lines."""
    boxes = sides([digit.box for digit in digits])
    is_in = np.zeros(len(digits), bool)
    for line in lines:
        is_in |= are_inside(boxes, line.quad)
    return [digit for digit, inside in zip(digits, is_in, strict=True) if not inside]


def _rows(standing: Sequence[Scored], marks: Sequence[Scored]) -> tuple[Row, ...]:
    """Digits in rows and groups as their boxes stand, with the marks of their lines beside and between them."""
    digits = [one.digit for one in standing if one.digit is not None]
    by_line: dict[int, list[Place]] = {}
    for one in marks:
        by_line.setdefault(id(one.line), []).append(one.place)
    rows = []
    for groups in arrange(sides([digit.box for digit in digits])):
        members = [index for group in groups for index in group]
        lines = dict.fromkeys(id(standing[index].line) for index in members)
        near = _beside(
            [digits[index].box for index in members], [place for line in lines for place in by_line.get(line, [])]
        )
        rows.append(Row(tuple(tuple(digits[index] for index in group) for group in groups), near))
    return tuple(rows)


def _beside(digits: Sequence[Box], places: Sequence[Place]) -> tuple[Mark, ...]:
    """The characters that stand between or near the digits of a row, from left to right."""
    reach = BESIDE * float(np.median([box.height for box in digits]))
    left, right = min(box.x for box in digits) - reach, max(box.right for box in digits) + reach
    marks = [
        Mark(place.read.character, place.read.probability, place.box)
        for place in places
        if place.read is not None and left <= place.box.center[0] <= right
    ]
    return tuple(sorted(marks, key=lambda mark: mark.box.x))


def _is_mark(place: Place) -> bool:
    return place.read is not None and place.read.character not in DIGITS and place.read.probability >= LEAST_MARK


def _left_out(reading: Reading, rows: Sequence[Row]) -> list[Rejected]:
    """The digits of a reading that stand no more."""
    kept = {digit.box for row in rows for digit in row.digits}
    return [
        Rejected(one.box, "unsure", one.source, one.digit, one.confidence)
        for one in reading.digits
        if one.box not in kept
    ]


def _without_digits(reading: Reading) -> Reading:
    likely = sum(digit.confidence >= DARING for digit in reading.digits)
    return replace(reading, rows=(), rejected=(*reading.rejected, *_left_out(reading, ())), faint=likely)
