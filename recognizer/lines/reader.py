"""Reads strips of text: characters with their probability, runner-up and span, by CTC."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from recognizer.lines.alphabet import ALPHABET, DIGITS, LETTERS
from recognizer.lines.strips import HEIGHT, STEP
from recognizer.runtime import Model

Floats = npt.NDArray[np.float32]
Run = tuple[int, int, int]
"""Steps of one class: the class, the first of them, and the one behind the last."""

FRAME = 4
"""Pixels of a strip between two steps of the network."""
ALIKE = {
    "0": "OoDQ", "1": "Il", "2": "Zz", "4": "A", "5": "Ss", "6": "Gb", "7": "T", "8": "B", "9": "gq",
}  # fmt: skip
"""Letters that stand for a digit where digits prevail, and digits for letters where letters do."""
LIKENESS = 0.1
"""How probable a digit is where only a letter like it was seen, as a share of the letter's probability."""
SWITCH = 1.0
"""Cost, in log probability, of a letter beside a digit. Both are chosen on held-out rows of all sets together."""
IS_DIGIT = np.array([one in DIGITS for one in ALPHABET])
IS_LETTER = np.array([one in LETTERS for one in ALPHABET])
POINTS = [ALPHABET.index(one) + 1 for one in ".,"]
POINT = 0.2
"""Probability from which there is a point or a comma between two digits though it is likelier that there is nothing: of
held-out rows one in two of the points that were lost comes back by it, and none too many."""
LONE_REACH = 3.0
"""Steps on either side of its surest one that a lone character spans."""


@dataclass(frozen=True)
class Character:
    """A character of a strip: its probability in 0..1, its runner-up, and its span in pixels of the strip."""

    character: str
    probability: float
    runner_up: str
    runner_up_probability: float
    start: float
    end: float


class Reader:
    """Strips -> probabilities of characters; one may serve any number of threads."""

    def __init__(self, model: Model) -> None:
        self._model = model

    @classmethod
    def load(cls, folder: Path) -> Reader:
        """Reads reader.tflite from a folder; raises OSError or ValueError where it cannot."""
        return cls(Model(folder / "reader.tflite", (1, HEIGHT, 8 * STEP, 1)))

    def lattices(self, strips: Sequence[Floats]) -> list[Floats]:
        """Of strips (48, W) the probabilities (W / 4, classes) of each step; class 0 is the CTC blank."""
        answers: list[Floats] = [np.zeros((0, 1), np.float32)] * len(strips)
        for place in sorted(range(len(strips)), key=lambda one: strips[one].shape[1]):
            (logits,) = self._model.run(strips[place][None, ..., None])
            answers[place] = softmax(logits[0])
        return answers


def softmax(logits: Floats) -> Floats:
    """Probabilities (T, C) of logits (T, C)."""
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True), np.float32)


def characters(lattice: Floats) -> tuple[Character, ...]:
    """The characters of a lattice (T, C) from left to right, digits and letters told apart by their neighbours.

    The best path of CTC (doi:10.1145/1143844.1143891); each character takes its probabilities from its surest step.
    """
    runs = with_points(best_path(lattice), lattice)
    if not runs:
        return ()
    peaks = np.array([lattice[first:last, kind].argmax() + first for kind, first, last in runs])
    present = np.array([lattice[first:last, 1:].sum(axis=1).max() for _, first, last in runs], np.float32)
    shares = np.asarray(lattice[peaks, 1:] / np.maximum(1 - lattice[peaks, :1], 1e-6), np.float32)
    chosen = resolved(shares, [kind - 1 for kind, _, _ in runs])
    spans = _spans(peaks)
    return tuple(_character(*one) for one in zip(shares * present[:, None], chosen, spans, strict=True))


def _spans(peaks: npt.NDArray[np.intp]) -> npt.NDArray[np.float64]:
    """First and last pixel (N, 2) of characters whose surest steps are (N,): half-way to the next, if that is near."""
    reach = float(np.median(np.diff(peaks))) / 2 if len(peaks) > 1 else LONE_REACH
    middles = (peaks[1:] + peaks[:-1]) / 2
    starts = np.maximum(np.append(peaks[0] - reach, middles), peaks - 2 * reach)
    ends = np.minimum(np.append(middles, peaks[-1] + reach), peaks + 2 * reach)
    return (np.stack([starts, ends], axis=1) + 0.5) * FRAME


def best_path(lattice: Floats) -> list[Run]:
    """The runs of steps that one class other than the blank is best in."""
    best = lattice.argmax(axis=1)
    starts = np.flatnonzero(np.append(True, best[1:] != best[:-1]))
    ends = np.append(starts[1:], len(best))
    return [(int(best[a]), int(a), int(b)) for a, b in zip(starts, ends, strict=True) if best[a]]


def with_points(runs: list[Run], lattice: Floats) -> list[Run]:
    """The runs of a lattice (T, C), and between digits the doubtful points and commas."""
    kept: list[Run] = []
    for run in runs:
        if kept and IS_DIGIT[kept[-1][0] - 1] and IS_DIGIT[run[0] - 1]:
            kept += _points(lattice, kept[-1][2], run[1])
        kept.append(run)
    return kept


def _points(lattice: Floats, first: int, end: int) -> list[Run]:
    """The likeliest point or comma of some blank steps, if it is likely enough."""
    shares = lattice[first:end, POINTS]
    if not len(shares) or shares.sum(axis=1).max() < POINT:
        return []
    step = int(shares.sum(axis=1).argmax())
    return [(POINTS[int(shares[step].argmax())], first + step, first + step + 1)]


def _character(shares: Floats, kind: int, span: npt.NDArray[np.float64]) -> Character:
    """A character of a class, and what it could be otherwise: probabilities (C,) of all."""
    others = np.argsort(-shares, kind="stable")
    second = int(others[0] if others[0] != kind else others[1])
    likely = float(shares[kind]) + sum(float(shares[ALPHABET.index(one)]) for one in ALIKE.get(ALPHABET[kind], ""))
    return Character(ALPHABET[kind], min(likely, 1.0), ALPHABET[second], float(shares[second]), *map(float, span))


def resolved(shares: Floats, kinds: list[int]) -> list[int]:
    """The class of each character (N, C) once digits and letters have settled which of them prevail where.

    Of a run of digits and letters the likeliest course through the two is taken (Viterbi), where each change costs
    SWITCH; other characters part runs.
    """
    chosen, place = list(kinds), 0
    while place < len(kinds):
        end = place
        while end < len(kinds) and (IS_DIGIT[kinds[end]] or IS_LETTER[kinds[end]]):
            end += 1
        if end > place + 1:
            chosen[place:end] = _course(shares[place:end])
        place = end + 1
    return chosen


def _course(shares: Floats) -> list[int]:
    digits, letters = _as_digits(shares), _as_letters(shares)
    logs = np.log(np.maximum(np.stack([digits.max(axis=1), letters.max(axis=1)], axis=1), 1e-6))
    best, back = logs[0].copy(), []
    for step in logs[1:]:
        changed = best[::-1] - SWITCH
        back.append(changed > best)
        best = np.maximum(best, changed) + step
    state = int(best[1] > best[0])
    states = [state]
    for flags in reversed(back):
        state = 1 - state if flags[state] else state
        states.append(state)
    return [int((letters if one else digits)[place].argmax()) for place, one in enumerate(reversed(states))]


def _as_digits(shares: Floats) -> Floats:
    scores = np.where(IS_DIGIT, shares, 0)
    for digit, letters in ALIKE.items():
        like = [ALPHABET.index(one) for one in letters]
        scores[:, ALPHABET.index(digit)] += LIKENESS * shares[:, like].sum(axis=1)
    return scores


def _as_letters(shares: Floats) -> Floats:
    scores = np.where(IS_LETTER, shares, 0)
    for digit, letters in ALIKE.items():
        scores[:, ALPHABET.index(letters[0])] += LIKENESS * shares[:, ALPHABET.index(digit)]
    return scores
