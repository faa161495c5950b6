"""Scenes of figures that are formed otherwise: counters with wheels, embossed cards, captchas."""

from __future__ import annotations

import cv2
import numpy as np

from training.synth import texts
from training.synth.patches import lay_ground
from training.synth.scenes.papers import random_height
from training.synth.scenes.walls import Mask, Rng, Scene, panel, stamp, surroundings
from training.synth.sheets import FLAT, IGNORED, Hand, Line, Mark, Sheet, fitted, print_line, write_line
from training.synth.strokes import card_digit, dot_digit
from training.synth.writers import Writer, font_writer, pen_writer, random_face


def counter(rng: Rng) -> Scene:
    """A counter of wheels behind windows, some between two digits: what shows less than whole may be left out."""
    picture, ink = surroundings(rng), np.zeros((FLAT, FLAT), np.float32)
    count, tall = int(rng.integers(3, 9)), rng.uniform(22, 90)
    pitch = min(tall * rng.uniform(0.6, 1.05), (FLAT - 24) / count)
    height, writer = min(tall * rng.uniform(0.55, 0.8), pitch * 1.4), font_writer(rng)
    left, top = rng.uniform(8, FLAT - count * pitch - 8), rng.uniform(10, FLAT - tall - 10)
    panel(picture, (round(left - 6), round(top - 6), round(count * pitch + 12), round(tall + 12)), rng)
    separators, marks = rng.random() < 0.7, []
    for number in range(count):
        x, digit = left + number * pitch, int(rng.integers(10))
        is_turning = rng.random() < (0.5 if number == count - 1 else 0.08)
        turning = rng.uniform(-0.55, 0.55) if is_turning else rng.normal(0, 0.04)
        step = tall * rng.uniform(0.95, 1.1)
        for offset in (-1, 0, 1):
            piece = writer(str((digit + offset) % 10), height)
            middle = top + tall / 2 + (offset + turning) * step
            y0 = middle - len(piece) / 2
            place = x + (pitch - piece.shape[1]) / 2
            marks += _show(ink, piece, (place, y0), (top, top + tall), (digit + offset) % 10)
        if separators:
            tone, thick = float(rng.uniform(0, 255)), max(1, round(pitch * 0.06))
            cv2.line(picture, (round(x), round(top)), (round(x), round(top + tall)), tone, thick)
    shade = np.zeros((FLAT, FLAT), np.float32)
    rows = np.linspace(-1, 1, max(2, round(tall)))
    shade[round(top) : round(top) + len(rows)] = (rows**2)[: FLAT - round(top), None]
    picture = stamp(picture, ink, rng, 0.1)
    return np.asarray(picture * (1 - shade * rng.uniform(0, 0.5)), np.float32), marks


def _show(ink: Mask, piece: Mask, place: tuple[float, float], window: tuple[float, float], digit: int) -> list[Mark]:
    """Lay what a window (top, bottom) shows of a wheel's digit, and mark it."""
    x, y = round(place[0]), round(place[1])
    first, last = max(0, round(window[0]) - y), min(len(piece), round(window[1]) - y)
    if last - first < 3:
        return []
    part = piece[first:last]
    rows, columns = slice(y + first, y + last), slice(x, x + part.shape[1])
    target = ink[rows, columns]
    if target.shape != part.shape:
        return []
    np.maximum(target, part, out=target)
    shown = (last - first) / len(piece)
    known = digit if shown > 0.8 else IGNORED
    return [] if shown < 0.25 else [(known, x, y + first, part.shape[1], last - first)]


def card(rng: Rng) -> Scene:
    """Embossed or dotted figures and a name on a card, relief in place of ink, with words and small print near them."""
    picture, raised, flat = surroundings(rng), Sheet(FLAT), Sheet(FLAT)
    if rng.random() < 0.5:
        panel(picture, (int(rng.integers(-60, 20)), int(rng.integers(-60, 60)), FLAT, FLAT - 60), rng)
    stroke, face, height = rng.uniform(0.07, 0.14), random_face(rng), random_height(rng, 11, 44)
    write, gap = _embosser(stroke, rng), rng.uniform(0.08, 0.3)

    def embossed(text: str, tall: float) -> Line:
        return fitted(write_line(text, write, tall, Hand(gap, 0, 0, stroke), rng), FLAT - 16, 100)

    line = embossed("  ".join(texts.digits(rng, 4, 4) for _ in range(int(rng.integers(1, 5)))), height)
    x, y, tall = rng.uniform(4, FLAT - line.size[0] - 4), rng.uniform(60, FLAT - 110), line.size[1]
    raised.lay(line, x, y)
    below = y + 1.2 * tall
    if rng.random() < 0.5:
        flat.lay(print_line(texts.digits(rng, 4, 4), face, max(6.0, 0.45 * tall)), x + rng.uniform(0, 8), below)
    if rng.random() < 0.8:
        date = "   ".join(texts.month(rng) for _ in range(1 if rng.random() < 0.7 else 2))
        raised.lay(embossed(date, rng.uniform(0.6, 1) * tall), x + rng.uniform(10, 120), below + 5)
        flat.lay(print_line("VALID THRU", face, max(5.0, 0.22 * tall)), x + rng.uniform(0, 60), below + 5)
    if rng.random() < 0.7:
        name = f"{texts.word(rng)} {texts.word(rng)}".upper()
        line = embossed(name, 0.7 * tall) if rng.random() < 0.5 else fitted(print_line(name, face, 0.7 * tall), 220, 60)
        raised.lay(line, x, below + rng.uniform(1.3, 2.5) * tall)
    for place in (
        (rng.uniform(0, 150), rng.uniform(0, y - 40)),
        (rng.uniform(100, 220), rng.uniform(min(below + tall, FLAT), FLAT)),
    ):
        if rng.random() < 0.6:
            flat.lay(print_line(texts.word(rng), random_face(rng), tall * rng.uniform(0.5, 1.8)), *place)
    picture = stamp(picture, flat.ink, rng, 0)
    lit = np.roll(raised.ink, (-1, -1), (0, 1)) - np.roll(raised.ink, (1, 1), (0, 1))
    picture = picture + cv2.GaussianBlur(lit, (0, 0), 0.7) * rng.uniform(25, 110) * rng.choice([-1, 1])
    if rng.random() < 0.6:
        picture = stamp(picture, raised.ink * rng.uniform(0.3, 1), rng, 0)
    return picture, raised.marks + flat.marks


def _embosser(stroke: float, rng: Rng) -> Writer:
    """The numerals of cards with a stroke of a share of their height, at times of dots, at times of a face."""
    kind, printed = rng.random(), font_writer(rng)

    def write(character: str, height: float) -> Mask:
        if character == "O" and kind <= 0.85:
            character = "0"  # cards emboss both alike, so that only what stands beside tells them apart
        if not character.isdigit() or kind > 0.85:
            return printed(character, height)
        return dot_digit(int(character), height, 0.9) if kind < 0.15 else card_digit(int(character), height, stroke)

    return write


def captcha(rng: Rng) -> Scene:
    """Turned and shifted digits under lines and dots, one row."""
    picture = np.asarray(lay_ground(rng, FLAT) + rng.uniform(60, 230), np.float32)
    sheet, height = Sheet(FLAT), random_height(rng, 14, 70)
    writer = font_writer(rng) if rng.random() < 0.7 else pen_writer(rng)
    x, y = rng.uniform(4, 60), rng.uniform(6, 210)
    for character in texts.digits(rng, 3, 7):
        line = _turned(write_line(character, writer, height, Hand(0, 0, 0.1, 0.1), rng), rng)
        if x + line.size[0] > FLAT - 4:
            break
        sheet.lay(line, x, y + rng.normal(0, 0.1) * height)
        x += line.size[0] * rng.uniform(0.82, 1.3)
    picture = stamp(picture, sheet.ink, rng, 0)
    _scratch(picture, y, height, rng)
    return picture, sheet.marks


def _turned(line: Line, rng: Rng) -> Line:
    """One digit, turned about its middle, with the box of its ink."""
    angle = float(np.clip(rng.normal(0, 14), -35, 35))
    side = int(np.hypot(*line.size)) + 4
    padded = np.zeros((side, side), np.float32)
    y, x = (side - line.size[1]) // 2, (side - line.size[0]) // 2
    padded[y : y + line.size[1], x : x + line.size[0]] = line.ink
    turn = cv2.getRotationMatrix2D((side / 2, side / 2), angle, 1)
    ink = np.asarray(cv2.warpAffine(padded, turn, (side, side)), np.float32)
    x0, y0, w, h = cv2.boundingRect((ink > 0.35).astype(np.uint8))
    return Line(ink[y0 : y0 + max(h, 1), x0 : x0 + max(w, 1)], [(line.marks[0][0], 0, 0, max(w, 1), max(h, 1))])


def _scratch(picture: Mask, y: float, height: float, rng: Rng) -> None:
    """Thin lines and dots of one tone across a row, in place."""
    tone = float(rng.uniform(0, 255))
    for _ in range(int(rng.integers(0, 7))):
        ends = [int(rng.uniform(0, FLAT)), int(y + rng.uniform(-0.2, 1.4) * height)]
        far = [int(rng.uniform(0, FLAT)), int(y + rng.uniform(-0.2, 1.4) * height)]
        cv2.line(picture, ends, far, tone, max(1, int(height * rng.uniform(0, 0.07))), cv2.LINE_AA)
    if rng.random() < 0.4:
        places = rng.uniform(0, FLAT, (int(rng.integers(50, 900)), 2)).astype(int)
        picture[places[:, 1], places[:, 0]] = tone
