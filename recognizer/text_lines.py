"""Reads a photo's text lines and joins them with its digits found one by one: rows with marks, each digit scored."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from recognizer.alphabet import DIGITS
from recognizer.classifier import Classifier
from recognizer.company import Frame, filled
from recognizer.lines import find_lines, load_lines
from recognizer.places import Found, Line, Place, is_inside, lines_to_read, lone_place, once_each, read_lines
from recognizer.reader import Reader
from recognizer.reading import DARING, Alternative, Box, Digit, Mark, Reading, Rejected, Row
from recognizer.rows import arrange
from recognizer.runtime import Model
from recognizer.score import Score, candidates
from recognizer.solo import FILLED, may_be_solo

Rgb = npt.NDArray[np.uint8]

NOWHERE = Line((), np.zeros((4, 2), np.float32), 0.0)
"""The line of digits that stand in no text line."""

DOUBTED = 0.15
"""Confidence from which a digit that the detector left out is still a candidate."""
LEAST_MARK = 0.4
"""Probability from which a character that is no digit is told."""
LEAST_ALTERNATIVE = 0.001
"""Probability below which an alternative is not told."""
BESIDE = 1.5
"""Heights beside the digits of a row up to which characters that are no digits belong to it."""


class TextLines:
    """Finds and reads the text lines of photos; one may serve any number of threads."""

    def __init__(self, detector: Model, reader: Reader, classifier: Classifier, score: Score) -> None:
        self._detector, self._reader, self._classifier, self._score = detector, reader, classifier, score

    @classmethod
    def load(cls, folder: Path, classifier: Classifier) -> TextLines:
        """Reads the models of a folder; raises OSError or ValueError where it cannot."""
        return cls(load_lines(folder), Reader.load(folder), classifier, Score.load(folder))

    def joined(self, rgb: Rgb, reading: Reading, least: float) -> Reading:
        """The reading of an upright photo (H, W, 3) uint8 with its text lines, and digits of `least` confidence.

        `reading` tells the digits that the detector found, in pixels of the same photo.
        """
        if is_filled_by_one(reading):
            return reading
        start = time.perf_counter()
        scored = [(line, place, self._digit(line, place)) for line, place in self.places(rgb, reading)]
        standing = [one for one in scored if one[2].confidence >= least]
        rows = _rows(standing, [place for _, place, _ in scored if place.read is not None])
        faint = 0 if rows else sum(digit.confidence >= DARING for _, _, digit in scored)
        timings = {**reading.timings_ms, "read": 1000 * (time.perf_counter() - start)}
        rejected = (*reading.rejected, *_left_out(reading, rows))
        return replace(reading, rows=rows, rejected=rejected, timings_ms=timings, faint=faint)

    def places(self, rgb: Rgb, reading: Reading) -> list[tuple[Line, Place]]:
        """The places of a photo's lines, each once; digits that stand in none of the lines are in an empty one."""
        gray = np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), np.uint8)
        lines = find_lines(self._detector, rgb)
        quads = lines_to_read([line.quad for line in lines], [row.digits for row in reading.rows])
        found: list[Found] = [*reading.digits, *(one for one in reading.rejected if _is_candidate(one))]
        read = read_lines(gray, quads, [line.score for line in lines], found, self._reader, self._classifier)
        alone = [digit for digit in reading.digits if not any(is_inside(digit.box, quad) for quad in quads)]
        return [*once_each(read), *((NOWHERE, lone_place(digit)) for digit in alone)]

    def _digit(self, line: Line, place: Place) -> Digit:
        """The likeliest digit of a place; one of no confidence where it has no candidate."""
        likely = sorted(((self._score.probability(line, place, one), one) for one in candidates(place)), reverse=True)
        if not likely:
            return Digit("0", 0.0, place.box)
        confidence, digit = likely[0]
        others = tuple(Alternative(one, min(p, 1 - confidence)) for p, one in likely[1:] if p >= LEAST_ALTERNATIVE)
        source = place.found.source if place.found is not None else "reader"
        crop = getattr(place.found, "crop", None)
        return Digit(digit, confidence, place.box, others, source, place.crop if crop is None else crop)


def is_filled_by_one(reading: Reading) -> bool:
    """Whether one digit fills a photo: that is judged as a whole picture, better than as a line."""
    if len(reading.digits) != 1 or not may_be_solo(reading.width, reading.height):
        return False
    box = reading.digits[0].box
    photo = Frame(reading.width, reading.height, max(reading.width, reading.height))
    return bool(filled(np.array([[box.x, box.y, box.width, box.height]], np.float32), photo)[0] >= FILLED)


def _is_candidate(one: Rejected) -> bool:
    return one.digit is not None and one.reason in ("unsure", "letter") and one.confidence >= DOUBTED


def _rows(standing: Sequence[tuple[Line, Place, Digit]], places: Sequence[Place]) -> tuple[Row, ...]:
    """Digits in rows and groups as their boxes stand, with the characters beside and between them."""
    digits = [digit for _, _, digit in standing]
    boxes = np.array([(one.box.x, one.box.y, one.box.width, one.box.height) for one in digits], np.float32)
    lines = {id(place): line for line, place, _ in standing}
    taken = {id(place) for _, place, _ in standing}
    rows = []
    for groups in arrange(boxes.reshape(-1, 4)):
        members = [index for group in groups for index in group]
        of_row = {id(lines[id(standing[index][1])]) for index in members}
        marks = [
            _mark(place)
            for line in {id(standing[index][0]): standing[index][0] for index in members}.values()
            if id(line) in of_row
            for place in line.places
            if id(place) not in taken and _is_mark(place) and _is_beside(place.box, [digits[i].box for i in members])
        ]
        rows.append(
            Row(
                tuple(tuple(digits[i] for i in group) for group in groups),
                tuple(sorted(marks, key=lambda one: one.box.x)),
            )
        )
    return tuple(rows)


def _is_mark(place: Place) -> bool:
    return place.read is not None and place.read.character not in DIGITS and place.read.probability >= LEAST_MARK


def _mark(place: Place) -> Mark:
    assert place.read is not None
    return Mark(place.read.character, place.read.probability, place.box)


def _is_beside(box: Box, others: Sequence[Box]) -> bool:
    """Whether a box stands between or near others of a row."""
    reach = BESIDE * float(np.median([one.height for one in others]))
    return min(one.x for one in others) - reach <= box.center[0] <= max(one.right for one in others) + reach


def _left_out(reading: Reading, rows: Sequence[Row]) -> list[Rejected]:
    """The digits of a reading that stand no more."""
    kept = {digit.box for row in rows for digit in row.digits}
    return [
        Rejected(one.box, "unsure", one.source, one.digit, one.confidence)
        for one in reading.digits
        if one.box not in kept
    ]
