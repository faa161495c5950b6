"""Drawn photos to cut training pictures from: a scene, the view and the wear of a camera, a box for every digit."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from training.synth.patches import wear
from training.synth.scenes import devices, documents, papers, pastes, plates, things
from training.synth.sheets import FLAT, IGNORED, LETTER, Mark

Mask = npt.NDArray[np.floating]
Grey = npt.NDArray[np.uint8]
Flags = npt.NDArray[np.bool_]
Rng = np.random.Generator
Scene = tuple[Mask, list[Mark]]

SIDE = 256
"""Side of a scene in pixels."""
SMALLEST = 7.0
"""Height in pixels under which a digit is neither asked for nor wrong."""
SHOWN = 0.65
"""Share of a digit's box that must be in the scene for it to be asked for."""
KINDS: tuple[tuple[float, Callable[[Rng], Scene | None]], ...] = (
    (0.20, papers.handwriting), (0.06, papers.table), (0.05, papers.page), (0.02, papers.blackout),
    (0.08, things.sign), (0.06, things.lettering), (0.08, things.display), (0.02, things.wilderness),
    (0.09, plates.plate), (0.03, devices.counter), (0.07, devices.card), (0.01, devices.captcha), (0.23, pastes.real),
    (0.15, documents.document),
)  # fmt: skip


class Photo(NamedTuple):
    """A scene (SIDE, SIDE) uint8 with boxes (N, 4) float32 x, y, width, height and labels (N,) int8."""

    picture: Grey
    boxes: npt.NDArray[np.float32]
    labels: npt.NDArray[np.int8]


def random_photo(rng: Rng) -> Photo:
    """One scene of any kind, seen at an angle and worn."""
    weights = np.array([weight for weight, _ in KINDS])
    return photographed(KINDS[rng.choice(len(KINDS), p=weights / weights.sum())][1](rng), rng)


def photographed(scene: Scene | None, rng: Rng) -> Photo:
    """A scene as a camera sees it; handwriting where there is none."""
    picture, marks = scene or papers.handwriting(rng)
    view = random_view(rng)
    boxes, labels = seen(view, marks)
    flat = np.asarray(picture, np.float32)
    viewed = cv2.warpPerspective(flat, view, (SIDE, SIDE), borderMode=cv2.BORDER_REPLICATE)
    height = float(np.median(boxes[:, 3])) if len(boxes) else 24.0
    return Photo(wear(np.asarray(viewed, np.float32), min(height, 60.0), rng), boxes, labels)


def random_view(rng: Rng) -> Mask:
    """A matrix (3, 3) from the flat scene to a photo of its middle: turned, sheared, tilted, often hardly at all."""
    turn = rng.normal(0, 3.5) if rng.random() < 0.8 else rng.uniform(-25, 25)
    angle, scale = np.radians(turn), rng.uniform(0.97, 1.08)
    cosine, sine = np.cos(angle) * scale, np.sin(angle) * scale
    linear = np.array([[cosine, -sine], [sine, cosine]]) @ np.array([[1, rng.normal(0, 0.05)], [0, 1]])
    linear = linear @ np.diag([rng.lognormal(0, 0.06), 1])
    view = np.eye(3)
    view[:2, :2] = linear
    view[:2, 2] = SIDE / 2 - linear @ (FLAT / 2, FLAT / 2)
    if rng.random() < 0.45:
        tilt = np.eye(3)
        tilt[2, :2] = rng.normal(0, 0.0007, 2)
        tilt[2, 2] = 1 - tilt[2, :2] @ (SIDE / 2, SIDE / 2)
        view = tilt @ view
    return view


def seen(view: Mask, marks: list[Mark]) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.int8]]:
    """Boxes (N, 4) and labels (N,) of marks as a view shows them, without those that lie outside.

    A digit fills its box like an ellipse, so the turned box is that of the ellipse, not of the box's corners.
    """
    if not marks:
        return np.zeros((0, 4), np.float32), np.zeros(0, np.int8)
    table = np.array(marks, np.float64)
    labels, half = table[:, 0].astype(np.int8), table[:, 3:] / 2
    middle = table[:, 1:3] + half
    points = [middle, middle + half * (1, 0), middle + half * (0, 1)]
    centre, right, below = (cv2.perspectiveTransform(one[None], view)[0] for one in points)
    reach = np.hypot(right - centre, below - centre)
    corner, far = np.clip(centre - reach, 0, SIDE), np.clip(centre + reach, 0, SIDE)
    shown = np.prod(far - corner, axis=1) / np.maximum(np.prod(2 * reach, axis=1), 1e-6)
    labels, kept = judged(labels, shown, 2 * reach[:, 1])
    return np.concatenate([corner, far - corner], axis=1)[kept].astype(np.float32), labels[kept]


def judged(labels: npt.NDArray[np.int8], shown: Mask, height: Mask) -> tuple[npt.NDArray[np.int8], Flags]:
    """Labels (N,) for boxes of which a share is `shown` at a height in pixels, and which of them (N,) to keep.

    What is too small or cut is ignored where it is a digit, and no letter any more where it is one.
    """
    unclear = (shown < SHOWN) | (height < SMALLEST)
    kept = (shown > 0.05) & ~(unclear & (labels == LETTER))
    return np.where(unclear, IGNORED, labels).astype(np.int8), kept


def contact_sheet(rng: Rng, count: int, columns: int = 6) -> Grey:
    """Scenes side by side with their boxes (H, W, 3) uint8: green digits, blue letters, grey what is ignored."""
    tiles = []
    for _ in range(count):
        photo = random_photo(rng)
        tile = cv2.cvtColor(photo.picture, cv2.COLOR_GRAY2BGR)
        for (x, y, w, h), label in zip(photo.boxes, photo.labels, strict=True):
            colour = {IGNORED: (128, 128, 128), LETTER: (220, 120, 0)}.get(label, (0, 200, 0))
            cv2.rectangle(tile, (round(x), round(y)), (round(x + w), round(y + h)), colour, 1)
            if 0 <= label < LETTER:
                cv2.putText(tile, str(label), (round(x), round(y) - 1), cv2.FONT_HERSHEY_PLAIN, 0.8, (0, 0, 255), 1)
        tiles.append(np.pad(tile, ((1, 1), (1, 1), (0, 0))))
    rows = [np.concatenate(tiles[start : start + columns], axis=1) for start in range(0, count, columns)]
    return np.asarray(np.concatenate(rows), np.uint8)


def write_contact_sheet(file: Path, seed: int, count: int) -> float:
    """Write scenes side by side as a picture; returns the milliseconds that one takes to draw."""
    began = time.perf_counter()
    sheet = contact_sheet(np.random.default_rng(seed), count)
    taken = time.perf_counter() - began
    cv2.imwrite(str(file), sheet)
    return 1000 * taken / count
