"""The one table of the formats that are read: uploads, pages, script, API and command line take theirs from it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from webapp.config import MAX_PIXELS, MAX_PIXELS_WHOLE, PDF_WITHIN

HEIC_BRANDS = "heic heix heim heis hevc hevx mif1 msf1"


@dataclass(frozen=True)
class Format:
    r"""A kind of file that is read.

    Attributes:
        name: what Pillow calls it.
        words: what people call it.
        signature: what its first PDF_WITHIN bytes match from the first on, whatever the file is called: a regular
            expression that Python and JavaScript read alike, with bytes as `\xff`.
        suffixes: of file names under which it lies in folders and archives.
        media_types: that programs send it under.
        decoder: what turns its bytes into pixels. OpenCV takes less memory than Pillow but drops transparency, and
            libheif spares a copy that Pillow would make.
        most_pixels: that a file may have at most; fewer where decoding takes more memory (webapp.intake.limits).
        has_pages: whether it may hold several pages, each a photo of its own.
        unknown_to_browsers: whether some do not know its media type, so that a file input names its suffixes too.
    """

    name: str
    words: str
    signature: str
    suffixes: tuple[str, ...]
    media_types: tuple[str, ...]
    decoder: Literal["opencv", "pillow", "libheif", "pdfium"] = "pillow"
    most_pixels: int = MAX_PIXELS_WHOLE
    has_pages: bool = False
    unknown_to_browsers: bool = False

    def matches(self, data: bytes) -> bool:
        """Whether the bytes of a file begin as this format does."""
        return re.match(self.signature.encode("ascii"), data[:PDF_WITHIN]) is not None


FORMATS = (
    Format(
        "JPEG",
        "JPEG",
        r"\xff\xd8\xff",
        (".jpg", ".jpeg", ".jpe", ".jfif"),
        ("image/jpeg",),
        decoder="opencv",
        most_pixels=MAX_PIXELS,
    ),
    Format("PNG", "PNG", r"\x89PNG\r\n\x1a\n", (".png",), ("image/png",)),
    Format("WEBP", "WebP", r"RIFF[\s\S]{4}WEBP", (".webp",), ("image/webp",), decoder="opencv"),
    Format("GIF", "GIF (its first frame)", r"GIF8[79]a", (".gif",), ("image/gif",)),
    Format("BMP", "BMP", r"BM", (".bmp", ".dib"), ("image/bmp",)),
    Format("TIFF", "TIFF", r"II\*\x00|MM\x00\*", (".tif", ".tiff"), ("image/tiff",), has_pages=True),
    Format(
        "HEIF",
        "HEIC",
        rf"[\s\S]{{4}}ftyp(?:{HEIC_BRANDS.replace(' ', '|')})",
        (".heic", ".heif", ".hif"),
        ("image/heic", "image/heif"),
        decoder="libheif",
        unknown_to_browsers=True,
    ),
    Format(
        "PDF",
        "PDF",
        rf"[\s\S]{{0,{PDF_WITHIN - len('%PDF-')}}}%PDF-",
        (".pdf",),
        ("application/pdf",),
        decoder="pdfium",
        has_pages=True,
    ),
)
"""All formats; the first whose signature matches is what a file is."""

WORDS = f"{', '.join(one.words for one in FORMATS[:-1])} and {FORMATS[-1].words}"
"""The formats as a sentence names them."""

SUFFIXES = frozenset(suffix for one in FORMATS for suffix in one.suffixes)

MEDIA_TYPES = tuple(kind for one in FORMATS for kind in one.media_types)

ACCEPT = ",".join(kind for one in FORMATS for kind in one.media_types + one.suffixes * one.unknown_to_browsers)
"""What the file inputs of the pages offer."""


def format_of(data: bytes) -> Format | None:
    """The format of a file by its first bytes; its name and declared type are ignored."""
    return next((one for one in FORMATS if one.matches(data)), None)


def signature_of(has_pages: bool) -> str:
    """The signatures of all formats with or without pages in one regular expression, for the script."""
    return "|".join(f"(?:{one.signature})" for one in FORMATS if one.has_pages is has_pages)
