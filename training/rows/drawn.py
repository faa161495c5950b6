"""Rows that are drawn: print, pens, segment displays, wheels, embossed cards, CAPTCHAs, and rows without text."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from training.rows import texts
from training.rows.displays import TALL, dotted_row, embossed_row, segment_row, wheels_row
from training.rows.picture import RowPicture, spelled
from training.rows.surroundings import in_surroundings
from training.synth.fonts import SCRIPTS, script_faces
from training.synth.sheets import Hand, Line, print_line, stretched, write_line
from training.synth.strokes import scribble
from training.synth.texts import digits, foreign
from training.synth.writers import Mask, Rng, font_writer, hand_face, ink_writer, pen_writer, random_face, sign_face


def draw_row(rng: Rng) -> RowPicture:
    """A row of any kind, at a random size, in surroundings of any polarity and contrast."""
    kinds: tuple[tuple[float, Callable[[Rng], tuple[Mask, str]]], ...] = (
        (0.34, printed_row), (0.25, pen_row), (0.17, segment_row), (0.04, dotted_row), (0.06, wheels_row),
        (0.03, embossed_row), (0.04, captcha_row), (0.08, empty_row),
    )  # fmt: skip
    shares = np.array([share for share, _ in kinds])
    ink, text = kinds[rng.choice(len(kinds), p=shares / shares.sum())][1](rng)
    return in_surroundings(ink, spelled(text), rng)


def printed_row(rng: Rng) -> tuple[Mask, str]:
    """Print in one of some two thousand faces, at times squeezed, spaced out, outlined or cut by a stencil."""
    text, height, kind = texts.printed(rng), rng.uniform(*TALL), rng.random()
    if kind < 0.75:
        face = sign_face(rng) if rng.random() < 0.3 else random_face(rng)
        ink = print_line(text, face, height).ink
    else:
        spread = Hand(float(rng.choice([0.04, 0.12, rng.uniform(0.2, 0.9)])), 0.0, 0.0, 0.1)
        ink = write_line(text, font_writer(rng), height, spread, rng).ink
    return across(ink, rng.lognormal(0, 0.18)), text


def pen_row(rng: Rng) -> tuple[Mask, str]:
    """Writing by hand: traced digits with a drawn pen, real ink, or a face that looks written."""
    text, height, kind = texts.penned(rng), rng.uniform(*TALL), rng.random()
    if kind < 0.15:
        ink = print_line(text, hand_face(rng), height).ink
    else:
        writer = pen_writer(rng) if kind < 0.6 else ink_writer(rng)
        ink = write_line(text, writer, height, Hand.random(rng), rng).ink
    if rng.random() < 0.3:
        ink = _slanted(ink, rng.normal(0, 0.2))
    return across(ink, rng.lognormal(0, 0.12)), text


def captcha_row(rng: Rng) -> tuple[Mask, str]:
    """Turned and shifted characters under lines."""
    text = digits(rng, 3, 7)
    height, writer = rng.uniform(*TALL), font_writer(rng) if rng.random() < 0.7 else pen_writer(rng)
    ink = write_line(text, writer, height, Hand(rng.uniform(-0.05, 0.25), 0.12, 0.1, 0.1), rng).ink
    reach = rng.uniform(0, 0.12) * height
    grid = np.indices(ink.shape)
    y, x = np.asarray(grid[0], np.float32), np.asarray(grid[1], np.float32)
    period, phase = rng.uniform(1.5, 5) * height, rng.uniform(0, 6)
    waved = np.asarray(y + reach * np.sin(x * (6.28 / period) + phase), np.float32)
    ink = np.asarray(cv2.remap(ink.astype(np.float32), x, waved, cv2.INTER_LINEAR), np.float32)
    for _ in range(int(rng.integers(0, 5))):
        start, end = ((int(rng.uniform(0, ink.shape[1])), int(rng.uniform(0, ink.shape[0]))) for _ in range(2))
        cv2.line(ink, start, end, float(rng.uniform(0.3, 1)), int(rng.integers(1, 3)), cv2.LINE_AA)
    return np.asarray(ink, np.float32), text


def empty_row(rng: Rng) -> tuple[Mask, str]:
    """A row with nothing to read: a script that is not read, a scribble, bars, a frame, specks, or just its ground."""
    kind, height = rng.random(), rng.uniform(*TALL)
    faces = script_faces()
    if kind < 0.4 and faces:
        language = str(rng.choice(list(faces)))
        text = "".join(foreign(rng, SCRIPTS[language]) for _ in range(int(rng.integers(1, 4))))
        chosen = faces[language]
        return print_line(text, chosen[rng.integers(len(chosen))], height).ink, text
    if kind < 0.5:
        return scribble(height, rng.uniform(0.04, 0.15), rng), ""
    canvas = np.zeros((int(height) + 2, int(height * rng.uniform(0.8, 8))), np.float32)
    wide, thick = canvas.shape[1], max(1, int(height * rng.uniform(0.03, 0.15)))
    if kind < 0.62:  # bars side by side, as in a bar code
        edges = np.cumsum(rng.integers(1, max(3, int(height * 0.12)), 80))
        for left, right in zip(edges[::2], edges[1::2], strict=True):
            canvas[:, left:right] = 1
    elif kind < 0.75:  # a frame, a rule
        if rng.random() < 0.5:
            cv2.rectangle(canvas, (thick, thick), (wide - thick, int(height) - thick), 1.0, thick)
        else:
            y = int(rng.uniform(0.2, 0.8) * height)
            cv2.line(canvas, (0, y), (wide, y), 1.0, thick)
    elif kind < 0.85:  # specks; otherwise nothing but the ground
        for _ in range(int(rng.integers(1, 6))):
            place = (int(rng.uniform(0, wide)), int(rng.uniform(0, height)))
            cv2.circle(canvas, place, int(rng.uniform(0.02, 0.12) * height) + 1, 1.0, -1, cv2.LINE_AA)
    return canvas, ""


def across(ink: Mask, share: float) -> Mask:
    """The ink with its width times a share, within bounds that leave it readable."""
    return stretched(Line(ink), float(np.clip(share, 0.6, 1.7))).ink


def _slanted(ink: Mask, slant: float) -> Mask:
    tall, lean = ink.shape[0], abs(slant) * ink.shape[0]
    matrix = np.array([[1, -slant, max(0.0, slant) * tall], [0, 1, 0]], np.float32)
    return np.asarray(cv2.warpAffine(ink, matrix, (int(ink.shape[1] + lean) + 1, tall)), np.float32)
