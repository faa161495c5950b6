"""Holds a reading against the form that its number is expected to have: what fits is kept, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain

from recognizer.characters import Alternative, Box, Character, Digit, Mark
from recognizer.forms.decoding import Fit, fit
from recognizer.forms.form import Form
from recognizer.forms.lattice import lattice_of
from recognizer.layout.numbers import Number
from recognizer.reading import Expectation, Reading, Rejected, Row


def expected(reading: Reading, form: Form) -> Reading:
    """The numbers that fit as they were read or, where none does, the one that plausibly may; else all as they were.

    A number stands for itself: none is made of digits from all over the photo, nor of a part of a longer one.
    """
    found = _as_read(reading, form) or _as_it_may_be(reading, form)
    if found is None:
        return replace(reading, expected=Expectation(form.text, False, 0.0))
    rows, confidence = found
    rejected = (*reading.rejected, *_left_out(reading, rows))
    return replace(reading, rows=rows, rejected=rejected, expected=Expectation(form.text, True, confidence))


Found = tuple[tuple[Row, ...], float]


def _as_read(reading: Reading, form: Form) -> Found | None:
    """The rows with the numbers that fit, and how sure the least sure of them is."""
    fitting = [(row, [number for number in row.numbers if form.fits(number.text)]) for row in reading.rows]
    rows = tuple(_only(row, numbers) for row, numbers in fitting if numbers)
    confidences = [number.confidence for _, numbers in fitting for number in numbers]
    return (rows, min(confidences)) if rows else None


def _only(row: Row, numbers: list[Number]) -> Row:
    groups = tuple(tuple(one for one in number.characters if isinstance(one, Digit)) for number in numbers)
    return replace(row, groups=groups, marks=tuple(chain.from_iterable(number.marks for number in numbers)))


def _as_it_may_be(reading: Reading, form: Form) -> Found | None:
    """The row whose lattice has the likeliest text that fits, with that text alone, and how sure it is."""
    found = []
    for row in reading.rows:
        table, line = lattice_of(row)
        best = fit(table, form)
        if best and best.is_plausible:
            found.append((best, line, row.turned))
    if not found:
        return None
    best, line, turned = max(found, key=lambda one: (one[0].relative, one[0].share))
    return (_row(best, line, turned),), best.confidence


def _row(best: Fit, line: list[Character | None], turned: int) -> Row:
    """A row of one number, made of a line of characters as a text that fits has them."""
    digits, marks = list[Digit](), list[Mark]()
    for char, frame, share in zip(best.text, best.frames, best.shares, strict=True):
        one, confidence = line[frame // 2], share * best.trust
        if one is None:
            marks.append(Mark(char, confidence, _between(line, frame // 2)))
        elif isinstance(one, Mark):
            marks.append(replace(one, confidence=confidence))
        else:
            digits.append(_digit(one, char, confidence))
    return Row((tuple(digits),), tuple(marks), turned, whole=True)


def _digit(read: Digit, char: str, confidence: float) -> Digit:
    """A digit as it was read, or as the form wants it, and what was read first among what it may be instead."""
    if char == read.digit:
        return replace(read, confidence=confidence)
    first = Alternative(read.digit, min(read.confidence, 1 - confidence))
    others = (other for other in read.alternatives if other.digit != char)
    return replace(read, digit=char, confidence=confidence, alternatives=(first, *others))


def _between(line: list[Character | None], index: int) -> Box:
    """A pixel in the middle of a gap."""
    one, other = line[index - 1], line[index + 1]
    assert one is not None and other is not None, "a gap stands between two characters"
    (x, y), (right, below) = one.box.center, other.box.center
    return Box((x + right) / 2, (y + below) / 2, 1, 1)


def _left_out(reading: Reading, rows: tuple[Row, ...]) -> list[Rejected]:
    """The digits that stand no more."""
    kept = {digit.box for row in rows for digit in row.digits}
    return [
        Rejected(one.box, "not expected", one.digit, one.confidence) for one in reading.digits if one.box not in kept
    ]
