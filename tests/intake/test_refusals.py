import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.pictures import corners, draw, encode, encode_pages
from webapp import errors
from webapp.config import MAX_BYTES, MAX_PAGES, MAX_PIXELS_WHOLE, MIN_SIDE
from webapp.intake.photo import count_pages, open_photo


def header_of(width: int, height: int) -> bytes:
    """A BMP that promises this many pixels and brings none: a refusal must come from the header alone."""
    data = bytearray(encode(np.zeros((8, 8, 3), np.uint8), "BMP"))
    data[18:26] = width.to_bytes(4, "little") + height.to_bytes(4, "little")
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"", errors.EmptyFile),
        (b"007\n", errors.NotAPicture),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", errors.NotAPicture),
        (b"\x00\x00\x00\x1cftypavif", errors.NotAPicture),
        (b"%PDF-1.7\n", errors.DamagedPdf),
        (b"\xef\xbb\xbf\n%PDF-1.4\n", errors.DamagedPdf),
        (b"\xff\xd8\xff", errors.Damaged),
        (b"\x89PNG\r\n\x1a\n", errors.Damaged),
        (b"GIF89a", errors.Damaged),
        (b"BM" + bytes(60), errors.Damaged),
        (b"\x00\x00\x00\x1cftypheic", errors.Damaged),
        (bytes(MAX_BYTES + 1), errors.TooLarge),
        (header_of(5001, MAX_PIXELS_WHOLE // 5000), errors.TooManyPixels),
        (header_of(30_000, 30_000), errors.TooManyPixels),
        (encode(np.zeros((MIN_SIDE - 1, 90, 3), np.uint8)), errors.TooSmall),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else "",
)
def test_what_cannot_be_read_is_refused_for_its_own_reason(data: bytes, refusal: type[errors.Refusal]):
    with pytest.raises(refusal):
        open_photo(data)


def test_a_tiff_of_far_too_many_pixels_is_refused_before_its_pages_are_counted():
    data = encode(draw("7"), "TIFF").replace((480).to_bytes(2, "little"), (60_000).to_bytes(2, "little"), 1)
    data = data.replace((240).to_bytes(2, "little"), (60_000).to_bytes(2, "little"))
    with pytest.raises(errors.TooManyPixels):
        count_pages(data)


def test_a_jpeg_over_fifty_megapixels_is_refused_by_its_header():
    data = bytearray(encode(np.zeros((16, 16, 3), np.uint8), "JPEG"))
    frame = data.index(b"\xff\xc0")
    data[frame + 5 : frame + 9] = (8000).to_bytes(2, "big") + (8000).to_bytes(2, "big")
    with pytest.raises(errors.TooManyPixels, match="64 megapixels, and I read up to 50 megapixels"):
        open_photo(bytes(data))


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "HEIF"])
@pytest.mark.parametrize("kept", [0.3, 0.9])
@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow remarks on broken TIFF files before it gives up
def test_a_truncated_file_is_refused(format: str, kept: float):
    data = encode(draw("5"), format)
    with pytest.raises(errors.Damaged):
        open_photo(data[: int(len(data) * kept)])


SEEDS = [encode(corners(24, 16), f) for f in ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "HEIF", "PDF")]


@given(st.sampled_from(SEEDS), st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=6))
@settings(max_examples=300, deadline=None, derandomize=True)
@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow remarks on broken files
def test_a_mutated_file_is_read_or_refused_and_nothing_else(seed: bytes, changes: list[tuple[float, int]]):
    data = bytearray(seed)
    for place, value in changes:
        data[int(place * (len(data) - 1))] = value
    try:
        photo = open_photo(bytes(data), count_pages(bytes(data)))
    except errors.Refusal as refusal:
        assert refusal.sentence and 400 <= refusal.status < 500
    else:
        assert photo.rgb.dtype == np.uint8 and photo.rgb.ndim == 3 and photo.rgb.flags.c_contiguous


@pytest.mark.parametrize("kind", ["TIFF", "PDF"])
def test_more_pages_than_the_limit_are_refused_with_the_limit(kind: str):
    page = draw("1", 16, 16)
    assert count_pages(encode_pages([page] * MAX_PAGES, kind)) == MAX_PAGES
    with pytest.raises(errors.TooManyPages, match=f"more than {MAX_PAGES} pages") as refused:
        count_pages(encode_pages([page] * (MAX_PAGES + 1), kind))
    assert refused.value.limit == {"unit": "pages", "most": MAX_PAGES}


@pytest.mark.parametrize("kind", ["TIFF", "PDF"])
def test_a_page_that_is_not_there_is_refused(kind: str):
    with pytest.raises((errors.Damaged, errors.DamagedPdf)):
        open_photo(encode_pages([draw("1")], kind), 2)
