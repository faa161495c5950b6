"""Sets the printed documents as web pages and has Chromium draw them."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt
from playwright.sync_api import sync_playwright

from harness.chromium import ARGUMENTS
from training.measure.printed_texts import KINDS, Row, Rows
from training.measure.printed_words import Rng, pick

Rgb = npt.NDArray[np.uint8]

DENSITY = 2
"""Pixels that a drawing has for each pixel of the photo, across and down."""
FACES = (
    "DejaVu Sans", "DejaVu Sans Condensed", "DejaVu Serif", "Liberation Sans", "Liberation Sans Narrow",
    "Liberation Serif", "Roboto", "Roboto Condensed", "Open Sans", "Lato", "FreeSans", "FreeSerif", "Carlito",
    "Caladea", "Cantarell", "Inter", "Noto Sans", "Noto Serif", "PT Sans", "PT Serif", "Clear Sans", "C059", "P052",
    "URW Gothic", "TeX Gyre Adventor", "Comic Neue",
)  # fmt: skip
"""Families of the packages in fonts.txt; where one is missing, Chromium takes its own."""
TYPED_FACES = ("DejaVu Sans Mono", "Liberation Mono", "FreeMono", "Inconsolata", "Noto Sans Mono", "PT Mono", "Hack",
               "Fira Code", "Go Mono", "OCR B")  # fmt: skip
"""Families with letters of one width, also of those packages."""
TYPED = {"receipt": 0.6, "serial label": 0.4, "lot and expiry": 0.5}
"""Share of the documents of a kind in such a family; a tenth of the others."""
_INKS = (("#fdfdfb", "#161616"), ("#ffffff", "#000000"), ("#f3f0e6", "#22201e"), ("#f7f6f2", "#3c3c40"),
         ("#fbfbf8", "#1b2a5c"), ("#fff7c2", "#202020"), ("#ffe14a", "#151515"), ("#fff4ee", "#a01414"),
         ("#e3e6e8", "#2b2f33"), ("#eadfc8", "#33261a"))  # fmt: skip
_SIGN_INKS = (("#b3171c", "#ffffff"), ("#17427c", "#ffffff"), ("#1f1f21", "#f4f4f0"), ("#0d6a45", "#fffef0"))
_LOUD = {"large figure": 0.5, "price tag": 0.25, "words only": 0.2}
"""Share of the documents of a kind that are light on dark, as signs are."""
_DIGIT = 0.7
"""Height of a digit as a share of the size of its face, about."""
HEIGHTS = {"price tag": (14.0, 36.0), "large figure": (14.0, 34.0)}
"""Least and largest height of a digit of plain text in pixels of the photo, for kinds with a far larger line ..."""
PLAIN_HEIGHTS = 12.0, 55.0
"""... and for the others; a document that does not fit is made smaller with them."""


@dataclass(frozen=True)
class Document:
    """A document: its kind, its lines of text, and the page that shows them."""

    kind: str
    rows: tuple[Row, ...]
    page: str

    @property
    def lines(self) -> list[str]:
        """The digits of each line that has any, from top to bottom."""
        return [row.digits for row in self.rows if row.digits]


def compose(seed: int) -> Document:
    """The document of a seed; kinds take turns."""
    rng = np.random.default_rng(seed)
    kind = list(KINDS)[seed % len(KINDS)]
    rows = KINDS[kind](rng)
    return Document(kind, tuple(rows), _page(kind, rows, rng))


def _page(kind: str, rows: Rows, rng: Rng) -> str:
    """A page with nothing but a table: a line of it is a line of the document, and breaks nowhere."""
    columns = max(len(row.cells) for row in rows)
    lines = "".join(_line(row, columns) for row in rows)
    return f"<!doctype html><meta charset=utf-8><style>{_style(kind, rng)}</style><table>{lines}</table>"


def _line(row: Row, columns: int) -> str:
    *others, last = map(html.escape, row.cells)
    raised = f"<sup>{row.raised}</sup>" if row.raised else ""
    cells = "".join(f"<td>{cell}" for cell in others)
    return f'<tr style="font-size:{row.size}em">{cells}<td colspan={columns - len(others)}>{last}{raised}'


def _style(kind: str, rng: Rng) -> str:
    """Face, size, colours and space of a page."""
    faces = TYPED_FACES if rng.random() < TYPED.get(kind, 0.1) else FACES
    inks = _SIGN_INKS if rng.random() < _LOUD.get(kind, 0) else _INKS
    paper, ink = inks[rng.integers(len(inks))]
    size = rng.uniform(*HEIGHTS.get(kind, PLAIN_HEIGHTS)) / _DIGIT
    font = f"{pick(('normal', 'normal', 'bold'), rng)} {size:.1f}px/{rng.uniform(1.15, 1.6):.2f}"
    ruled = f"td{{border-bottom:1px solid {ink}}}" if kind == "table" and rng.random() < 0.6 else ""
    return (
        f"body{{margin:0;background:{paper}}}table{{font:{font} '{pick(faces, rng)}',sans-serif;color:{ink};"
        f"padding:{rng.uniform(0.7, 2):.2f}em;border-collapse:separate;border-spacing:0;white-space:nowrap}}"
        f"td{{padding:0}}td+td{{padding-left:1em;text-align:right}}{ruled}"
        f"td:only-child{{text-align:{pick(('left', 'left', 'center'), rng)}}}"
        f"sup{{font-size:50%;line-height:1;vertical-align:top;position:relative;top:.3em}}"
    )


def draw(pages: Iterable[str], program: str) -> Iterator[Rgb]:
    """Draw pages with one run of a browser: (h, w, 3) uint8 each, as large as the document, DENSITY times the photo's.

    Raises playwright.sync_api.Error where the browser does not start.
    """
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        sheet = browser.new_page(device_scale_factor=DENSITY, viewport={"width": 1600, "height": 1600})
        for page in pages:
            sheet.set_content(page)
            shown = np.frombuffer(sheet.locator("table").screenshot(), np.uint8)
            yield np.asarray(cv2.imdecode(shown, cv2.IMREAD_COLOR_RGB), np.uint8)
        browser.close()
