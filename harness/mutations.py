"""Files of every format, and the ways in which a fuzzer spoils them; the same seed gives the same file."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import numpy as np
from PIL import Image

from harness import hostile
from harness.pictures import draw

# Numbers at which sizes, counts and offsets go wrong, as 1 to 4 bytes.
EDGES = (0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)


def corpus() -> dict[str, bytes]:
    """Small files that all are read, by a name each; every decoder and most of its ways are among them."""
    rgb = Image.fromarray(draw("7", 48, 32))
    other = Image.fromarray(draw("3", 48, 32))
    deep = Image.fromarray(np.asarray(rgb.convert("L"), np.uint16) * 257)
    frames = {"save_all": True, "append_images": [other]}
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "camera"
    files: dict[str, tuple[Image.Image, str, dict[str, Any]]] = {
        "jpeg": (rgb, "JPEG", {"exif": exif}),
        "jpeg progressive": (rgb, "JPEG", {"progressive": True}),
        "jpeg cmyk": (rgb.convert("CMYK"), "JPEG", {}),
        "jpeg gray": (rgb.convert("L"), "JPEG", {}),
        "png": (rgb, "PNG", {"exif": exif}),
        "png palette": (rgb.convert("P"), "PNG", {"transparency": 0}),
        "png alpha": (rgb.convert("RGBA"), "PNG", {}),
        "png deep": (deep, "PNG", {}),
        "png animated": (rgb, "PNG", frames),
        "gif": (rgb.convert("P"), "GIF", {}),
        "gif animated": (rgb, "GIF", frames),
        "bmp": (rgb, "BMP", {}),
        "bmp one bit": (rgb.convert("1"), "BMP", {}),
        "tiff": (rgb, "TIFF", {}),
        "tiff lzw": (rgb, "TIFF", {"compression": "tiff_lzw"}),
        "tiff jpeg": (rgb, "TIFF", {"compression": "jpeg"}),
        "tiff fax": (rgb.convert("1"), "TIFF", {"compression": "group4"}),
        "tiff pages": (rgb, "TIFF", {**frames, "compression": "tiff_deflate"}),
        "tiff deep": (deep, "TIFF", {}),
        "webp": (rgb, "WEBP", {}),
        "webp lossless": (rgb.convert("RGBA"), "WEBP", {"lossless": True}),
        "webp animated": (rgb, "WEBP", frames),
        "heic": (rgb, "HEIF", {}),
        "heic alpha": (rgb.convert("RGBA"), "HEIF", {}),
        "pdf": (rgb, "PDF", {}),
        "pdf pages": (rgb.convert("1"), "PDF", {"save_all": True, "append_images": [other.convert("1")]}),
    }
    return {name: hostile.saved(image, format, **settings) for name, (image, format, settings) in files.items()}


def mutated(files: dict[str, bytes], seed: int) -> tuple[str, bytes]:
    """A file of the corpus, spoiled in one to eight ways, and its name."""
    rng = random.Random(seed)
    # A PDF is drawn by a process of its own, which takes as long as fifty pictures.
    names = sorted(name for name in files if not name.startswith("pdf") or rng.random() < 0.1)
    name = rng.choice(names)
    data = bytearray(files[name])
    for _ in range(rng.choice((1, 1, 2, 3, 5, 8))):
        if not data:
            break
        rng.choice(_WAYS)(rng, data, files)
    return name, bytes(data)


def _flip(rng: random.Random, data: bytearray, _: dict[str, bytes]) -> None:
    data[_place(rng, data)] ^= 1 << rng.randrange(8)


def _overwrite(rng: random.Random, data: bytearray, _: dict[str, bytes]) -> None:
    place = _place(rng, data)
    data[place : place + rng.randint(1, 8)] = rng.randbytes(rng.randint(1, 8))


def _edge(rng: random.Random, data: bytearray, _: dict[str, bytes]) -> None:
    place, size = _place(rng, data), rng.choice((1, 2, 4))
    number = rng.choice(EDGES) & (256**size - 1)
    data[place : place + size] = number.to_bytes(size, rng.choice(("big", "little")))


def _cut_out(rng: random.Random, data: bytearray, _: dict[str, bytes]) -> None:
    place = _place(rng, data)
    del data[place : place + rng.randint(1, 64)]


def _repeat(rng: random.Random, data: bytearray, _: dict[str, bytes]) -> None:
    place = _place(rng, data)
    piece = bytes(data[place : place + rng.randint(1, 64)])
    data[place:place] = piece * rng.randint(1, 20)


def _truncate(rng: random.Random, data: bytearray, _: dict[str, bytes]) -> None:
    del data[_place(rng, data) :]


def _splice(rng: random.Random, data: bytearray, files: dict[str, bytes]) -> None:
    other = files[rng.choice(sorted(files))]
    start = rng.randrange(len(other))
    data[_place(rng, data) :] = other[start:]


def _place(rng: random.Random, data: bytearray) -> int:
    """Anywhere, half of the time in the first bytes, where headers are."""
    return rng.randrange(min(len(data), 64) if rng.random() < 0.5 else len(data))


_WAYS: tuple[Callable[[random.Random, bytearray, dict[str, bytes]], None], ...] = (
    _flip,
    _overwrite,
    _edge,
    _edge,
    _cut_out,
    _repeat,
    _truncate,
    _splice,
)
