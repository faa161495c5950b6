"""The places of a photo that may hold a digit: what reader, detector and classifier each say of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from recognizer.alphabet import DIGITS
from recognizer.classifier import CLASSES, Classifier
from recognizer.crops import CROP_SIZE, cut_crops
from recognizer.ink import ink_boxes
from recognizer.reader import FRAME, Character, Reader, characters
from recognizer.reading import Box, Digit, Rejected
from recognizer.strips import Strip, cut_strip, row_quad

Gray = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]
Found = Digit | Rejected
"""A digit that the detector found, whether it stood or was left out."""

COVERED = 0.6
"""Share of a row's digits in one text line from which the row is not read by itself."""
REACH = 1.25
"""Halves of a character's span by which the middle of a box may be off to be of the same character."""
SAME = 0.45
"""Share of the smaller of two boxes that they have in common from which they are of one character."""
FLAT = " .,:'"
"""Characters that no digit is mistaken for."""
MOST_LINES = 400
"""Text lines of a photo that are read at most."""


@dataclass(frozen=True)
class Place:
    """A character of the reader's, a digit of the detector's, or both as one.

    `read` is None where the reader saw nothing there, `found` where the detector did not. `named` (11,) is what the
    classifier makes of its ink, `crop` (28, 28). Where `read` is None, `any_digit` and `any_other` are the highest
    probabilities of a digit and of another character that the reader had there.
    """

    box: Box
    read: Character | None
    found: Found | None
    named: Floats
    crop: Gray
    any_digit: float = 0.0
    any_other: float = 0.0


@dataclass(frozen=True)
class Line:
    """A text line: its places from left to right, and the detector's score in 0..1, 0 for a row of lone digits."""

    places: tuple[Place, ...]
    quad: Floats
    score: float


def lines_to_read(quads: Sequence[Floats], rows: Sequence[Sequence[Digit]]) -> list[Floats]:
    """The quads (4, 2) of the text lines, and behind them those of the rows of digits that none of them covers."""
    taken = list(quads)
    for row in rows:
        inside = (np.mean([is_inside(digit.box, quad) for digit in row]) for quad in quads)
        if max(inside, default=0.0) < COVERED:
            taken.append(row_quad(np.array([_sides(digit.box) for digit in row], np.float32)))
    return taken[:MOST_LINES]


def read_line(
    gray: Gray,
    quad: Floats,
    score: float,
    strip: Strip,
    lattice: Floats,
    found: Sequence[Found],
    classifier: Classifier,
) -> Line:
    """A line of a photo (H, W) of whose strip the reader made a lattice; `found` are the photo's digits."""
    read = characters(lattice)
    inside = [one for one in found if is_inside(one.box, quad)]
    pairs = _pairs(read, inside, strip)
    boxes = [_on_photo(strip, ink) for ink in ink_boxes(strip.pixels, [(one.start, one.end) for one in read])]
    places = [
        _place(
            inside[pairs[number]].box if number in pairs else box,
            character,
            inside[pairs[number]] if number in pairs else None,
        )
        for number, (box, character) in enumerate(zip(boxes, read, strict=True))
    ]
    alone = [one for number, one in enumerate(inside) if number not in pairs.values()]
    places += [_place(one.box, None, one, *_heard(lattice, strip, one.box)) for one in alone]
    places = checked(gray, places, classifier)
    along = quad[1] - quad[0]
    return Line(tuple(sorted(places, key=lambda place: float(np.dot(place.box.center, along)))), quad, score)


def checked(gray: Gray, places: Sequence[Place], classifier: Classifier) -> list[Place]:
    """The places with the classifier's word on the ink of those that may be digits."""
    asked = [one for one in places if one.found is not None or one.read is not None and one.read.character not in FLAT]
    crops = cut_crops(gray, np.array([_sides(one.box) for one in asked], np.float32).reshape(-1, 4))
    words = {
        id(one): (name, crop) for one, name, crop in zip(asked, classifier.probabilities(crops), crops, strict=True)
    }
    return [
        Place(one.box, one.read, one.found, *words.get(id(one), (one.named, one.crop)), one.any_digit, one.any_other)
        for one in places
    ]


def read_lines(
    gray: Gray,
    quads: Sequence[Floats],
    scores: Sequence[float],
    found: Sequence[Found],
    reader: Reader,
    classifier: Classifier,
) -> list[Line]:
    """The lines of a photo (H, W) as they are read, each with its places."""
    strips = [cut_strip(gray, quad) for quad in quads]
    lattices = reader.lattices([strip.pixels for strip in strips])
    known = [*scores, *[0.0] * (len(quads) - len(scores))]
    return [
        read_line(gray, quad, score, strip, lattice, found, classifier)
        for quad, score, strip, lattice in zip(quads, known, strips, lattices, strict=False)
    ]


def once_each(lines: Sequence[Line]) -> list[tuple[Line, Place]]:
    """Every place once: of lines that show the same characters, those of the line that is read best stand."""
    kept: list[tuple[Line, Place]] = []
    for line in sorted(lines, key=_quality, reverse=True):
        others = [place.box for other, place in kept if place.read is None or place.read.character != " "]
        for place in line.places:
            is_gap = place.read is not None and place.read.character == " "
            if is_gap or not any(is_same(place.box, box) for box in others):
                kept.append((line, place))
    return kept


def _quality(line: Line) -> float:
    """How much of a line is read surely, digits first."""
    read = [place.read for place in line.places if place.read is not None]
    return sum((one.probability - 0.4) * (1.0 if one.character in DIGITS else 0.3) for one in read)


def is_same(one: Box, other: Box) -> bool:
    """Whether two boxes are of one character."""
    across = min(one.right, other.right) - max(one.x, other.x)
    down = min(one.bottom, other.bottom) - max(one.y, other.y)
    smaller = min(one.width * one.height, other.width * other.height)
    return across > 0 and down > 0 and across * down > SAME * smaller


def is_inside(box: Box, quad: Floats) -> bool:
    """Whether the middle of a box lies in a quad (4, 2)."""
    x, y = box.center
    return cv2.pointPolygonTest(np.asarray(quad, np.float32), (float(x), float(y)), False) >= 0


def _place(
    box: Box, read: Character | None, found: Found | None, any_digit: float = 0.0, any_other: float = 0.0
) -> Place:
    nothing, blank = np.zeros(CLASSES, np.float32), np.zeros((CROP_SIZE, CROP_SIZE), np.uint8)
    return Place(box, read, found, nothing, blank, any_digit, any_other)


def lone_place(found: Digit) -> Place:
    """A digit that stands in no text line."""
    return _place(found.box, None, found)


def _pairs(read: Sequence[Character], found: Sequence[Found], strip: Strip) -> dict[int, int]:
    """Which character is which of the digits found, by their numbers: the nearest first, each once."""
    if not found:
        return {}
    back = np.linalg.inv(strip.to_photo)
    points = np.array([one.box.center for one in found], np.float64).reshape(-1, 1, 2)
    middles = cv2.perspectiveTransform(points, back)[:, 0, 0]
    options = []
    for number, one in enumerate(read):
        if one.character not in FLAT:
            off = np.abs(middles - (one.start + one.end) / 2) / max((one.end - one.start) / 2, 2.0)
            options += [(float(off[place]), number, int(place)) for place in np.flatnonzero(off <= REACH)]
    pairs: dict[int, int] = {}
    for _, number, place in sorted(options):
        if number not in pairs and place not in pairs.values():
            pairs[number] = place
    return pairs


def _on_photo(strip: Strip, ink: tuple[float, float, float, float]) -> Box:
    """The upright box in the photo around a box in a strip."""
    x, y, w, h = ink
    corners = np.array([[[x, y]], [[x + w, y]], [[x + w, y + h]], [[x, y + h]]], np.float64)
    moved = cv2.perspectiveTransform(corners, strip.to_photo)[:, 0]
    low, high = moved.min(axis=0), moved.max(axis=0)
    return Box(float(low[0]), float(low[1]), float(high[0] - low[0]), float(high[1] - low[1]))


def _heard(lattice: Floats, strip: Strip, box: Box) -> tuple[float, float]:
    """The highest probabilities of a digit, and of another character, that a lattice has in the place of a box."""
    ends = np.array([[[box.x, box.center[1]]], [[box.right, box.center[1]]]], np.float64)
    across = cv2.perspectiveTransform(ends, np.linalg.inv(strip.to_photo))[:, 0, 0] / FRAME
    first, last = int(max(across.min(), 0)), int(min(across.max() + 1, len(lattice)))
    if first >= last:
        return 0.0, 0.0
    digits = slice(2, 2 + len(DIGITS))  # behind the blank and the space
    part = lattice[first:last]
    return float(part[:, digits].sum(axis=1).max()), float(part[:, digits.stop :].sum(axis=1).max())


def _sides(box: Box) -> tuple[float, float, float, float]:
    return box.x, box.y, box.width, box.height
