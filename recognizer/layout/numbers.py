"""Makes numbers as written of the digits and marks of a row: what belongs to a number, and what ends it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from recognizer.characters import Box, Character, Digit, Mark, around
from recognizer.layout.line import Place, in_order
from recognizer.layout.values import readings

# Marks that stand within a number, between two digits.
JOINERS = ".,:/-'"
# Of these, those that are an operator where they stand in a sum.
OPERATORS = "-/:"
SIGNS = "+-"
POINTS = ".,"
CURRENCIES = "€$£¥"  # may stand between a sign and its number

# Free space in heights of the row's digits. Typeset spaces are about 0.3 wide, marks stand closer.
JOIN_GAP = 0.5  # most space on either side of a mark that joins two digits
OPERATOR_GAP = 0.3  # an operator, or a sign before a number, has more space than this in front
SIGN_GAP = 0.6  # most space between a sign and its number
PERCENT_GAP = 1.0  # most space between a number and its percent sign
CENTS = 2  # digits of a raised number: a single one that is low is far oftener ink that was found in part
RAISED_GAP = 0.6  # most space between a number and the raised one behind it
RAISED_HEIGHT = 0.75  # of the digits before: raised ones are no higher ...
RAISED_STEP = 0.2  # heights: ... and their foot is this much higher at least


@dataclass(frozen=True)
class Number:
    """A number as written: its digits and the marks that belong to it, in reading order.

    `raised`: it is small and stands high behind the number before it, as the cents of a price do.
    """

    characters: tuple[Character, ...]
    raised: bool = False

    @property
    def text(self) -> str:
        """The number as a person would type it, "12,50"."""
        return "".join(one.sign for one in self.characters)

    @property
    def digits(self) -> str:
        """Its digits alone, "1250"."""
        return "".join(one.digit for one in self.characters if isinstance(one, Digit))

    @property
    def marks(self) -> tuple[Mark, ...]:
        """Its marks alone."""
        return tuple(one for one in self.characters if isinstance(one, Mark))

    @property
    def readings(self) -> tuple[str, ...]:
        """The values that it may have, as decimal strings (`values.readings`)."""
        return readings(self.text)

    @property
    def value(self) -> str | None:
        """Its value as a decimal string; None where it has several readings, or none as dates have."""
        return self.readings[0] if len(self.readings) == 1 else None

    @property
    def confidence(self) -> float:
        """How likely, in 0..1, every digit and every mark of it is right: the product of their confidences."""
        return math.prod(one.confidence for one in self.characters)

    @property
    def box(self) -> Box:
        """The box around all of it, in pixels of the upright photo."""
        return around([one.box for one in self.characters])

    def to_dict(self) -> dict[str, Any]:
        """The number as in the JSON answer."""
        return {
            "text": self.text,
            "digits": self.digits,
            "value": self.value,
            "readings": list(self.readings) if self.value is None else [],
            "raised": self.raised,
            "confidence": round(self.confidence, 4),
            "box": self.box.to_dict(),
            "marks": [mark.to_dict() for mark in self.marks],
        }


@dataclass
class _Run:
    """A number in the making."""

    places: list[Place] = field(default_factory=list)
    raised: bool = False


def numbers_of(groups: Sequence[Sequence[Digit]], marks: Sequence[Mark], turned: int = 0) -> tuple[Number, ...]:
    """The numbers of a row, in reading order; each digit is in just one, in the order of the groups.

    `groups` are the row's digits, parted where gaps are wide; `marks` in reading order. `turned`: degrees clockwise by
    which the photo was turned when the row was read; the boxes are in pixels of the photo before that.
    """
    places = in_order(groups, marks, turned)
    return tuple(Number(tuple(place.char for place in run.places), run.raised) for run in _runs(places))


def _runs(places: list[Place]) -> Iterator[_Run]:
    """The characters of each number."""
    at = [index for index, place in enumerate(places) if isinstance(place.char, Digit)]
    if not at:
        return
    in_sum, cents = _is_sum(places, at), _cents(places, at)
    run = _Run([*_lead(places[: at[0]], places[at[0]], None, in_sum), places[at[0]]])
    for before, after in zip(at, at[1:], strict=False):
        one, between, other = places[before], places[before + 1 : after], places[after]
        if after not in cents and _joins(one, between, other, in_sum):
            run.places += [*between, other]
            continue
        run.places += _percent(one, between)
        yield run
        lead = _lead(between, other, one, in_sum)
        run = _Run([*lead, other], after in cents)
    run.places += _percent(places[at[-1]], places[at[-1] + 1 :])
    yield run


def _is_sum(places: list[Place], at: list[int]) -> bool:
    """Whether a row is a sum: it has an equals sign, or a plus between two digits with space around it, or none."""
    signs = [index for index, place in enumerate(places) if place.char.sign == "+" and at[0] < index < at[-1]]
    return any(place.char.sign == "=" for place in places) or any(_is_operator(places, index) for index in signs)


def _is_operator(places: list[Place], index: int) -> bool:
    """Whether a sign at an index has as much space in front as behind it."""
    sign, before, after = places[index], places[index - 1], places[index + 1]
    return after.start - sign.end > OPERATOR_GAP or sign.start - before.end <= OPERATOR_GAP


def _joins(one: Place, between: list[Place], other: Place, in_sum: bool) -> bool:
    """Whether two digits with marks between them are of one number."""
    if not between:
        return one.group == other.group
    mark = between[0].char.sign
    if len(between) > 1 or mark not in JOINERS or (in_sum and mark in OPERATORS):
        return False
    gaps = between[0].start - one.end, other.start - between[0].end
    if mark == "-":
        return max(gaps) <= OPERATOR_GAP or (one.group == other.group and min(gaps) <= OPERATOR_GAP / 2)
    return one.group == other.group or max(gaps) <= JOIN_GAP


def _cents(places: list[Place], at: list[int]) -> set[int]:
    """The indices at which raised cents begin: just so many digits, all small and high behind the digits before."""
    begun, before = set[int](), list[int]()
    for stretch in _stretches(places, at):
        head, tail = stretch[:-CENTS], stretch[-CENTS:]
        if not head and before and stretch[0] - before[-1] == 1:
            head = before
        if head and len(tail) == CENTS and _is_raised([places[i] for i in head], [places[i] for i in tail]):
            begun.add(tail[0])
        before = stretch
    return begun


def _stretches(places: list[Place], at: list[int]) -> list[list[int]]:
    """The indices of the digits, parted where a mark stands or a group ends."""
    stretches = [[at[0]]]
    for before, after in zip(at, at[1:], strict=False):
        if after - before == 1 and places[before].group == places[after].group:
            stretches[-1].append(after)
        else:
            stretches.append([after])
    return stretches


def _is_raised(head: list[Place], tail: list[Place]) -> bool:
    """Whether the digits of `tail`, which stand behind those of `head`, are all small and stand high beside them."""
    height, foot = min(place.height for place in head), float(np.median([place.foot for place in head]))
    if tail[0].start - head[-1].end > RAISED_GAP * height:
        return False
    return all(p.height <= RAISED_HEIGHT * height and foot - p.foot >= RAISED_STEP * height for p in tail)


def _lead(between: list[Place], digit: Place, before: Place | None, in_sum: bool) -> list[Place]:
    """The sign and the point in front of a number, of the marks `between` its first digit and the digit `before`."""
    lead, left, first = list[Place](), list(between), digit
    for kind in (POINTS, SIGNS):
        if kind == SIGNS and len(left) > 1 and left[-1].char.sign in CURRENCIES and left[-2].char.sign in SIGNS:
            first = left.pop()
        if left and left[-1].char.sign in kind and _leads(left, first, before, in_sum):
            first = left.pop()
            lead.insert(0, first)
    return lead


def _leads(left: list[Place], first: Place, before: Place | None, in_sum: bool) -> bool:
    """Whether the last of some marks belongs to the number behind it."""
    mark, previous = left[-1], left[-2] if len(left) > 1 else before
    is_sign = mark.char.sign in SIGNS
    behind = first.start - mark.end
    if behind > (SIGN_GAP if is_sign else OPERATOR_GAP):
        return False
    if previous is None or previous.char.sign.isspace():
        return not (is_sign and in_sum and before is not None and not _follows_equals(left))
    if previous.char.sign in "=(" + CURRENCIES + ("" if is_sign else SIGNS):
        return True
    if isinstance(previous.char, Digit) and in_sum:
        return False
    return is_sign and mark.start - previous.end > max(OPERATOR_GAP, behind)


def _follows_equals(left: list[Place]) -> bool:
    """Whether before a sign and its spaces there is an equals sign or a bracket."""
    signs = [place.char.sign for place in left[:-1] if not place.char.sign.isspace()]
    return bool(signs) and signs[-1] in "=("


def _percent(digit: Place, behind: list[Place]) -> list[Place]:
    """The percent sign of a number that ends with a digit, of the marks behind it; a space may stand between."""
    for mark in behind[:2]:
        if mark.char.sign in "%" and mark.start - digit.end <= PERCENT_GAP:
            return [mark]
        if not mark.char.sign.isspace():
            break
    return []
