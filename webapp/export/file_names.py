"""Names of downloads: after the photo, and safe on every system whatever the photo is called."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from pathlib import PurePath

# What a photo is called that has no name of its own.
NAMELESS = "numbers"

# The most bytes of a name in UTF-8: file systems take 255, of which endings and "(1)" need a few.
MOST_BYTES = 180

_FOLDERS = re.compile(r".*[/\\]", re.DOTALL)

# Signs that Windows allows in no name.
_FORBIDDEN = re.compile(r'[<>:"/\\|?*]')

# Names of devices on Windows, with any ending.
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)


def stem_of(name: str) -> str:
    """A photo's name without folders and ending: "photos/meter.jpg" gives "meter"; never empty."""
    visible = "".join(char for char in name if unicodedata.category(char)[0] != "C")
    own = " ".join(PurePath(_FOLDERS.sub("", visible)).stem.split())
    shortened = _FORBIDDEN.sub("-", own).encode()[:MOST_BYTES].decode(errors="ignore")
    stem = shortened.strip(". ") or NAMELESS
    return f"{stem}-" if _DEVICES.fullmatch(stem) else stem


def stem_of_all(names: Iterable[str]) -> str:
    """One name for several photos: "meter-and-4-more"; of one photo, or of the pages of one file, its own."""
    distinct = list(dict.fromkeys(names))
    if not distinct:
        return NAMELESS
    first = stem_of(distinct[0])
    return f"{first}-and-{len(distinct) - 1}-more" if len(distinct) > 1 else first
