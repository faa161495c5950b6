"""Loads the sets of real digits, each split into a part to train on and a part held out."""

from __future__ import annotations

import csv
import gzip
import json
import os
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

import cv2
import numpy as np
import numpy.typing as npt

Grey = npt.NDArray[np.uint8]
Part = Literal["train", "test"]
Row = tuple[Grey, tuple[float, float, float, float], int, str]

DATA = Path(os.environ.get("ZIFFER_DATA", Path(__file__).parents[2] / "shared" / "data"))
"""Folder of the real sets; everything works without it, on fonts and the MNIST that Keras fetches."""
UNSEEN_METERS = (
    "collected/lcd2", "collected/watermeter/integra", "collected/powermeter/betar", "collected/powermeter/ itron",
    "collected/watermeter/Wasser_Geraete", "collected/powermeter/unknown/timm", "collected/gasmeter/rockberte",
    "collected/watermeter/Unknown/abl", "collected/watermeter/Unknown/pilg",
)  # fmt: skip
"""Sources whose meters are held out: frames of one meter are near copies, so meters are split, not frames."""
SURROUND = 0.7
"""How much of a long picture is kept around a box, as a share of the box's longer side."""
MIN_COMPONENT = 0.01
"""Smallest share of a picture that a part of its digit may have."""


@dataclass(frozen=True)
class Digits:
    """Labelled digits: pictures [(h, w) uint8], boxes (N, 4) float32 `x y w h`, labels (N,) uint8, their origin."""

    pictures: list[Grey]
    boxes: npt.NDArray[np.float32]
    labels: npt.NDArray[np.uint8]

    def __len__(self) -> int:
        """Number of digits."""
        return len(self.labels)


def set_names() -> list[str]:
    """Names of the sets that are here, MNIST first."""
    return [name for name, folder in _FOLDERS.items() if name == "mnist" or (DATA / "train" / folder).is_dir()]


@lru_cache(maxsize=32)
def load(name: str, part: Part) -> Digits:
    """Load one part of a set by name. Raises KeyError for an unknown name, OSError where its files are missing."""
    rows = [row for row in _READERS[name](part)]
    boxes = np.array([row[1] for row in rows], np.float32).reshape(-1, 4)
    return Digits([row[0] for row in rows], boxes, np.array([row[2] for row in rows], np.uint8))


def is_held_out(origin: str, share: float) -> bool:
    """Whether an origin (a writer, picture or meter) belongs to the held-out share; the same on every machine."""
    return zlib.crc32(origin.encode()) % 1000 < share * 1000


def read_grey(path: Path) -> Grey:
    """Read a picture as (H, W) uint8. Raises OSError when it cannot be decoded."""
    picture = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
    if picture is None:
        raise OSError(f"{path} is no picture that OpenCV reads.")
    return picture.astype(np.uint8)


def digit_box(picture: Grey) -> tuple[float, float, float, float]:
    """Box of the one digit in a loosely cut picture: Otsu's components near the middle, or all of it."""
    height, width = picture.shape
    inset = min(width, height) // 8  # past the frame that many pictures were cut along
    core = picture[inset : height - inset, inset : width - inset]
    border = np.concatenate([core[0], core[-1], core[:, 0], core[:, -1]])
    kind = cv2.THRESH_BINARY if np.median(border) < core.mean() else cv2.THRESH_BINARY_INV
    _, ink = cv2.threshold(picture, 0, 1, kind | cv2.THRESH_OTSU)
    _, _, stats, centres = cv2.connectedComponentsWithStats(ink)
    away = np.abs(centres / (width, height) - 0.5).max(axis=1)
    ends = stats[:, :2] + stats[:, 2:4]
    inner = (stats[:, :2] > 0).all(axis=1) & (ends[:, 0] < width) & (ends[:, 1] < height)
    large = (away < 0.3) & (stats[:, 4] > MIN_COMPONENT * picture.size)
    # A digit that stands free is preferred to the frames and neighbours that the cut runs through.
    for kept in (large & inner, large & (stats[:, 2] < 0.9 * width)):
        kept[0] = False
        if kept.any():
            left, top = stats[kept, :2].min(axis=0)
            right, bottom = ends[kept].max(axis=0)
            if bottom - top >= 0.35 * height:
                return float(left), float(top), float(right - left), float(bottom - top)
    return 0, 0, width, height


def ink_box(ink: Grey) -> tuple[float, float, float, float]:
    """Tight box of light ink on a black ground."""
    x, y, w, h = cv2.boundingRect((ink > 60).astype(np.uint8))
    return float(x), float(y), float(max(w, 1)), float(max(h, 1))


def _mnist(part: Part) -> Iterator[Row]:
    prefix = {"train": "train", "test": "t10k"}[part]
    folder = DATA / "train" / "mnist"
    if folder.is_dir():
        images = gzip.decompress((folder / f"{prefix}-images-idx3-ubyte.gz").read_bytes())
        labels = gzip.decompress((folder / f"{prefix}-labels-idx1-ubyte.gz").read_bytes())
        x, y = np.frombuffer(images, np.uint8, offset=16).reshape(-1, 28, 28), np.frombuffer(labels, np.uint8, offset=8)
    else:
        import keras

        x, y = keras.datasets.mnist.load_data()[part == "test"]
    return ((image, ink_box(image), int(digit), "") for image, digit in zip(x, y, strict=True))


def _archive(file: str, share: float, writers: int = 0) -> Callable[[Part], Iterator[Row]]:
    """Reader of an archive of inked digits; `writers` > 0 holds out whole runs of rows that one writer wrote."""

    def read(part: Part) -> Iterator[Row]:
        with np.load(DATA / "train" / file) as archive:
            for number, (image, digit) in enumerate(zip(archive["x"], archive["y"], strict=True)):
                origin = f"{file} {number // writers if writers else number}"
                if is_held_out(origin, share) == (part == "test"):
                    ink = image if image.max() > 1 else image * 255
                    yield ink, ink_box(ink), int(digit), origin

    return read


def _meters(part: Part) -> Iterator[Row]:
    with np.load(DATA / "train" / "meter_digits" / "meter_digits.npz") as archive:
        for image, digit, source in zip(archive["x"], archive["digit"], archive["source"], strict=True):
            if str(source).startswith(UNSEEN_METERS) == (part == "test"):
                grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY).astype(np.uint8)
                yield grey, digit_box(grey), int(digit), str(source)


def _newspaper(part: Part) -> Iterator[Row]:
    for image, digit, origin in _sudoku(part):
        if digit:
            yield image, digit_box(image), digit, origin


def empty_cells(part: Part) -> list[Grey]:
    """Sudoku cells (40, 40) without a digit, with the lines of the grid; none where the set is missing."""
    if "newspaper" not in set_names():
        return []
    return [image for image, digit, _ in _sudoku(part) if not digit]


def _sudoku(part: Part) -> Iterator[tuple[Grey, int, str]]:
    with np.load(DATA / "train" / "sudoku_cells" / "cells.npz") as archive:
        for image, digit, origin in zip(archive["x"], archive["y"], archive["image"], strict=True):
            if is_held_out(str(origin), 0.2) == (part == "test"):
                yield cv2.cvtColor(image, cv2.COLOR_RGB2GRAY).astype(np.uint8), int(digit), str(origin)


def _signs(part: Part) -> Iterator[Row]:
    folder = DATA / "train" / "chars74k_img"
    for row in _labels(folder):
        if is_held_out(row["file"], 0.15) == (part == "test"):
            picture = read_grey(folder / row["file"])
            yield picture, digit_box(picture), int(row["label"]), row["file"]


def _cheques(part: Part) -> Iterator[Row]:
    folder = DATA / "train" / "orand_car_a"
    boxes: dict[str, list[list[int]]] = json.loads((folder / "boxes.json").read_text())
    for file, marks in boxes.items():
        if is_held_out(file, 0.12) == (part == "test"):
            picture = read_grey(folder / file)
            for digit, x, y, w, h in marks:
                yield *_surroundings(picture, (x, y, w, h)), digit, file


def _counters(part: Part) -> Iterator[Row]:
    folder = DATA / "train" / "counters_yolo"
    for row in _labels(folder):
        base = row["file"].split("_jpg.rf")[0]
        if is_held_out(base, 0.15) == (part == "test"):
            picture = read_grey(folder / row["file"])
            scale = np.tile(picture.shape[::-1], 2)
            for line in (folder / "yolo" / row["file"]).with_suffix(".txt").read_text().splitlines():
                middle_x, middle_y, w, h = np.array(line.split()[1:], float) * scale
                box = (middle_x - w / 2, middle_y - h / 2, w, h)
                yield *_surroundings(picture, box), int(line.split()[0]), base


def _surroundings(picture: Grey, box: tuple[float, ...]) -> tuple[Grey, tuple[float, float, float, float]]:
    """The picture around a box, and the box in it."""
    x, y, w, h = box
    margin = SURROUND * max(w, h)
    left, top = max(0, int(x - margin)), max(0, int(y - margin))
    around = picture[top : int(y + h + margin) + 1, left : int(x + w + margin) + 1]
    return around.copy(), (x - left, y - top, w, h)


def _labels(folder: Path) -> list[dict[str, str]]:
    with (folder / "labels.csv").open(newline="") as file:
        return list(csv.DictReader(file))


_FOLDERS = {
    "mnist": "mnist", "ardis": "ardis", "usps": "usps", "semeion": "semeion", "cheques": "orand_car_a",
    "meters": "meter_digits", "newspaper": "sudoku_cells", "signs": "chars74k_img", "counters": "counters_yolo",
}  # fmt: skip

_READERS: dict[str, Callable[[Part], Iterator[Row]]] = {
    "mnist": _mnist,
    "ardis": _archive("ardis/ardis_iv_train.npz", 0.12),
    "usps": _archive("usps/usps_train.npz", 0.12),
    "semeion": _archive("semeion/semeion.npz", 0.2, writers=20),
    "cheques": _cheques,
    "meters": _meters,
    "newspaper": _newspaper,
    "signs": _signs,
    "counters": _counters,
}
