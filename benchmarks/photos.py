"""Photos of a number as phones take them, drawn at the sizes that are measured."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from harness.pictures import draw, encode

NUMBER = "4836027"
SEED = 20260101

# Megapixels -> width and height as cameras save them.
SIZES = {0.3: (640, 480), 1: (1152, 864), 3: (2048, 1536), 12: (4032, 3024), 48: (8064, 6048)}


def photo(width: int, height: int) -> npt.NDArray[np.uint8]:
    """Dark digits on paper in uneven light, with the grain of a sensor, (height, width, 3) uint8."""
    rng = np.random.default_rng(SEED)
    paper = draw(NUMBER, width, height // 3)
    rgb = np.full((height, width, 3), 235, np.uint8)
    rgb[height // 3 : height // 3 + paper.shape[0]] = paper
    light = np.linspace(0.75, 1.0, width, dtype=np.float32)[None, :, None]
    coarse = rng.normal(0, 6, (height // 2 + 1, width // 2 + 1)).astype(np.float32)
    grain = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_LINEAR)[:, :, None]
    return np.asarray(np.clip(rgb * light + grain, 0, 255), np.uint8)


def jpeg(megapixels: float) -> bytes:
    """The photo of a size as a phone's JPEG."""
    return encode(photo(*SIZES[megapixels]), "JPEG", quality=88)
