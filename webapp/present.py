"""A reading in the forms that people and programs take: the annotated picture, words, and JSON."""

from __future__ import annotations

import base64
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from webapp.answer import Answer, rescaled
from webapp.config import ANNOTATED_QUALITY, ANNOTATED_SIDE, MAX_SPOKEN_DIGITS, SPOKEN_BEGINNING
from webapp.recognizer.annotate import annotate
from webapp.recognizer.reading import Reading
from webapp.uploads import fit


def annotated(answer: Answer, longest: int | None = None) -> npt.NDArray[np.uint8]:
    """The photo with every digit boxed, (H, W, 3) uint8 RGB, its longest side at most `longest` pixels."""
    rgb = answer.photo.rgb
    height, width = rgb.shape[:2]
    if longest is not None and longest < max(width, height):
        rgb = fit(rgb, round(width * height * (longest / max(width, height)) ** 2))
        height, width = rgb.shape[:2]
    return annotate(rgb, rescaled(answer.reading, width, height))


def png(rgb: npt.NDArray[np.uint8]) -> bytes:
    """Encode (H, W, 3) RGB as PNG; freshly made, so nothing of the original's metadata is in it."""
    return _encoded(".png", rgb, [])


def data_url(answer: Answer) -> str:
    """The annotated photo as a JPEG `data:` address for the page."""
    jpeg = _encoded(".jpg", annotated(answer, ANNOTATED_SIDE), [cv2.IMWRITE_JPEG_QUALITY, ANNOTATED_QUALITY])
    return "data:image/jpeg;base64," + base64.b64encode(jpeg).decode("ascii")


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
    return f"{min(round(probability * 100), 99) if probability < 1 else 100} %"


def to_json(name: str, answer: Answer) -> dict[str, Any]:
    """One photo's JSON object: its file and page, the reading, and the version of the models that read it."""
    return {"file": name, "page": answer.page, **answer.reading.to_dict(), "models": answer.models}


def _encoded(extension: str, rgb: npt.NDArray[np.uint8], settings: list[int]) -> bytes:
    done, data = cv2.imencode(extension, cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR), settings)
    if not done:
        raise RuntimeError(f"the annotated picture could not be encoded as {extension}")
    return data.tobytes()
