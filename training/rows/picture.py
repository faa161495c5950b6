"""A row of text in a picture, and what of its label is not to be trusted."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from recognizer.lines.alphabet import ALPHABET, OTHER

Grey = npt.NDArray[np.uint8]

SPELLINGS = str.maketrans({
    "−": "-", "–": "-", "—": "-", "’": "'", "‘": "'", "`": "'", "´": "'",
    "÷": OTHER, "×": "x", "·": ".", "•": ".", "∶": ":",
})  # fmt: skip
"""Characters that the reader writes as one of its own."""


@dataclass(frozen=True)
class RowPicture:
    """A row in its surroundings.

    `picture` (h, w) uint8; `box` x, y, width, height of the row in it, in pixels; `text` in the reader's alphabet,
    empty where there is nothing to read. `cased` is False where the label tells small letters as capitals, `marked`
    where it leaves out marks, and `spaced` where it leaves out spaces. `loose` tells that the box already has margins,
    as a detector leaves them.
    """

    picture: Grey
    box: tuple[float, float, float, float]
    text: str
    cased: bool = True
    marked: bool = True
    spaced: bool = True
    loose: bool = False


def spelled(text: str) -> str:
    """A text in the reader's alphabet: accents dropped, what it does not know as OTHER, one space for several."""
    plain = unicodedata.normalize("NFKD", text.translate(SPELLINGS))
    kept = "".join(one for one in plain if not unicodedata.combining(one))
    return " ".join("".join(one if one in ALPHABET else OTHER for one in kept).split())


def encoded(text: str) -> npt.NDArray[np.int32]:
    """The classes (N,) of a text in the reader's alphabet; 0 is the CTC blank."""
    return np.array([ALPHABET.index(one) + 1 for one in text], np.int32)
