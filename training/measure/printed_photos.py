"""Makes a photo of a drawn document: it lies on something, is seen from a side, unevenly lit, blurred and in noise."""

from __future__ import annotations

from math import ceil

import cv2
import numpy as np
import numpy.typing as npt

from training.data import digit_sets
from webapp.intake.photo import open_photo

Rgb = npt.NDArray[np.uint8]
Light = npt.NDArray[np.float32]
Rng = np.random.Generator

GREY = 118
"""Level of the ground where there are no photographs to lie on."""
REACH = 0.3, 0.6
"""Share of a photograph that is seen as the ground: so little that it looks like a surface."""
TURN = 2.5
"""Standard deviation of the turn in degrees."""
TILT = 0.03
"""Most by which perspective moves a corner, as a share of the document's sides."""
FILLED = 0.8, 0.95
"""Share of the photo's sides that a document too large for it fills at most."""
BLUR = 0.3, 1.1
"""Standard deviation of the blur in pixels."""
NOISE = 1.0, 7.0
"""Standard deviation of the noise in grey levels."""
QUALITY = 60, 95
"""JPEG quality."""


def photograph(drawn: Rgb, size: tuple[int, int], density: int, rng: Rng) -> Rgb:
    """A photo (height, width, 3) uint8 RGB of `size` (width, height) with all of a drawn document (h, w, 3) in it.

    The drawing has `density` pixels for each of the photo, across and down; it is made smaller where it does not fit.
    """
    view = _view((drawn.shape[1], drawn.shape[0]), size, density, rng)
    paper = _seen(drawn, view, size, density)
    alpha = _seen(np.full_like(drawn, 255), view, size, density) / 255
    fallen = cv2.GaussianBlur(alpha, (0, 0), rng.uniform(4, 16))
    picture = _ground(size, rng) * (1 - 0.5 * fallen) * (1 - alpha) + paper
    return _worn(np.asarray(picture * _light(size, rng), np.float32), rng)


def jpeg(photo: Rgb, rng: Rng) -> bytes:
    """A photo (H, W, 3) uint8 RGB as a JPEG file of a quality in QUALITY."""
    quality = int(rng.integers(QUALITY[0], QUALITY[1] + 1))
    _, content = cv2.imencode(".jpg", cv2.cvtColor(photo, cv2.COLOR_RGB2BGR), (cv2.IMWRITE_JPEG_QUALITY, quality))
    return content.tobytes()


def _view(drawn: tuple[int, int], size: tuple[int, int], density: int, rng: Rng) -> Light:
    """The matrix (3, 3) from a drawing to its place in the photo, both in pixels of the drawing."""
    corners = np.array([(0, 0), (1, 0), (1, 1), (0, 1)]) * drawn
    moved = corners + rng.uniform(-TILT, TILT, (4, 2)) * drawn
    angle = np.radians(rng.normal(0, TURN))
    moved = moved @ np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    moved -= moved.min(axis=0)
    room = np.array(size) * density
    moved *= min(1.0, float((rng.uniform(*FILLED) * room / moved.max(axis=0)).min()))
    margin = 0.5 * (room - moved.max(axis=0))
    moved += margin * (1 + rng.uniform(-0.6, 0.6, 2))
    return cv2.getPerspectiveTransform(corners.astype(np.float32), moved.astype(np.float32)).astype(np.float32)


def _seen(layer: Rgb, view: Light, size: tuple[int, int], density: int) -> Light:
    """A layer in its place in the photo (height, width, 3) in 0..255, black around it."""
    large = cv2.warpPerspective(layer, view, (size[0] * density, size[1] * density), flags=cv2.INTER_LINEAR)
    return cv2.resize(large, size, interpolation=cv2.INTER_AREA).astype(np.float32)


def _ground(size: tuple[int, int], rng: Rng) -> Light:
    """What a document lies on (height, width, 3) in 0..255: a piece of a photograph, or plain grey."""
    paths = digit_sets.photographs()
    if not paths:
        return np.full((size[1], size[0], 3), GREY, np.float32)
    found = open_photo(paths[int(rng.integers(len(paths)))].read_bytes()).rgb
    scale = max(size[0] / found.shape[1], size[1] / found.shape[0]) / rng.uniform(*REACH)
    wide, high = ceil(found.shape[1] * scale), ceil(found.shape[0] * scale)
    left, top = int(rng.integers(wide - size[0] + 1)), int(rng.integers(high - size[1] + 1))
    large = cv2.resize(found, (wide, high), interpolation=cv2.INTER_CUBIC)
    return large[top : top + size[1], left : left + size[0]].astype(np.float32)


def _light(size: tuple[int, int], rng: Rng) -> Light:
    """Light (height, width, 3) of about 1 that falls off towards a side, and its colour."""
    angle, depth = rng.uniform(0, 2 * np.pi), rng.uniform(0.05, 0.35)
    across, down = np.linspace(-1, 1, size[0]), np.linspace(-1, 1, size[1])
    slope = (np.cos(angle) * across[None, :] + np.sin(angle) * down[:, None]) / np.sqrt(2)
    colour = rng.uniform(0.92, 1.0, 3)
    return np.asarray((1 - depth * (1 + slope) / 2)[..., None] * colour, np.float32)


def _worn(picture: Light, rng: Rng) -> Rgb:
    """A picture (H, W, 3) as a camera keeps it: uint8, a little blurred and in noise."""
    blurred = cv2.GaussianBlur(picture, (0, 0), rng.uniform(*BLUR))
    noise = rng.standard_normal(picture.shape, np.float32) * rng.uniform(*NOISE)
    return np.clip(blurred + noise, 0, 255).round().astype(np.uint8)
