"""The pages of a TIFF: its frames, without the thumbnail or the mask that may lie beside each."""

from __future__ import annotations

import io

from PIL import Image

from webapp.config import MAX_PAGES
from webapp.errors import Damaged

# The tag of a frame whose bits 0 and 2 mark a thumbnail and a mask. Source: TIFF 6.0, page 36.
_SUBFILE_TYPE = 254
_NO_PAGE = 0b101

# Frames that are looked at for pages; each page may have a thumbnail and a mask beside it.
_MOST_FRAMES = 3 * (MAX_PAGES + 1)


def count_pages(data: bytes) -> int:
    """The number of pages, or MAX_PAGES + 1 where there are more than MAX_PAGES."""
    with Image.open(io.BytesIO(data), formats=["TIFF"]) as image:
        return len(_frames(image))


def seek_page(image: Image.Image, page: int) -> None:
    """Go to the frame of a page; 1 is the first.

    Raises:
        Damaged: there is no such page.
    """
    frames = _frames(image)
    if page > len(frames):
        raise Damaged
    image.seek(frames[page - 1])


def _frames(image: Image.Image) -> list[int]:
    """The frames that are pages; at most MAX_PAGES + 1 of them."""
    pages = []
    for frame in range(_MOST_FRAMES):
        try:
            image.seek(frame)
        except EOFError:
            break
        if not image.tag_v2.get(_SUBFILE_TYPE, 0) & _NO_PAGE:  # type: ignore[attr-defined]
            pages.append(frame)
        if len(pages) > MAX_PAGES:
            break
    return pages or [0]
