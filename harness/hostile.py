"""Files that want more memory or time than a photo may have: bombs, false headers, and decoders' expensive corners."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable

import numpy as np
import pillow_heif
from PIL import Image

from harness.pictures import draw, encode

pillow_heif.register_heif_opener()

SIDE = 5000  # pixels: 25 megapixels, the most of what is decoded whole
FRAMES = (b"\xff\xc0", b"\xff\xc1", b"\xff\xc2")


def jpeg(width: int, height: int, mode: str = "RGB", **settings: object) -> bytes:
    """A JPEG of a few bytes whose header promises this many pixels; libjpeg fills in what is missing."""
    data = bytearray(saved(Image.fromarray(draw("7", 64, 64)).convert(mode), "JPEG", **settings))
    frame = next(place for place in map(data.find, FRAMES) if place > 0)
    data[frame + 5 : frame + 9] = struct.pack(">HH", height, width)
    return bytes(data)


def jpeg_in_scans(width: int, height: int) -> bytes:
    """Not progressive, but one scan for each component, which makes libjpeg hold the whole picture all the same."""
    data = jpeg(width, height, subsampling=0)
    scan = data.index(b"\xff\xda")
    alone = b"\xff\xda" + struct.pack(">HB", 8, 1) + data[scan + 5 : scan + 7] + b"\x00\x3f\x00"
    return data[:scan] + alone + data[scan + 14 :]


def png(width: int, height: int, bits: int = 8) -> bytes:
    """A transparent PNG, packed to a hundredth of its size."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    pack = zlib.compressobj(1)
    row = bytes(1 + width * bits // 2)
    rows = b"".join(pack.compress(row) for _ in range(height)) + pack.flush()
    header = struct.pack(">IIBBBBB", width, height, bits, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def gif(width: int, height: int) -> bytes:
    """A small GIF on a large screen."""
    data = bytearray(saved(Image.fromarray(draw("7", 64, 64)).convert("P"), "GIF"))
    data[6:10] = struct.pack("<HH", width, height)
    return bytes(data)


def bmp(width: int, height: int) -> bytes:
    """A BMP whose header promises this many pixels and that brings none."""
    data = bytearray(encode(np.zeros((8, 8, 3), np.uint8), "BMP"))
    data[18:26] = struct.pack("<ii", width, height)
    return bytes(data)


def tiff(width: int, height: int, **settings: object) -> bytes:
    """A white TIFF, packed to almost nothing."""
    return saved(Image.new("RGB", (width, height), "white"), "TIFF", compression="tiff_deflate", **settings)


def webp(width: int, height: int, frames: int) -> bytes:
    """A WebP of white paper, of several frames of other colours where asked."""
    first, *more = [Image.new("RGB", (width, height), (255, 255, 255 - 99 * i)) for i in range(frames)]
    return saved(first, "WEBP", quality=1, method=0, **({"save_all": True, "append_images": more} if more else {}))


def heic(width: int, height: int, mode: str = "RGB") -> bytes:
    """A white HEIC."""
    return saved(Image.new(mode, (width, height), "white"), "HEIF", quality=1)


def saved(image: Image.Image, format: str, **settings: object) -> bytes:
    """The picture as a file."""
    buffer = io.BytesIO()
    image.save(buffer, format, **settings)
    return buffer.getvalue()


# What is refused by its header, and what is decoded although it is as expensive as anything may be.
REFUSED: dict[str, Callable[[], bytes]] = {
    "progressive JPEG of 4:4:4": lambda: jpeg(7000, 7000, progressive=True, subsampling=0),
    "progressive JPEG of 4:2:0": lambda: jpeg(7000, 7000, progressive=True),
    "progressive JPEG of print colours": lambda: jpeg(SIDE, SIDE, "CMYK", progressive=True),
    "JPEG in scans": lambda: jpeg_in_scans(SIDE, SIDE),
    "JPEG of the longest sides": lambda: jpeg(65000, 65000),
    "animated WebP, larger": lambda: webp(3200, 3200, 2),
    "TIFF in one strip": lambda: tiff(SIDE, SIDE, strip_size=2**30),
    "HEIC with transparency, larger": lambda: heic(3200, 3200, "RGBA"),
    "BMP of one pixel too many": lambda: bmp(SIDE, SIDE + 1),
}
READ: dict[str, Callable[[], bytes]] = {
    "JPEG of the most pixels": lambda: jpeg(8000, 6250),
    "JPEG in print colours": lambda: jpeg(8000, 6250, "CMYK"),
    "progressive JPEG": lambda: jpeg(7000, 4700, progressive=True),
    "PNG of 16 bits": lambda: png(SIDE, SIDE, 16),
    "GIF with a large screen": lambda: gif(SIDE, SIDE),
    "TIFF": lambda: tiff(SIDE, SIDE),
    "TIFF in one small strip": lambda: tiff(2000, 1000, strip_size=2**30),
    "WebP": lambda: webp(SIDE, SIDE, 1),
    "animated WebP": lambda: webp(3000, 3000, 2),
    "HEIC": lambda: heic(5712, 4284),
    "HEIC with transparency": lambda: heic(3000, 3000, "RGBA"),
}
