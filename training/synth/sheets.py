"""Lines of writing with a box for every digit and letter: by hand one by one, in print as a whole."""

from __future__ import annotations

from dataclasses import dataclass, field

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from training.synth.fonts import Face
from training.synth.patches import INK_EDGE, paste
from training.synth.strokes import OPERATORS, operator_mark
from training.synth.texts import SIGNS
from training.synth.writers import Writer, font_ink

Mask = npt.NDArray[np.floating]
Rng = np.random.Generator
Mark = tuple[int, float, float, float, float]
"""A digit and its box x, y, width, height; in place of the digit LETTER, which signs and brackets count as, or
IGNORED where it may be found or not."""

IGNORED = -1
LETTER = 10
STROKES = "/()[]!?+"
"""Marks about as tall as a digit, which count as letters."""
LOW_NOUGHTS = 0.15
"""Share of the noughts that a hand writes lower than its other digits."""
FLAT = 304
"""Side in pixels of what scenes are drawn on before a camera sees the middle of it."""


@dataclass
class Line:
    """Writing: ink (h, w) as alpha in 0..1 and the marks of its digits and letters, in its pixels."""

    ink: Mask
    marks: list[Mark] = field(default_factory=list)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height."""
        return self.ink.shape[1], self.ink.shape[0]


class Sheet:
    """A square layer of ink that lines are laid on."""

    def __init__(self, side: int) -> None:
        self.ink: Mask = np.zeros((side, side), np.float32)
        self.marks: list[Mark] = []

    def lay(self, line: Line, x: float, y: float) -> None:
        """Put a line with its upper left corner at x, y; what falls outside is lost."""
        x, y = round(x), round(y)
        paste(self.ink, line.ink, x, y)
        self.marks += [(digit, x + left, y + top, w, h) for digit, left, top, w, h in line.marks]


@dataclass(frozen=True)
class Hand:
    """How a line is set: `gap` between characters and their `bounce` and `growth`, as shares of the digit's height."""

    gap: float
    bounce: float
    growth: float
    stroke: float

    @classmethod
    def random(cls, rng: Rng) -> Hand:
        """Some write tight so that digits touch, most with a little space, few with much."""
        kind = rng.random()
        gap = rng.uniform(-0.14, 0.04) if kind < 0.2 else rng.uniform(0.03, 0.3) if kind < 0.85 else rng.uniform(0.3, 1)
        return cls(gap, abs(rng.normal(0, 0.06)), abs(rng.normal(0, 0.07)), rng.uniform(0.05, 0.14))


def write_line(text: str, writer: Writer, height: float, hand: Hand, rng: Rng) -> Line:
    """Write a text whose digits are about `height` pixels tall, character for character."""
    pieces = [_piece(character, writer, height, hand, rng) for character in text]
    tall = int(height * 2.2) + 4
    wide = int(sum(p.shape[1] for p in pieces) + (len(text) + 1) * max(hand.gap + 0.1, 0.1) * height) + 8
    line, x = Line(np.zeros((tall, wide), np.float32)), 2.0
    for character, ink in zip(text, pieces, strict=True):
        if ink.size == 0:
            x += height * max(0.3, 0.45 + hand.gap)
            continue
        y = 0.4 * height + rng.normal(0, hand.bounce) * height + (0 if character in OPERATORS else height - len(ink))
        paste(line.ink, ink, x, y)
        if is_marked(character):
            line.marks.append((label_of(character), *_tight(ink, round(x), round(y))))
        x = max(2.0, x + ink.shape[1] + (hand.gap + rng.normal(0, 0.03)) * height)
    return trimmed(line)


def _piece(character: str, writer: Writer, height: float, hand: Hand, rng: Rng) -> Mask:
    if character == " ":
        return np.zeros((0, 0), np.float32)
    if character in OPERATORS:
        return operator_mark(character, height, hand.stroke, rng)
    if character == "0" and hand.growth and rng.random() < LOW_NOUGHTS:
        height *= rng.uniform(0.5, 0.85)
    return writer(character, max(5.0, height * float(rng.lognormal(0, hand.growth))))


def is_marked(character: str) -> bool:
    """Whether a character gets a mark: digits, letters, signs, and strokes that stand where a 1 could."""
    return character.isalnum() or character in SIGNS or character in STROKES


def label_of(character: str) -> int:
    """What a mark says of a digit, or of anything else as a letter."""
    return int(character) if "0" <= character <= "9" else LETTER


def _tight(ink: Mask, x: float, y: float) -> tuple[float, float, float, float]:
    left, top, w, h = cv2.boundingRect((ink > INK_EDGE * max(0.2, float(ink.max()))).astype(np.uint8))
    return x + left, y + top, max(w, 1), max(h, 1)


def trimmed(line: Line) -> Line:
    """The line without what is empty around its ink."""
    x, y, w, h = cv2.boundingRect((line.ink > 0.02).astype(np.uint8))
    marks = [(digit, left - x, top - y, wide, tall) for digit, left, top, wide, tall in line.marks]
    return Line(line.ink[y : y + max(h, 1), x : x + max(w, 1)], marks)


def print_line(text: str, face: Face | None, height: float) -> Line:
    """Print a text with digits about `height` pixels tall as the face itself spaces it."""
    if face is None:
        return write_line(text, lambda character, tall: font_ink(None, character, tall), height,
                          Hand(0.15, 0, 0, 0.1), np.random.default_rng(0))  # fmt: skip
    font = face.at(max(6, round(height * 1.4)))
    left, top, right, bottom = (int(side) for side in font.getbbox(text))
    image = Image.new("L", (max(1, right - left), max(1, bottom - top)))
    ImageDraw.Draw(image).text((-left, -top), text, fill=255, font=font)
    line = Line(np.asarray(image, np.float32) / 255)
    for place, character in enumerate(text):
        if is_marked(character):
            pen = font.getlength(text[:place]) - left
            x0, y0, x1, y1 = font.getbbox(character)
            line.marks.append((label_of(character), pen + x0, y0 - top, max(1, x1 - x0), max(1, y1 - y0)))
    return line


def fitted(line: Line, width: float, height: float) -> Line:
    """The line, shrunk where it is larger than a place."""
    scale = min(1.0, width / line.size[0], height / line.size[1])
    return line if scale > 0.98 else _scaled(line, scale, scale)


def stretched(line: Line, share: float) -> Line:
    """The line with its width times a share."""
    return _scaled(line, share, 1.0)


def _scaled(line: Line, across: float, down: float) -> Line:
    size = max(1, round(line.size[0] * across)), max(1, round(line.size[1] * down))
    ink = np.asarray(cv2.resize(line.ink, size, interpolation=cv2.INTER_AREA), np.float32)
    return Line(ink, [(digit, x * across, y * down, w * across, h * down) for digit, x, y, w, h in line.marks])
