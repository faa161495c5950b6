import cv2
import numpy as np
import pytest

from harness.pictures import Pixels, draw
from webapp.service.hints import faults


def blurred(rgb: Pixels) -> Pixels:
    return np.asarray(cv2.GaussianBlur(rgb, (0, 0), 14), np.uint8)


def with_glare(rgb: Pixels, radius: int) -> Pixels:
    """The photo in a dim room, with a lamp mirrored in its middle."""
    height, width = rgb.shape[:2]
    return np.asarray(cv2.circle(rgb // 2, (width // 2, height // 2), radius, (255, 255, 255), -1), np.uint8)


@pytest.mark.parametrize(
    "rgb", [draw("4071"), with_glare(draw("4071"), 5), draw("8", 240, 240), draw("12", 3000, 2000)]
)
def test_a_good_photo_has_no_fault(rgb: Pixels):
    assert faults(rgb) == []


@pytest.mark.parametrize(
    ("rgb", "fault"),
    [
        (draw("7", 40, 30), "only 40 × 30 pixels"),
        (draw("71") // 6, "very dark"),
        (draw(""), "one colour throughout"),
        (blurred(draw("71")), "Nothing in it is sharp"),
        (with_glare(draw("71"), 60), "burnt out by glare"),
    ],
    ids=["small", "dark", "blank", "blurred", "glare"],
)
def test_each_fault_is_named_with_its_remedy(rgb: Pixels, fault: str):
    first, *_ = faults(rgb)
    assert fault in first and first.count(". ") == 1 and first.endswith(".")


@pytest.mark.parametrize("size", [(1, 1), (3, 900), (900, 3), (40_000, 8), (8, 40_000)])
def test_any_size_can_be_judged(size: tuple[int, int]):
    assert faults(np.zeros((*size, 3), np.uint8))
