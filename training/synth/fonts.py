"""Finds the fonts of the system through fontconfig and keeps the faces whose digits read as digits."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

Mask = npt.NDArray[np.float32]

DIGITS = "0123456789"
AGREEMENT = 0.7  # share of a face's digits that must be nearest to the same digit of other faces
THUMB = 16  # side of the thumbnails that faces are compared by, pixels
EM = 48  # size in pixels at which faces are compared

GROTESQUES = re.compile("Sans|Gothic|Grotesk|Roboto|Inter|Lato|DIN|Heros|Roadgeek|Signfont|Bebas|Switzera|Gillius")
WEB_FONTS = Path(__file__).with_name("web_fonts.txt")
SLANTED_OR_FIXED = re.compile("Mono|Italic|Oblique|Code|Comic|Humor|Typewriter")


@dataclass(frozen=True, order=True)
class Face:
    """One face of a font file: the file, the face's index in it, and its family."""

    path: str
    index: int
    family: str

    def at(self, size: int) -> ImageFont.FreeTypeFont:
        """The face at an em of `size` pixels. Raises OSError when the file cannot be read."""
        return _open(self.path, self.index, size)

    @property
    def is_fancy(self) -> bool:
        """Whether this is one of the many faces made to be looked at rather than read, or of early screens."""
        return self.family.endswith(" BRK") or self.family.startswith("Px ")

    @property
    def is_by_hand(self) -> bool:
        """Whether this looks written by hand, as WEB_FONTS says."""
        return self._package in web_fonts()["hands"]

    @property
    def _package(self) -> str:
        return Path(self.path).name.split("-latin-")[0]

    @property
    def is_grotesque(self) -> bool:
        """Whether this is an upright face without serifs, as signs and plates have."""
        if self._package in web_fonts()["signs"]:
            return True
        return bool(GROTESQUES.search(self.family)) and not SLANTED_OR_FIXED.search(f"{self.family} {self.path}")


@lru_cache(maxsize=1)
def web_fonts() -> dict[str, frozenset[str]]:
    """The packages of WEB_FONTS by the heading that they stand under: signs, hands or print."""
    lists: dict[str, list[str]] = {}
    for line in WEB_FONTS.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            names = lists.setdefault(line.removeprefix("# "), [])
        else:
            names.append(line)
    return {heading: frozenset(names) for heading, names in lists.items() if names}


@lru_cache(maxsize=2048)
def _open(path: str, index: int, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, size, index=index, layout_engine=ImageFont.Layout.BASIC)


def draw_character(face: Face, character: str, size: int) -> tuple[Mask, tuple[int, int], float]:
    """Draw one character.

    Returns its ink as alpha in 0..1, tight (h, w); the ink's offset (x, y) from the pen at the top of the em, in
    pixels; and the advance in pixels. The ink is (0, 0) in size for a blank.
    """
    font = face.at(size)
    left, top, right, bottom = font.getbbox(character)
    width, height = int(right - left), int(bottom - top)
    advance = float(font.getlength(character))
    if width <= 0 or height <= 0:
        return np.zeros((0, 0), np.float32), (0, 0), advance
    image = Image.new("L", (width, height))
    ImageDraw.Draw(image).text((-left, -top), character, fill=255, font=font)
    return np.asarray(image, np.float32) / 255.0, (int(left), int(top)), advance


def list_faces() -> list[Face]:
    """Every scalable face that says it has the ten digits; empty where fontconfig is missing."""
    query = ["fc-list", ":scalable=true:charset=30 31 32 33 34 35 36 37 38 39", "file", "index", "family"]
    query = [*query[:2], "--format", "%{file}\t%{index}\t%{family[0]}\n"]
    try:
        listing = subprocess.run(query, capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return []
    rows = (line.split("\t") for line in listing.splitlines())
    # The high bits of fontconfig's index name an instance of a variable font; the file's default instance is enough.
    return sorted({Face(path, int(index) & 0xFFFF, family) for path, index, family in rows if Path(path).exists()})


def _thumbnails(face: Face) -> Mask | None:
    thumbs = []
    for digit in DIGITS:
        try:
            ink, _, _ = draw_character(face, digit, EM)
        except (OSError, ValueError):
            return None
        if ink.size == 0 or max(ink.shape) > 4 * EM or ink.max() < 0.5:
            return None
        side = max(ink.shape)
        square = np.zeros((side, side), np.float32)
        y, x = (side - ink.shape[0]) // 2, (side - ink.shape[1]) // 2
        square[y : y + ink.shape[0], x : x + ink.shape[1]] = ink
        small = Image.fromarray((square * 255).astype(np.uint8)).resize((THUMB, THUMB), Image.Resampling.BOX)
        thumbs.append(np.asarray(small, np.float32).ravel() / 255.0)
    return np.stack(thumbs)


def spells(face: Face) -> bool:
    """Whether a face has letters of its own, not one box that stands for all that it lacks."""
    try:
        first, second = (draw_character(face, letter, EM)[0] for letter in "BK")
    except (OSError, ValueError):
        return False
    return bool(first.size and second.size) and not np.array_equal(first, second)


def keep_readable(faces: list[Face]) -> list[Face]:
    """Drop faces without letters, faces that repeat another's digits and those whose digits others do not agree with.

    Symbol fonts, tofu and unreadable display faces fall to the second test: at least AGREEMENT of a face's digits
    must have a digit of the same value as nearest neighbour among all other faces.
    """
    seen: dict[bytes, int] = {}
    kept: list[Face] = []
    thumbs: list[Mask] = []
    for face in faces:
        pictures = _thumbnails(face) if spells(face) else None
        if pictures is None:
            continue
        key = (pictures > 0.5).tobytes()
        if key not in seen:
            seen[key] = len(kept)
            kept.append(face)
            thumbs.append(pictures)
    if len(kept) < 3:
        return kept
    return [face for face, share in zip(kept, _agreement(np.stack(thumbs)), strict=True) if share >= AGREEMENT]


def _agreement(thumbs: Mask) -> Mask:
    """For thumbnails (faces, 10, d) the share of each face's digits whose nearest other face agrees."""
    count = len(thumbs)
    flat = thumbs.reshape(count * 10, -1)
    flat = flat / (np.linalg.norm(flat, axis=1, keepdims=True) + 1e-6)
    value, owner = np.tile(np.arange(10), count), np.repeat(np.arange(count), 10)
    right = np.zeros(count * 10, np.float32)
    for start in range(0, len(flat), 1000):
        rows = slice(start, start + 1000)
        likeness = flat[rows] @ flat.T
        likeness[owner[rows, None] == owner[None, :]] = -1.0
        right[rows] = value[likeness.argmax(1)] == value[rows]
    return np.asarray(right.reshape(count, 10).mean(1), np.float32)


@lru_cache(maxsize=1)
def readable_faces() -> tuple[Face, ...]:
    """The faces to train with; a few seconds on the first call of a process."""
    return tuple(keep_readable(list_faces()))


@lru_cache(maxsize=1)
def grotesque_faces() -> tuple[Face, ...]:
    """The readable faces that signs and plates are set in."""
    return tuple(face for face in readable_faces() if face.is_grotesque)


@lru_cache(maxsize=1)
def hand_faces() -> tuple[Face, ...]:
    """The readable faces that look written by hand."""
    return tuple(face for face in readable_faces() if face.is_by_hand)


SCRIPTS = {
    "zh": (0x4E00, 0x9FA5), "ko": (0xAC00, 0xD7A3), "ja": (0x3042, 0x30F6), "ru": (0x410, 0x44F), "el": (0x391, 0x3A1),
    "he": (0x5D0, 0x5EA), "ar": (0x627, 0x63A), "hi": (0x905, 0x914), "th": (0xE01, 0xE2E),
}  # fmt: skip
"""Languages whose letters stand near digits on signs, and where their letters lie in Unicode."""


@lru_cache(maxsize=1)
def script_faces() -> dict[str, tuple[Face, ...]]:
    """Faces by language of SCRIPTS; languages without any face are left out."""
    known = {(face.path, face.index): face for face in list_faces()}
    found = {}
    for language in SCRIPTS:
        query = ["fc-list", f":lang={language}:scalable=true", "--format", "%{file}\t%{index}\n"]
        try:
            lines = subprocess.run(query, capture_output=True, text=True, check=True).stdout.splitlines()
        except (OSError, subprocess.CalledProcessError):
            continue
        keys = {(path, int(index) & 0xFFFF) for path, index in (line.split("\t") for line in lines)}
        found[language] = tuple(known[key] for key in sorted(keys & known.keys()))
    return {language: faces for language, faces in found.items() if faces}
