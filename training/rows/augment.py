"""A row in a picture -> a strip as the reader sees it, cut, turned and worn at random."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from recognizer.lines.strips import HEIGHT, STEP, stretched
from training.rows.picture import RowPicture

Grey = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]
Rng = np.random.Generator

USUAL_MARGIN = 0.2
"""Heights of margin that a strip has above and below the characters."""
WIDEST = 832
"""Pixels: a longer strip is squeezed in training."""
SHORTEST_STEP = 2
"""Steps of 4 px that a character has at least: a text needs room for itself and for blanks between equal neighbours."""


def plain_strip(row: RowPicture) -> Floats:
    """The strip (48, W) float32 of a row as it is served: level, usual margins."""
    return stretched(_seen(row, _view(row, None), _width(row, 1.0), None))


def worn_strip(row: RowPicture, rng: Rng) -> Floats:
    """The strip (48, W) float32 of a row, as detectors cut and photographs wear it."""
    stretch = float(np.clip(rng.lognormal(0, 0.14), 0.72, 1.45))
    width = _width(row, stretch)
    strip = _seen(row, _view(row, rng), width, rng)
    return stretched(_worn(strip, rng))


def _proportion(row: RowPicture) -> float:
    _, _, w, h = row.box
    pad = 0.0 if row.loose else USUAL_MARGIN
    return (w + 2 * pad * h) / (h + 2 * pad * h)


def _width(row: RowPicture, stretch: float) -> int:
    wide = max(HEIGHT * _proportion(row) * stretch, 4 * SHORTEST_STEP * (len(row.text) + 1))
    return int(np.ceil(min(wide, WIDEST) / STEP)) * STEP


def _view(row: RowPicture, rng: Rng | None) -> npt.NDArray[np.float32]:
    """The corners (4, 2) in the picture that a strip shows, from the top left, clockwise."""
    x, y, w, h = row.box
    pads = np.zeros(4) if row.loose else np.full(4, USUAL_MARGIN)
    if rng is not None:
        spread = (-0.06, 0.2) if row.loose else (-0.02, 0.42)
        pads = rng.uniform(*spread, 4) if row.loose or rng.random() < 0.5 else pads + rng.normal(0, 0.06, 4)
        pads[:2] = pads[:2] + rng.uniform(0, 0.3, 2) * (rng.random() < 0.3)
    left, right, top, bottom = x - pads[0] * h, x + w + pads[1] * h, y - pads[2] * h, y + h + pads[3] * h
    corners = np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float32)
    if rng is None:
        return corners
    middle = corners.mean(axis=0)
    angle = rng.normal(0, 0.018) if rng.random() < 0.7 else rng.normal(0, 0.05)
    angle = float(np.clip(angle, -1, 1) * min(1.0, 3.0 * h / max(w, 1)) if w > 3 * h else angle)
    shear = rng.normal(0, 0.08) if rng.random() < 0.6 else rng.normal(0, 0.2)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    moved = (corners - middle) @ (turn @ np.array([[1, shear], [0, 1]])).T + middle
    return np.asarray(moved + rng.normal(0, 0.02, (4, 2)) * h, np.float32)


def _seen(row: RowPicture, corners: npt.NDArray[np.float32], width: int, rng: Rng | None) -> Grey:
    target = np.array([[0, 0], [width, 0], [width, HEIGHT], [0, HEIGHT]], np.float32)
    matrix = cv2.getPerspectiveTransform(corners, target)
    picture, shrink = row.picture, float(np.linalg.norm(corners[3] - corners[0])) / HEIGHT
    if shrink > 1.6:
        picture = np.asarray(cv2.GaussianBlur(picture, (0, 0), 0.4 * shrink), np.uint8)
    way = cv2.INTER_LINEAR if rng is None or rng.random() < 0.7 else cv2.INTER_CUBIC
    return np.asarray(
        cv2.warpPerspective(picture, matrix, (width, HEIGHT), flags=way, borderMode=cv2.BORDER_REPLICATE), np.uint8
    )


def _worn(strip: Grey, rng: Rng) -> Grey:
    """Blur, shade, coarsen, add noise and compress a strip as cameras do."""
    picture: npt.NDArray[Any] = strip.astype(np.float32)
    if rng.random() < 0.3:  # seen from afar
        share = rng.uniform(0.2, 0.7)
        small = cv2.resize(picture, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
        picture = cv2.resize(small, picture.shape[::-1], interpolation=cv2.INTER_LINEAR)
    if rng.random() < 0.35:
        picture = cv2.GaussianBlur(picture, (0, 0), abs(rng.normal(0, 0.9)) + 0.2)
    if rng.random() < 0.08:
        length = int(rng.integers(2, 7))
        kernel = np.zeros((length, length), np.float32)
        kernel[length // 2 if rng.random() < 0.5 else slice(None), length // 2] = 1
        kernel[length // 2] += 0 if rng.random() < 0.5 else 1
        picture = cv2.filter2D(picture, -1, kernel / kernel.sum())
    if rng.random() < 0.2:  # a shadow's edge
        edge = (np.arange(picture.shape[1]) - rng.uniform(0, picture.shape[1])) / rng.uniform(3, 80)
        picture = picture * (1 - rng.uniform(0.1, 0.5) / (1 + np.exp(-np.clip(edge, -30, 30))))[None].astype(np.float32)
    if rng.random() < 0.06:  # glare
        x, y, r = rng.uniform(0, picture.shape[1]), rng.uniform(0, HEIGHT), rng.uniform(6, 40)
        rows, columns = np.indices(picture.shape, np.float32)
        picture = picture + rng.uniform(30, 160) * np.exp(-((columns - x) ** 2 + (rows - y) ** 2) / (2 * r * r))
    if rng.random() < 0.12:
        picture = 255 * np.clip(picture / 255, 0, 1) ** rng.uniform(0.5, 1.9)
    if rng.random() < 0.5:
        picture = picture + rng.standard_normal(picture.shape, np.float32) * abs(rng.normal(0, 7))
    if rng.random() < 0.1:
        picture = 255 - picture
    grey = np.asarray(np.clip(picture, 0, 255), np.uint8)
    if rng.random() < 0.2:
        packed = cv2.imencode(".jpg", grey, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(20, 85))])[1]
        grey = np.asarray(cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE), np.uint8)
    return grey
