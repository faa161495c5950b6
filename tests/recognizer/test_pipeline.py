"""Text lines are read within bounds, and small changes of a photo change nothing."""

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from recognizer import Options, Recognizer
from recognizer.budget import Budget
from recognizer.reading import Box


def page(*lines: str) -> np.ndarray:
    """Lines of print on a page (700, 900, 3) uint8."""
    sheet = Image.new("L", (900, 700), 235)
    for number, line in enumerate(lines):
        ImageDraw.Draw(sheet).text((60, 60 + 90 * number), line, fill=40, font=ImageFont.load_default(size=48))
    return np.repeat(np.asarray(sheet)[..., None], 3, axis=2)


LINES = ("12,50", "98.6", "10:45", "17%", "2024", "-3.75")


def test_lines_past_the_bound_are_left_out_and_that_is_told(
    recognizer: Recognizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = recognizer.read(page(*LINES))
    assert whole.text == "\n".join(LINES) and not whole.truncated
    monkeypatch.setattr("recognizer.Budget", lambda: Budget(140))
    cut = recognizer.read(page(*LINES))
    assert cut.truncated and cut.rows and whole.text.startswith(cut.text), "what is read is the same"
    assert len(cut.rows) < len(LINES)


def test_a_part_of_a_photo_is_read_as_the_photo_is(recognizer: Recognizer) -> None:
    reading = recognizer.read(page("12,50", "10:45"), Options(region=Box(0, 130, 900, 120)))
    assert reading.text == "10:45"


def test_what_is_found_at_several_scales_stands_once(recognizer: Recognizer) -> None:
    _, seen, _ = recognizer.explain(page("8", "2024"))
    assert sorted(one.digit.digit for one in seen.scored if one.digit is not None) == sorted("82024")
