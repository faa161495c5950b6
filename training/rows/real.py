"""The rows of the real sets, each set split by what its pictures come from."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np

from training.data.digit_sets import DATA, Part, cheque_boxes, counter_boxes, is_held_out, read_grey, read_labels
from training.rows.picture import RowPicture, spelled

Box = list[float]
Marked = tuple[str, float, float, float, float]

HELD_OUT = 0.06
"""Share of the origins of a set that is held out here; a tenth of many sets was held out before, as dev/parts."""
AROUND = 0.8
"""How much is kept around a box, in its heights."""
LARGEST = 96
"""Pixels: a row that is higher is kept smaller."""


class RowSet(NamedTuple):
    """How a set is read: its weight in training, and what its labels leave out."""

    read: Callable[[Path, Part], Iterator[RowPicture]]
    weight: float


def _crops(
    cased: bool = True, marked: bool = True, spaced: bool = True, origin: Callable[[str], str] = str
) -> Callable[[Path, Part], Iterator[RowPicture]]:
    """Reader of a set with one picture a row and labels.csv."""

    def read(folder: Path, part: Part) -> Iterator[RowPicture]:
        for row in read_labels(folder):
            if is_held_out(f"{folder.name} {origin(row['file'])}", HELD_OUT) == (part == "test"):
                file = folder / "images" / row["file"]
                picture = _smaller(read_grey(file if file.exists() else folder / row["file"]))
                text = spelled(row.get("text", row.get("label", "")))
                size = (0.0, 0.0, float(picture.shape[1]), float(picture.shape[0]))
                yield RowPicture(picture, size, text, cased, marked, spaced, loose=True)

    return read


def _smaller(picture: np.ndarray) -> np.ndarray:
    scale = LARGEST / picture.shape[0]
    if scale >= 1:
        return picture
    return np.asarray(cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)


def surroundings(picture: np.ndarray, box: tuple[float, float, float, float], text: str, **known: bool) -> RowPicture:
    """A row cut with what is around it."""
    x, y, w, h = box
    left, top = max(0, int(x - AROUND * h)), max(0, int(y - AROUND * h))
    part = picture[top : int(y + h + AROUND * h) + 1, left : int(x + w + AROUND * h) + 1]
    scale = min(1.0, LARGEST / max(h, 1.0))
    if scale < 1:
        part = np.asarray(cv2.resize(part, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    placed = ((x - left) * scale, (y - top) * scale, w * scale, h * scale)
    return RowPicture(np.ascontiguousarray(part), placed, text, **known)


def rows_of(marks: list[Marked]) -> list[list[Marked]]:
    """Boxed characters in rows from top to bottom, each from left to right: those whose middles are at one height."""
    rows: list[list[Marked]] = []
    for mark in sorted(marks, key=lambda one: -one[4]):
        middle = mark[2] + mark[4] / 2
        for row in rows:
            tall = max(one[4] for one in row)
            nearest = min(row, key=lambda one: abs(one[1] - mark[1]))
            base = nearest[2] + nearest[4] / 2
            low = mark[0] in ".," and nearest[2] <= middle <= nearest[2] + 1.2 * nearest[4]
            if abs(base - middle) < 0.4 * tall or low:
                row.append(mark)
                break
        else:
            rows.append([mark])
    return sorted(([*sorted(row, key=lambda one: one[1])] for row in rows), key=lambda row: row[0][2])


def marked(mark: list[float]) -> Marked:
    """A boxed digit as a marked character."""
    digit, x, y, w, h = mark
    return str(int(digit)), x, y, w, h


def around(row: list[Marked]) -> tuple[float, float, float, float]:
    """The box around a row's characters."""
    x0, y0 = min(one[1] for one in row), min(one[2] for one in row)
    x1, y1 = max(one[1] + one[3] for one in row), max(one[2] + one[4] for one in row)
    return x0, y0, x1 - x0, y1 - y0


def with_spaces(row: list[Marked]) -> str:
    """The text of a row; where a gap is as wide as a character is high stands a space."""
    tall = float(np.median([one[4] for one in row if one[0] not in ".,-:"] or [1]))
    text, end = "", None
    for character, x, _, w, _ in row:
        if end is not None and x - end > 0.8 * tall:
            text += " "
        text, end = text + character, max(x + w, end or 0)
    return text


def _boxed(
    skipped: str = "", marked: bool = True, origin: Callable[[str], str] = str
) -> Callable[[Path, Part], Iterator[RowPicture]]:
    """Reader of a set with boxes.json; a row that another mark touches is left out."""

    def read(folder: Path, part: Part) -> Iterator[RowPicture]:
        others = folder / "other_marks.json"
        more = json.loads(others.read_text(encoding="utf-8")) if others.exists() else {}
        for file, marks in json.loads((folder / "boxes.json").read_text(encoding="utf-8")).items():
            if is_held_out(f"{folder.name} {origin(file)}", HELD_OUT) != (part == "test"):
                continue
            picture = read_grey(folder / "images" / file)
            kept = [(str(name), x, y, w, h) for name, x, y, w, h in marks if name not in skipped.split()]
            for row in rows_of(kept):
                box = around(row)
                if not any(_touches(box, other) for other in more.get(file, [])):
                    yield surroundings(picture, box, spelled(with_spaces(row)), marked=marked, spaced=marked)

    return read


def _touches(box: tuple[float, float, float, float], other: Box) -> bool:
    x, y, w, h = other[1:5]
    margin = 0.5 * box[3]
    beside = x < box[0] + box[2] + margin and x + w > box[0] - margin
    return beside and y < box[1] + box[3] and y + h > box[1]


def _lined(cased: bool = True) -> Callable[[Path, Part], Iterator[RowPicture]]:
    """Reader of a set with lines.json: quads in pictures, nearly level."""

    def read(folder: Path, part: Part) -> Iterator[RowPicture]:
        for file, lines in json.loads((folder / "lines.json").read_text(encoding="utf-8")).items():
            if is_held_out(f"{folder.name} {file.rsplit('_', 1)[0]}", HELD_OUT) != (part == "test"):
                continue
            picture = read_grey(folder / "images" / file)
            for line in lines:
                x, y = np.array(line["quad"], float).T
                box = (float(x.min()), float(y.min()), float(np.ptp(x)), float(np.ptp(y)))
                if min(box[2:]) >= 6:
                    cut = surroundings(picture, box, spelled(line["text"]), cased=cased)
                    yield RowPicture(cut.picture, cut.box, cut.text, cased, loose=True)

    return read


def _cheques(folder: Path, part: Part) -> Iterator[RowPicture]:
    labels = {row["file"]: row["label"] for row in read_labels(folder)}
    for file, marks in cheque_boxes(part).items():
        box = around([marked(mark) for mark in marks])
        yield surroundings(read_grey(folder / file), box, labels[file], marked=False, spaced=False)


def _counters(folder: Path, part: Part) -> Iterator[RowPicture]:
    for file, marks in counter_boxes(part).items():
        row = sorted((marked(mark) for mark in marks), key=lambda one: one[1])
        if row:
            text = "".join(one[0] for one in row)
            yield surroundings(read_grey(folder / file), around(row), text, marked=False, spaced=False)


def _day(file: str) -> str:
    """The day of a car display's photo: its name carries MMDDhhmmss."""
    return file.split("_")[2][:4]


_WRITER = _crops(spaced=False, origin=lambda file: file.rsplit("/", 1)[-1].split("_")[0].split(".")[0])

SETS: dict[str, RowSet] = {
    "orand_car_a": RowSet(_cheques, 5.0),
    "orand_car_short": RowSet(_crops(marked=False, spaced=False), 0.7),
    "hwstrings_vshravan": RowSet(_WRITER, 7.0),
    "crohme_rows": RowSet(_crops(), 6.0),
    "hme_vas": RowSet(_boxed(skipped="rule c1"), 3.0),
    "arith_kids": RowSet(_crops(), 1.5),
    "hand_lines_poilus": RowSet(_crops(), 1.5),
    "typed_lines_tapus": RowSet(_crops(), 2.5),
    "counters_yolo": RowSet(_counters, 2.5),
    "trodo_rows": RowSet(_crops(spaced=False, origin=_day), 4.0),
    "trodo_boxes": RowSet(_boxed(marked=False, origin=_day), 2.5),
    "trodo_scenes": RowSet(_boxed(marked=False, origin=_day), 0.5),
    "kwh_lcd": RowSet(_crops(spaced=False), 2.5),
    "speed_signs_eu": RowSet(_crops(), 1.5),
    "speed_signs_us": RowSet(_boxed(), 1.0),
    "bus_led": RowSet(_crops(), 0.7),
    "plates_chars": RowSet(_boxed(marked=False), 2.5),
    "scene_words": RowSet(_crops(cased=False), 3.0),
    "product_dates": RowSet(_crops(), 1.5),
    "sroie_bands": RowSet(_lined(cased=False), 7.0),
    "printed_tables_wr": RowSet(_lined(), 1.5),
    "captcha_henan4": RowSet(_crops(spaced=False), 1.2),
    "captcha_metu6": RowSet(_crops(spaced=False), 2.5),
}
"""The sets by folder, each with its share among the real rows."""


@lru_cache(maxsize=64)
def load_rows(name: str, part: Part) -> tuple[RowPicture, ...]:
    """The rows of a set, of one part; empty where the set is missing."""
    folder = DATA / "train" / name
    return tuple(row for row in SETS[name].read(folder, part)) if folder.is_dir() else ()
