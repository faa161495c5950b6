"""Scenes of licence plates: bold letters and digits in groups on a small bright panel, somewhere on a car."""

from __future__ import annotations

import cv2
import numpy as np

from training.synth import texts
from training.synth.patches import lay_ground
from training.synth.scenes.papers import random_height
from training.synth.scenes.walls import Mask, Place, Rng, Scene, surroundings
from training.synth.sheets import FLAT, Hand, Line, Sheet, fitted, print_line, stretched, write_line
from training.synth.writers import font_writer, sign_face

DARK, BRIGHT = (0.0, 90.0), (150.0, 255.0)
"""Grey levels of the ink and the ground of plates, or the other way round."""


def plate(rng: Rng) -> Scene:
    """A plate or two on bodywork, most of them small in the scene, the name of a place or dealer on some."""
    picture, sheet = _bodywork(rng), Sheet(FLAT)
    y = rng.uniform(10, 150)
    for _ in range(1 if rng.random() < 0.8 else 2):
        line = _characters(random_height(rng, 10, 100), rng)
        pad = line.size[1] * rng.uniform(0.08, 0.35)
        strip = line.size[1] * rng.uniform(0.4, 0.7) if rng.random() < 0.4 else 0.0
        x = rng.uniform(strip + pad, max(strip + pad + 1, FLAT - line.size[0] - pad))
        if y + line.size[1] + 2 * pad > FLAT:
            break
        _lay(picture, sheet, line, (round(x - pad - strip), round(y), round(pad), round(strip)), rng)
        y += line.size[1] + 2 * pad + rng.uniform(4, 60)
    return picture, sheet.marks


def _bodywork(rng: Rng) -> Mask:
    """Paint with its reflections and the slots of a grille, or any place."""
    if rng.random() < 0.45:
        return surroundings(rng)
    picture = np.asarray(lay_ground(rng, FLAT) + rng.uniform(10, 240), np.float32)
    for _ in range(int(rng.integers(0, 5))):
        ends = rng.uniform(-80, FLAT + 80, 4).astype(int).tolist()
        cv2.line(picture, ends[:2], ends[2:], float(rng.uniform(0, 255)), int(rng.integers(2, 40)), cv2.LINE_AA)
    if rng.random() < 0.5:
        _lamps(picture, rng)
    picture = cv2.GaussianBlur(picture, (0, 0), rng.uniform(0.5, 8)).astype(np.float32)
    if rng.random() < 0.4:
        _lamps(picture, rng)
    if rng.random() < 0.4:
        top, pitch = int(rng.uniform(0, FLAT)), int(rng.integers(4, 22))
        for y in range(top, min(FLAT, top + pitch * int(rng.integers(3, 12))), pitch):
            cv2.line(picture, (0, y), (FLAT, y), float(rng.uniform(0, 80)), max(1, pitch // 3), cv2.LINE_AA)
    return picture


def _lamps(picture: Mask, rng: Rng) -> None:
    """Rings within rings, as wheels, lamps and emblems are, in place: round, and no nought."""
    for _ in range(int(rng.integers(1, 4))):
        middle, reach = rng.integers(0, FLAT, 2).tolist(), random_height(rng, 6, 70)
        flat, turn = rng.uniform(0.5, 1), float(rng.choice([0, 90]))
        for share in np.sort(rng.uniform(0.25, 1, int(rng.integers(2, 5))))[::-1]:
            axes = max(1, round(reach * share)), max(1, round(reach * share * flat))
            cv2.ellipse(picture, middle, axes, turn, 0, 360, float(rng.uniform(0, 255)), -1, cv2.LINE_AA)
        for angle in np.linspace(0, 2 * np.pi, int(rng.integers(0, 9)), endpoint=False):
            tip = middle[0] + reach * 0.8 * np.cos(angle), middle[1] + reach * 0.8 * flat * np.sin(angle)
            cv2.line(picture, middle, (round(tip[0]), round(tip[1])), 128.0, max(1, round(reach / 12)), cv2.LINE_AA)


def _characters(height: float, rng: Rng) -> Line:
    """A plate's text, narrowed or widened, in print as it is spaced or letter by letter with even gaps."""
    text = texts.plate(rng)
    if rng.random() < 0.5:
        line = print_line(text, sign_face(rng), height)
    else:
        line = write_line(text, font_writer(rng, sign_face), height, Hand(rng.uniform(0.08, 0.3), 0, 0, 0.12), rng)
    return fitted(stretched(line, rng.uniform(0.6, 1.15)), FLAT * 0.85, FLAT * 0.5)


def _lay(picture: Mask, sheet: Sheet, line: Line, place: tuple[int, int, int, int], rng: Rng) -> None:
    """Lay a plate at x, y with its padding and the width of its strip over a picture, in place."""
    x, y, pad, strip = place
    w, h = round(line.size[0]) + 2 * pad + strip, round(line.size[1]) + 2 * pad
    ink, ground = rng.uniform(*DARK), rng.uniform(*BRIGHT)
    if rng.random() < 0.2:
        ink, ground = ground, ink
    cv2.rectangle(picture, (x, y), (x + w, y + h), ground, -1, cv2.LINE_AA)
    if rng.random() < 0.6:
        inset = int(rng.integers(0, max(1, pad // 2) + 1))
        cv2.rectangle(picture, (x + inset, y + inset), (x + w - inset, y + h - inset), ink, 1 + (h > 60), cv2.LINE_AA)
    sheet.marks = [mark for mark in sheet.marks if not (x <= mark[1] <= x + w and y <= mark[2] <= y + h)]
    layer = Sheet(FLAT)
    layer.lay(line, x + strip + pad, y + pad)
    if strip:
        cv2.rectangle(picture, (x, y), (x + strip, y + h), float(rng.uniform(20, 120)), -1)
        _sign_strip(picture, (x, y, strip, h), rng)
    if rng.random() < 0.35:
        small = print_line(f"{texts.word(rng)} {texts.word(rng)}", sign_face(rng), max(5.0, 0.25 * line.size[1]))
        layer.lay(fitted(small, w * 0.9, h * 0.4), x + strip + pad, y + h + 1 if rng.random() < 0.5 else y - 0.3 * h)
    sheet.marks += layer.marks
    picture[:] = picture * (1 - layer.ink) + ink * layer.ink


def _sign_strip(picture: Mask, place: Place, rng: Rng) -> None:
    """The dots or stars and the country's letters on the strip of a plate."""
    x, y, w, h = place
    middle, reach = (x + w // 2, y + h // 3), max(1, w // 3)
    for turn in np.linspace(0, 2 * np.pi, 12, endpoint=False):
        dot = round(middle[0] + reach * np.cos(turn)), round(middle[1] + reach * np.sin(turn))
        cv2.circle(picture, dot, max(1, w // 16), 210.0, -1, cv2.LINE_AA)
    letters = print_line(str(rng.choice(["D", "NL", "F", "GB", "PL", "I", "E", "B"])), sign_face(rng), 0.28 * h)
    fit = fitted(letters, w * 0.8, h * 0.4)
    layer = Sheet(FLAT)
    layer.lay(fit, x + (w - fit.size[0]) / 2, y + 0.62 * h)
    picture[:] = picture * (1 - layer.ink) + 230.0 * layer.ink
