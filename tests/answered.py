"""Answers about drawn photos, as the read service gives them."""

from harness.pictures import draw
from tests.conftest import FixedRecognizer
from webapp.intake.photo import Photo
from webapp.service.read import Answer


def answered(*rows: str, width: int = 480, height: int = 240) -> Answer:
    rgb = draw(rows[0] if rows else "", width, height)
    return Answer(Photo(rgb, width, height), FixedRecognizer(*rows).read(rgb))
