"""The site with a recognizer that answers at once, for tests of what happens around the reading of a photo."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from harness.pictures import Pixels, draw, encode
from recognizer.reading import Options, Reading
from tests.conftest import FixedRecognizer
from tests.listening import listening
from webapp import create_app
from webapp.config import Settings

NUMBERS = ("4071", "258", "7", "42", "007", "1", "2", "3")
NARROWEST = 300  # pixels: each of the numbers has a width of its own, by which its photo is known


class ByWidth(FixedRecognizer):
    """Reads the number of a photo's width, at most as many digits as are expected, turned as was asked for."""

    def __init__(self, always: str | None, confidence: float) -> None:
        super().__init__()
        self.always = always
        self.confidence = confidence

    def read(self, rgb: Pixels, options: Options | None = None) -> Reading:
        text = self.always or NUMBERS[(max(rgb.shape[:2]) - NARROWEST) // 2]
        self.rows = (text[: _count(options)],)
        self.turned = (options.turn if options else 0) or 0
        return super().read(rgb, options)


def _count(options: Options | None) -> int | None:
    """How many digits are expected; None where another form is, or none."""
    form = options.form if options else None
    return int(form.text.split()[0]) if form and form.text.endswith(("digit", "digits")) else None


def photo(text: str, format: str = "PNG") -> bytes:
    """A photo that such a site reads as this number."""
    return encode(draw(text, NARROWEST + 2 * NUMBERS.index(text), 150), format)


def written(folder: Path, text: str = "4071") -> Path:
    """Such a photo as a file."""
    path = folder / "number.png"
    path.write_bytes(photo(text))
    return path


@contextmanager
def quick_site(always: str | None = None, confidence: float = 0.98) -> Iterator[str]:
    """The address of such a site; `always` is what it reads in any photo, so surely."""
    with listening(create_app(Settings(rate=""), ByWidth(always, confidence))) as address:
        yield address
