"""Photos of numbers with marks come as a person would type them."""

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from recognizer import Recognizer

WRITTEN = {
    "-12,50 €": ["-12,50"],
    "10:45": ["10:45"],
    "16/01/2024": ["16/01/2024"],
    "1.234,56": ["1.234,56"],
    "98.6 °F": ["98.6"],
    "163 - 930": ["163", "930"],
    "Total 24.80": ["24.80"],
    "SOLD OUT": [],
    "17 %": ["17%"],
    "0044": ["0044"],
    "3 500": ["3", "500"],
    "+49 30 1234": ["+49", "30", "1234"],
}


def photo(text: str, size: int = 64) -> np.ndarray:
    """Print on paper lit from one side, as a phone would take it, (H, W, 3) uint8."""
    font = ImageFont.load_default(size=size)
    width, height = int(font.getlength(text)) + 6 * size, 6 * size
    page = Image.new("L", (width, height), 225)
    ImageDraw.Draw(page).text((3 * size, 2.4 * size), text, fill=45, font=font)
    light = np.linspace(0.75, 1, width) * (1 - np.linspace(0, 0.1, height)[:, None])
    grain = np.random.default_rng(1).normal(0, 2, (height, width))
    return np.repeat(np.clip(np.asarray(page) * light + grain, 0, 255).astype(np.uint8)[..., None], 3, axis=2)


@pytest.mark.parametrize("text", WRITTEN)
def test_a_number_comes_as_it_is_written(recognizer: Recognizer, text: str) -> None:
    numbers = [number.text for row in recognizer.read(photo(text)).rows for number in row.numbers]
    assert numbers == WRITTEN[text]
