"""Searches a lattice for the text that fits an expected form (constrained decoding), and tells how likely it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from recognizer.forms.form import Form, State
from recognizer.forms.lattice import BLANK, Lattice

Floats = npt.NDArray[np.float64]

BEAM = 150  # texts that are followed at once: enough for each with one wrong digit, for the usual codes
LEAST = 1e-5  # of a position's likeliest class: what is less likely is not looked at
DOUBT = 0.01  # how likely, before the photo is seen, what it shows is not of the expected form
PLAUSIBLE = 1e-2  # of the free reading: a text that is less likely is not taken to be what stands there ...
HOPELESS = 1e-4  # ... and one that is still less likely is no longer followed

# What of a row stands before a number that may begin now, after a letter, or not; in it; behind it; and behind that.
Phase = Literal["open", "letter", "shut", "in", "mark", "over"]
BEFORE: tuple[Phase, ...] = ("open", "letter", "shut")
JOINERS = ".,:/'"
SIGNS = "+-"


@dataclass(frozen=True)
class Fit:
    """A text of the expected form.

    Attributes:
        text: the text.
        frames: the position in the lattice of each of its characters.
        relative: how likely its best path through the lattice is beside that of the free reading, at most 1.
        shares: for each of its characters, the share in 0..1 of all texts that fit, by their probability, that have it
            there.
        share: its own share of these.
    """

    text: str
    frames: tuple[int, ...]
    relative: float
    shares: tuple[float, ...]
    share: float

    @property
    def is_plausible(self) -> bool:
        """Whether it may be what stands there."""
        return self.relative >= PLAUSIBLE

    @property
    def trust(self) -> float:
        """The probability in 0..1 that what stands there is of the form at all, by Bayes' rule from DOUBT."""
        return self.relative / (self.relative + DOUBT)

    @property
    def confidence(self) -> float:
        """The probability in 0..1 that the text is right."""
        return self.share * self.trust


class _Key(NamedTuple):
    """What tells one hypothesis from another: how far it is, its text so far, and the class that came last."""

    phase: Phase
    text: str
    state: State
    last: int


@dataclass
class _Weight:
    """How likely a hypothesis is, relative to the likeliest path, if it ends with a blank and if it does not.

    Summed over all its paths, and along the best of them, with the positions of its characters on that.
    """

    blank: float = 0.0
    char: float = 0.0
    blank_path: float = 0.0
    char_path: float = 0.0
    frames: tuple[int, ...] = ()

    @property
    def total(self) -> float:
        return self.blank + self.char

    @property
    def path(self) -> float:
        return max(self.blank_path, self.char_path)

    def add(self, amount: float, path: float, is_blank: bool, frames: tuple[int, ...]) -> None:
        if path >= self.path:
            self.frames = frames
        if is_blank:
            self.blank, self.blank_path = self.blank + amount, max(self.blank_path, path)
        else:
            self.char, self.char_path = self.char + amount, max(self.char_path, path)


Beam = dict[_Key, _Weight]


def fit(lattice: Lattice, form: Form) -> Fit | None:
    """The likeliest text of a form that stands in a lattice as a whole number; None where none does.

    Prefix beam search (Hannun et al., First-Pass Large Vocabulary Continuous Speech Recognition, 2014) whose prefixes
    follow the form. What stands before and behind the number is left open, but ends it: no part of a longer number
    fits.
    """
    relative = lattice.relative
    beam: Beam = {_Key("open", "", frozenset(), BLANK): _Weight(blank=1.0, blank_path=1.0)}
    for frame, chances in enumerate(relative):
        left = len(relative) - frame - 1
        beam = _pruned(_extended(beam, frame, chances, lattice.alphabet, form), left, form)
    found: dict[str, _Weight] = {}
    for key, weight in beam.items():
        if key.phase in ("mark", "over") or (key.phase == "in" and form.accepts(key.state)):
            found.setdefault(key.text, _Weight()).add(weight.total, weight.path, False, weight.frames)
    return _best(found) if found else None


def _best(found: dict[str, _Weight]) -> Fit:
    whole = sum(weight.total for weight in found.values())
    text, best = max(found.items(), key=lambda item: item[1].total)
    shares = [0.0] * len(text)
    for other, weight in found.items():
        there = dict(zip(weight.frames, other, strict=True))
        for place, (frame, char) in enumerate(zip(best.frames, text, strict=True)):
            shares[place] += weight.total / whole if there.get(frame) == char else 0
    return Fit(text, best.frames, best.path, tuple(min(share, 1.0) for share in shares), best.total / whole)


def _extended(beam: Beam, frame: int, chances: Floats, alphabet: str, form: Form) -> Beam:
    """The hypotheses after one more position."""
    after: Beam = defaultdict(_Weight)
    likely = [int(label) for label in np.flatnonzero(chances >= LEAST) if label != BLANK]
    for key, weight in beam.items():
        blank, same = float(chances[BLANK]), float(chances[key.last]) if key.last != BLANK else 0.0
        after[key].add(weight.total * blank, weight.path * blank, True, weight.frames)
        after[key].add(weight.char * same, weight.char_path * same, False, weight.frames)
        for label in likely:
            # The same character again is another one only behind a blank.
            is_again = label == key.last
            amount, path = (weight.blank, weight.blank_path) if is_again else (weight.total, weight.path)
            chance = float(chances[label])
            for following, is_kept in _steps(key, alphabet[label - 1], label, form) if path else ():
                frames = (*weight.frames, frame) if is_kept else weight.frames
                after[following].add(amount * chance, path * chance, False, frames)
    return after


def _pruned(beam: Beam, left: int, form: Form) -> Beam:
    """The likeliest hypotheses that can still become a number in the positions left; what has not begun stays."""
    hopeful = [
        (key, weight)
        for key, weight in beam.items()
        if weight.path >= HOPELESS and (key.phase != "in" or form.missing(key.state) <= left)
    ]
    hopeful.sort(key=lambda item: (item[0].phase not in BEFORE, -item[1].path))
    return dict(hopeful[:BEAM])


def _steps(key: _Key, char: str, label: int, form: Form) -> Iterator[tuple[_Key, bool]]:
    """The hypotheses that one more character leads to, each with whether the character is of the number."""
    if key.phase in BEFORE:
        yield _Key(_before(key.phase, char), "", frozenset(), label), False
        if key.phase == "open" or (key.phase == "letter" and not char.isalpha()):
            yield from _within(form.start(), "", char, label, form)
    elif key.phase == "in":
        yield from _within(key.state, key.text, char, label, form)
        ends = _behind(key.text[-1], char)
        if ends and form.accepts(key.state):
            yield _Key(ends, key.text, frozenset(), label), False
    elif key.phase == "over" or not char.isdigit():
        yield _Key("over", key.text, frozenset(), label), False


def _within(state: State, text: str, char: str, label: int, form: Form) -> Iterator[tuple[_Key, bool]]:
    if after := form.step(state, char):
        yield _Key("in", text + char, after, label), True
    elif after := form.gap(state, char):
        yield _Key("in", text, after, label), False


def _before(phase: Phase, char: str) -> Phase:
    """What a character leaves for a number behind it: one cannot begin behind a digit, a sign, or a digit's mark."""
    if char.isdigit():
        return "shut"
    if char.isalpha():
        return "letter"
    if char in JOINERS:
        return "shut" if phase == "shut" else "open"
    if char in SIGNS:
        return "open" if phase == "letter" else "shut"
    return "open"


def _behind(last: str, char: str) -> Phase | None:
    """What a character behind a number makes of it; None where it shows that the number goes on."""
    if char.isdigit() or (char.isalpha() and last.isalpha()):
        return None
    return "mark" if char in JOINERS or char in SIGNS else "over"
