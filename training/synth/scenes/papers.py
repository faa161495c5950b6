"""Scenes on paper: rows of handwriting, tables and grids, printed pages with words, labels and barcodes."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from training.synth import texts
from training.synth.patches import lay_ground, lay_ink
from training.synth.sheets import FLAT, Hand, Line, Mark, Sheet, fitted, print_line, write_line
from training.synth.strokes import scribble
from training.synth.writers import Writer, font_writer, hand_face, ink_writer, pen_writer, random_face

Mask = npt.NDArray[np.floating]
Grey = npt.NDArray[np.uint8]
Rng = np.random.Generator
Scene = tuple[Mask, list[Mark]]

EDGE = 14
"""Pixels at the sides of the flat scene that writing mostly keeps free."""


_SYMBOLS = "ABCDEFGHJKLMNPQRTUVWXYZabdehkmnprtwy&%#@?+=<"


def random_height(rng: Rng, least: float = 12, most: float = 110) -> float:
    """A height of digits in pixels, each doubling as likely as the last."""
    return float(np.exp(rng.uniform(np.log(least), np.log(most))))


def hand_writer(rng: Rng) -> Writer:
    """A writer as on paper: pens most, inked digits, at times a face."""
    kind = rng.choice(3, p=(0.62, 0.22, 0.16))
    return font_writer(rng, hand_face) if kind == 2 else (pen_writer, ink_writer)[kind](rng)


def handwriting(rng: Rng) -> Scene:
    """Rows of numbers by one hand, with sums, words and scribbles, on blank, ruled, squared or boxed paper."""
    sheet, writer, hand = Sheet(FLAT), hand_writer(rng), Hand.random(rng)
    height = random_height(rng) if rng.random() < 0.8 else random_height(rng, 90, 230)
    step, y = height * rng.uniform(1.25, 3.0), EDGE + rng.uniform(0, 1.2) * height
    rules, single = np.zeros((FLAT, FLAT), np.uint8), rng.random() < 0.3
    if single:
        y = rng.uniform(EDGE, max(EDGE + 1, FLAT - EDGE - height))
    kind = rng.random()
    while y + height < FLAT - 4:
        if rng.random() < 0.88 or single:
            line = _short(texts.written(rng), writer, height, hand, rng)
            x = rng.uniform(4, max(5, FLAT - 8 - line.size[0]))
            sheet.lay(line, x, y)
            if kind < 0.12:
                _comb(rules, line, x, y)
            elif kind < 0.2:
                _frame(rules, x, y, line.size, height, rng)
        elif rng.random() < 0.6:
            sheet.lay(Line(scribble(height, hand.stroke, rng)), rng.uniform(0, FLAT * 0.6), y)
        if single:
            break
        y += step
    if 0.2 < kind < 0.6:
        _rule(rules, y, step, height, rng)
    lines = rules.astype(np.float32) / 255 if rules.any() else None
    return lay_ink(lay_ground(rng, FLAT), sheet.ink, lines, rng), sheet.marks


def _short(text: str, writer: Writer, height: float, hand: Hand, rng: Rng) -> Line:
    """As much of a text as the sheet is wide for."""
    room = int((FLAT - 2 * EDGE) / (height * (0.62 + max(hand.gap, -0.1))))
    return fitted(write_line(text[: max(1, room)], writer, height, hand, rng), FLAT - 8, FLAT)


def _comb(rules: Grey, line: Line, x: float, y: float) -> None:
    """A box around each digit, as forms have."""
    tall = line.size[1]
    for _, left, _, wide, _ in line.marks:
        pad = max(2.0, 0.12 * tall)
        corner = round(x + left - pad), round(y - pad)
        cv2.rectangle(rules, corner, (round(x + left + wide + pad), round(y + tall + pad)), 255, 1 + (tall > 50))


def _frame(rules: Grey, x: float, y: float, size: tuple[int, int], height: float, rng: Rng) -> None:
    pad = height * rng.uniform(0.1, 0.6)
    corner, far = (round(x - pad), round(y - pad)), (round(x + size[0] + pad), round(y + size[1] + pad))
    cv2.rectangle(rules, corner, far, 255, max(1, round(height * rng.uniform(0.01, 0.06))), cv2.LINE_AA)


def _rule(rules: Grey, y: float, step: float, height: float, rng: Rng) -> None:
    """Ruled lines near the feet of the rows, or squares."""
    squared = rng.random() < 0.45
    pitch = height * rng.uniform(0.4, 1.6) if squared else step
    start = (y + height * rng.normal(1.05, 0.1)) % pitch
    thick = max(1, round(height * rng.uniform(0, 0.05)))
    for place in np.arange(start, FLAT, pitch):
        cv2.line(rules, (0, round(place)), (FLAT, round(place)), 255, thick, cv2.LINE_AA)
        if squared:
            cv2.line(rules, (round(place), 0), (round(place), FLAT), 255, thick, cv2.LINE_AA)


def table(rng: Rng) -> Scene:
    """A grid of cells with a short number in some: sudokus, score sheets, forms; at times words head the rows."""
    sheet, rules = Sheet(FLAT), np.zeros((FLAT, FLAT), np.uint8)
    tall = rng.uniform(16, 80)
    wide = tall * (1 if rng.random() < 0.5 else rng.uniform(0.8, 2.6))
    left, top = rng.uniform(-0.5 * wide, 40), rng.uniform(-0.5 * tall, 40)
    columns = min(int(rng.integers(1, 12)), int((FLAT - left) / wide))
    rows = min(int(rng.integers(1, 12)), int(FLAT / tall))
    writers = [font_writer(rng) if rng.random() < 0.5 else hand_writer(rng), hand_writer(rng)]
    filled, most, mixed = rng.uniform(0.3, 1), 1 if rng.random() < 0.6 else 3, rng.random() < 0.35
    share, hand, head = rng.uniform(0.4, 0.8), Hand.random(rng), rng.random() < 0.25
    face = random_face(rng)
    for row in range(rows):
        for column in range(columns):
            if rng.random() > filled:
                continue
            if head and column == 0 or rng.random() < 0.03:
                line = print_line(texts.word(rng), face, tall * share * 0.8)
            else:
                writer = writers[int(mixed and rng.random() < 0.5)]
                line = write_line(texts.digits(rng, 1, most), writer, tall * share, hand, rng)
            line = fitted(line, wide * 0.94, tall * 0.96)
            free = wide - line.size[0], tall - line.size[1]
            x = left + column * wide + free[0] * np.clip(rng.normal(0.5, 0.13), 0, 1)
            sheet.lay(line, x, top + row * tall + free[1] * np.clip(rng.normal(0.5, 0.13), 0, 1))
    thick = rng.integers(1, 3)
    if rng.random() < 0.85:
        for number in range(max(rows, columns) + 1):
            bold = int(thick + (number % 3 == 0) * rng.integers(0, 3))
            x, y = round(left + number * wide), round(top + number * tall)
            if number <= columns:
                cv2.line(rules, (x, round(top)), (x, round(top + rows * tall)), 255, bold)
            if number <= rows:
                cv2.line(rules, (round(left), y), (round(left + columns * wide), y), 255, bold)
    return lay_ink(lay_ground(rng, FLAT), sheet.ink, rules.astype(np.float32) / 255, rng), sheet.marks


def page(rng: Rng) -> Scene:
    """Print in one or two faces and several sizes, words and numbers, with a code of bars or squares at times."""
    sheet, rules = Sheet(FLAT), np.zeros((FLAT, FLAT), np.uint8)
    faces, height = [random_face(rng) for _ in range(2)], random_height(rng, 10, 70)
    y, x = rng.uniform(0, 30), rng.uniform(2, 60)
    wordy = rng.random() < 0.3
    while y < FLAT - 8:
        size = height * float(rng.lognormal(0, 0.25))
        text = " ".join(texts.word(rng) for _ in range(4)) if wordy and rng.random() < 0.6 else texts.printed(rng)
        room = max(2, int((FLAT - x) / (0.6 * size)))
        line = print_line(text[:room].strip() or "7", faces[rng.random() < 0.25], size)
        sheet.lay(line, x if rng.random() < 0.8 else rng.uniform(0, FLAT * 0.5), y)
        y += line.size[1] + size * rng.uniform(0.2, 1.2)
        if rng.random() < 0.06:
            y += _barcode(rules, x, y, size, rng)
        if rng.random() < 0.04:
            y += _matrix_code(rules, x, y, size, rng)
        if rng.random() < 0.12:
            break
    return lay_ink(lay_ground(rng, FLAT), sheet.ink, rules.astype(np.float32) / 255, rng), sheet.marks


def _barcode(rules: Grey, x: float, y: float, size: float, rng: Rng) -> float:
    tall, place = size * rng.uniform(1, 3), x
    while place < min(FLAT, x + 160):
        wide = rng.integers(1, 5)
        cv2.rectangle(rules, (round(place), round(y)), (round(place + wide - 1), round(y + tall)), 255, -1)
        place += wide + rng.integers(1, 5)
    return tall + 4


def _matrix_code(rules: Grey, x: float, y: float, size: float, rng: Rng) -> float:
    """A code of dark and bright squares, rings in three of its corners."""
    count = int(rng.integers(17, 34))
    squares = (rng.random((count, count)) < 0.5).astype(np.uint8) * 255
    ring = np.pad(np.pad(np.full((3, 3), 255, np.uint8), 1), 1, constant_values=255)
    for row, column in ((0, 0), (0, count - 7), (count - 7, 0)):
        squares[row : row + 7, column : column + 7] = ring
    side = round(max(size * rng.uniform(1, 4), 2 * count))
    code = cv2.resize(squares, (side, side), interpolation=cv2.INTER_NEAREST)
    place = rules[round(y) : round(y) + side, round(x) : round(x) + side]
    place[:] = code[: place.shape[0], : place.shape[1]]
    return side + 4.0


def blackout(rng: Rng) -> Scene:
    """Letters, scribbles and shapes without any digit."""
    sheet, height, writer = Sheet(FLAT), random_height(rng, 10, 140), font_writer(rng)
    face = random_face(rng)
    for _ in range(int(rng.integers(1, 9))):
        x, y, kind = rng.uniform(-20, FLAT - 20), rng.uniform(-20, FLAT - 20), rng.random()
        if kind < 0.45:
            sheet.lay(print_line(texts.word(rng), face, height * 0.6), x, y)
        elif kind < 0.7:
            sheet.lay(Line(scribble(height, rng.uniform(0.03, 0.14), rng)), x, y)
        elif kind < 0.85:
            sheet.lay(print_line(str(rng.choice(list(_SYMBOLS))), face, height), x, y)
        else:
            sheet.lay(write_line(str(rng.choice(list("AKMNWXRT&?"))), writer, height, Hand(0.1, 0, 0, 0.1), rng), x, y)
    lines = np.zeros((FLAT, FLAT), np.uint8)
    for _ in range(int(rng.integers(0, 6))):
        ends = rng.uniform(0, FLAT, 4).astype(int).tolist()
        cv2.line(lines, (ends[0], ends[1]), (ends[2], ends[3]), 255, int(rng.integers(1, 12)), cv2.LINE_AA)
    return lay_ink(lay_ground(rng, FLAT), sheet.ink, lines.astype(np.float32) / 255, rng), sheet.marks
