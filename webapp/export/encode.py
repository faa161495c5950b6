"""Pictures as files, freshly made so that nothing of the original's metadata is in them, and as `data:` addresses."""

from __future__ import annotations

import base64
from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

from webapp.config import ANNOTATED_QUALITY, DRAWING_QUALITY

Pixels = npt.NDArray[np.uint8]


def jpeg(picture: Pixels) -> bytes:
    """(H, W, 3) RGB or (H, W) gray as a JPEG: for photos."""
    return _encoded(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, ANNOTATED_QUALITY])


def webp(picture: Pixels) -> bytes:
    """The same as WebP: a third of the bytes at thirty times the work, for drawings that are made once."""
    return _encoded(".webp", picture, [cv2.IMWRITE_WEBP_QUALITY, DRAWING_QUALITY])


def png(picture: Pixels) -> bytes:
    """The same as PNG, without loss: for crops, and for photos that are kept."""
    return _encoded(".png", picture)


def jpeg_url(picture: Pixels) -> str:
    """`jpeg` as an address."""
    return data_url("image/jpeg", jpeg(picture))


def webp_url(picture: Pixels) -> str:
    """`webp` as an address."""
    return data_url("image/webp", webp(picture))


def png_url(picture: Pixels) -> str:
    """`png` as an address."""
    return data_url("image/png", png(picture))


def data_url(kind: str, data: bytes) -> str:
    """Any file as an address, with its MIME type."""
    return f"data:{kind};base64,{base64.b64encode(data).decode('ascii')}"


def _encoded(extension: str, picture: Pixels, settings: Sequence[int] = ()) -> bytes:
    ordered = cv2.cvtColor(picture, cv2.COLOR_RGB2BGR) if picture.ndim == 3 else picture
    done, data = cv2.imencode(extension, ordered, settings)
    if not done:
        raise RuntimeError(f"the picture could not be encoded as {extension}")
    return data.tobytes()
