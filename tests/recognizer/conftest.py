"""The recognizer with the project's own models, loaded once for all tests of a process."""

from pathlib import Path

import pytest

from recognizer import Recognizer


@pytest.fixture(scope="session")
def recognizer() -> Recognizer:
    return Recognizer.load(Path(__file__).parents[2] / "models")
