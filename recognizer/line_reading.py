"""Reads text lines: each strip's characters with the boxes of their ink, and the classifier's word on the digits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
import numpy.typing as npt

from recognizer.budget import BOX, STRIP, Budget
from recognizer.digits.classifier import Classifier
from recognizer.digits.contours import Rectangle, ink_boxes
from recognizer.digits.crops import cut_crops
from recognizer.lines.alphabet import MARKS
from recognizer.lines.detector import TextLine
from recognizer.lines.places import Line, Place, candidates, sides
from recognizer.lines.reader import Reader, characters
from recognizer.lines.strips import STEP, Strip, cut_strip
from recognizer.reading import Box

Gray = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]


def read_lines(
    gray: Gray, found: Sequence[TextLine], reader: Reader, classifier: Classifier, budget: Budget
) -> list[Line]:
    """The lines of a photo (H, W) uint8 as they are read, as many as the budget allows, the first ones first."""
    strips: list[Strip] = []
    for line in found:
        strip = cut_strip(gray, line.quad)
        steps = strip.pixels.shape[1] // STEP
        if budget.granted(steps, STRIP) < steps:
            break
        strips.append(strip)
    lattices = reader.lattices([strip.pixels for strip in strips])
    read = [_line(*one) for one in zip(found, strips, lattices, strict=False)]
    return _checked(gray, read, classifier, budget)


def _line(found: TextLine, strip: Strip, lattice: Floats) -> Line:
    """The line that a strip's lattice shows."""
    read = characters(lattice)
    spans, small = [(one.start, one.end) for one in read], [one.character in MARKS for one in read]
    boxes = _on_photo(strip, ink_boxes(strip.pixels, spans, small))
    places = tuple(Place(box, one) for box, one in zip(boxes, read, strict=True))
    return Line(places, found.quad, found.score, found.stacked)


def _checked(gray: Gray, lines: Sequence[Line], classifier: Classifier, budget: Budget) -> list[Line]:
    """The lines with the classifier's probabilities for the ink of those of their characters that may be digits."""
    likely = [place for line in lines for place in line.places if candidates(place)]
    likely = likely[: budget.granted(len(likely), BOX)]
    crops = cut_crops(gray, sides([place.box for place in likely]))
    named = {
        id(place): replace(place, named=one, crop=crop)
        for place, one, crop in zip(likely, classifier.probabilities(crops), crops, strict=True)
    }
    return [replace(line, places=tuple(named.get(id(place), place) for place in line.places)) for line in lines]


def _on_photo(strip: Strip, ink: Sequence[Rectangle]) -> list[Box]:
    """The upright boxes in the photo around boxes in a strip."""
    if not ink:
        return []
    x, y, w, h = np.array(ink, np.float64).T
    corners = np.stack([x, y, x + w, y, x + w, y + h, x, y + h], axis=1).reshape(-1, 4, 2)
    moved = np.asarray(cv2.perspectiveTransform(corners, strip.to_photo), np.float64)
    low, high = moved.min(axis=1), moved.max(axis=1)
    return [Box(*sides) for sides in np.concatenate([low, high - low], axis=1).tolist()]
