"""How many held-out digits lie in a line that the detector finds, and how many lines it sees where no text is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from recognizer.lines.detector import lines_of_map, normalized
from recognizer.lines.places import are_inside
from training.data.digit_sets import photographs
from training.lines.scenes import FIFTH, SETS, boxed, opened

Floats = npt.NDArray[np.float32]
MOST = 24
"""Pictures of a set that are looked at, at most."""
PHOTOGRAPHS = 40
"""Photographs without text that are looked at, at most."""


def measured(network: Any) -> str:
    """A line of figures: of each held-out set the percentage of digits whose middle lies in a line, and false lines."""
    shares = [f"{name} {100 * share_found(network, name):.1f}" for name in SETS if boxed(name, "test")]
    empty = [file for number, file in enumerate(photographs()) if not number % FIFTH][:PHOTOGRAPHS]
    false = sum(len(quads_of(network, file)) for file in empty)
    return "  ".join([*shares, f"{false} lines in {len(empty)} photographs without text"])


def share_found(network: Any, name: str) -> float:
    """The share of a held-out set's digits that lie in a line."""
    hits, digits = 0, 0
    for file, boxes in boxed(name, "test")[:MOST]:
        sides = np.asarray(boxes, np.float32)
        inside = np.zeros(len(sides), bool)
        for quad in quads_of(network, file):
            inside |= are_inside(sides, quad)
        hits, digits = hits + int(inside.sum()), digits + len(sides)
    return hits / max(digits, 1)


def quads_of(network: Any, file: Path) -> list[Floats]:
    """The quads (4, 2) of the lines of a picture, as they are found when it is read."""
    picture = opened(file)
    logits = np.asarray(network(normalized(picture)[None], training=False), np.float32)[0, :, :, 0]
    text = np.asarray(1 / (1 + np.exp(-np.clip(logits, -30, 30))), np.float32)
    return [line.quad for line in lines_of_map(text, *picture.shape[:2])]
