"""How many pixels of a picture are decoded at most, told by its header, so that no file takes more memory than we have.

Decoding takes at most 150 MB beside an idle worker: tests hold that, and benchmarks/memory.py prints each figure.
"""

from __future__ import annotations

from PIL import Image

from webapp.config import COEFFICIENT_BYTES, MAX_PIXELS_HEAVY, MIN_SIDE
from webapp.errors import TooManyPixels, TooSmall
from webapp.intake.formats import Format

# Markers of ITU-T T.81, table B.1: those without a length, the start of a frame in all its kinds, and of a scan.
_BARE = {0x01, *range(0xD0, 0xD8)}
_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
_PROGRESSIVE = {0xC2, 0xC6, 0xCA, 0xCE}
_SCAN = 0xDA

# TIFF tags: lines of a strip, width and height of a tile.
_ROWS_PER_STRIP, _TILE_WIDTH, _TILE_HEIGHT = 278, 322, 323

# Pixels of a strip or tile that libtiff may unpack beside the picture.
_STRIP_PIXELS = 2_000_000


def check_pixels(image: Image.Image, kind: Format, data: bytes) -> None:
    """Refuse a picture by its header.

    Args:
        image: the picture with its header read by Pillow, at the frame that is wanted.
        kind: its format.
        data: the bytes of the file.

    Raises:
        TooManyPixels: it has more than may be decoded.
        TooSmall: a side is shorter than MIN_SIDE.
    """
    limit = _most_pixels(image, kind, data)
    if image.width * image.height > limit:
        raise TooManyPixels.of(image.width * image.height, limit)
    check_sides(image.width, image.height)


def check_sides(width: int, height: int) -> None:
    """Refuse a picture with a side shorter than MIN_SIDE, in pixels, as TooSmall."""
    if min(width, height) < MIN_SIDE:
        raise TooSmall


def _most_pixels(image: Image.Image, kind: Format, data: bytes) -> int:
    """The most pixels that a picture may have: those of its format, or fewer where decoding takes more memory."""
    if kind.name == "JPEG":
        samples = _buffered_samples(data)
        return min(kind.most_pixels, int(COEFFICIENT_BYTES / (2 * samples))) if samples else kind.most_pixels
    return MAX_PIXELS_HEAVY if _is_heavy(image, kind) else kind.most_pixels


def _is_heavy(image: Image.Image, kind: Format) -> bool:
    """Whether the decoder holds several copies of the whole picture."""
    if kind.name == "WEBP":
        return bool(getattr(image, "is_animated", False))  # it blends frames on canvases of its own
    if kind.name == "HEIF":
        return image.has_transparency_data
    if kind.name == "TIFF":
        tags = image.tag_v2  # type: ignore[attr-defined]
        rows = min(int(tags.get(_ROWS_PER_STRIP, image.height)), image.height)
        unpacked = int(tags.get(_TILE_WIDTH, image.width)) * int(tags.get(_TILE_HEIGHT, rows))
        return unpacked > _STRIP_PIXELS
    return False


def _buffered_samples(data: bytes) -> float:
    """Samples per pixel that libjpeg must hold for the whole JPEG, 2 bytes each; 0 where a few lines are enough.

    It must where a component comes in more than one scan, and where not all components come in the first.
    """
    frame, marker = b"", 0
    for code, segment in _segments(data):
        if code in _FRAMES:
            frame, marker = segment, code
        elif code == _SCAN and frame:
            alone = bool(segment) and segment[0] < frame[5]
            return _samples(frame) if alone or marker in _PROGRESSIVE else 0.0
    return _samples(frame) if frame else 4.0  # broken: the worst is assumed


def _segments(data: bytes) -> list[tuple[int, bytes]]:
    """The marker segments (code, content) up to the first scan; what lies between them is skipped, as libjpeg does."""
    found: list[tuple[int, bytes]] = []
    place = 2
    while (place := data.find(b"\xff", place)) >= 0 and place + 4 <= len(data):
        code = data[place + 1]
        if code == 0xFF or code == 0 or code in _BARE:
            place += 1 if code == 0xFF else 2
            continue
        length = int.from_bytes(data[place + 2 : place + 4], "big")
        found.append((code, data[place + 4 : place + 2 + length]))
        if code == _SCAN:
            break
        place += 2 + length
    return found


def _samples(frame: bytes) -> float:
    """Samples per pixel of all components, by their sampling factors (T.81, B.2.2)."""
    factors = [(byte >> 4, byte & 15) for byte in frame[7 : 6 + 3 * frame[5] : 3]] if len(frame) > 7 else []
    if not factors or min(map(min, factors)) < 1:
        return 4.0
    widest, highest = max(across for across, _ in factors), max(down for _, down in factors)
    return sum(across * down for across, down in factors) / (widest * highest)
