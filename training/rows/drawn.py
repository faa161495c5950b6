"""Rows that are drawn: print, pens, segment displays, wheels, embossed cards, CAPTCHAs, and rows without text."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from training.fonts import SCRIPTS, script_faces
from training.patches import scene_crop, scenes, smooth_noise
from training.rows import texts
from training.rows.picture import RowPicture, spelled
from training.sheets import Hand, Line, print_line, write_line
from training.sources import (
    Mask,
    Rng,
    Writer,
    font_writer,
    hand_face,
    ink_writer,
    pen_writer,
    random_face,
    sign_face,
)  # fmt: skip
from training.strokes import card_digit, dot_digit, random_forms, scribble, segment_digit
from training.texts import digits, foreign, word

MARGIN = 0.8
"""Heights of surroundings that are drawn around a row."""
TALL = 20.0, 64.0
"""Pixels of height of drawn digits."""


def draw_row(rng: Rng) -> RowPicture:
    """A row of any kind, at a random size, in surroundings of any polarity and contrast."""
    kinds: tuple[tuple[float, Callable[[Rng], tuple[Mask, str]]], ...] = (
        (0.36, printed_row), (0.26, pen_row), (0.15, segment_row), (0.03, dotted_row), (0.05, wheels_row),
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
        ink = _on_one_line(text, font_writer(rng), height, spread, rng).ink
    return _across(ink, rng.lognormal(0, 0.18)), text


def _on_one_line(text: str, writer: Writer, height: float, hand: Hand, rng: Rng) -> Line:
    return write_line(text, writer, height, hand, rng)


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
    return _across(ink, rng.lognormal(0, 0.12)), text


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
    return _cropped(ink), text


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
            _lay(ink, piece, round(pitch * place + (pitch - piece.shape[1]) / 2), y)
        if rng.random() < 0.7:
            x = int(pitch * place)
            ink[:, x : x + max(1, int(0.03 * height))] = rng.uniform(0.2, 1)
    return ink, text


def _lay(ink: Mask, piece: Mask, x: int, y: int) -> None:
    top, bottom = max(0, y), min(len(ink), y + len(piece))
    left, right = max(0, x), min(ink.shape[1], x + piece.shape[1])
    if bottom > top and right > left:
        target = ink[top:bottom, left:right]
        np.maximum(target, piece[top - y : bottom - y, left - x : right - x], out=target)


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
    elif kind < 0.85:  # specks
        for _ in range(int(rng.integers(1, 6))):
            place = (int(rng.uniform(0, wide)), int(rng.uniform(0, height)))
            cv2.circle(canvas, place, int(rng.uniform(0.02, 0.12) * height) + 1, 1.0, -1, cv2.LINE_AA)
    else:
        canvas[:] = 0
    return canvas, ""


def _across(ink: Mask, share: float) -> Mask:
    wide = max(2, round(ink.shape[1] * float(np.clip(share, 0.6, 1.7))))
    return np.asarray(cv2.resize(ink, (wide, ink.shape[0]), interpolation=cv2.INTER_AREA), np.float32)


def _slanted(ink: Mask, slant: float) -> Mask:
    tall, lean = ink.shape[0], abs(slant) * ink.shape[0]
    matrix = np.array([[1, -slant, max(0.0, slant) * tall], [0, 1, 0]], np.float32)
    return np.asarray(cv2.warpAffine(ink, matrix, (int(ink.shape[1] + lean) + 1, tall)), np.float32)


def _cropped(ink: Mask) -> Mask:
    x, y, w, h = cv2.boundingRect((ink > 0.02).astype(np.uint8))
    return ink[y : y + max(h, 1), x : x + max(w, 1)]


def in_surroundings(ink: Mask, text: str, rng: Rng) -> RowPicture:
    """Ink (h, w) in -1..1 on a ground of any kind, with other rows, rules and frames near it."""
    tall, wide = ink.shape
    if tall > 80:
        ink = np.asarray(cv2.resize(ink, (max(2, wide * 80 // tall), 80), interpolation=cv2.INTER_AREA), np.float32)
        tall, wide = ink.shape
    margin = round(MARGIN * tall)
    canvas = np.zeros((tall + 2 * margin, wide + 2 * margin), np.float32)
    canvas[margin : margin + tall, margin : margin + wide] = ink
    ground = _ground(canvas.shape, rng)
    contrast = float(np.clip(rng.lognormal(np.log(95), 0.6), 16, 235))
    ground *= min(1.0, contrast / 2.5 / max(float(ground.std()), 1e-3))
    light = rng.random() < 0.35
    level = rng.uniform(0, 255 - contrast) + (0 if light else contrast)
    tone = contrast if light else -contrast
    picture = ground + level
    clutter = _clutter(canvas.shape, margin, tall, rng)
    if clutter is not None:
        picture += clutter * (tone * rng.uniform(0.2, 1.0))
    if rng.random() < 0.2:
        fading = np.abs(cv2.resize(smooth_noise(rng, int(rng.integers(2, 30)), 64), canvas.shape[::-1]))
        canvas = canvas * np.clip(1 - fading * rng.uniform(0.05, 0.4), 0.25, 1)
    alpha = np.abs(canvas)
    filled = level + ground * rng.uniform(0, 1) + tone * np.sign(canvas)
    picture = picture * (1 - alpha) + filled * alpha
    grey = np.clip(picture, 0, 255).astype(np.uint8)
    return RowPicture(grey, (float(margin), float(margin), float(wide), float(tall)), text)


def _ground(shape: tuple[int, ...], rng: Rng) -> Mask:
    """A ground (h, w) in gray levels around 0: even, lit from a side, paper, a scene."""
    kind = rng.random()
    ramp = np.linspace(-1, 1, shape[1], dtype=np.float32)[None] * rng.normal(0, 14)
    ramp = ramp + np.linspace(-1, 1, shape[0], dtype=np.float32)[:, None] * rng.normal(0, 10)
    if kind < 0.45:
        return np.asarray(ramp, np.float32)
    if kind < 0.7:
        noise = cv2.resize(smooth_noise(rng, int(rng.integers(3, 60)), 96), shape[::-1])
        return np.asarray(ramp + noise * rng.uniform(1, 14), np.float32)
    photos = scenes()
    if not photos:
        return np.asarray(ramp, np.float32)
    if rng.random() < 0.5:
        crop = scene_crop(rng, 96)
    else:
        photo = photos[rng.integers(len(photos))]
        h = int(min(photo.shape[0], shape[0] * rng.uniform(0.5, 2)))
        w = int(min(photo.shape[1], h * shape[1] / shape[0]))
        y, x = rng.integers(photo.shape[0] - h + 1), rng.integers(photo.shape[1] - w + 1)
        crop = photo[y : y + h, x : x + w]
    scene = cv2.resize(crop, shape[::-1], interpolation=cv2.INTER_LINEAR).astype(np.float32)
    return np.asarray((scene - scene.mean()) * rng.uniform(0.15, 1.0), np.float32)


def _clutter(shape: tuple[int, ...], margin: int, tall: int, rng: Rng) -> Mask | None:
    """What stands near a row: rules below, a frame around, pieces of the rows above and below, a sign beside it."""
    kind = rng.random()
    if kind > 0.55:
        return None
    layer, thick = np.zeros(shape, np.float32), max(1, round(tall * rng.uniform(0.015, 0.08)))
    height, width = shape
    if kind < 0.2:
        gap = rng.uniform(0.04, 0.45) * tall
        for y in (margin + tall + gap, margin - gap)[: int(rng.integers(1, 3))]:
            cv2.line(layer, (0, int(y)), (width, int(y + rng.normal(0, 2))), 1.0, thick, cv2.LINE_AA)
    elif kind < 0.3:
        gap = int(rng.uniform(0.08, 0.5) * tall)
        corner = (max(0, margin - gap), max(0, margin - gap))
        cv2.rectangle(layer, corner, (width - margin + gap, margin + tall + gap), 1.0, thick, cv2.LINE_AA)
    elif kind < 0.37:
        step = tall * rng.uniform(0.3, 1.4)
        for x in np.arange(rng.uniform(0, step), width, step):
            cv2.line(layer, (int(x), 0), (int(x), height), 1.0, 1, cv2.LINE_AA)
        for y in np.arange(rng.uniform(0, step), height, step):
            cv2.line(layer, (0, int(y)), (width, int(y)), 1.0, 1, cv2.LINE_AA)
    else:
        face = random_face(rng)
        for y in (margin + tall * rng.uniform(1.12, 1.5), margin - tall * rng.uniform(1.12, 1.5)):
            text = word(rng) if rng.random() < 0.5 else texts.number(rng)
            piece = print_line(text, face, tall * rng.uniform(0.7, 1.1)).ink
            _lay(layer, piece, int(rng.uniform(-0.5, 0.7) * width), int(y))
    return layer
