"""Draws a reading on its photo: a box for each digit and mark, and each digit's letter, readable on any ground."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from recognizer.reading import Box, Certainty, Character, Digit, Reading

Image = npt.NDArray[np.uint8]
Color = tuple[int, int, int]

# Three of Okabe and Ito's colours (Color Universal Design, 2008), RGB: apart for every kind of colour vision.
COLORS: dict[Certainty, Color] = {"sure": (0, 114, 178), "probably": (230, 159, 0), "unsure": (213, 94, 0)}
LIGHT_HALO: Color = (255, 255, 255)
DARK_HALO: Color = (0, 0, 0)
HALOS: dict[Certainty, Color] = {"sure": LIGHT_HALO, "probably": DARK_HALO, "unsure": LIGHT_HALO}

LINE = 1 / 450  # of the photo's longer side: width of a line
LETTER = 0.45  # of the box's height ...
SMALLEST_LETTER, LARGEST_LETTER = 1 / 45, 1 / 12  # ... within these shares of the longer side
LEAST_LETTER = 9  # px: Hershey's letters cannot be told apart below
SHRINKING = (1.0, 0.8, 0.6, 0.45)  # shares of its size that a letter is tried at, until it is clear of all others
CORNER_LETTER = 0.3  # of the box's height: a letter that has no room but in the box
WIDTH_OF_LETTER = 0.85  # of its height
TINY = 1 / 40  # of the longer side: boxes no higher than this are outlined finely and without letters ...
MANY = 30  # ... where there are more of them: they would hide each other
DASH = 4  # line widths of a dash and of the gap after it
_FONT = cv2.FONT_HERSHEY_SIMPLEX
_FONT_HEIGHT = 21  # px: height of a digit of this font at scale 1


def annotate(rgb: Image, reading: Reading) -> Image:
    """A new (H, W, 3) uint8 picture: rgb (H, W, 3) uint8 with boxes around digits and marks, and each digit's letter.

    The colour says how certain one is; boxes of unsure ones are dashed, so that no meaning rests on colour alone.
    """
    picture = rgb.copy()
    line = 1 if has_tiny_boxes(reading) else line_width(max(rgb.shape[:2]))
    for one in reading.characters:
        if not one.sign.isspace():
            _draw_box(picture, one, line)
    places = letter_places(reading, rgb.shape[1], rgb.shape[0])
    for digit, place in zip(reading.digits, places, strict=True):
        if place is not None:
            _draw_letter(picture, digit, place)
    return picture


def has_tiny_boxes(reading: Reading) -> bool:
    """Whether a reading has so many digits, and most so small, that lines as usual and letters would hide them."""
    heights = [digit.box.height for digit in reading.digits]
    return len(heights) > MANY and float(np.median(heights)) <= TINY * max(reading.width, reading.height)


def _draw_box(picture: Image, one: Character, line: int) -> None:
    """Outlines a digit or mark, halo first; the halo's inner edge lies on the box, so that no ink is covered."""
    box, color, halo = one.box, COLORS[one.certainty], HALOS[one.certainty]
    left, top = round(box.x) - 2 * line, round(box.y) - 2 * line
    right, bottom = round(box.right) - 1 + 2 * line, round(box.bottom) - 1 + 2 * line
    corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
    dash = DASH * line if one.certainty == "unsure" else 0
    for start, end in zip(corners, corners[1:] + corners[:1], strict=True):
        for first, last in _strokes(start, end, dash):
            cv2.line(picture, first, last, halo, 3 * line)
    for start, end in zip(corners, corners[1:] + corners[:1], strict=True):
        for first, last in _strokes(start, end, dash):
            cv2.line(picture, first, last, color, line)


def _strokes(start: tuple[int, int], end: tuple[int, int], dash: int) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """The whole side of a frame, or its dashes of `dash` pixels where `dash` is not 0."""
    length = max(abs(end[0] - start[0]), abs(end[1] - start[1]))
    if not dash or length <= 2 * dash:
        return [(start, end)]
    marks = [*range(0, length, 2 * dash)]

    def at(distance: int) -> tuple[int, int]:
        share = min(distance, length) / length
        return round(start[0] + (end[0] - start[0]) * share), round(start[1] + (end[1] - start[1]) * share)

    return [(at(mark), at(mark + dash)) for mark in marks]


def letter_places(reading: Reading, width: int, height: int) -> list[Box] | list[None]:
    """Where the digit of each box is written on a picture of `width` x `height` pixels, in reading order.

    Above its box or under it, or, where other digits or the border leave no room, in the corner of the box; nowhere
    where many are tiny.
    """
    if has_tiny_boxes(reading):
        return [None] * len(reading.digits)
    boxes = [digit.box for digit in reading.digits]
    longest, letters = max(width, height), list[Box]()
    for box in boxes:
        taken = [*(other for other in boxes if other is not box), *letters]
        letters.append(_letter_place(box, taken, longest, height))
    return letters


def _letter_place(box: Box, taken: list[Box], longest: int, bottom: int) -> Box:
    wished = min(max(LETTER * box.height, SMALLEST_LETTER * longest), LARGEST_LETTER * longest)
    for share in SHRINKING:
        place = _free_place(box, max(share * wished, LEAST_LETTER), taken, 5 * line_width(longest), bottom)
        if place is not None:
            return place
    height = max(CORNER_LETTER * box.height, LEAST_LETTER)
    return Box(box.x, box.y, WIDTH_OF_LETTER * height, height)


def line_width(longest: int) -> int:
    """The width in pixels of the lines on a picture whose longer side is given in pixels."""
    return max(1, round(longest * LINE))


def _draw_letter(picture: Image, digit: Digit, place: Box) -> None:
    scale = place.height / _FONT_HEIGHT
    weight = max(1, round(scale * 2))
    left = min(max(round(place.x), 0), max(picture.shape[1] - round(place.width), 0))
    halo = weight + 2 * (weight // 2 + 1)
    for color, thickness in ((HALOS[digit.certainty], halo), (COLORS[digit.certainty], weight)):
        cv2.putText(picture, digit.digit, (left, round(place.bottom)), _FONT, scale, color, thickness, cv2.LINE_AA)


def _free_place(box: Box, height: float, others: list[Box], gap: int, bottom: int) -> Box | None:
    """Where a letter of a height stands above or under its box: inside the picture and clear of all other boxes."""
    width = WIDTH_OF_LETTER * height
    left = box.x + (box.width - width) / 2
    for top in (box.y - gap - height, box.bottom + gap):
        place = Box(left, top, width, height)
        if top >= 0 and place.bottom <= bottom and not any(_overlap(place, other) for other in others):
            return place
    return None


def _overlap(one: Box, other: Box) -> bool:
    return one.x < other.right and other.x < one.right and one.y < other.bottom and other.y < one.bottom
