"""Print in which figures stand among letters and signs gives the figures alone."""

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from recognizer import Recognizer

LINES = {
    "$4.99": "499",
    "Save 35%": "35",
    "(0171) 555-0199": "01715550199",
    "LOT S4507": "4507",
    "In 2024 they made 35 cars.": "202435",
    "INPUT 220-240V ~ 50/60Hz": "2202405060",
    "SIZE S, TOP SELLER": "",
}


def printed(text: str, ink: int, ground: int) -> np.ndarray:
    """A label (H, W, 3) uint8 with a line of print on it, lit from one side."""
    font = ImageFont.load_default(size=64)
    left, top, right, bottom = (round(side) for side in font.getbbox(text))
    label = Image.new("L", (right - left + 160, bottom - top + 180), ground)
    ImageDraw.Draw(label).text((80 - left, 90 - top), text, fill=ink, font=font)
    light = np.linspace(0.8, 1, label.width)
    return np.repeat((np.asarray(label) * light).astype(np.uint8)[..., None], 3, axis=2)


@pytest.mark.parametrize(("ink", "ground"), [(30, 235), (245, 60)], ids=["dark on light", "light on dark"])
@pytest.mark.parametrize("text", LINES)
def test_letters_and_signs_are_left_out(recognizer: Recognizer, text: str, ink: int, ground: int) -> None:
    read = recognizer.read(printed(text, ink, ground))
    assert "".join(row.digits_text for row in read.rows) == LINES[text]
