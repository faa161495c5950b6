"""Draws what the recognizer saw on its way: the evened light, the proposals by source, the crops, the rows."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from recognizer.pipeline import Look
from recognizer.reading import Box, Reading, Source

Image = npt.NDArray[np.uint8]
Color = tuple[int, int, int]

LONGEST = 720  # px: longer side of a drawing
FADED = 0.45  # how much of the contrast of a photo is left under a drawing
REFUSED = 24  # crops that are shown of those that are no digits

# Okabe and Ito's colours (Color Universal Design, 2008), RGB.
SOURCE_COLORS: dict[Source, Color] = {
    "contours": (0, 114, 178),
    "mser": (213, 94, 0),
    "detector": (0, 158, 115),
    "reader": (204, 121, 167),
}
ROW_COLORS: tuple[Color, ...] = ((0, 114, 178), (213, 94, 0), (0, 158, 115), (204, 121, 167))


class Judged(NamedTuple):
    """A crop (28, 28) uint8 and its probabilities (11,) over the digits and "not a digit"."""

    crop: Image
    probabilities: npt.NDArray[np.float32]


class Stages(NamedTuple):
    """The drawings, (h, w) gray or (h, w, 3) RGB uint8, and what stands beside them.

    `counts` tells how many proposals each source made; `read` are the crops of the digits in reading order, `refused`
    some crops that were found to be none, spread from the doubtful to the plain.
    """

    even: Image
    proposals: Image
    rows: Image
    counts: dict[Source, int]
    read: list[Judged]
    refused: list[Judged]


def draw(reading: Reading, seen: Look) -> Stages:
    """The drawings of a photo; `reading` and `seen` as Recognizer.explain gives them."""
    even = _reduced(seen.prepared.even)
    scale = even.shape[1] / seen.prepared.even.shape[1]
    across = even.shape[1] / reading.width
    return Stages(
        even,
        _draw_proposals(_reduced(seen.prepared.gray), seen, scale),
        _draw_rows(_reduced(seen.prepared.gray), reading, across),
        dict(Counter(seen.sources)),
        _crops_read(reading, seen),
        _crops_refused(seen),
    )


def _reduced(gray: Image) -> Image:
    factor = LONGEST / max(gray.shape)
    if factor >= 1:
        return gray
    return np.asarray(cv2.resize(gray, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA), np.uint8)


def _faded(gray: Image) -> Image:
    """(h, w) gray as a pale (h, w, 3) ground for colours."""
    pale = 255 - (255 - gray.astype(np.float32)) * FADED
    return np.repeat(pale.astype(np.uint8)[:, :, None], 3, axis=2)


def _draw_proposals(gray: Image, seen: Look, scale: float) -> Image:
    picture = _faded(gray)
    # The detector's boxes come first among the proposals and are few: they are drawn last and stronger.
    for source, (x, y, width, height) in reversed(list(zip(seen.sources, seen.boxes * scale, strict=True))):
        corners = (round(x), round(y)), (round(x + width), round(y + height))
        cv2.rectangle(picture, *corners, SOURCE_COLORS[source], 2 if source == "detector" else 1)
    return picture


def _draw_rows(gray: Image, reading: Reading, scale: float) -> Image:
    """Each row in its colour: its digits filled, a line through them in reading order."""
    ground = _faded(gray)
    picture = ground.copy()
    for line, row in enumerate(reading.rows):
        color = ROW_COLORS[line % len(ROW_COLORS)]
        for digit in row.digits:
            cv2.rectangle(picture, *_corners(digit.box, scale), color, -1)
    picture = cv2.addWeighted(picture, 0.35, ground, 0.65, 0).astype(np.uint8)
    width = max(2, LONGEST // 300)
    for line, row in enumerate(reading.rows):
        color = ROW_COLORS[line % len(ROW_COLORS)]
        points = np.array([digit.box.center for digit in row.digits]) * scale
        cv2.polylines(picture, [np.rint(points).astype(np.int32)], False, color, width, cv2.LINE_AA)
        for digit in row.digits:
            cv2.rectangle(picture, *_corners(digit.box, scale), color, width, cv2.LINE_AA)
        first = (round(float(points[0][0])), round(float(points[0][1])))
        cv2.circle(picture, first, 3 * width, color, -1, cv2.LINE_AA)
    return picture


def _corners(box: Box, scale: float) -> tuple[tuple[int, int], tuple[int, int]]:
    return (round(box.x * scale), round(box.y * scale)), (round(box.right * scale), round(box.bottom * scale))


def _crops_read(reading: Reading, seen: Look) -> list[Judged]:
    """The crops of the digits with the network's own judgement of each."""
    judged = []
    for digit in reading.digits:
        if digit.crop is None:
            continue
        same = np.flatnonzero((seen.crops == digit.crop).all(axis=(1, 2)))
        if len(same):
            judged.append(Judged(digit.crop, seen.probabilities[same[0]]))
    return judged


def _crops_refused(seen: Look) -> list[Judged]:
    refused = np.flatnonzero(seen.probabilities.argmax(axis=1) == 10) if len(seen.boxes) else np.zeros(0, np.intp)
    order = refused[np.argsort(seen.probabilities[refused, 10], kind="stable")]
    shown = order[np.linspace(0, len(order) - 1, min(REFUSED, len(order))).astype(np.intp)]
    return [Judged(seen.crops[i], seen.probabilities[i]) for i in shown]
