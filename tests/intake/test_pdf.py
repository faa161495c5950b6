import subprocess
import sys
import threading
import zlib
from pathlib import Path

import numpy as np
import pytest

from harness.pictures import draw, encode_pages
from webapp import errors
from webapp.config import MAX_PIXELS_WHOLE, PDF_DPI, WORKING_PIXELS
from webapp.intake.pdf import count_pages, draw_page
from webapp.intake.pdf_drawer import POINTS

ROOT = Path(__file__).resolve().parents[2]


def written(content: bytes, size: tuple[float, float] = (144, 72), more: bytes = b"", trailer: bytes = b"") -> bytes:
    """A PDF of one page with these drawing instructions, of a size in points."""
    width, height = size
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %g %g]/Contents 4 0 R%s>>" % (width, height, more),
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
    ]
    data, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(data)
    return data + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF"
        % (len(parts) + 1, table, len(parts) + 1, trailer, start)
    )


# A black bar in the left half of the page.
BAR = b"0 0 0 rg 18 9 18 54 re f"

LOCK = b"/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<%s>/U<%s>>>/ID[<00><00>]" % (b"41" * 32, b"42" * 32)


def test_drawings_are_black_on_white_at_our_resolution():
    rgb = draw_page(written(BAR), 1)
    assert rgb.shape == (PDF_DPI * 72 // POINTS, PDF_DPI * 144 // POINTS, 3) and rgb.dtype == np.uint8
    assert rgb[100, 75].tolist() == [0, 0, 0] and rgb[100, 300].tolist() == [255, 255, 255]


def test_colours_are_in_red_green_blue():
    assert draw_page(written(BAR.replace(b"0 0 0 rg", b"1 0 0 rg")), 1)[100, 75].tolist() == [255, 0, 0]


def test_a_page_that_is_turned_is_drawn_upright():
    rgb = draw_page(written(BAR, more=b"/Rotate 90"), 1)
    assert rgb.shape[0] > rgb.shape[1]
    assert rgb[75, 100].max() == 0 and rgb[300, 100].min() == 255


@pytest.mark.parametrize("size", [(14400, 14400), (14400, 20), (4000, 3000)])
def test_a_large_page_is_drawn_within_the_working_size(size: tuple[int, int]):
    height, width, _ = draw_page(written(BAR, size), 1).shape
    assert width * height <= WORKING_PIXELS + width + height
    assert max(width, height) <= size[0] * PDF_DPI / POINTS


def test_a_locked_pdf_is_refused_by_its_own_name():
    for work in (count_pages, lambda data: draw_page(data, 1)):
        with pytest.raises(errors.LockedPdf, match="password"):
            work(written(BAR, trailer=LOCK))


@pytest.mark.parametrize(
    "data", [b"%PDF-1.7\n", written(BAR)[:150], written(BAR).replace(b"/Kids[3 0 R]/Count 1", b"/Kids[]/Count 0")]
)
def test_a_damaged_pdf_is_refused_by_its_own_name(data: bytes):
    with pytest.raises(errors.DamagedPdf, match="damaged"):
        draw_page(data, 1)


def test_a_page_of_pictures_with_too_many_pixels_is_refused_before_they_are_decoded():
    side = int(MAX_PIXELS_WHOLE**0.5) + 1
    data = encode_pages([draw("1")], "PDF").replace(b"/Width 480", b"/Width %d" % side)
    data = data.replace(b"/Height 240", b"/Height %d" % side)
    with pytest.raises(errors.TooManyPixels, match="I read up to 25 megapixels"):
        draw_page(data, 1)


def packed(content: bytes, times: int) -> bytes:
    """A PDF of one page with these drawing instructions many times over, compressed."""
    packer = zlib.compressobj(9)
    small = b"".join([*(packer.compress(content) for _ in range(times)), packer.flush()])
    return written(small).replace(b"<</Length %d>>" % len(small), b"<</Length %d/Filter/FlateDecode>>" % len(small))


def test_a_page_of_too_many_objects_is_refused_before_it_is_drawn(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("webapp.config.PDF_CORE_MS", 60_000)
    monkeypatch.setattr("webapp.config.PDF_OBJECTS", 1000)
    assert draw_page(packed(b"0 0 9 9 re f\n", 1000), 1).shape == (200, 400, 3)
    with pytest.raises(errors.TooBusyPicture):
        draw_page(packed(b"0 0 9 9 re f\n", 1001), 1)


def test_a_page_that_takes_too_much_of_a_core_is_given_up(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("webapp.config.PDF_SECONDS", 600)
    page = packed(b"0 0 595 842 re f\n" * 1000, 20).replace(b"0 0 144 72]", b"0 0 595 842]")
    with pytest.raises(errors.TooBusyPicture):
        draw_page(page, 1)


def test_a_page_whose_process_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("webapp.config.PDF_SECONDS", 0.001)
    with pytest.raises(errors.TooBusyPicture):
        draw_page(written(BAR), 1)


def test_a_pdf_that_was_cut_off_costs_no_process(monkeypatch: pytest.MonkeyPatch):
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a process was started")

    monkeypatch.setattr(subprocess, "run", refuse)
    data = encode_pages([draw("1")], "PDF")
    with pytest.raises(errors.DamagedPdf):
        count_pages(data[: data.index(b"/Root")])


def test_a_page_that_eats_memory_costs_itself_alone():
    bomb = packed(bytes(1_000_000), 600)
    assert len(bomb) < 1_000_000
    with pytest.raises(errors.TooBusyPicture):
        draw_page(bomb, 1)
    assert draw_page(written(BAR), 1)[100, 75].tolist() == [0, 0, 0]


# Run apart, so that the peak is that of the drawer alone; its own process is small before it starts.
PEAK = """
import resource, sys
from webapp import errors
from webapp.intake import pdf

try:
    pdf.draw_page(sys.stdin.buffer.read(), 1)
except errors.TooBusyPicture:
    print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)
"""


@pytest.mark.parametrize("content", [bytes(1_000_000), b" " * 1_000_000, b"q " * 500_000])
def test_a_bomb_of_drawing_instructions_is_refused_within_150_mb(content: bytes):
    done = subprocess.run([sys.executable, "-c", PEAK], cwd=ROOT, input=packed(content, 300), capture_output=True)
    assert 0 < float(done.stdout) < 150


def test_what_was_filled_into_a_form_is_drawn():
    look = b"<</Type/XObject/Subtype/Form/BBox[0 0 72 72]/Length 24>>stream\n0 0 0 rg 0 0 72 72 re f \nendstream"
    field = b"/Annots[<</Type/Annot/Subtype/Widget/FT/Tx/T(n)/F 4/Rect[72 0 144 72]/AP<</N 5 0 R>>>>]"
    data = written(b"", more=field)
    data = (
        data.replace(b"/Pages 2 0 R>>", b"/Pages 2 0 R/AcroForm<</Fields[]>>>>") + b"\n5 0 obj\n" + look + b"\nendobj\n"
    )
    rgb = draw_page(data, 1)
    assert rgb[100, 300].max() == 0 and rgb[100, 100].min() == 255


def test_the_site_itself_loads_no_pdfium():
    code = "import sys, webapp.intake.photo; sys.exit(any(name.startswith('pypdfium2') for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT).returncode == 0


def test_several_threads_may_draw_at_once():
    data, seen = encode_pages([draw(str(n)) for n in range(5)], "PDF"), []
    threads = [threading.Thread(target=lambda n=n: seen.append((n, draw_page(data, n + 1)))) for n in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 5
    for number, rgb in seen:
        assert np.abs(rgb.astype(int) - draw(str(number))).mean() < 6
