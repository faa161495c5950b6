"""Draws what the recognizer saw on its way: the lines found, their strips, the crops of digits, the rows."""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from recognizer.lines.places import Line, Place, candidates
from recognizer.lines.strips import cut_strip
from recognizer.pipeline import Seen
from recognizer.reading import Box, Reading

Image = npt.NDArray[np.uint8]
Color = tuple[int, int, int]

LONGEST = 720
"""Pixels of the longer side of a drawing."""
FADED = 0.45
"""How much of the contrast of a photo is left under a drawing."""
MOST_STRIPS = 6
"""Strips that are shown, of the lines with most digits."""
MOST_REFUSED = 24
"""Crops that are shown of those that do not stand."""
ROW_COLORS: tuple[Color, ...] = ((0, 114, 178), (213, 94, 0), (0, 158, 115), (204, 121, 167))
"""Okabe and Ito's colours (Color Universal Design, 2008), RGB."""


class StripShown(NamedTuple):
    """A line's strip (48, W) uint8, and what the reader read in it."""

    picture: Image
    text: str


class Checked(NamedTuple):
    """A crop (28, 28) uint8 and the classifier's probabilities (11,) over the digits and "not a digit"."""

    crop: Image
    probabilities: npt.NDArray[np.float32]


class Stages(NamedTuple):
    """The drawings, (h, w, 3) RGB uint8, and what stands beside them.

    `found_lines` is how many text lines were found. `strips` are those of the lines with most digits. `read` are the
    crops of the digits in reading order, `refused` some of what may have been a digit and does not stand.
    """

    found: Image
    rows: Image
    found_lines: int
    strips: list[StripShown]
    read: list[Checked]
    refused: list[Checked]


def draw(rgb: Image, seen: Seen, reading: Reading) -> Stages:
    """The drawings of an upright photo (H, W, 3), in whose pixels `seen` and `reading` are."""
    factor = min(LONGEST / max(rgb.shape[:2]), 1.0)
    size = max(round(rgb.shape[1] * factor), 1), max(round(rgb.shape[0] * factor), 1)
    small = np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), np.uint8)
    gray = np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), np.uint8)
    crops = {id(digit.crop) for digit in reading.digits}
    return Stages(
        _draw_lines(_faded(small), seen.lines, factor),
        _draw_rows(_faded(small), reading, factor),
        sum(line.score > 0 for line in seen.lines),
        [_strip(gray, line) for line in _fullest(seen)],
        _checked([one.place for one in seen.scored if id(one.place.crop) in crops], reading),
        _refused(seen, crops),
    )


def _faded(rgb: Image) -> Image:
    """(h, w, 3) as a pale gray ground for colours."""
    gray = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)
    pale = 255 - (255 - gray.astype(np.float32)) * FADED
    return np.repeat(pale.astype(np.uint8)[:, :, None], 3, axis=2)


def _draw_lines(picture: Image, lines: tuple[Line, ...], scale: float) -> Image:
    for line in lines:
        if line.score > 0:
            color = ROW_COLORS[2] if line.counts[0] else ROW_COLORS[1]
            cv2.polylines(picture, [np.rint(line.quad * scale).astype(np.int32)], True, color, 2, cv2.LINE_AA)
    return picture


def _draw_rows(ground: Image, reading: Reading, scale: float) -> Image:
    """Each row in its colour: its digits filled, a line through them in reading order."""
    picture = ground.copy()
    for number, row in enumerate(reading.rows):
        for digit in row.digits:
            cv2.rectangle(picture, *_corners(digit.box, scale), ROW_COLORS[number % len(ROW_COLORS)], -1)
    picture = cv2.addWeighted(picture, 0.35, ground, 0.65, 0).astype(np.uint8)
    width = max(2, LONGEST // 300)
    for number, row in enumerate(reading.rows):
        color = ROW_COLORS[number % len(ROW_COLORS)]
        points = np.array([digit.box.center for digit in row.digits]) * scale
        cv2.polylines(picture, [np.rint(points).astype(np.int32)], False, color, width, cv2.LINE_AA)
        for digit in row.digits:
            cv2.rectangle(picture, *_corners(digit.box, scale), color, width, cv2.LINE_AA)
        first = (round(float(points[0][0])), round(float(points[0][1])))
        cv2.circle(picture, first, 3 * width, color, -1, cv2.LINE_AA)
    return picture


def _corners(box: Box, scale: float) -> tuple[tuple[int, int], tuple[int, int]]:
    return (round(box.x * scale), round(box.y * scale)), (round(box.right * scale), round(box.bottom * scale))


def _fullest(seen: Seen) -> list[Line]:
    """Of the lines that stand those with most digits, from top to bottom."""
    lines = list({id(one.line): one.line for one in seen.scored if one.digit is not None}.values())
    fullest = sorted(lines, key=lambda line: -line.counts[0])[:MOST_STRIPS]
    return sorted(fullest, key=lambda line: float(line.quad[0, 1]))


def _strip(gray: Image, line: Line) -> StripShown:
    pixels = np.clip((cut_strip(gray, line.quad).pixels + 1) * 127.5, 0, 255).astype(np.uint8)
    return StripShown(pixels, "".join(place.read.character for place in line.places))


def _checked(places: list[Place], reading: Reading) -> list[Checked]:
    """The crops of the digits of a reading, in its order."""
    named = {id(place.crop): place.named for place in places}
    pairs = ((digit.crop, named.get(id(digit.crop))) for digit in reading.digits)
    return [Checked(crop, words) for crop, words in pairs if crop is not None and words is not None]


def _refused(seen: Seen, crops: set[int]) -> list[Checked]:
    left = [one for one in seen.scored if one.digit is not None and id(one.place.crop) not in crops]
    left.sort(key=lambda one: -one.digit.confidence if one.digit is not None else 0.0)
    likely = [one.place for one in left if candidates(one.place)][:MOST_REFUSED]
    return [Checked(one.crop, one.named) for one in likely if one.crop is not None and one.named is not None]
