"""Fits how much detector, reader and classifier count for a digit, on labelled rows that no network was trained on.

Each place of the held-out parts is labelled by aligning what was read with what is written; a logistic regression is
fitted, another one for photos that one digit fills, and both are kept in models/score.json.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageOps

from recognizer.digits.score import FILE, features
from recognizer.layout.rows import arrange
from recognizer.lines.alphabet import DIGITS
from recognizer.lines.places import Line, Place, are_inside, candidates, once_each, sides, usual_height
from recognizer.pipeline import Networks
from training.data.digit_sets import DATA, cheque_boxes, counter_boxes, photographs, read_labels
from training.folders import MODELS
from training.trainers import single_score

REPLACED = 1.2
"""Cost of a wrong digit in an alignment, where a missing or an added one costs 1."""
PARTLY = ("speed_signs_us", "plates_chars")
"""Sets in which other digits may be seen than those labelled."""
PHOTOGRAPHS = 5
"""Of the photographs without digits every fifth is read."""
STRENGTH = 1.0
"""Inverse of the regularization of the regressions."""


class Truth(NamedTuple):
    """What is written in a picture: boxed characters, lines with quads, or one row that is the whole picture.

    `is_complete` is False where other digits may be seen as well.
    """

    boxes: list[list[float | str]] | None = None
    lines: list[tuple[npt.NDArray[np.float32], str]] | None = None
    row: str = ""
    is_complete: bool = True


class Sample(NamedTuple):
    """A candidate digit of a place: its features, and whether it is written there."""

    features: npt.NDArray[np.float64]
    is_right: bool
    origin: str


def pictures() -> Iterator[tuple[str, Path, Truth]]:
    """The set, the file and the truth of every picture to fit with; none where the real data is missing."""
    parts = DATA / "dev" / "parts"
    for folder in sorted(parts.iterdir()) if parts.is_dir() else []:
        yield from ((folder.name, folder / "images" / file, truth) for file, truth in _labelled(folder))
    for name, files in (("orand_car_a", cheque_boxes), ("counters_yolo", counter_boxes)):
        folder = DATA / "train" / name
        if folder.is_dir():
            texts = {row["file"]: row["label"] for row in read_labels(folder)}
            yield from ((name, folder / file, Truth(row=texts[file])) for file in files("test"))
    yield from (("backgrounds", file, Truth()) for file in photographs()[::PHOTOGRAPHS])


def _labelled(folder: Path) -> Iterator[tuple[str, Truth]]:
    """The files of a set of dev/parts and what is written in each."""
    if (folder / "boxes.json").exists():
        for file, boxes in json.loads((folder / "boxes.json").read_text(encoding="utf-8")).items():
            yield file, Truth(boxes=boxes, is_complete=folder.name not in PARTLY)
    elif (folder / "labels.csv").exists():
        with (folder / "labels.csv").open(newline="", encoding="utf-8") as listing:
            yield from ((file, Truth(row=text)) for file, text in list(csv.reader(listing))[1:])
    else:
        for file, lines in json.loads((folder / "lines.json").read_text(encoding="utf-8")).items():
            quads = [(np.array(line["quad"], np.float32), line["text"]) for line in lines]
            yield file, Truth(lines=quads, is_complete=False)


def samples(origin: str, places: Sequence[tuple[Line, Place]], truth: Truth) -> list[Sample]:
    """The candidates of a picture's places with their labels; places of which nothing is known are left out."""
    likely = [place for _, place in places if candidates(place)]
    known, usual = labels(likely, truth), usual_height([place for _, place in places])
    return [
        Sample(features(line, place, digit, usual), known[id(place)] == digit, origin)
        for line, place in places
        if id(place) in known
        for digit in candidates(place)
    ]


def labels(places: Sequence[Place], truth: Truth) -> dict[int, str]:
    """Of places, by their identity, the digit that is written there, "" where none is."""
    if truth.boxes is not None:
        return _by_boxes(places, truth)
    if truth.lines is None:
        return _aligned(places, truth.row)
    known: dict[int, str] = {}
    for quad, text in truth.lines:
        is_in = are_inside(sides([place.box for place in places]), quad)
        free = [place for place, inside in zip(places, is_in, strict=True) if inside and id(place) not in known]
        known |= _aligned(free, text)
    return known


def _by_boxes(places: Sequence[Place], truth: Truth) -> dict[int, str]:
    known = {}
    for place in places:
        x, y = place.box.center
        hit = [
            (abs(float(b[1]) + float(b[3]) / 2 - x), str(b[0]))
            for b in truth.boxes or []
            if 0 <= x - float(b[1]) <= float(b[3]) and 0 <= y - float(b[2]) <= float(b[4])
        ]
        if hit:
            known[id(place)] = min(hit)[1] if min(hit)[1] in list(DIGITS) else ""
        elif truth.is_complete:
            known[id(place)] = ""
    return known


def _aligned(places: Sequence[Place], text: str) -> dict[int, str]:
    """Places in reading order, each with the digit of a text that a cheapest alignment gives it."""
    order = [
        places[index] for row in arrange(sides([place.box for place in places])) for group in row for index in group
    ]
    given = alignment([candidates(place) for place in order], [one for one in text if one in DIGITS])
    return {id(place): digit for place, digit in zip(order, given, strict=True)}


def alignment(offered: Sequence[Sequence[str]], wanted: Sequence[str]) -> list[str]:
    """For each place with the digits it offers the wanted digit that it stands for, "" where it stands for none."""
    costs = np.zeros((len(offered) + 1, len(wanted) + 1))
    costs[:, 0], costs[0] = np.arange(len(offered) + 1), np.arange(len(wanted) + 1)
    for i, some in enumerate(offered, 1):
        for j, one in enumerate(wanted, 1):
            met = costs[i - 1, j - 1] + (0 if one in some else REPLACED)
            costs[i, j] = min(met, costs[i - 1, j] + 1, costs[i, j - 1] + 1)
    given, i, j = [""] * len(offered), len(offered), len(wanted)
    while i and j:
        met = costs[i - 1, j - 1] + (0 if wanted[j - 1] in offered[i - 1] else REPLACED)
        if costs[i, j] == met:
            i, j = i - 1, j - 1
            given[i] = wanted[j]
        elif costs[i, j] == costs[i - 1, j] + 1:
            i -= 1
        else:
            j -= 1
    return given


def fitted(known: Sequence[Sample | single_score.Sample]) -> list[float]:
    """The weights; a set counts by the root of its samples, so that large ones do not settle all."""
    from sklearn.linear_model import LogisticRegression

    counts = Counter(one.origin for one in known)
    share = np.array([counts[one.origin] ** -0.5 for one in known])
    model = LogisticRegression(C=STRENGTH, fit_intercept=False, max_iter=5000)
    model.fit(np.array([one.features for one in known]), [one.is_right for one in known], share / share.mean())
    weights = [round(float(one), 4) for one in model.coef_[0]]
    print(f"{len(known)} candidates, {np.mean([one.is_right for one in known]):.3f} right, {weights}")
    return weights


def fit_score() -> None:
    """Read every picture with what is in models/ and write score.json."""
    from recognizer import Options, Recognizer
    from training.export.checksums import write_checksums

    recognizer, known = Recognizer.load(MODELS), list[Sample]()
    for origin, file, truth in pictures():
        rgb = np.asarray(ImageOps.exif_transpose(Image.open(file)).convert("RGB"))
        _, seen, _ = recognizer.explain(rgb, Options(turn=0))
        known += samples(origin, once_each(seen.lines), truth)
    weights = fitted(known)
    networks = Networks.load(MODELS)
    single = fitted(single_score.samples(networks, replace(networks.score, weights=tuple(weights))))
    (MODELS / FILE).write_text(json.dumps({"weights": weights, "single": single}) + "\n", encoding="utf-8")
    write_checksums(MODELS)
