"""A reading and its probabilities in words."""

from __future__ import annotations

from recognizer.reading import Reading
from webapp.config import MAX_SPOKEN_DIGITS, SPOKEN_BEGINNING


def sentence(reading: Reading) -> str:
    """The result in one sentence, which is also the annotated photo's alternative text; short enough to be heard."""
    count = len(reading.digits)
    if not count:
        return "I found no digits in this photo."
    digits = "1 digit" if count == 1 else f"{count} digits"
    rows = "" if len(reading.rows) == 1 else f" in {len(reading.rows)} rows"
    if count > MAX_SPOKEN_DIGITS:
        return f"I found {digits}{rows}: beginning {reading.rows[0].text[:SPOKEN_BEGINNING]}…"
    return f"I found {digits}{rows}: {', '.join(row.text for row in reading.rows)}."


def percent(probability: float) -> str:
    """A probability in 0..1 as people say it; only certainty itself is 100 %."""
    return f"{_hundredths(probability)} %"


def share(probability: float) -> str:
    """The same as programs take it, "0.99"."""
    return f"{_hundredths(probability) / 100:.2f}"


def _hundredths(probability: float) -> int:
    return min(round(probability * 100), 99) if probability < 1 else 100
