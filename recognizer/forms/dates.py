"""Dates and times within a pattern: which days, months, hours, minutes and seconds there are."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import NamedTuple

RANGES = {"d": range(1, 32), "h": range(24), "m": range(1, 13), "minutes": range(60), "s": range(60)}
"""What each letter may be; m is a month unless an hour or a second stands beside it."""


class _Part(NamedTuple):
    place: int
    value: int  # of the part at hand, as far as it was read


@dataclass(frozen=True)
class DateCheck:
    """The parts of a date or time; `letters` has one of d, m, y, h, s for each character, a blank for others."""

    letters: str
    name: str = "date"

    def start(self) -> Hashable:
        """Nothing read yet."""
        return _Part(0, 0)

    def step(self, state: Hashable, char: str) -> Hashable | None:
        """The state after one more character; None where a part is none that there is."""
        assert isinstance(state, _Part)
        index = state.place
        if index >= len(self.letters):
            return None
        letter = self.letters[index]
        if letter == " ":
            return _Part(index + 1, 0)
        value = state.value * 10 + int(char)
        if self.letters[index + 1 : index + 2] == letter:
            return _Part(index + 1, value)
        if letter != "y" and value not in RANGES["minutes" if letter == "m" and self._is_minute(index) else letter]:
            return None
        return _Part(index + 1, 0)

    def fits(self, state: Hashable) -> bool:
        """Whether all of it was read."""
        return isinstance(state, _Part) and state.place == len(self.letters)

    def _is_minute(self, index: int) -> bool:
        """Whether the part with this character stands behind hours or before seconds."""
        before = self.letters[:index].rstrip("m").replace(" ", "")
        behind = self.letters[index:].lstrip("m").replace(" ", "")
        return before.endswith("h") or behind.startswith("s")
