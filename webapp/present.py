"""A reading in the forms that people and programs take: the annotated picture, words, and JSON."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from recognizer.annotate import annotate
from recognizer.reading import Reading
from webapp.answer import Answer, rescaled
from webapp.config import ANNOTATED_SIDE, MAX_SPOKEN_DIGITS, SPOKEN_BEGINNING
from webapp.encode import jpeg_url
from webapp.intake.upright import fit


def annotated(answer: Answer, longest: int | None = None) -> npt.NDArray[np.uint8]:
    """The photo with every digit boxed, (H, W, 3) uint8 RGB, its longest side at most `longest` pixels."""
    rgb = answer.photo.rgb
    height, width = rgb.shape[:2]
    if longest is not None and longest < max(width, height):
        rgb = fit(rgb, round(width * height * (longest / max(width, height)) ** 2))
        height, width = rgb.shape[:2]
    return annotate(rgb, rescaled(answer.reading, width, height))


def data_url(answer: Answer) -> str:
    """The annotated photo as a JPEG `data:` address for the page."""
    return jpeg_url(annotated(answer, ANNOTATED_SIDE))


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


def to_json(name: str, answer: Answer) -> dict[str, Any]:
    """One photo's JSON object: its file and page, the reading, and the version of the models that read it."""
    return {"file": name, "page": answer.page, **answer.reading.to_dict(), "models": answer.models}
