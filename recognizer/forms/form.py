"""The form that a number is expected to have, as an automaton that is followed character by character."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from recognizer.forms.check_digits import Check

DIGITS = frozenset("0123456789")
LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ")


class BadForm(ValueError):
    """What was written is no form; the message is a sentence for people."""


class Atom(NamedTuple):
    """One character of a form: which it may be, and whether it may be missing."""

    chars: frozenset[str]
    optional: bool = False


class Config(NamedTuple):
    """A place in a form: the shape, how many of its atoms are done, and the state of its check."""

    shape: int
    done: int
    check: Hashable


State = frozenset[Config]


@dataclass(frozen=True)
class Shape:
    """A row of atoms, with the characters that may stand between them unsaid, and a check on all that was read."""

    atoms: tuple[Atom, ...]
    gaps: frozenset[str] = frozenset()
    check: Check | None = None

    def required(self, done: int) -> int:
        """How many of the atoms behind the first ones must not be missing."""
        return self._required[done]

    @cached_property
    def _required(self) -> list[int]:
        needed = [0]
        for atom in reversed(self.atoms):
            needed.append(needed[-1] + (not atom.optional))
        return needed[::-1]


@dataclass(frozen=True)
class Form:
    """What a number may look like: one of several shapes. `text` is how the user wrote it."""

    text: str
    shapes: tuple[Shape, ...]

    def start(self) -> State:
        """The state before the first character."""
        starts = ((index, shape.check.start() if shape.check else None) for index, shape in enumerate(self.shapes))
        return frozenset(Config(index, 0, check) for index, check in starts)

    def step(self, state: State, char: str) -> State:
        """The state after one more character of the number; empty where it does not fit."""
        if (found := self._steps.get((state, char))) is None:
            found = self._steps[state, char] = frozenset(one for config in state for one in self._after(config, char))
        return found

    @cached_property
    def _steps(self) -> dict[tuple[State, str], State]:
        """What was stepped already: a search follows many texts, and they pass through few states."""
        return {}

    def gap(self, state: State, char: str) -> State:
        """The state after a character that stands between two of the number unsaid; empty where none may."""
        return frozenset(one for one in state if one.done and char in self.shapes[one.shape].gaps)

    def accepts(self, state: State) -> bool:
        """Whether a number may end here."""
        return any(self._accepts(config) for config in state)

    def missing(self, state: State) -> int:
        """How many characters a number needs at least to be whole."""
        return min((self.shapes[one.shape].required(one.done) for one in state), default=0)

    def fits(self, text: str) -> bool:
        """Whether a number as written is of this form."""
        state = self.start()
        for char in text:
            state = self.step(state, char) or self.gap(state, char)
        return self.accepts(state)

    def _after(self, config: Config, char: str) -> Iterator[Config]:
        shape = self.shapes[config.shape]
        for done in range(config.done, len(shape.atoms)):
            atom = shape.atoms[done]
            if char in atom.chars:
                check = shape.check.step(config.check, char) if shape.check else None
                if check is not None or shape.check is None:
                    yield Config(config.shape, done + 1, check)
            if not atom.optional:
                return

    def _accepts(self, config: Config) -> bool:
        shape = self.shapes[config.shape]
        return not shape.required(config.done) and (shape.check is None or shape.check.fits(config.check))
