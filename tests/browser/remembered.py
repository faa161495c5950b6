"""The trained recognizer, for tests that show it the same drawn picture again and again."""

from __future__ import annotations

from typing import Any

from harness.pictures import Pixels
from recognizer.reading import Options, Reading
from webapp.service.read import Reader


class Remembered:
    """Reads each picture once with each choice, and gives the same answer from then on."""

    def __init__(self, recognizer: Reader) -> None:
        self.recognizer = recognizer
        self.known: dict[tuple[bytes, tuple[int, ...], Options | None], Reading] = {}

    def read(self, rgb: Pixels, options: Options | None = None) -> Reading:
        key = (rgb.tobytes(), rgb.shape, options)
        if key not in self.known:
            self.known[key] = self.recognizer.read(rgb, options)
        return self.known[key]

    def __getattr__(self, name: str) -> Any:
        """What else a page asks of a recognizer."""
        return getattr(self.recognizer, name)
