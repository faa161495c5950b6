"""Reads text lines: each strip's characters, joined with the digits that the detector found in the line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
import numpy.typing as npt

from recognizer.alphabet import DIGITS, MARKS
from recognizer.budget import BOX, STRIP, Budget
from recognizer.classifier import Classifier
from recognizer.crops import cut_crops
from recognizer.ink import ink_boxes
from recognizer.places import Found, Line, Place, are_inside, candidates, sides
from recognizer.reader import FRAME, Character, Reader, characters
from recognizer.reading import Box, Digit
from recognizer.strips import STEP, Strip, cut_strip, row_quad

Gray = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]

COVERED = 0.6
"""Share of a row's digits in one text line from which the row is not read by itself."""
REACH = 1.25
"""Halves of a character's span by which the middle of a box may be off to be of the same character."""
NARROWEST = 2.0
"""Pixels of a strip: half of the least span that such distances are measured in."""
FLAT = " .,:'"
"""Characters that no digit is mistaken for."""


def lines_to_read(quads: Sequence[Floats], rows: Sequence[Sequence[Digit]]) -> list[Floats]:
    """The quads (4, 2) of the text lines, and behind them those of the rows of digits that none of them covers."""
    taken = list(quads)
    for row in rows:
        boxes = sides([digit.box for digit in row])
        if max((are_inside(boxes, quad).mean() for quad in quads), default=0.0) < COVERED:
            taken.append(row_quad(boxes))
    return taken


def read_lines(
    gray: Gray,
    quads: Sequence[Floats],
    scores: Sequence[float],
    found: Sequence[Found],
    networks: tuple[Reader, Classifier],
    budget: Budget,
) -> list[Line]:
    """The lines of a photo (H, W) with these quads, as many as the budget allows, the first ones first.

    `scores` are those of the first quads, the text lines; `found` are the photo's digits.
    """
    reader, classifier = networks
    strips: list[Strip] = []
    for quad in quads:
        strip = cut_strip(gray, quad)
        steps = strip.pixels.shape[1] // STEP
        if budget.granted(steps, STRIP) < steps:
            break
        strips.append(strip)
    known = [*scores, *[0.0] * (len(quads) - len(scores))]
    boxes = sides([one.box for one in found])
    lines = []
    for quad, score, strip, lattice in zip(
        quads, known, strips, reader.lattices([one.pixels for one in strips]), strict=False
    ):
        inside = [found[int(number)] for number in np.flatnonzero(are_inside(boxes, quad))]
        places = _joined(strip, lattice, inside)
        along = quad[1] - quad[0]
        places.sort(key=lambda place: float(np.dot(place.box.center, along)))
        lines.append(Line(tuple(_checked(gray, places, classifier, budget)), quad, score))
    return lines


def _joined(strip: Strip, lattice: Floats, found: Sequence[Found]) -> list[Place]:
    """The characters of a strip and the digits found in it, those at one place as one."""
    read, back = characters(lattice), np.linalg.inv(strip.to_photo)
    pairs = _pairs(read, found, back)
    places = []
    spans, small = [(one.start, one.end) for one in read], [one.character in MARKS for one in read]
    for number, (character, ink) in enumerate(zip(read, ink_boxes(strip.pixels, spans, small), strict=True)):
        partner = found[pairs[number]] if number in pairs else None
        places.append(Place(partner.box if partner is not None else _on_photo(strip, ink), character, partner))
    for number, one in enumerate(found):
        if number not in pairs.values():
            any_digit, any_other = _highest(lattice, back, one.box)
            places.append(Place(one.box, None, one, any_digit=any_digit, any_other=any_other))
    return places


def _pairs(read: Sequence[Character], found: Sequence[Found], back: npt.NDArray[np.float64]) -> dict[int, int]:
    """Which character is which of the digits found, by their numbers: the nearest first, each once.

    `back` (3, 3) takes pixels of the photo to those of the strip.
    """
    if not found:
        return {}
    middles = cv2.perspectiveTransform(np.array([one.box.center for one in found]).reshape(-1, 1, 2), back)[:, 0, 0]
    options = []
    for number, one in enumerate(read):
        if one.character not in FLAT:
            off = np.abs(middles - (one.start + one.end) / 2) / max((one.end - one.start) / 2, NARROWEST)
            options += [(float(off[place]), number, int(place)) for place in np.flatnonzero(off <= REACH)]
    pairs: dict[int, int] = {}
    for _, number, place in sorted(options):
        if number not in pairs and place not in pairs.values():
            pairs[number] = place
    return pairs


def _checked(gray: Gray, places: Sequence[Place], classifier: Classifier, budget: Budget) -> list[Place]:
    """The places with the classifier's probabilities for the ink of those that may be digits."""
    numbers = [number for number, place in enumerate(places) if candidates(place)]
    numbers = numbers[: budget.granted(len(numbers), BOX)]
    crops = cut_crops(gray, sides([places[number].box for number in numbers]))
    checked = list(places)
    for number, named, crop in zip(numbers, classifier.probabilities(crops), crops, strict=True):
        checked[number] = replace(places[number], named=named, crop=crop)
    return checked


def _on_photo(strip: Strip, ink: tuple[float, float, float, float]) -> Box:
    """The upright box in the photo around a box in a strip."""
    x, y, w, h = ink
    corners = np.array([[[x, y]], [[x + w, y]], [[x + w, y + h]], [[x, y + h]]], np.float64)
    moved = cv2.perspectiveTransform(corners, strip.to_photo)[:, 0]
    low, high = moved.min(axis=0), moved.max(axis=0)
    return Box(float(low[0]), float(low[1]), float(high[0] - low[0]), float(high[1] - low[1]))


def _highest(lattice: Floats, back: npt.NDArray[np.float64], box: Box) -> tuple[float, float]:
    """The highest probabilities of a digit, and of another character, that a lattice has in the place of a box."""
    ends = np.array([[[box.x, box.center[1]]], [[box.right, box.center[1]]]], np.float64)
    across = cv2.perspectiveTransform(ends, back)[:, 0, 0] / FRAME
    first, last = int(max(across.min(), 0)), int(min(across.max() + 1, len(lattice)))
    if first >= last:
        return 0.0, 0.0
    digits = slice(2, 2 + len(DIGITS))  # behind the blank and the space
    part = lattice[first:last]
    return float(part[:, digits].sum(axis=1).max()), float(part[:, digits.stop :].sum(axis=1).max())
