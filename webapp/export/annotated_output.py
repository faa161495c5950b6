"""The photos with their digits boxed that the command line writes: the folder, the place of each, and the writing."""

from __future__ import annotations

from pathlib import Path, PurePath


def free_place(folder: Path, place: PurePath, taken: set[PurePath]) -> Path:
    """Where the boxed photo goes: its own place with .png behind it; photos of one name get -2, -3 and so on."""
    # Cleaned first: places that differ in what is dropped here are one.
    own = PurePath(*(part for part in place.parts if part not in ("..", "/")))
    place = own.parent / f"{own.name}.png"
    count = 1
    while place in taken:
        count += 1
        place = own.parent / f"{own.name}-{count}.png"
    taken.add(place)
    return folder / place


def write(target: Path, page: int, png: bytes) -> str | None:
    """Write one page's photo; further pages get -page-2 and so on. Why it could not be written, or None where it was.

    The disk may be full, or the name too long with .png behind it: neither is to cost the reading.
    """
    path = target if page == 1 else target.with_name(f"{target.stem}-page-{page}{target.suffix}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(png)
    except OSError as error:
        return f"I cannot write the photo with its digits boxed: {error.strerror or error}."
    return None
