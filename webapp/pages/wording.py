"""A reading and its probabilities in words."""

from __future__ import annotations

from collections.abc import Iterator

from recognizer.reading import Reading, Row
from webapp.config import MAX_SPOKEN_DIGITS, SPOKEN_BEGINNING
from webapp.service.doubts import Doubt, doubts_in

# The remark on a number that is not of the form that was expected.
NOT_EXPECTED = "not of the expected form"


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


def doubts_told(row: Row) -> Iterator[str]:
    """The characters of a row that are not sure, "place 3: a 7, perhaps a 1"."""
    for doubt in doubts_in(row):
        perhaps = f", perhaps {doubt.other}" if doubt.other else ""
        yield f"{_place(doubt)}: {doubt.name}{perhaps}"


def _place(doubt: Doubt) -> str:
    """Where it stands among the digits of its row."""
    if not doubt.is_mark:
        return f"place {doubt.digit}"
    return f"after place {doubt.digit}" if doubt.digit else "in front"


def percent(probability: float) -> str:
    """A probability in 0..1 as people say it; only certainty itself is 100 %."""
    return f"{_hundredths(probability)} %"


def share(probability: float) -> str:
    """The same as programs take it, "0.99"."""
    return f"{_hundredths(probability) / 100:.2f}"


def _hundredths(probability: float) -> int:
    return min(round(probability * 100), 99) if probability < 1 else 100
