"""What the tests share: a recognizer with a fixed answer, and the site around it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import settings

from recognizer.reading import Alternative, Box, Digit, Options, Reading, Row
from tests.pictures import Pixels, multipart
from webapp import create_app

# A busy machine is no fault of the code: no test is timed.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


class FixedRecognizer:
    """Answers every photo with the same rows, in boxes that share out the photo, and remembers what it was asked."""

    def __init__(self, *rows: str) -> None:
        self.rows = rows
        self.confidence = 0.9812
        self.second = 0.0123
        self.turned = 0
        self.truncated = False
        self.asked: list[tuple[Pixels, Options]] = []

    def read(self, rgb: Pixels, options: Options | None = None) -> Reading:
        self.asked.append((rgb, options or Options()))
        height, width = rgb.shape[:2]
        rows = []
        for line, text in enumerate(self.rows):
            across, down = width / len(text), height / len(self.rows)
            boxes = [Box(i * across, line * down, across, down) for i in range(len(text))]
            second = (Alternative("1", self.second),)
            rows.append(
                Row((tuple(Digit(c, self.confidence, box, second) for c, box in zip(text, boxes, strict=True)),))
            )
        timings = {"propose": 1.26, "classify": 2.0}
        return Reading(tuple(rows), width, height, timings, turned=self.turned, truncated=self.truncated)


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
        body, content_type = multipart(data, name)
        return client.post("/", data=body, content_type=content_type)

    return post
