"""Check digits: the sums by which codes tell that they were read rightly, character by character."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import NamedTuple, Protocol

LUHN_LENGTHS = range(8, 20)  # digits of an identification card's number (ISO/IEC 7812)
TICKED_LUHN_LENGTHS = (15, 16)  # of those, the lengths of IMEIs and of most cards
BOOKLAND = ("978", "979")  # what an EAN that is an ISBN begins with


class Check(Protocol):
    """A condition on a code that is told one character after the other; states are values, so that a search may branch.

    `name` is what people call it.
    """

    @property
    def name(self) -> str:
        """What people call it."""
        ...

    def start(self) -> Hashable:
        """The state before the first character."""
        ...

    def step(self, state: Hashable, char: str) -> Hashable | None:
        """The state after one more character; None where no code can go on so."""
        ...

    def fits(self, state: Hashable) -> bool:
        """Whether a code may end in this state."""
        ...


class _Sum(NamedTuple):
    place: int
    total: int


@dataclass(frozen=True)
class SumCheck:
    """A weighted sum of digits whose remainder by `modulus` is 0; X is 10. `folds`: products over 9 count 9 less."""

    name: str
    weights: tuple[int, ...]
    modulus: int
    folds: bool = False

    def start(self) -> Hashable:
        """The empty sum."""
        return _Sum(0, 0)

    def step(self, state: Hashable, char: str) -> Hashable | None:
        """The sum with one more character."""
        assert isinstance(state, _Sum)
        if state.place >= len(self.weights):
            return None
        product = self.weights[state.place] * (10 if char == "X" else int(char))
        share = product - 9 if self.folds and product > 9 else product
        return _Sum(state.place + 1, (state.total + share) % self.modulus)

    def fits(self, state: Hashable) -> bool:
        """Whether the sum is whole and leaves nothing over."""
        return state == _Sum(len(self.weights), 0)


def ean(length: int) -> SumCheck:
    """EAN-13, EAN-8 and UPC-A (GS1): from the right, digits count once and three times in turn, modulo 10."""
    return SumCheck("UPC-A" if length == 12 else f"EAN-{length}", _alternating(length, 3), 10)


def isbn_10() -> SumCheck:
    """ISBN-10 (ISO 2108): weights 10 to 1, modulo 11; X is 10, as the last character alone."""
    return SumCheck("ISBN-10", tuple(range(10, 0, -1)), 11)


def luhn(length: int) -> SumCheck:
    """Luhn's formula (ISO/IEC 7812-1): from the right every second digit is doubled and folded, modulo 10."""
    return SumCheck("Luhn", _alternating(length, 2), 10, folds=True)


def _alternating(length: int, other: int) -> tuple[int, ...]:
    """Weights that are 1 and another in turn, the last 1."""
    return tuple(1 if (length - place) % 2 else other for place in range(length))


@dataclass(frozen=True)
class ContainerCheck:
    """ISO 6346: letters are 10 to 38 without multiples of 11, weights powers of two; the last digit is that sum."""

    name: str = "ISO 6346"

    def start(self) -> Hashable:
        """The empty sum."""
        return _Sum(0, 0)

    def step(self, state: Hashable, char: str) -> Hashable | None:
        """The sum with one more character; the eleventh must be the sum itself."""
        assert isinstance(state, _Sum)
        if state.place == 10:
            return _Sum(11, 0) if char == str(state.total % 11 % 10) else None
        return _Sum(state.place + 1, (state.total + _container_value(char) * 2**state.place) % 11)

    def fits(self, state: Hashable) -> bool:
        """Whether all eleven characters came."""
        return state == _Sum(11, 0)


def _container_value(char: str) -> int:
    if char.isdigit():
        return int(char)
    place = ord(char) - ord("A")
    return 10 + place + (place + 9) // 10  # 11, 22 and 33 are left out


class _Iban(NamedTuple):
    place: int
    head: int  # the country and the check digits, modulo 97
    rest: int  # what is behind them, modulo 97


@dataclass(frozen=True)
class IbanCheck:
    """ISO 13616: with its first four characters at the end and letters as 10 to 35, an IBAN is 1 modulo 97."""

    name: str = "IBAN"

    def start(self) -> Hashable:
        """Nothing yet."""
        return _Iban(0, 0, 0)

    def step(self, state: Hashable, char: str) -> Hashable | None:
        """The remainders with one more character."""
        assert isinstance(state, _Iban)
        value = int(char, 36)
        shift = 100 if value > 9 else 10
        if state.place < 4:
            return state._replace(place=state.place + 1, head=(state.head * shift + value) % 97)
        return state._replace(rest=(state.rest * shift + value) % 97)

    def fits(self, state: Hashable) -> bool:
        """Whether the whole is 1 modulo 97; the four characters in front are six digits, as two of them are letters."""
        assert isinstance(state, _Iban)
        return state.place == 4 and (state.rest * 10**6 + state.head) % 97 == 1


def checked(text: str, check: Check) -> bool:
    """Whether a code of characters that the check knows fits it."""
    state: Hashable | None = check.start()
    for char in text:
        state = check.step(state, char)
        if state is None:
            return False
    return check.fits(state)


def fitting_check(digits: str) -> str | None:
    """The check digit that a number fits, by the name that people know; None where it fits none.

    Of digits alone, and of lengths that seldom have another meaning: one number in ten fits by chance.
    """
    if len(digits) == 13 and checked(digits, ean(13)):
        return "ISBN" if digits.startswith(BOOKLAND) else "EAN-13"
    if len(digits) in (8, 12) and checked(digits, ean(len(digits))):
        return ean(len(digits)).name
    if len(digits) in TICKED_LUHN_LENGTHS and checked(digits, luhn(len(digits))):
        return "Luhn"
    return None
