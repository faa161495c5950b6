"""Scenes of print in which figures stand among letters and signs: receipts, labels, price tags, cards and texts."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from training.synth.fonts import Face
from training.synth.patches import lay_ground, lay_ink
from training.synth.phrases import entry, figure, prose
from training.synth.scenes.papers import random_height
from training.synth.scenes.walls import panel, stamp, surroundings
from training.synth.sheets import FLAT, Line, Mark, Sheet, print_line, stretched
from training.synth.writers import random_face, sign_face

Mask = npt.NDArray[np.floating]
Rng = np.random.Generator
Scene = tuple[Mask, list[Mark]]


def document(rng: Rng) -> Scene:
    """Lines of one face and size, some larger, with what stands before and after what the scene shows of them."""
    sheet, face, rows = Sheet(FLAT), _face(rng), _rows(rng)
    height = random_height(rng, 9, 36) if rng.random() < 0.7 else random_height(rng, 30, 110)
    aligned, left, leading = rng.random(), rng.uniform(-60, 50), rng.uniform(1.25, 2.4)
    y = rng.uniform(-10, 40)
    while y < FLAT - 8:
        size = height * (rng.uniform(1.2, 2.2) if rng.random() < 0.15 else 1.0)
        line = _set(rows(rng), face if rng.random() < 0.85 else _face(rng), size, rng)
        across = line.size[0]
        x = left if aligned < 0.6 else (FLAT - across) / 2 if aligned < 0.8 else FLAT - 20 - across
        if across > FLAT * 1.2:
            x = rng.uniform(FLAT - across, 0)
        sheet.lay(line, x, y)
        if aligned < 0.6 and x + across < FLAT * 0.6 and rng.random() < 0.5:  # what is due stands at the right
            due = _set(figure(rng), face, size, rng)
            sheet.lay(due, max(FLAT - 24 - due.size[0], x + across + size), y)
        y += size * leading
    return _grounded(sheet, rng), sheet.marks


def _rows(rng: Rng) -> Callable[[Rng], str]:
    """What the lines of a document are: sentences, entries or figures alone."""
    return (prose, prose, entry, entry, entry, figure)[rng.integers(6)]


def _face(rng: Rng) -> Face | None:
    return sign_face(rng) if rng.random() < 0.5 else random_face(rng)


def _set(text: str, face: Face | None, size: float, rng: Rng) -> Line:
    """A line of print, at times wider or narrower than its face is."""
    line = print_line(text, face, size)
    return line if rng.random() < 0.75 else stretched(line, float(rng.uniform(0.75, 1.35)))


def _grounded(sheet: Sheet, rng: Rng) -> Mask:
    """The sheet on paper, or on a panel somewhere."""
    if rng.random() < 0.65:
        return lay_ink(lay_ground(rng, FLAT), sheet.ink, None, rng)
    picture = surroundings(rng)
    if rng.random() < 0.8:
        panel(picture, (int(rng.integers(-20, 20)), int(rng.integers(-20, 20)), FLAT + 20, FLAT + 20), rng)
    return stamp(picture, sheet.ink, rng, 0.1)
