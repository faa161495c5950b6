"""Lays a drawn row on a ground, with what stands near rows in photographs."""

from __future__ import annotations

import cv2
import numpy as np

from training.rows import texts
from training.rows.picture import RowPicture
from training.synth.patches import paste, scene_crop, scenes, smooth_noise
from training.synth.sheets import print_line
from training.synth.texts import word
from training.synth.writers import Mask, Rng, random_face

MARGIN = 0.8
"""Heights of surroundings that are drawn around a row."""


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
            paste(layer, piece, rng.uniform(-0.5, 0.7) * width, y)
    return layer
