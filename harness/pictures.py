"""Photos that tests and benchmarks draw, and the ways to save and send them."""

from __future__ import annotations

import io

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageOps

from webapp.config import PDF_DPI

Pixels = npt.NDArray[np.uint8]

ORIENTATION = 0x0112  # the tag of EXIF


def draw(text: str, width: int = 480, height: int = 240) -> Pixels:
    """A photo of dark strokes on light paper, (height, width, 3) uint8."""
    rgb = np.full((height, width, 3), 235, np.uint8)
    size = height / 60
    (across, down), _ = cv2.getTextSize(text, cv2.FONT_HERSHEY_SIMPLEX, size, round(size * 3))
    place = (width - across) // 2, (height + down) // 2
    cv2.putText(rgb, text, place, cv2.FONT_HERSHEY_SIMPLEX, size, (30, 30, 40), round(size * 3), cv2.LINE_AA)
    return rgb


def encode(rgb: Pixels, format: str = "PNG", **settings: object) -> bytes:
    """The picture as a file of any of Pillow's formats."""
    buffer = io.BytesIO()
    Image.fromarray(rgb).save(buffer, format, **settings)
    return buffer.getvalue()


def encode_pages(pages: list[Pixels], format: str) -> bytes:
    """The pictures as the pages of one file; a PDF is drawn at the size of its pictures."""
    first, *others = map(Image.fromarray, pages)
    buffer = io.BytesIO()
    settings = {"resolution": PDF_DPI, "quality": 100} if format == "PDF" else {}
    first.save(buffer, format, save_all=True, append_images=others, **settings)
    return buffer.getvalue()


def corners(width: int = 80, height: int = 40) -> Pixels:
    """Four quarters: red and green above, blue and white below; tells every turn and mirroring apart."""
    rgb = np.zeros((height, width, 3), np.uint8)
    rgb[: height // 2, : width // 2] = (200, 0, 0)
    rgb[: height // 2, width // 2 :] = (0, 200, 0)
    rgb[height // 2 :, : width // 2] = (0, 0, 200)
    rgb[height // 2 :, width // 2 :] = (200, 200, 200)
    return rgb


def as_camera_saves(rgb: Pixels, orientation: int) -> Pixels:
    """The pixels that, with this orientation tag, mean `rgb`: found by trying all eight ways to lay it down."""
    transposed = rgb.transpose(1, 0, 2) if orientation >= 5 else rgb
    ways = (transposed, transposed[:, ::-1], transposed[::-1], transposed[::-1, ::-1])
    return next(np.ascontiguousarray(way) for way in ways if _means(way, orientation, rgb))


def _means(saved: Pixels, orientation: int, rgb: Pixels) -> bool:
    """Whether these pixels with this tag are `rgb` to Pillow."""
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    seen = ImageOps.exif_transpose(Image.open(io.BytesIO(encode(saved, "PNG", exif=exif))))
    return bool(seen.size == rgb.shape[1::-1] and np.array_equal(np.asarray(seen), rgb))


def tagged(rgb: Pixels, format: str, orientation: object, **settings: object) -> bytes:
    """The picture as a file with this orientation."""
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    return encode(rgb, format, exif=exif, **settings)


def multipart(data: bytes, name: str = "photo.png") -> tuple[bytes, str]:
    """The body and the content type with which a browser posts the form: Werkzeug's client would use a file on disk."""
    edge = "edge-of-a-part"
    head = f'--{edge}\r\nContent-Disposition: form-data; name="photo"; filename="{name}"\r\n\r\n'
    return head.encode() + data + f"\r\n--{edge}--\r\n".encode(), f"multipart/form-data; boundary={edge}"
