"""Pictures with text lines for the detector: drawn scenes, real pictures with boxes, photographs without text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from training.data.digit_sets import DATA, cheque_boxes, counter_boxes, is_held_out, photographs
from training.lines.maps import Quads, lines_of
from training.synth.scenes.pastes import real
from training.synth.scenes.photos import KINDS, photographed
from training.synth.sheets import IGNORED

Rgb = npt.NDArray[np.uint8]
Rng = np.random.Generator

STEP = 64
"""Pixels: heights and widths of pictures are multiples of this, so that there are few sizes."""
LEAST_SIDE, MOST_SIDE, MOST_PIXELS = 128, 768, 220_000
"""Pixels of the sides and of all of a picture to train on."""
HEIGHTS = 9.0, 300.0
"""Pixels of height that the characters of a real picture are brought to."""
SHARES = {"drawn": 0.42, "boxed": 0.42, "lined": 0.06, "empty": 0.10}
"""Share of each kind of picture."""
HELD_OUT = 0.06
"""Share of the pictures of a set that is held out; a tenth of each was held out before, as dev/parts."""
FIFTH = 5
"""Of the photographs without text every fifth is held out."""
SETS = {
    "orand_car_a": 3.0, "counters_yolo": 3.0, "plates_chars": 1.5, "speed_signs_us": 3.0, "trodo_boxes": 3.0,
    "trodo_scenes": 1.0, "crohme_rows": 2.0, "hme_vas": 2.0,
}  # fmt: skip
"""The sets with a box for every digit, each with its share."""
DRAWN = tuple((weight, draw) for weight, draw in KINDS if draw is not real)
"""What draws scenes, with their shares; real digits come in pictures of their own."""
SKIPPED = ("rule",)
"""Marks that are no text."""


class Scene(NamedTuple):
    """A picture (H, W, 3) uint8 in RGB and the quads (4, 2) of its text: single characters or whole lines.

    Of a complete one all text is known, save in the quads to be ignored; in others there may be more.
    """

    picture: Rgb
    quads: Quads
    ignored: Quads
    is_complete: bool


def random_scene(rng: Rng) -> Scene:
    """A scene of any kind; a drawn one where the real data is missing."""
    kind = str(rng.choice(list(SHARES), p=list(SHARES.values())))
    scene = {"boxed": boxed_scene, "lined": lined_scene, "empty": empty_scene}.get(kind, drawn_scene)(rng)
    return tinted(scene or drawn_scene(rng), rng)


def drawn_scene(rng: Rng) -> Scene:
    """A scene as the first detector learned from, larger; its digits and letters form the lines."""
    weights = np.array([weight for weight, _ in DRAWN])
    photo = photographed(DRAWN[rng.choice(len(DRAWN), p=weights / weights.sum())][1](rng), rng)
    size = float(np.exp(rng.uniform(np.log(0.8), np.log(2.6))))
    picture = cv2.cvtColor(photo.picture, cv2.COLOR_GRAY2RGB)
    known = photo.labels != IGNORED
    scene = Scene(picture.astype(np.uint8), _quads(photo.boxes[known]), _quads(photo.boxes[~known]), False)
    return in_lines(windowed(scene, size, rng))


def boxed_scene(rng: Rng) -> Scene | None:
    """A real picture with boxed characters, at any scale; None where there is none."""
    return _real([name for name in SETS if boxed(name)], rng)


def _real(names: list[str], rng: Rng) -> Scene | None:
    if not names:
        return None
    weights = np.array([SETS[name] for name in names])
    known = boxed(names[rng.choice(len(names), p=weights / weights.sum())])
    file, boxes = known[rng.integers(len(known))]
    scene = Scene(opened(file), _quads(boxes), [], False)
    return in_lines(windowed(scene, _scale(float(np.median(boxes[:, 3])), rng), rng))


def in_lines(scene: Scene) -> Scene:
    """A scene whose quads are of characters, with those of the lines that they form."""
    boxes = np.array([[*quad[0], *(quad[2] - quad[0])] for quad in scene.quads], np.float64).reshape(-1, 4)
    return scene._replace(quads=lines_of(boxes))


def lined_scene(rng: Rng) -> Scene | None:
    """A piece of a receipt or a printed table with the quads of its text; None where there is none."""
    known = lined()
    if not known:
        return None
    file, quads = known[rng.integers(len(known))]
    tall = float(np.median([np.ptp(quad[:, 1]) for quad in quads]))
    return windowed(Scene(opened(file), list(quads), [], False), _scale(tall, rng, 64.0), rng)


def _scale(tall: float, rng: Rng, most: float = HEIGHTS[1]) -> float:
    return float(np.exp(rng.uniform(np.log(HEIGHTS[0]), np.log(most)))) / max(tall, 1.0)


def empty_scene(rng: Rng) -> Scene | None:
    """A photograph without text, or a part of it; None where there is none."""
    files = [file for number, file in enumerate(photographs()) if number % FIFTH]
    if not files:
        return None
    picture = opened(files[rng.integers(len(files))])
    return windowed(Scene(picture, [], [], True), float(np.exp(rng.uniform(np.log(0.5), np.log(2.5)))), rng)


def windowed(scene: Scene, size: float, rng: Rng) -> Scene:
    """A scene times `size`, or the part of it that may be trained on; what is cut of its text is ignored."""
    height, width = scene.picture.shape[:2]
    tall = _side(height * size, MOST_SIDE)
    wide = _side(width * size, min(MOST_SIDE, MOST_PIXELS // tall))
    tall = min(tall, max(MOST_PIXELS // wide // STEP * STEP, LEAST_SIDE))
    scale = np.array([max(size, wide / width), max(size, tall / height)])
    room = np.maximum(np.array([width, height]) * scale - (wide, tall), 0)
    shift = -_corner(scene.quads, scale, room, (wide, tall), rng)
    matrix = np.array([[scale[0], 0, shift[0]], [0, scale[1], shift[1]]], np.float32)
    method = cv2.INTER_AREA if scale.min() < 1 else cv2.INTER_LINEAR
    source: Any = scene.picture
    if scale.max() < 0.7:  # an affine warp does not average
        source = cv2.resize(scene.picture, None, fx=scale[0], fy=scale[1], interpolation=cv2.INTER_AREA)
        matrix[:, :2] = np.eye(2)
    picture = cv2.warpAffine(source, matrix, (wide, tall), flags=method, borderMode=cv2.BORDER_REPLICATE)
    placed = [np.asarray(quad * scale + shift, np.float32) for quad in scene.quads]
    cut = [not _is_inside(quad, wide, tall) for quad in placed]
    quads = [quad for quad, outside in zip(placed, cut, strict=True) if not outside]
    lost = [quad for quad, outside in zip(placed, cut, strict=True) if outside]
    lost += [np.asarray(quad * scale + shift, np.float32) for quad in scene.ignored]
    return Scene(np.asarray(picture, np.uint8), quads, lost, scene.is_complete)


def _side(length: float, most: int) -> int:
    return int(np.clip(round(length / STEP) * STEP, LEAST_SIDE, max(most // STEP * STEP, LEAST_SIDE)))


def _corner(
    quads: Quads, scale: npt.NDArray[np.floating], room: npt.NDArray[np.floating], size: tuple[int, int], rng: Rng
) -> npt.NDArray[np.floating]:
    """Where the window begins in the enlarged scene: mostly so that it shows one of the lines."""
    if not quads or rng.random() < 0.15:
        return rng.uniform(0, 1, 2) * room
    middle = quads[rng.integers(len(quads))].mean(axis=0) * scale
    return np.clip(middle - np.array(size) * rng.uniform(0.25, 0.75, 2), 0, room)


def _is_inside(quad: npt.NDArray[np.floating], wide: int, tall: int) -> bool:
    """Whether a line is in a window as far as a photo's edge may cut it."""
    shown = np.clip(quad, 0, (wide, tall))
    return bool(np.prod(np.ptp(shown, axis=0)) > 0.9 * np.prod(np.ptp(quad, axis=0)))


def tinted(scene: Scene, rng: Rng) -> Scene:
    """A scene in other light: each channel a little stronger or weaker, at times its negative."""
    levels = np.arange(256, dtype=np.float32)[:, None]
    if rng.random() < 0.12:
        levels = 255 - levels
    gains, shifts = rng.normal(1, 0.12, 3) * rng.uniform(0.7, 1.1), rng.normal(0, 14, 3)
    table = np.clip(levels * gains + shifts, 0, 255).astype(np.uint8)
    return scene._replace(picture=np.asarray(cv2.LUT(scene.picture, table[None]), np.uint8))


def _quads(boxes: npt.NDArray[np.floating]) -> Quads:
    return [np.array([[x, y], [x + w, y], [x + w, y + h], [x, y + h]], np.float32) for x, y, w, h in boxes]


@lru_cache(maxsize=1500)
def opened(file: Path) -> Rgb:
    """A picture (H, W, 3) uint8 in RGB. Raises OSError when it cannot be decoded."""
    picture = cv2.imread(str(file), cv2.IMREAD_COLOR_RGB)
    if picture is None:
        raise OSError(f"{file} is no picture that OpenCV reads.")
    return np.asarray(picture, np.uint8)


@lru_cache(maxsize=32)
def boxed(name: str, part: str = "train") -> list[tuple[Path, npt.NDArray[np.float64]]]:
    """The pictures of a set with the boxes (N, 4) of their characters; empty where the set is missing."""
    folder = DATA / "train" / name
    return [one for one in _boxed(folder, part) if len(one[1])] if folder.is_dir() else []


def _boxed(folder: Path, part: str) -> Iterator[tuple[Path, npt.NDArray[np.float64]]]:
    known = {"orand_car_a": cheque_boxes, "counters_yolo": counter_boxes}.get(folder.name)
    if known is not None:
        for file, marks in known("train" if part == "train" else "test").items():
            yield folder / file, np.array([mark[1:5] for mark in marks], float).reshape(-1, 4)
        return
    others = folder / "other_marks.json"
    more = json.loads(others.read_text(encoding="utf-8")) if others.exists() else {}
    for file, marks in json.loads((folder / "boxes.json").read_text(encoding="utf-8")).items():
        if is_held_out(f"{folder.name} {file}", HELD_OUT) == (part != "train"):
            kept = [mark[1:5] for mark in [*marks, *more.get(file, [])] if mark[0] not in SKIPPED]
            yield folder / "images" / file, np.array(kept, float).reshape(-1, 4)


@lru_cache(maxsize=1)
def lined() -> list[tuple[Path, Quads]]:
    """The pictures of receipts and printed tables with the quads of their text; empty where they are missing."""
    found = []
    for name in ("sroie_bands", "printed_tables_wr"):
        listing = DATA / "train" / name / "lines.json"
        for file, lines in json.loads(listing.read_text(encoding="utf-8")).items() if listing.exists() else ():
            quads = [np.array(line["quad"], np.float32) for line in lines]
            if quads and not is_held_out(f"{name} {file}", HELD_OUT):
                found.append((listing.parent / "images" / file, quads))
    return found
