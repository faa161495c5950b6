"""Where things stand: photographs, walls and panels, and figures stamped on them."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from training.synth.patches import lay_ground, scene_crop
from training.synth.sheets import FLAT, Mark

Mask = npt.NDArray[np.floating]
Rng = np.random.Generator
Scene = tuple[Mask, list[Mark]]
Place = tuple[int, int, int, int]


def surroundings(rng: Rng) -> Mask:
    """What is around a thing: a photograph, a brick wall, or an even ground, in 0..255."""
    kind = rng.random()
    if kind < 0.6:
        return scene_crop(rng, FLAT).astype(np.float32)
    picture = np.asarray(lay_ground(rng, FLAT) + rng.uniform(40, 215), np.float32)
    if kind < 0.75:
        _bricks(picture, rng)
    return picture


def _bricks(picture: Mask, rng: Rng) -> None:
    tall, joint = int(rng.integers(10, 50)), float(rng.normal(0, 45))
    wide = int(tall * rng.uniform(1.6, 3.2))
    thick = max(1, round(tall * rng.uniform(0.05, 0.16)))
    for row, y in enumerate(range(0, FLAT, tall)):
        picture[y : y + thick] += joint
        for x in range((row % 2) * wide // 2, FLAT, wide):
            picture[y : y + tall, x : x + wide] += rng.normal(0, 8)
            picture[y : y + tall, x : x + thick] += joint


def stamp(picture: Mask, ink: Mask, rng: Rng, relief: float = 0.2) -> Mask:
    """Ink on a picture in 0..255, lighter or darker than what is under it, at times raised with a shadow."""
    weight = float(ink.sum())
    under = float((picture * ink).sum()) / weight if weight > 1 else 128.0
    contrast = float(np.clip(rng.lognormal(np.log(95), 0.5), 22, 220))
    lighter = rng.random() < (255 - under) / 255
    tone = np.clip(under + (contrast if lighter else -contrast), 0, 255)
    if rng.random() < relief:
        reach = rng.integers(1, 5, 2) * rng.choice([-1, 1], 2)
        shadow = cv2.GaussianBlur(np.roll(ink, tuple(reach), (0, 1)), (0, 0), rng.uniform(0.5, 2.5))
        picture = picture - shadow * rng.uniform(15, 90)
    opacity = rng.uniform(0.75, 1.0)
    return np.asarray(picture * (1 - ink * opacity) + tone * ink * opacity, np.float32)


def panel(picture: Mask, place: Place, rng: Rng) -> None:
    """Lay an even panel x, y, width, height with a frame over a picture, in place."""
    x, y, w, h = place
    tone, mean = rng.uniform(5, 250), rng.uniform(0, 0.25)
    part = picture[max(y, 0) : y + h, max(x, 0) : x + w]
    part[:] = part * mean + tone * (1 - mean)
    if rng.random() < 0.6:
        inset, thick = int(rng.integers(0, 7)), int(rng.integers(1, 5))
        corner, far = (x + inset, y + inset), (x + w - inset, y + h - inset)
        cv2.rectangle(picture, corner, far, float(rng.uniform(0, 255)), thick, cv2.LINE_AA)
