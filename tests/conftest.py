"""What the tests share: drawn photos, a recognizer with a fixed answer, and the site around it."""

from __future__ import annotations

import io
from collections.abc import Callable

import cv2
import numpy as np
import numpy.typing as npt
import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from webapp import create_app
from webapp.recognizer.reading import Alternative, Box, Digit, Options, Reading, Row

Pixels = npt.NDArray[np.uint8]


class FixedRecognizer:
    """Answers every photo with the same rows, in boxes that share out the photo, and remembers what it was asked."""

    def __init__(self, *rows: str) -> None:
        self.rows = rows
        self.asked: list[tuple[Pixels, Options]] = []

    def read(self, rgb: Pixels, options: Options | None = None) -> Reading:
        self.asked.append((rgb, options or Options()))
        height, width = rgb.shape[:2]
        rows = []
        for line, text in enumerate(self.rows):
            across, down = width / len(text), height / len(self.rows)
            boxes = [Box(i * across, line * down, across, down) for i in range(len(text))]
            second = (Alternative("1", 0.0123),)
            rows.append(Row((tuple(Digit(c, 0.9812, box, second) for c, box in zip(text, boxes, strict=True)),)))
        return Reading(tuple(rows), width, height, {"propose": 1.26, "classify": 2.0})


def draw(text: str, width: int = 480, height: int = 240) -> Pixels:
    """A photo of dark strokes on light paper, (height, width, 3) uint8."""
    rgb = np.full((height, width, 3), 235, np.uint8)
    size = height / 60
    (across, down), _ = cv2.getTextSize(text, cv2.FONT_HERSHEY_SIMPLEX, size, round(size * 3))
    place = (width - across) // 2, (height + down) // 2
    cv2.putText(rgb, text, place, cv2.FONT_HERSHEY_SIMPLEX, size, (30, 30, 40), round(size * 3), cv2.LINE_AA)
    return rgb


def encode(rgb: Pixels, format: str = "PNG", **settings: object) -> bytes:
    """The picture as a file of any of Pillow's formats."""
    buffer = io.BytesIO()
    Image.fromarray(rgb).save(buffer, format, **settings)
    return buffer.getvalue()


@pytest.fixture
def recognizer() -> FixedRecognizer:
    return FixedRecognizer("007")


@pytest.fixture
def app(recognizer: FixedRecognizer) -> Flask:
    app = create_app(recognizer=recognizer)
    app.testing = True
    return app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def upload(client: FlaskClient) -> Callable:
    """Post bytes as the form does and return the response."""

    def post(data: bytes, name: str = "photo.png"):
        return client.post("/", data={"photo": (io.BytesIO(data), name)})

    return post
