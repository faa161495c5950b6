"""A sheet full of small numbers is read whole, whichever way up it lies."""

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from recognizer import Recognizer

pytestmark = pytest.mark.slow

ROWS, COLUMNS, FIGURES = 30, 4, 5


def number_sheet(size: int) -> tuple[np.ndarray, list[str]]:
    """A page (1600, 1200, 3) uint8 with numbers in print of a size in pixels, lit from one side, and its lines."""
    rng, font = np.random.default_rng(4), ImageFont.load_default(size=size)
    page = Image.new("L", (1200, 1600), 235)
    lines = []
    for row in range(ROWS):
        numbers = ["".join(map(str, rng.integers(0, 10, FIGURES))) for _ in range(COLUMNS)]
        for column, number in enumerate(numbers):
            ImageDraw.Draw(page).text((180 + 230 * column, 120 + 46 * row), number, fill=40, font=font)
        lines.append("".join(numbers))
    light = np.linspace(0.8, 1, page.width)
    return np.repeat((np.asarray(page) * light).astype(np.uint8)[..., None], 3, axis=2), lines


@pytest.mark.parametrize("turns", range(4))
@pytest.mark.parametrize("size", [16, 22, 32])
def test_every_number_of_a_sheet_is_read(recognizer: Recognizer, size: int, turns: int) -> None:
    page, lines = number_sheet(size)
    read = recognizer.read(np.ascontiguousarray(np.rot90(page, turns)))
    assert [row.digits_text for row in read.rows] == lines
    assert not read.truncated
