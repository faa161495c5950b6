"""Rows of formed figures: seven segments, dot matrices, counters with wheels, embossed cards."""

from __future__ import annotations

import cv2
import numpy as np

from training.rows import texts
from training.synth.patches import paste
from training.synth.sheets import Hand, Line, trimmed, write_line
from training.synth.strokes import card_digit, dot_digit, random_forms, segment_digit
from training.synth.texts import digits
from training.synth.writers import Mask, Rng, font_writer

TALL = 20.0, 64.0
"""Pixels of height of drawn digits."""


def segment_row(rng: Rng) -> tuple[Mask, str]:
    """Seven segments: unlit ones may show, points and colons are lit dots, places before the number may be unlit."""
    text, height = texts.shown(rng), rng.uniform(*TALL)
    aspect, stroke, slant = rng.uniform(0.4, 0.68), rng.uniform(0.07, 0.18), float(rng.normal(0, 0.06))
    style, forms = (stroke, rng.uniform(-0.3, 1.3), slant, aspect), random_forms(rng)
    ghost = float(rng.uniform(0.04, 0.4)) if rng.random() < 0.45 else 0.0
    gap = rng.uniform(0.08, 0.35) * height
    unlit = int(rng.integers(1, 4)) if ghost and rng.random() < 0.4 else 0
    pieces = [_all_unlit(height, style, ghost)] * unlit
    pieces += [_segment_piece(one, height, style, ghost, forms, rng) for one in text]
    tall = int(height * 1.15) + 2
    wide = int(sum(piece.shape[1] + gap for piece in pieces) + 2 * gap) + 2
    ink, x = np.zeros((tall, wide), np.float32), 1.0
    for piece in pieces:
        h, w = piece.shape
        ink[:h, round(x) : round(x) + w] = np.maximum(ink[:h, round(x) : round(x) + w], piece[:tall])
        x += w + gap
    return trimmed(Line(ink)).ink, text


def _segment_piece(
    one: str, height: float, style: tuple[float, ...], ghost: float, forms: frozenset[int], rng: Rng
) -> Mask:
    if one.isdigit():
        return segment_digit(int(one), height, style, ghost, forms)  # type: ignore[arg-type]
    if one == " ":
        return np.zeros((int(height), max(2, int(rng.uniform(0.3, 0.7) * height))), np.float32)
    size = max(2.0, style[0] * height * rng.uniform(0.8, 1.3))
    if one == "-":
        canvas = (
            _all_unlit(height, style, ghost)
            if ghost
            else np.zeros((int(height) + 1, int(style[3] * height)), np.float32)
        )
        middle, wide = int(height / 2), canvas.shape[1]
        canvas[max(0, middle - int(size / 2)) : middle + int(size / 2) + 1, int(0.12 * wide) : int(0.88 * wide)] = 1
        return canvas
    canvas = np.zeros((int(height * 1.1) + 1, int(size) + 2), np.float32)
    for place in (0.3, 0.72) if one == ":" else (1 - style[0] / 2,):
        y = min(int(place * height), len(canvas) - 1)
        if rng.random() < 0.5:
            cv2.circle(canvas, (int(size / 2), y), max(1, int(size / 2)), 1.0, -1, cv2.LINE_AA)
        else:
            canvas[max(0, y - int(size / 2)) : y + int(size / 2) + 1, : int(size)] = 1
    return canvas


def _all_unlit(height: float, style: tuple[float, ...], ghost: float) -> Mask:
    return np.asarray(segment_digit(8, height, style) * ghost, np.float32)  # type: ignore[arg-type]


def dotted_row(rng: Rng) -> tuple[Mask, str]:
    """Digits of a dot matrix."""
    text, dot, height = texts.shown(rng).replace(":", "").replace("-", ""), rng.uniform(0.6, 1.15), rng.uniform(*TALL)
    face = font_writer(rng)

    def write(character: str, tall: float) -> Mask:
        return dot_digit(int(character), tall, dot) if character.isdigit() else face(character, tall)

    return write_line(text, write, height, Hand(rng.uniform(0.05, 0.3), 0, 0, 0.1), rng).ink, text


def wheels_row(rng: Rng) -> tuple[Mask, str]:
    """A counter: each digit in a window; beside it, cut off, what stands before and after it on its wheel."""
    text, height = "".join(str(rng.integers(10)) for _ in range(int(rng.integers(3, 9)))), rng.uniform(*TALL)
    writer, pitch = font_writer(rng), height * rng.uniform(0.75, 1.3)
    tall, step = int(height * rng.uniform(1.15, 1.8)), height * rng.uniform(1.15, 1.5)
    ink = np.zeros((tall, int(pitch * len(text)) + 2), np.float32)
    for place, digit in enumerate(text):
        turning = rng.uniform(-0.3, 0.3) if rng.random() < 0.12 else rng.normal(0, 0.03)
        for offset in (-1, 0, 1):
            piece = writer(str((int(digit) + offset) % 10), height)
            y = round(tall / 2 - len(piece) / 2 + (offset + turning) * step)
            paste(ink, piece, pitch * place + (pitch - piece.shape[1]) / 2, y)
        if rng.random() < 0.7:
            x = int(pitch * place)
            ink[:, x : x + max(1, int(0.03 * height))] = rng.uniform(0.2, 1)
    return ink, text


def embossed_row(rng: Rng) -> tuple[Mask, str]:
    """Numerals of a payment card as a relief: light on one side, dark on the other."""
    groups = [digits(rng, 4, 4) for _ in range(int(rng.integers(1, 5)))]
    text, height, stroke = " ".join(groups), rng.uniform(*TALL), rng.uniform(0.07, 0.14)

    def write(character: str, tall: float) -> Mask:
        return card_digit(int(character), tall, stroke)

    ink = write_line(text, write, height, Hand(rng.uniform(0.1, 0.3), 0, 0, stroke), rng).ink
    if rng.random() < 0.6:
        ink = np.pad(ink, 3)
        ink = np.roll(ink, (-1, -1), (0, 1)) * 0.9 - np.roll(ink, (1, 1), (0, 1)) * 0.9
    return np.asarray(ink, np.float32), text
