"""The photo that a form brought."""

from __future__ import annotations

from flask import request

from webapp.errors import NoPhoto


def posted_photo() -> tuple[str, bytes]:
    """The name and the bytes of the posted photo.

    Raises:
        NoPhoto: the form came without a file.
    """
    file = request.files.get("photo")
    if file is None or not file.filename:
        raise NoPhoto
    return file.filename, file.stream.read()
