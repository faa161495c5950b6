"""What rows say: numbers as they are written, words, and both together."""

from __future__ import annotations

import string
from functools import lru_cache
from pydoc_data.topics import topics

import numpy as np

from training.synth import texts

Rng = np.random.Generator

UNITS = (
    "kg",
    "km",
    "kWh",
    "m3",
    "cm",
    "mm",
    "ml",
    "L",
    "EUR",
    "USD",
    "Rs",
    "C",
    "F",
    "V",
    "A",
    "W",
    "Hz",
    "h",
    "min",
    "s",
    "pcs",
)
CURRENCIES = "$€£¥₹"
LONGEST = 26
"""Characters of the longest row that is drawn."""


def _pick(rng: Rng, choices: str | tuple[str, ...]) -> str:
    return str(rng.choice(list(choices)))


def number(rng: Rng) -> str:
    """A number as it is written: whole, decimal, grouped, signed, a share, a date, a time, a code."""
    kind = int(rng.integers(13))
    sign = _pick(rng, "---+") if rng.random() < 0.15 else ""
    if kind < 3:
        return sign + texts.digits(rng, 1, 9)
    if kind < 5:
        return f"{sign}{texts.digits(rng, 1, 5)}{_pick(rng, '.,')}{texts.digits(rng, 1, 3)}"
    if kind == 5:
        groups = [texts.digits(rng, 1, 3), *(texts.digits(rng, 3, 3) for _ in range(int(rng.integers(1, 3))))]
        thousands, decimal = ((".", ","), (",", "."), (" ", ","), ("'", "."))[int(rng.integers(4))]
        return sign + thousands.join(groups) + (decimal + texts.digits(rng, 2, 2) if rng.random() < 0.5 else "")
    if kind == 6:
        return f"{sign}{texts.digits(rng, 1, 3)}{_pick(rng, ('%', ' %', '.5%', '%'))}"
    if kind == 7:
        return texts.date(rng)
    if kind == 8:
        clock = f"{rng.integers(24)}" if rng.random() < 0.4 else f"{rng.integers(24):02d}"
        return f"{clock}:{rng.integers(60):02d}" + (f":{rng.integers(60):02d}" if rng.random() < 0.3 else "")
    if kind == 9:
        parts = [texts.digits(rng, 2, 4) for _ in range(int(rng.integers(2, 5)))]
        start = _pick(rng, ("+", "+", "", "", "0"))
        return start + _pick(rng, ("-", " ", "/", ".", " ")).join(parts)
    if kind == 10:
        return repeated(rng)
    if kind == 11:
        return texts.plate(rng)
    return f"{texts.digits(rng, 1, 4)}/{texts.digits(rng, 1, 4)}"


def repeated(rng: Rng) -> str:
    """Digits of which neighbours are equal: the hardest for CTC."""
    runs = [str(rng.integers(10)) * int(rng.choice([1, 2, 2, 3, 3, 4, 5])) for _ in range(int(rng.integers(1, 4)))]
    return "".join(runs)[:9]


def priced(rng: Rng) -> str:
    """A number with what stands beside it: a currency, a unit, brackets, a word."""
    figure, kind = number(rng), rng.random()
    if kind < 0.2:
        return f"{_pick(rng, CURRENCIES)}{_pick(rng, ('', '', ' '))}{figure}"
    if kind < 0.4:
        return f"{figure}{_pick(rng, ('', ' '))}{_pick(rng, (*UNITS, *CURRENCIES))}"
    if kind < 0.5:
        return f"({figure})"
    if kind < 0.62:
        return f"{prose(rng)} {figure}" if rng.random() < 0.5 else f"{figure} {prose(rng)}"
    if kind < 0.78:
        return f"{texts.word(rng)}{_pick(rng, (' ', ': ', ' ', '. ', ':'))}{figure}"
    if kind < 0.85:
        return f"{figure} {texts.word(rng)}"
    return f"{number(rng)} {figure}"


def sum_of(rng: Rng) -> str:
    """A sum, with or without its result."""
    parts = [texts.digits(rng, 1, 4) for _ in range(int(rng.integers(2, 4)))]
    gap = _pick(rng, ("", "", " "))
    row = parts[0] + "".join(f"{gap}{_pick(rng, '+-+-x/')}{gap}{part}" for part in parts[1:])
    return row + (f"{gap}={gap}{texts.digits(rng, 0, 5)}" if rng.random() < 0.6 else "")


@lru_cache(maxsize=1)
def english() -> tuple[str, ...]:
    """Words of English as they stand in a text, with their points and commas: those of Python's own manual."""
    return tuple(one for topic in topics.values() for one in topic.split() if one.isascii() and len(one) < 14)


def prose(rng: Rng) -> str:
    """A few words of English that follow one another, at times in capitals."""
    words, count = english(), int(rng.integers(1, 6))
    start = int(rng.integers(len(words) - count))
    text, kind = " ".join(words[start : start + count]), rng.random()
    return text.upper() if kind < 0.25 else text.title() if kind < 0.4 else text


def words(rng: Rng) -> str:
    """Words without a number; some are signs in a row."""
    kind = rng.random()
    if kind < 0.1:
        signs = string.punctuation + "°±×÷≤≥…§"
        return "".join(_pick(rng, signs) for _ in range(int(rng.integers(1, 5))))
    return prose(rng) if kind < 0.75 else " ".join(texts.word(rng) for _ in range(int(rng.integers(1, 4))))


def printed(rng: Rng) -> str:
    """A row of print."""
    kind = rng.random()
    row = (
        number(rng) if kind < 0.34 else priced(rng) if kind < 0.56 else words(rng) if kind < 0.82
        else sum_of(rng) if kind < 0.87 else texts.printed(rng)
    )  # fmt: skip
    return row[:LONGEST].strip() or "0"


def penned(rng: Rng) -> str:
    """A row by hand: mostly one number."""
    kind = rng.random()
    row = (
        texts.digits(rng, 1, 10) if kind < 0.42 else number(rng) if kind < 0.66 else repeated(rng) if kind < 0.74
        else sum_of(rng) if kind < 0.86 else texts.written(rng) if kind < 0.96 else texts.word(rng)
    )  # fmt: skip
    return row[:LONGEST].strip() or "0"


def shown(rng: Rng) -> str:
    """What a display shows."""
    kind = rng.random()
    sign = "-" if rng.random() < 0.12 else ""
    if kind < 0.3:
        return sign + texts.digits(rng, 1, 8)
    if kind < 0.62:
        return f"{sign}{texts.digits(rng, 1, 6)}.{texts.digits(rng, 1, 3)}"
    if kind < 0.8:
        hours = f"{rng.integers(24)}" if rng.random() < 0.5 else f"{rng.integers(24):02d}"
        return f"{hours}:{rng.integers(60):02d}"
    if kind < 0.9:
        return repeated(rng)
    return f"{texts.digits(rng, 1, 3)} {texts.digits(rng, 1, 3)}"
