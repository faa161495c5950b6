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

from webapp.config import from_environment

Grey = npt.NDArray[np.uint8]
Part = Literal["train", "test"]
Boxes = npt.NDArray[np.float32]
Row = tuple[Grey, Boxes, int, str]

DATA = from_environment(os.environ).data
"""Folder of the real sets; everything works without it, on fonts and the MNIST that Keras fetches."""
PHOTOGRAPHS = "backgrounds"
"""The set of photographs without digits."""
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
    """Labelled digits: pictures [(h, w) uint8], boxes [(K, 4) float32 `x y w h`], best first, labels (N,) uint8.

    Most digits have one box (K = 1); where a set has none, `digit_boxes` gives what a recognizer might propose.
    """

    pictures: list[Grey]
    boxes: list[Boxes]
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
    return Digits([row[0] for row in rows], [row[1] for row in rows], np.array([row[2] for row in rows], np.uint8))


def is_held_out(origin: str, share: float) -> bool:
    """Whether an origin (a writer, picture or meter) belongs to the held-out share; the same on every machine."""
    return zlib.crc32(origin.encode()) % 1000 < share * 1000


def photographs() -> list[Path]:
    """The files of photographs without digits; empty where the folder of real data is missing."""
    return sorted((DATA / "train" / PHOTOGRAPHS).glob("*.jpg"))


def read_grey(path: Path) -> Grey:
    """Read a picture as (H, W) uint8. Raises OSError when it cannot be decoded."""
    picture = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
    if picture is None:
        raise OSError(f"{path} is no picture that OpenCV reads.")
    return picture.astype(np.uint8)


def digit_boxes(picture: Grey) -> Boxes:
    """Boxes (K, 4) that the one digit of a loosely cut picture (h, w) may fill: dark ink, light ink, nearly all.

    The first is the likeliest: its ink is on the other side of Otsu's threshold than the rim of the picture.
    """
    height, width = picture.shape
    inset = min(width, height) // 8  # past the frame that many pictures were cut along
    core = picture[inset : height - inset, inset : width - inset]
    rim = np.concatenate([core[0], core[-1], core[:, 0], core[:, -1]])
    kinds = [cv2.THRESH_BINARY, cv2.THRESH_BINARY_INV]
    kinds = kinds if np.median(rim) < core.mean() else kinds[::-1]
    found = [box for kind in kinds for box in _middle_boxes(picture, kind)]
    return np.array([*found, (0.06 * width, 0.06 * height, 0.88 * width, 0.88 * height)], np.float32)


def _middle_boxes(picture: Grey, kind: int) -> list[tuple[float, ...]]:
    """Boxes of Otsu's components near the middle: of all together and of the largest, if digits can be so tall.

    Components that stand free come before those that the rim of the picture cuts: frames and neighbours.
    """
    height, width = picture.shape
    _, ink = cv2.threshold(picture, 0, 1, kind | cv2.THRESH_OTSU)
    _, _, stats, centres = cv2.connectedComponentsWithStats(ink)
    ends = stats[:, :2] + stats[:, 2:4]
    inner = (stats[:, :2] > 0).all(axis=1) & (ends[:, 0] < width) & (ends[:, 1] < height)
    large = (np.abs(centres / (width, height) - 0.5).max(axis=1) < 0.3) & (stats[:, 4] > MIN_COMPONENT * picture.size)
    large[0] = False
    for kept in (large & inner, large & (stats[:, 2] < 0.9 * width)):
        if not kept.any() or np.ptp(np.concatenate([stats[kept, 1], ends[kept, 1]])) < 0.35 * height:
            continue
        corner, far = stats[kept, :2].min(axis=0), ends[kept].max(axis=0)
        x, y, w, h, _ = stats[np.flatnonzero(kept)[stats[kept, 4].argmax()]]
        together = (float(corner[0]), float(corner[1]), float(far[0] - corner[0]), float(far[1] - corner[1]))
        alone = (float(x), float(y), float(w), float(h))
        return [together, alone] if h >= 0.35 * height and alone != together else [together]
    return []


def ink_box(ink: Grey) -> Boxes:
    """Tight box (1, 4) of light ink on a black ground."""
    x, y, w, h = cv2.boundingRect((ink > 60).astype(np.uint8))
    return np.array([[x, y, max(w, 1), max(h, 1)]], np.float32)


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
                yield grey, digit_boxes(grey), int(digit), str(source)


def _newspaper(part: Part) -> Iterator[Row]:
    for image, digit, origin in _sudoku(part):
        if digit:
            yield image, digit_boxes(image), digit, origin


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
    for row in read_labels(folder):
        if is_held_out(row["file"], 0.15) == (part == "test"):
            picture = read_grey(folder / row["file"])
            yield picture, digit_boxes(picture), int(row["label"]), row["file"]


def _cheques(part: Part) -> Iterator[Row]:
    for file, marks in cheque_boxes(part).items():
        picture = read_grey(DATA / "train" / "orand_car_a" / file)
        for digit, x, y, w, h in marks:
            yield *_surroundings(picture, (x, y, w, h)), int(digit), file


def cheque_boxes(part: Part) -> dict[str, list[list[float]]]:
    """The digits [digit, x, y, w, h] of each cheque's amount, by file."""
    boxes: dict[str, list[list[float]]] = json.loads((DATA / "train" / "orand_car_a" / "boxes.json").read_text())
    return {file: marks for file, marks in boxes.items() if is_held_out(file, 0.12) == (part == "test")}


def _counters(part: Part) -> Iterator[Row]:
    for file, marks in counter_boxes(part).items():
        picture = read_grey(DATA / "train" / "counters_yolo" / file)
        for digit, x, y, w, h in marks:
            yield *_surroundings(picture, (x, y, w, h)), int(digit), file.split("_jpg.rf")[0]


def counter_boxes(part: Part) -> dict[str, list[list[float]]]:
    """The digits [digit, x, y, w, h] of each counter, by file; copies of a picture are on the same side."""
    folder = DATA / "train" / "counters_yolo"
    found = {}
    for row in read_labels(folder):
        if is_held_out(row["file"].split("_jpg.rf")[0], 0.15) == (part == "test"):
            scale = np.tile(read_grey(folder / row["file"]).shape[::-1], 2)
            lines = (folder / "yolo" / row["file"]).with_suffix(".txt").read_text().splitlines()
            sides = [(int(line.split()[0]), np.array(line.split()[1:], float) * scale) for line in lines]
            found[row["file"]] = [[d, x - w / 2, y - h / 2, w, h] for d, (x, y, w, h) in sides]
    return found


def _surroundings(picture: Grey, box: tuple[float, ...]) -> tuple[Grey, Boxes]:
    """The picture around a box, and the box (1, 4) in it."""
    x, y, w, h = box
    margin = SURROUND * max(w, h)
    left, top = max(0, int(x - margin)), max(0, int(y - margin))
    around = picture[top : int(y + h + margin) + 1, left : int(x + w + margin) + 1]
    return around.copy(), np.array([[x - left, y - top, w, h]], np.float32)


def read_labels(folder: Path) -> list[dict[str, str]]:
    """The rows of a set's labels.csv, by column. Raises OSError when it is missing."""
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
