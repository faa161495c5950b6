"""Scenes on things: signs, plates and displays, and places where there is no digit at all."""

from __future__ import annotations

import cv2
import numpy as np

from training.synth import texts
from training.synth.fonts import SCRIPTS, script_faces
from training.synth.patches import scene_crop, smooth_noise, waves
from training.synth.scenes.papers import random_height
from training.synth.scenes.walls import Mask, Place, Rng, Scene, panel, stamp, surroundings
from training.synth.sheets import FLAT, Hand, Line, Mark, Sheet, fitted, print_line, write_line
from training.synth.strokes import random_forms, segment_digit
from training.synth.writers import Writer, display_writer, font_writer, random_face, sign_face

PLAIN = 0.65
"""Share of signs in the faces of signs; house numbers have any face."""
ABROAD = 0.35
"""Share of words in other scripts."""


def sign(rng: Rng) -> Scene:
    """House numbers, signs and plates: large print on a panel or straight on a wall, with words near it."""
    picture, sheet = surroundings(rng), Sheet(FLAT)
    for _ in range(1 if rng.random() < 0.65 else 2):
        height = random_height(rng, 14, 150)
        is_plate = rng.random() < 0.35
        text = texts.plate(rng) if is_plate else texts.digits(rng, 1, 4) if rng.random() < 0.75 else texts.printed(rng)
        line = fitted(_sign_line(text, height, rng), FLAT * 0.92, FLAT * 0.8)
        x, y = (round(rng.uniform(4, max(5, FLAT - side - 4))) for side in line.size)
        pad = round(line.size[1] * rng.uniform(0.1, 0.8))
        extra = _words_under(line, rng)
        below = sum(one.size[1] + 6 for one in extra)
        wide = max([line.size[0]] + [one.size[0] for one in extra])
        if is_plate or rng.random() < 0.6:
            panel(picture, (x - pad, y - pad, wide + 2 * pad, line.size[1] + below + 2 * pad), rng)
        layer = Sheet(FLAT)
        layer.lay(line, x, y)
        top = y + line.size[1] + 6
        for one in extra:
            layer.lay(one, x, top)
            top += one.size[1] + 6
        covered = x - pad, y - pad, wide + 2 * pad, top - y + pad
        sheet.marks = [mark for mark in sheet.marks if not _covers(covered, mark)]
        sheet.marks += layer.marks
        picture = stamp(picture, layer.ink, rng, 0.3)
    return picture, sheet.marks


def _covers(place: Place, mark: Mark) -> bool:
    x, y, w, h = place
    return x < mark[1] + mark[3] and mark[1] < x + w and y < mark[2] + mark[4] and mark[2] < y + h


def _sign_line(text: str, height: float, rng: Rng) -> Line:
    pick = sign_face if rng.random() < PLAIN else random_face
    if rng.random() < 0.6:
        return print_line(text, pick(rng), height)
    return write_line(text, font_writer(rng, pick), height, Hand(rng.uniform(-0.1, 0.4), 0.02, 0, 0.1), rng)


def _words_under(line: Line, rng: Rng) -> list[Line]:
    if rng.random() < 0.45:
        return []
    height = max(6.0, line.size[1] * rng.uniform(0.15, 0.9))
    return [fitted(words(height, rng), 220, 90) for _ in range(int(rng.integers(1, 3)))]


def words(height: float, rng: Rng) -> Line:
    """A word or letters of another script, without digits."""
    scripts = script_faces()
    if scripts and rng.random() < ABROAD:
        language = list(scripts)[rng.integers(len(scripts))]
        face = scripts[language][rng.integers(len(scripts[language]))]
        return print_line(texts.foreign(rng, SCRIPTS[language]), face, height)
    return print_line(texts.word(rng), sign_face(rng), height)


def lettering(rng: Rng) -> Scene:
    """Words on panels and walls, and now and then a short number among them."""
    picture, sheet = surroundings(rng), Sheet(FLAT)
    if rng.random() < 0.6:
        sides = rng.integers(120, FLAT, 2).tolist()
        panel(picture, (int(rng.integers(0, 80)), int(rng.integers(0, 80)), sides[0], sides[1]), rng)
    height, y = random_height(rng, 9, 110), rng.uniform(0, 40)
    while y < FLAT - 10:
        size = height * float(rng.lognormal(0, 0.35))
        line = print_line(texts.digits(rng, 1, 4), random_face(rng), size) if rng.random() < 0.12 else words(size, rng)
        x = rng.uniform(0, 90)
        while x < FLAT - 10:
            sheet.lay(line, x, y)
            x += line.size[0] + size * rng.uniform(0.3, 1.5)
            line = words(size, rng)
        y += line.size[1] + size * rng.uniform(0.2, 1.5)
        if rng.random() < 0.25:
            break
    return stamp(picture, sheet.ink, rng, 0.3), sheet.marks


def _segments(rng: Rng) -> Writer:
    """Seven segments, ghosts where they are off; points and colons as squares of a segment's width."""
    style = (rng.uniform(0.06, 0.17), rng.uniform(-0.2, 1.2), rng.normal(0.06, 0.07), rng.uniform(0.42, 0.66))
    ghost = max(0.0, float(rng.normal(-0.02, 0.1))) if rng.random() < 0.75 else rng.uniform(0.1, 0.45)
    forms = random_forms(rng)
    upper, lower = rng.uniform(0.3, 1, 2) if rng.random() < 0.35 else (1.0, 1.0)  # seen from below or above

    def write(character: str, height: float) -> Mask:
        if character.isdigit():
            ink = segment_digit(int(character), height, style, ghost, forms)
            return np.asarray(ink * np.linspace(upper, lower, len(ink), dtype=np.float32)[:, None])
        dot = max(1, round(style[0] * height * 1.1))
        ink = np.zeros((max(2, int(height)), dot + 1), np.float32)
        if character in ".:":
            ink[-dot:] = 1
        if character == ":":
            ink[-dot:] = 0
            ink[int(height * 0.25) : int(height * 0.25) + dot] = ink[int(height * 0.7) : int(height * 0.7) + dot] = 1
        if character == "-":
            ink = np.zeros((max(2, int(height)), max(2, int(height * 0.4))), np.float32)
            ink[int(height / 2) - dot // 2 : int(height / 2) - dot // 2 + dot] = 1
        return ink

    return write


def display(rng: Rng) -> Scene:
    """A panel of segment or dot digits, one to three rows, with printed labels, a bezel, ghosts, glow and glare."""
    picture, sheet, labels = surroundings(rng), Sheet(FLAT), Sheet(FLAT)
    writer = _segments(rng) if rng.random() < 0.8 else display_writer(rng)
    height, y = random_height(rng, 14, 120), rng.uniform(10, 70)
    face, hand = random_face(rng), Hand(rng.uniform(0.06, 0.35), 0, 0, 0.1)
    left = rng.uniform(8, 60)
    lines = []
    for _ in range(int(rng.choice([1, 1, 2, 3]))):
        line = fitted(write_line(texts.on_display(rng), writer, height, hand, rng), FLAT - left - 10, 200)
        lines.append((line, left + rng.uniform(0, max(0, FLAT - left - line.size[0] - 8)) * rng.random(), y))
        y += line.size[1] + height * rng.uniform(0.3, 1.2)
        if y + height > FLAT - 8:
            break
    pad = round(height * rng.uniform(0.15, 0.7))
    right = max(x + line.size[0] for line, x, _ in lines)
    if rng.random() < 0.6:  # figures end where the one above ends
        lines = [(line, right - line.size[0], place) for line, _, place in lines]
        left -= rng.uniform(0, 2) * height
    top, bottom = lines[0][2], lines[-1][2] + lines[-1][0].size[1]
    if rng.random() < 0.6:
        panel(picture, _around(left, top, right, bottom, pad + round(height * rng.uniform(0.2, 1))), rng)
    panel(picture, _around(left, top, right, bottom, pad), rng)
    for line, x, place in lines:
        sheet.lay(line, x, place)
        if rng.random() < 0.6:
            label = print_line(texts.word(rng), face, max(6.0, height * rng.uniform(0.12, 0.9)))
            labels.lay(label, x, place - label.size[1] - 3 if rng.random() < 0.5 else place + line.size[1] + 3)
    picture = stamp(picture, np.maximum(labels.ink - sheet.ink, 0), rng, 0)
    if rng.random() < 0.3:  # seen from the side, or with a weak battery
        unlit = np.abs(smooth_noise(rng, int(rng.integers(2, 12)), FLAT)) * rng.uniform(0.1, 0.6)
        sheet.ink = sheet.ink * np.clip(1 - unlit, 0.3, 1)
    if rng.random() < 0.35:
        picture = picture + cv2.GaussianBlur(sheet.ink, (0, 0), height * 0.08) * rng.uniform(10, 70)
    picture = stamp(picture, sheet.ink, rng, 0.35)
    if rng.random() < 0.45:
        picture = picture + _glare(rng)
    if rng.random() < 0.25:  # the bezel's shadow
        picture = picture * (1 - _shadow(rng) * rng.uniform(0.2, 0.7))
    return picture, sheet.marks + labels.marks


def _around(left: float, top: float, right: float, bottom: float, pad: int) -> Place:
    return round(left) - pad, round(top) - pad, round(right - left) + 2 * pad, round(bottom - top) + 2 * pad


def _glare(rng: Rng) -> Mask:
    """A reflection: a soft bright spot or streak."""
    spot = np.zeros((FLAT, FLAT), np.float32)
    middle = rng.integers(0, FLAT, 2).tolist()
    axes = rng.integers(10, 90, 2).tolist()
    cv2.ellipse(spot, middle, axes, float(rng.uniform(0, 180)), 0, 360, float(rng.uniform(20, 140)), -1)
    return cv2.GaussianBlur(spot, (0, 0), rng.uniform(6, 25)).astype(np.float32)


def _shadow(rng: Rng) -> Mask:
    """One side of the scene in 1, the other in 0, with a soft edge between them at any angle."""
    y, x = np.indices((FLAT, FLAT), np.float32) - FLAT / 2
    angle, soft = rng.uniform(0, 2 * np.pi), rng.uniform(2, 30)
    reach = (x * np.cos(angle) + y * np.sin(angle) + rng.uniform(-80, 80)) / soft
    return np.asarray(1 / (1 + np.exp(np.clip(-reach, -30, 30))), np.float32)


def wilderness(rng: Rng) -> Scene:
    """A photograph or a pattern in which there is no digit, at times with letters."""
    picture = scene_crop(rng, FLAT).astype(np.float32) if rng.random() < 0.8 else 128 + 60 * waves(rng, FLAT)
    if rng.random() < 0.2:
        picture = 128 + 40 * smooth_noise(rng, int(rng.integers(4, 90)), FLAT)
    sheet = Sheet(FLAT)
    if rng.random() < 0.3:
        line = fitted(words(random_height(rng, 10, 90), rng), FLAT, FLAT)
        sheet.lay(line, rng.uniform(0, 100), rng.uniform(0, 240))
    return stamp(np.asarray(picture, np.float32), sheet.ink, rng), sheet.marks
