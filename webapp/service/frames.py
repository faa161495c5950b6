"""The frames of the live camera: small pictures, many of them, which are counted apart and turned away first."""

from __future__ import annotations

from flask import has_request_context, request

from webapp.config import FRAME_BYTES, FRAME_SIDE
from webapp.errors import NotAFrame, Refusal
from webapp.intake.photo import sides_of_jpeg

# The one address that takes frames.
_ENDPOINT = "api.read"

_FIELD = "frame"


def is_called_frame() -> bool:
    """Whether the request at hand says that it brings a frame; the command line has none."""
    return has_request_context() and request.endpoint == _ENDPOINT and request.args.get(_FIELD) == "1"


def is_frame() -> bool:
    """Whether it is treated as one: it says so, and says that it is no larger than one may be."""
    return is_called_frame() and 0 < (request.content_length or 0) <= FRAME_BYTES


def check_frame(data: bytes) -> None:
    """Let nothing pass for a frame that takes longer than one to read; its header tells.

    Raises:
        NotAFrame: the bytes are no JPEG, or too many, or a side is longer than FRAME_SIDE.
    """
    try:
        fits = len(data) <= FRAME_BYTES and max(sides_of_jpeg(data)) <= FRAME_SIDE
    except Refusal:
        fits = False
    if not fits:
        raise NotAFrame
