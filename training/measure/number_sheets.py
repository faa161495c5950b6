"""How sheets full of numbers are read: tables of figures in print, of three sizes, and photos made of them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from training.folders import cache_folder
from training.measure.printed_pages import DENSITY, Rgb
from training.measure.printed_photos import jpeg, photograph
from training.measure.strings import Case, Reader, Score, answer_cases, score
from training.synth.fonts import Face, readable_faces

Rng = np.random.Generator
Font = ImageFont.FreeTypeFont

HEIGHTS: dict[str, tuple[float, float]] = {"small": (9, 13), "middle": (13, 20), "large": (20, 34)}
"""Pixels of the figures where the photo's longer side has LONG_SIDE, by the name of the size."""
SHEETS = 30
"""Sheets of each size."""
LONG_SIDE, SHORT_SIDE = 1600, 1200
"""Sides of half of the photos in pixels; of the others they are half as long again. A third is held lengthways."""
FILLED = 0.78
"""Share of the photo's sides that a sheet fills at most, so that the photo need not show it smaller."""
ROWS, COLUMNS, FIGURES = (6, 40), (1, 7), (2, 7)
"""Least rows, columns and figures of a number, and from how many on there are none; as far as there is room."""


def compose(name: str, number: int) -> tuple[Rgb, list[str], Rng]:
    """The photo of a sheet (H, W, 3) uint8 RGB, the figures of its rows, and the chance that it goes on with."""
    rng = np.random.default_rng([list(HEIGHTS).index(name), number, 2])
    size = (
        np.array((LONG_SIDE, SHORT_SIDE) if number % 3 == 0 else (SHORT_SIDE, LONG_SIDE))
        * (3 if number % 2 else 2)
        // 2
    )
    height = rng.uniform(*HEIGHTS[name]) * size.max() / LONG_SIDE * DENSITY
    page, lines = _table(_font(height, rng), size * FILLED * DENSITY, rng)
    return photograph(page, (int(size[0]), int(size[1])), DENSITY, rng), lines, rng


def _font(height: float, rng: Rng) -> Font:
    """A plain face in which figures are about `height` pixels tall."""
    plain: list[Face] = [face for face in readable_faces() if not face.is_fancy]
    face = plain[rng.integers(len(plain))]
    _, top, _, bottom = face.at(100).getbbox("0")
    return face.at(max(6, round(100 * height / (bottom - top))))


def _table(font: Font, room: npt.NDArray[np.float64], rng: Rng) -> tuple[Rgb, list[str]]:
    """Rows of numbers side by side that fit a room (width, height) in pixels, and the figures of each row."""
    figures = int(rng.integers(*FIGURES))
    tall = font.getbbox("0")[3]
    step = np.array([font.getlength("0" * figures) + tall * rng.uniform(0.9, 2.2), tall * rng.uniform(1.3, 2.2)])
    columns, rows = np.maximum(np.minimum([rng.integers(*COLUMNS), rng.integers(*ROWS)], room // step), 1).astype(int)
    page = Image.new("RGB", (int(columns * step[0] + 2 * tall), int(rows * step[1] + 2 * tall)), "white")
    numbers = ["".join(map(str, rng.integers(0, 10, figures))) for _ in range(rows * columns)]
    for place, number in enumerate(numbers):
        down, across = divmod(place, columns)
        ImageDraw.Draw(page).text(
            (tall + across * step[0], tall + down * step[1]), number, font=font, fill=(20, 20, 20)
        )
    return np.asarray(page, np.uint8), [
        "".join(numbers[start : start + columns]) for start in range(0, len(numbers), columns)
    ]


def folder() -> Path:
    """Where the photos are put to be read."""
    return cache_folder() / "number-sheets"


def drawn() -> Iterator[Case]:
    """The sheets, their photos written anew: a file, the size of its figures and its lines."""
    folder().mkdir(exist_ok=True)
    for name in HEIGHTS:
        for number in range(SHEETS):
            photo, lines, rng = compose(name, number)
            file = f"{name}-{number:02d}.jpg"
            (folder() / file).write_bytes(jpeg(photo, rng))
            yield {"file": file, "size": name, "lines": lines}


def table(read: Reader) -> str:
    """What a program reads of the sheets of each size, in percent; or, in one line, why that is not measured."""
    if not readable_faces():
        return "Not measured: no fonts are installed to print them in (make fonts).\n"
    cases = list(drawn())
    answers = answer_cases(read, folder(), cases)
    head = f"{'figures':10}{'px':>8}{'sheets':>8}{'exact %':>10}{'digit errors %':>16}\n"
    line = partial(_line, answers=answers, cases=cases)
    return head + "".join(map(line, HEIGHTS))


def _line(name: str, cases: list[Case], answers: dict[str, Case]) -> str:
    found: Score = score([case for case in cases if case["size"] == name], answers)
    tall = "-".join(f"{height:.0f}" for height in HEIGHTS[name])
    shares = f"{found.exact_percent:10.1f}{found.digit_error_percent:16.1f}"
    return f"{name:10}{tall:>8}{found.photos:8}{shares}\n"
