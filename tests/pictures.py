"""Photos that the tests draw, and the ways to save and send them."""

from __future__ import annotations

import io

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image

from webapp.config import PDF_DPI

Pixels = npt.NDArray[np.uint8]


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


def multipart(data: bytes, name: str = "photo.png") -> tuple[bytes, str]:
    """The body and the content type with which a browser posts the form: Werkzeug's client would use a file on disk."""
    edge = "edge-of-a-part"
    head = f'--{edge}\r\nContent-Disposition: form-data; name="photo"; filename="{name}"\r\n\r\n'
    return head.encode() + data + f"\r\n--{edge}--\r\n".encode(), f"multipart/form-data; boundary={edge}"
