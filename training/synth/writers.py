"""Where training digits come from: pens, fonts, displays and pictures of real digits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
import numpy.typing as npt

from training.data import digit_sets
from training.data.pseudo_boxes import load_boxed
from training.folders import cache_folder
from training.synth.fonts import Face, draw_character, grotesque_faces, hand_faces, readable_faces
from training.synth.handwriting import Pen, crossed, hooked, stick, trace_paths, write_digit
from training.synth.strokes import card_digit, dot_digit, random_forms, segment_digit

Mask = npt.NDArray[np.floating]
Grey = npt.NDArray[np.uint8]
Rng = np.random.Generator
Writer = Callable[[str, float], Mask]
"""Draws a character at a height in pixels as alpha (h, w) in 0..1; the style stays the same from call to call."""

HANDWRITTEN = ("mnist", "ardis", "usps", "semeion")
TRACED = 24000
"""How many digits of each handwritten set are traced at most: tracing takes a third of a millisecond."""
BARRED = 0.4
"""Share of the writers who draw a bar through their 7 ..."""
HOOKED = 0.25
"""... of those whose 7 begins with a hook ..."""
PLAIN = 0.3
"""... and of those whose 1 is nothing but a stroke."""
GROTESQUE = 0.75
"""Share of signs and plates whose face has no serifs."""
BY_HAND = 0.6
"""Share of the letters beside handwriting, and of the faces in its place, that look written by hand."""
REAL = {"meters": 0.34, "newspaper": 0.1, "signs": 0.22, "counters": 0.14, "cheques": 0.2}
"""Share of each set among the pictures of real digits."""


@dataclass(frozen=True)
class Hands:
    """Handwritten digits: inked pictures by set, and pen paths (N, 56, 56) uint8 with their labels (N,)."""

    sets: dict[str, digit_sets.Digits]
    paths: Grey
    labels: Grey
    by_digit: tuple[npt.NDArray[np.intp], ...]


@lru_cache(maxsize=1)
def hands() -> Hands:
    """The handwritten digits to train on, paths traced once and kept in the cache."""
    sets = {name: digit_sets.load(name, "train") for name in HANDWRITTEN if name in digit_sets.set_names()}
    chosen = [(digits, range(min(len(digits), TRACED))) for digits in sets.values()]
    labels = np.concatenate([digits.labels[: len(numbers)] for digits, numbers in chosen])
    file = cache_folder() / f"paths-{len(labels)}.npy"
    if not file.exists():
        parts = [trace_paths(np.stack(digits.pictures[: len(numbers)])) for digits, numbers in chosen]
        np.save(file, np.concatenate(parts))
    return Hands(sets, np.load(file, mmap_mode="r"), labels, tuple(np.flatnonzero(labels == d) for d in range(10)))


def pen_writer(rng: Rng) -> Writer:
    """A hand that writes digits with one pen, 7 and 1 in its own way; other characters come from a font."""
    pen, face, bars, sticks = Pen.random(rng), hand_face(rng), rng.random() < BARRED, rng.random() < PLAIN
    hooks = rng.random() < HOOKED

    def write(character: str, height: float) -> Mask:
        if not character.isdigit():
            return font_ink(face, character, height)
        known = hands()
        path = known.paths[rng.choice(known.by_digit[int(character)])]
        if character == "7" and bars:
            path = crossed(path, rng)
        if character == "7" and hooks:
            path = hooked(path, rng)
        if character == "1" and sticks:
            path = stick(rng)
        return write_digit(path, pen, height, rng)

    return write


def ink_writer(rng: Rng) -> Writer:
    """A hand that writes digits with the ink of the picture that they come from."""
    known = hands()
    names = list(known.sets)
    weights = np.array([0.5 if name == "mnist" else 0.5 / max(1, len(names) - 1) for name in names])
    digits = known.sets[names[rng.choice(len(names), p=weights / weights.sum())]]
    fallback = font_writer(rng, hand_face)

    def write(character: str, height: float) -> Mask:
        if not character.isdigit():
            return fallback(character, height)
        number = rng.choice(np.flatnonzero(digits.labels == int(character)))
        x, y, w, h = digits.boxes[number][0].astype(int)
        ink = digits.pictures[number][y : y + h, x : x + w].astype(np.float32) / 255
        scale = height / h
        way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
        size = max(1, round(w * scale)), max(1, round(height))
        return np.asarray(np.clip(cv2.resize(ink, size, interpolation=way), 0, 1), np.float32)

    return write


def random_face(rng: Rng) -> Face | None:
    """A face whose digits are readable, or None where no fonts are installed."""
    faces = readable_faces()
    if not faces:
        return None
    face = faces[rng.integers(len(faces))]
    return faces[rng.integers(len(faces))] if face.is_fancy else face  # seldom in print, however many there are


def sign_face(rng: Rng) -> Face | None:
    """A face as on signs and plates: mostly without serifs."""
    faces = grotesque_faces()
    return faces[rng.integers(len(faces))] if faces and rng.random() < GROTESQUE else random_face(rng)


def hand_face(rng: Rng) -> Face | None:
    """A face as beside handwriting: mostly one that looks written by hand."""
    faces = hand_faces()
    return faces[rng.integers(len(faces))] if faces and rng.random() < BY_HAND else random_face(rng)


def font_ink(face: Face | None, character: str, height: float) -> Mask:
    """A character of a face so that its digits are about `height` pixels tall; OpenCV's strokes without a face."""
    if face is None:
        scale = cv2.getFontScaleFromHeight(cv2.FONT_HERSHEY_SIMPLEX, max(6, int(height)))
        canvas = np.zeros((int(height * 1.6) + 4, int(height * 1.6) + 4), np.uint8)
        place = (2, int(height * 1.2) + 2)
        thick = max(1, int(height / 10))
        cv2.putText(canvas, character, place, cv2.FONT_HERSHEY_SIMPLEX, scale, 255, thick, cv2.LINE_AA)
        x, y, w, h = cv2.boundingRect(canvas)
        return canvas[y : y + h, x : x + w].astype(np.float32) / 255
    return draw_character(face, character, max(6, round(height * 1.4)))[0]


def font_writer(rng: Rng, pick: Callable[[Rng], Face | None] = random_face) -> Writer:
    """A face of print, at times outlined, thinned, swollen or cut by a stencil's bars."""
    face, effect, amount = pick(rng), rng.random(), rng.random()

    def write(character: str, height: float) -> Mask:
        ink = font_ink(face, character, height)
        if ink.size == 0 or height < 16 or effect > 0.22:
            return ink
        reach = 1 + int(height * 0.05 * amount)
        kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
        padded = np.pad(ink, reach + 1)
        if effect < 0.06:
            return np.asarray(np.clip(cv2.dilate(padded, kernel) - padded, 0, 1), np.float32)
        if effect < 0.12:
            return cv2.dilate(padded, kernel).astype(np.float32)
        if effect < 0.17:
            thinned = cv2.erode(padded, kernel[: reach + 1, : reach + 1]).astype(np.float32)
            return thinned if thinned.max() > 0.8 else ink
        middle = ink.shape[1] // 2
        ink[:, middle : middle + max(1, int(0.08 * height))] *= 0.1
        return ink

    return write


def display_writer(rng: Rng) -> Writer:
    """Digits of seven segments (most), dots, or a payment card's embossing; other characters come from a font."""
    kind, face = rng.random(), random_face(rng)
    style = (rng.uniform(0.07, 0.18), rng.uniform(-0.3, 1.3), rng.normal(0, 0.08), rng.uniform(0.4, 0.68))
    forms = random_forms(rng)
    ghost, stroke, dot = max(0.0, rng.normal(-0.05, 0.12)), rng.uniform(0.06, 0.16), rng.uniform(0.6, 1.15)

    def write(character: str, height: float) -> Mask:
        if not character.isdigit():
            return font_ink(face, character, height)
        digit = int(character)
        if kind < 0.68:
            return segment_digit(digit, height, style, min(ghost, 0.3), forms)
        return dot_digit(digit, height, dot) if kind < 0.86 else card_digit(digit, height, stroke)

    return write


@lru_cache(maxsize=1)
def real_sets() -> dict[str, digit_sets.Digits]:
    """The pictures of real digits to train on, by set."""
    return {name: load_boxed(name, "train") for name in REAL if name in digit_sets.set_names()}


def real_digit(rng: Rng) -> tuple[Grey, Mask, int] | None:
    """A picture of a real digit (h, w) uint8, its box (4,) and its label; None where there are none."""
    sets = real_sets()
    if not sets:
        return None
    weights = np.array([REAL[name] for name in sets])
    digits = list(sets.values())[rng.choice(len(sets), p=weights / weights.sum())]
    number = rng.integers(len(digits))
    boxes = digits.boxes[number]
    # The likeliest box most often; the others keep loose boxes and light tiles readable.
    box = boxes[0 if rng.random() < 0.6 else rng.integers(len(boxes))]
    return digits.pictures[number], box, int(digits.labels[number])
