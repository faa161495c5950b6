"""How printed documents are read: a browser draws figures among letters and signs, and photos are made of them."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np

from harness.chromium import find_chromium
from training.data import digit_sets
from training.folders import cache_folder
from training.measure import printed_pages, printed_photos
from training.measure.printed_pages import DENSITY, Rgb, compose
from training.measure.printed_texts import KINDS
from training.measure.strings import Case, Reader, Score, answer_cases, score

DOCUMENTS = 180
"""Documents that are drawn, of each kind as many."""
LONG_SIDE, SHORT_SIDE = 1280, 960
"""Sides of a photo in pixels; it is held upright for a document that is."""
NOT_MEASURED = "Not measured: no Chromium is installed to draw them with (Debian: apt-get install chromium).\n"


def listed() -> list[Case]:
    """The documents: file, kind, the digits of each line that has any, and a mark of what drew them."""
    drawn_by, found = _mark(), map(compose, range(DOCUMENTS))
    return [
        {"file": f"{seed:03d}.jpg", "kind": one.kind, "lines": one.lines, "drawn_by": drawn_by}
        for seed, one in enumerate(found)
    ]


def _mark() -> str:
    """Twelve hexadecimal digits that change with the code that draws, and with the photographs to lie on."""
    code = b"".join(path.read_bytes() for path in sorted(Path(__file__).parent.glob("printed*.py")))
    names = " ".join(path.name for path in digit_sets.photographs())
    return hashlib.sha256(code + names.encode()).hexdigest()[:12]


def folder() -> Path:
    """Where the photos are kept, with `cases.jsonl` to list them."""
    return cache_folder() / "printed"


def load_cases() -> list[Case]:
    """The documents, drawn where they are not in the cache; empty where there is no Chromium to draw them."""
    cases = listed()
    if _is_kept(cases):
        return cases
    program = find_chromium()
    if program is None:
        return []
    _draw(cases, program)
    return cases


def _is_kept(cases: list[Case]) -> bool:
    listing = folder() / "cases.jsonl"
    if not listing.exists() or not all((folder() / case["file"]).exists() for case in cases):
        return False
    return [json.loads(line) for line in listing.read_text(encoding="utf-8").splitlines()] == cases


def _draw(cases: list[Case], program: str) -> None:
    """Write the photo of each document, and the list last: it says that all are there."""
    folder().mkdir(exist_ok=True)
    (folder() / "cases.jsonl").unlink(missing_ok=True)
    pages = (compose(seed).page for seed in range(len(cases)))
    for seed, (case, drawn) in enumerate(zip(cases, printed_pages.draw(pages, program), strict=True)):
        (folder() / case["file"]).write_bytes(photo(drawn, seed))
    lines = (json.dumps(case) + "\n" for case in cases)
    (folder() / "cases.jsonl").write_text("".join(lines), encoding="utf-8")


def photo(drawn: Rgb, seed: int) -> bytes:
    """The photo of a drawn document (h, w, 3) uint8 as a JPEG file, the same for a seed each time."""
    rng = np.random.default_rng([seed, 1])
    upright = drawn.shape[0] > drawn.shape[1]
    size = (SHORT_SIDE, LONG_SIDE) if upright else (LONG_SIDE, SHORT_SIDE)
    return printed_photos.jpeg(printed_photos.photograph(drawn, size, DENSITY, rng), rng)


def table(read: Reader) -> str:
    """What a program reads of each kind and of all, in percent; or, in one line, why that is not measured."""
    cases = load_cases()
    if not cases:
        return NOT_MEASURED
    answers = answer_cases(read, folder(), cases)
    parts = {kind: [case for case in cases if case["kind"] == kind] for kind in KINDS}
    head = f"{'kind':18}{'documents':>10}{'exact %':>10}{'digit errors %':>16}\n"
    return head + "".join(_line(name, score(part, answers)) for name, part in {**parts, "all": cases}.items())


def _line(name: str, found: Score) -> str:
    errors = f"{found.digit_error_percent:.1f}" if found.digits else "-"
    return f"{name:18}{found.photos:10}{found.exact_percent:10.1f}{errors:>16}\n"
