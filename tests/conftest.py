"""What the tests share: a recognizer with a fixed answer, and the site around it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import settings
from jinja2.bccache import Bucket, BytecodeCache

from harness.pictures import Pixels, multipart
from recognizer.reading import Alternative, Box, Digit, Expectation, Mark, Options, Reading, Row
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
        self.doubt: float | None = None  # the confidence of marks, where it is not that of digits
        self.turned = 0
        self.truncated = False
        self.expected: Expectation | None = None
        self.asked: list[tuple[Pixels, Options]] = []

    def read(self, rgb: Pixels, options: Options | None = None) -> Reading:
        self.asked.append((rgb, options or Options()))
        height, width = rgb.shape[:2]
        down = height / max(len(self.rows), 1)
        rows = [self._row(text, line * down, width, down) for line, text in enumerate(self.rows)]
        return Reading(
            tuple(rows),
            width,
            height,
            {"propose": 1.26, "classify": 2.0},
            turned=self.turned,
            truncated=self.truncated,
            expected=self.expected,
        )

    def _row(self, text: str, top: float, width: float, height: float) -> Row:
        """Digits and marks share out the width; a space parts groups."""
        across, second = width / len(text), (Alternative("1", self.second),)
        groups, marks = list[list[Digit]]([[]]), list[Mark]()
        for place, char in enumerate(text):
            box = Box(place * across, top, across, height)
            if char == " ":
                groups.append([])
            elif char.isdigit():
                groups[-1].append(Digit(char, self.confidence, box, second))
            else:
                marks.append(Mark(char, self.doubt or self.confidence, box))
        return Row(tuple(map(tuple, groups)), tuple(marks))


class CompiledTemplates(BytecodeCache):
    """The compiled templates, which do not change while tests run: each new site takes them from the one before."""

    def __init__(self) -> None:
        self.known: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.known:
            bucket.bytecode_from_string(self.known[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.known[bucket.key] = bucket.bytecode_to_string()


COMPILED = CompiledTemplates()


@pytest.fixture
def recognizer() -> FixedRecognizer:
    return FixedRecognizer("007")


@pytest.fixture
def app(recognizer: FixedRecognizer) -> Flask:
    app = create_app(recognizer=recognizer)
    app.testing = True
    app.jinja_env.bytecode_cache = COMPILED
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
