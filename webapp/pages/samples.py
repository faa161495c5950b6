"""The six photos to try: drawn for this page, so that they are nobody's, and read like any other."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "static" / "samples"


@dataclass(frozen=True)
class Sample:
    """A photo to try.

    Attributes:
        name: of its files and its address.
        title: what it is called on the page.
    """

    name: str
    title: str

    @property
    def photo(self) -> str:
        """The file of the photo, inside the static folder."""
        return f"samples/{self.name}.jpg"

    @property
    def thumbnail(self) -> str:
        """The file of its small picture, inside the static folder."""
        return f"samples/{self.name}-small.webp"

    def bytes(self) -> bytes:
        """The photo as a file."""
        return (FOLDER / f"{self.name}.jpg").read_bytes()


SAMPLES = (
    Sample("lone-digit", "A lone digit"),
    Sample("handwriting", "Handwriting"),
    Sample("two-rows", "Two rows"),
    Sample("house-number", "A house number"),
    Sample("meter", "A meter"),
    Sample("no-digits", "No digits at all"),
)

# The size of the thumbnails in pixels.
THUMBNAIL = (240, 180)


def find(name: str) -> Sample | None:
    """The sample of a name, or None."""
    return next((sample for sample in SAMPLES if sample.name == name), None)
