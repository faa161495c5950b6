"""Rows as a typesetter would set them, for tests: digits and marks with their boxes, from a text."""

from __future__ import annotations

from itertools import pairwise

from recognizer.reading import Alternative, Box, Digit, Mark, Row

HEIGHT = 40.0  # px
WIDTHS = {".": 0.12, ",": 0.14, ":": 0.12, "'": 0.12, "/": 0.35, "-": 0.35, "(": 0.25, ")": 0.25, "%": 0.9}  # heights
USUAL = 0.55  # heights: width of digits, letters and other signs
BESIDE = 0.1  # heights: space between two characters
SPACE = 0.35  # heights: what a space adds
WIDE = 0.8  # heights: wider space parts groups


def written(
    text: str, confidence: float = 0.99, x: float = 20, y: float = 30, spaces: bool = False, turned: int = 0
) -> Row:
    """The row of a text; a space is free room and, where asked for, a mark too; "^" raises the digits behind it."""
    digits, marks, scale, foot = list[Digit](), list[Mark](), 1.0, y + HEIGHT
    for char in text:
        if char == " ":
            if spaces:
                marks.append(Mark(" ", confidence, Box(x, y, SPACE * HEIGHT, HEIGHT)))
            x += SPACE * HEIGHT
            continue
        if char == "^":
            scale, foot = 0.5, y + HEIGHT / 2
            continue
        width, tall = WIDTHS.get(char, USUAL) * HEIGHT * scale, HEIGHT * scale
        box = _mark_box(char, x, y, width) or Box(x, foot - tall, width, tall)
        if char.isascii() and char.isdigit():
            others = (Alternative(str((int(char) + 1) % 10), (1 - confidence) / 2),)
            digits.append(Digit(char, confidence, box, others))
        else:
            marks.append(Mark(char, confidence, box))
        x += width + BESIDE * HEIGHT * scale
    return Row(_groups(digits), tuple(marks), turned)


def _mark_box(char: str, x: float, y: float, width: float) -> Box | None:
    if char in ".,":
        return Box(x, y + 0.85 * HEIGHT, width, 0.2 * HEIGHT)
    return Box(x, y + 0.45 * HEIGHT, width, 0.1 * HEIGHT) if char in "-−" else None


def _groups(digits: list[Digit]) -> tuple[tuple[Digit, ...], ...]:
    if not digits:
        return ()
    groups = [[digits[0]]]
    for one, other in pairwise(digits):
        if other.box.x - one.box.right > WIDE * HEIGHT:
            groups.append([])
        groups[-1].append(other)
    return tuple(map(tuple, groups))
