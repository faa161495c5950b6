"""What a reader holds possible in a row: for each of its positions, how likely each character stands there, or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from recognizer.layout.line import in_order
from recognizer.reading import Character, Digit, Row

Floats = npt.NDArray[np.float64]

BLANK = 0  # the class of "nothing" or, after a character, "still the same"


@dataclass(frozen=True)
class Lattice:
    """Log probabilities (T, K) float of K classes at T positions from left to right, as CTC has them.

    Class 0 is blank, class i is `alphabet[i - 1]`. A text is read by dropping repeats, and then blanks (Graves et al.,
    Connectionist Temporal Classification, 2006).
    """

    log_probs: Floats
    alphabet: str

    @property
    def relative(self) -> Floats:
        """Probabilities (T, K), each position's divided by its largest: they do not vanish over long rows."""
        return np.asarray(np.exp(self.log_probs - self.log_probs.max(axis=1, keepdims=True)), np.float64)

    def best(self) -> str:
        """The text along the likeliest class of each position: the free reading."""
        classes = self.log_probs.argmax(axis=1)
        kept = (classes != BLANK) & np.append(True, classes[1:] != classes[:-1])
        return "".join(self.alphabet[label - 1] for label in classes[kept])


def lattice(positions: Sequence[Mapping[str, float]]) -> Lattice:
    """A lattice of characters that stand apart: each position maps characters to probabilities, "" to none's.

    Each becomes two frames, the second blank, so that the same digit may stand twice side by side.
    """
    alphabet = "".join(sorted({char for position in positions for char in position if char}))
    table = np.zeros((2 * len(positions), len(alphabet) + 1))
    table[1::2, BLANK] = 1
    for row, position in zip(table[::2], positions, strict=True):
        for char, probability in position.items():
            row[alphabet.index(char) + 1 if char else BLANK] = probability
    with np.errstate(divide="ignore"):
        return Lattice(np.log(table), alphabet)


def lattice_of(row: Row) -> tuple[Lattice, list[Character | None]]:
    """The lattice of a row that was read, and the character of each two frames of it; None is a gap.

    A digit may be one of its alternatives, and with what then is left of its confidence nothing; a mark may be
    nothing.
    """
    line = _line(row)
    return lattice([_possible(one) for one in line]), line


def _line(row: Row) -> list[Character | None]:
    """The characters of a row in reading order, with None between numbers that no mark parts."""
    ends = {id(number.characters[-1]) for number in row.numbers}
    line, last = list[Character | None](), None
    for place in in_order(row.groups, row.marks, row.turned):
        if id(last) in ends and isinstance(place.char, Digit):
            line.append(None)
        line.append(place.char)
        last = place.char
    return line


def _possible(one: Character | None) -> dict[str, float]:
    if one is None:
        return {" ": 1.0}
    found = {one.sign: one.confidence}
    if isinstance(one, Digit):
        for other in one.alternatives:
            found.setdefault(other.digit, other.probability)
    found[""] = max(1 - sum(found.values()), 0.0)
    whole = sum(found.values()) or 1.0
    return {char: probability / whole for char, probability in found.items()}
