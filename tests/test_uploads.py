import io

import cv2
import numpy as np
import pillow_heif
import pytest
from flask import Flask, request
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageOps, TiffImagePlugin

from tests.pictures import Pixels, draw, encode, encode_pages, multipart
from webapp import config, errors
from webapp.config import MAX_BYTES, MAX_PAGES, MAX_PIXELS_WHOLE, MIN_SIDE, WORKING_PIXELS
from webapp.uploads import count_pages, fit, open_photo, upright

ORIENTATION = 0x0112


def corners(width: int = 80, height: int = 40) -> Pixels:
    """Four quarters: red and green above, blue and white below; tells every turn and mirroring apart."""
    rgb = np.zeros((height, width, 3), np.uint8)
    rgb[: height // 2, : width // 2] = (200, 0, 0)
    rgb[: height // 2, width // 2 :] = (0, 200, 0)
    rgb[height // 2 :, : width // 2] = (0, 0, 200)
    rgb[height // 2 :, width // 2 :] = (200, 200, 200)
    return rgb


def as_camera_saves(rgb: Pixels, orientation: int) -> Pixels:
    """The pixels that, with this orientation tag, mean `rgb`: found by trying all eight ways to lay it down."""
    transposed = rgb.transpose(1, 0, 2) if orientation >= 5 else rgb
    ways = (transposed, transposed[:, ::-1], transposed[::-1], transposed[::-1, ::-1])
    return next(np.ascontiguousarray(way) for way in ways if means(way, orientation, rgb))


def means(saved: Pixels, orientation: int, rgb: Pixels) -> bool:
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    seen = ImageOps.exif_transpose(Image.open(io.BytesIO(encode(saved, "PNG", exif=exif))))
    return bool(seen.size == rgb.shape[1::-1] and np.array_equal(np.asarray(seen), rgb))


def tagged(rgb: Pixels, format: str, orientation: object, **settings: object) -> bytes:
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    return encode(rgb, format, exif=exif, **settings)


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "HEIF"])
def test_every_accepted_format_is_read(format: str):
    photo = open_photo(encode(corners(), format))
    assert (photo.width, photo.height) == (80, 40)
    assert np.abs(photo.rgb[8, 8].astype(int) - (200, 0, 0)).max() < 40
    assert np.abs(photo.rgb[32, 72].astype(int) - (200, 200, 200)).max() < 40


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_a_photo_is_turned_upright_by_its_orientation(format: str, orientation: int):
    saved = as_camera_saves(corners(), orientation)
    settings = {"JPEG": {"quality": 100, "subsampling": 0}, "WEBP": {"lossless": True}}.get(format, {})
    photo = open_photo(tagged(saved, format, orientation, **settings))
    assert (photo.width, photo.height) == (80, 40)
    assert np.abs(photo.rgb.astype(int) - corners()).max() <= 4


def test_a_turned_heic_is_upright():
    file = pillow_heif.from_pillow(Image.fromarray(as_camera_saves(corners(), 6)))
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    buffer = io.BytesIO()
    file.save(buffer, exif=exif.tobytes())
    photo = open_photo(buffer.getvalue())
    assert (photo.width, photo.height) == (80, 40)
    assert photo.rgb[8, 8].argmax() == 0 and photo.rgb[8, 72].argmax() == 1


@pytest.mark.parametrize("orientation", [0, 9, 255])
def test_an_invalid_orientation_is_ignored(orientation: int):
    assert np.array_equal(open_photo(tagged(corners(), "PNG", orientation)).rgb, corners())


@pytest.mark.filterwarnings("ignore:Corrupt EXIF")  # Pillow's remark on what this test is about
def test_broken_exif_costs_nothing():
    data = encode(corners(), "JPEG", exif=b"Exif\x00\x00MM\x00*\xff\xff\xff\xff broken")
    assert open_photo(data).rgb.shape == (40, 80, 3)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_transparent_pixels_become_white_paper(mode: str):
    # A black 1 on nothing, as drawing programs save it: under the transparency all is black.
    alpha = np.zeros((60, 40), np.uint8)
    alpha[10:50, 18:22] = 255
    image = Image.fromarray(np.dstack([np.zeros((60, 40, 3), np.uint8), alpha]), "RGBA")
    buffer = io.BytesIO()
    image.convert(mode).save(buffer, "PNG")
    rgb = open_photo(buffer.getvalue()).rgb
    assert (rgb[30, 20] < 10).all() and (rgb[5, 5] == 255).all()


def test_half_transparent_ink_is_grey():
    rgba = np.zeros((20, 20, 4), np.uint8)
    rgba[..., 3] = 128
    buffer = io.BytesIO()
    Image.fromarray(rgba, "RGBA").save(buffer, "PNG")
    assert (open_photo(buffer.getvalue()).rgb == 127).all()


@pytest.mark.parametrize("format", ["PNG", "TIFF"])
@pytest.mark.parametrize("bits", [10, 12, 16])
def test_more_than_eight_bits_keep_their_contrast(format: str, bits: int):
    gray = np.full((40, 40), 2**bits - 1, np.uint16)
    gray[10:30, 18:22] = 2**bits // 8
    rgb = open_photo(encode(gray, format)).rgb
    assert rgb[0, 0].tolist() == [255, 255, 255] and (rgb[20, 20] < 40).all()


def test_floating_point_scans_are_read_and_bad_values_are_black():
    gray = np.full((40, 40), 0.8, np.float32)
    gray[0, 0], gray[0, 1] = np.nan, -np.inf
    rgb = open_photo(encode(gray, "TIFF")).rgb
    assert rgb[20, 20].tolist() == [255] * 3 and rgb[0, :2].max() == 0


def test_a_black_sixteen_bit_picture_is_black():
    assert open_photo(encode(np.zeros((10, 10), np.uint16))).rgb.max() == 0


def test_print_colours_are_read():
    buffer = io.BytesIO()
    Image.new("CMYK", (30, 20), (0, 255, 255, 0)).save(buffer, "JPEG")
    assert open_photo(buffer.getvalue()).rgb[10, 10].argmax() == 0


@pytest.mark.parametrize("format", ["GIF", "WEBP", "PNG", "TIFF"])
def test_of_several_frames_the_first_is_read(format: str):
    first, second = Image.fromarray(draw("1")), Image.fromarray(draw("2"))
    buffer = io.BytesIO()
    first.save(buffer, format, save_all=True, append_images=[second])
    rgb = open_photo(buffer.getvalue()).rgb
    assert np.abs(rgb.astype(int) - np.asarray(first)).mean() < 6


@pytest.mark.parametrize("kind", ["TIFF", "PDF"])
def test_each_page_is_a_photo_of_its_own(kind: str):
    pages = [draw("1"), draw("22", 300, 100), draw("333")]
    data = encode_pages(pages, kind)
    assert count_pages(data) == 3
    for number, page in enumerate(pages, 1):
        photo = open_photo(data, number)
        assert (photo.height, photo.width) == page.shape[:2]
        assert np.abs(photo.rgb.astype(int) - page).mean() < 6


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "HEIF"])
def test_other_formats_have_one_page_however_many_frames(kind: str):
    assert count_pages(encode_pages([draw("1"), draw("2")], kind)) == 1


def test_pages_of_a_tiff_are_each_turned_upright():
    first, second = Image.fromarray(corners()), Image.fromarray(as_camera_saves(corners(), 6))
    turned = TiffImagePlugin.ImageFileDirectory_v2()
    turned[ORIENTATION] = 6
    buffer = io.BytesIO()
    second.encoderinfo = {"tiffinfo": turned}
    first.save(buffer, "TIFF", save_all=True, append_images=[second])
    photo = open_photo(buffer.getvalue(), 2)
    assert np.array_equal(photo.rgb, corners())


def test_a_thumbnail_in_a_tiff_is_no_page():
    scan, thumbnail = Image.fromarray(draw("1")), Image.fromarray(draw("1", 48, 24))
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    tags[254] = 1
    thumbnail.encoderinfo = {"tiffinfo": tags}
    buffer = io.BytesIO()
    scan.save(buffer, "TIFF", save_all=True, append_images=[thumbnail, Image.fromarray(draw("2"))])
    assert count_pages(buffer.getvalue()) == 2
    assert np.array_equal(open_photo(buffer.getvalue(), 2).rgb, draw("2"))


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


def test_the_bytes_decide_and_not_the_name(upload):
    assert upload(encode(draw("007"), "HEIF"), "IMG_0001.jpg").status_code == 200
    assert upload(b"digits: 007", "photo.png").status_code == 415


@pytest.mark.parametrize(("width", "height"), [(4032, 3024), (3000, 2250), (5712, 4284), (8064, 6048)])
def test_a_large_photo_is_reduced_but_keeps_its_size_in_name(width: int, height: int):
    photo = open_photo(encode(np.full((height, width, 3), 128, np.uint8), "JPEG"))
    assert (photo.width, photo.height) == (width, height)
    pixels = photo.rgb.shape[0] * photo.rgb.shape[1]
    assert WORKING_PIXELS / 2.5 <= pixels <= WORKING_PIXELS * 1.01
    assert photo.rgb.shape[1] / photo.rgb.shape[0] == pytest.approx(width / height, rel=0.01)


def test_a_large_turned_photo_is_reduced_and_upright():
    saved = cv2.resize(as_camera_saves(corners(), 6), (3024, 4032), interpolation=cv2.INTER_NEAREST)
    photo = open_photo(tagged(saved, "JPEG", 6))
    assert (photo.width, photo.height) == (4032, 3024)
    assert photo.rgb.shape[1] > photo.rgb.shape[0]
    assert photo.rgb[100, 100].argmax() == 0 and photo.rgb[100, -100].argmax() == 1


@pytest.mark.parametrize("mode", ["RGB", "P", "RGBA", "LA", "I;16"])
def test_a_large_picture_that_is_reduced_in_strips_has_no_seams(mode: str):
    ramp = np.linspace(0, 255, 2701).astype(np.uint8)[:, None].repeat(3301, axis=1)
    gray = Image.fromarray(ramp)
    if mode == "I;16":
        image = Image.fromarray(ramp.astype(np.uint16) * 257)
    else:
        image = gray.convert("RGB").convert(mode) if mode != "P" else gray.convert("P")
    buffer = io.BytesIO()
    image.save(buffer, "PNG", compress_level=1)
    photo = open_photo(buffer.getvalue())
    assert (photo.width, photo.height) == (3301, 2701)
    expected = cv2.resize(ramp, photo.rgb.shape[1::-1], interpolation=cv2.INTER_AREA)
    assert np.abs(photo.rgb.astype(int) - expected[:, :, None]).max() <= 2


def test_a_small_photo_is_not_touched():
    rgb = draw("42")
    assert np.array_equal(open_photo(encode(rgb)).rgb, rgb)


def test_a_long_strip_is_not_reduced_below_reading():
    assert open_photo(encode(np.full((120, 9000, 3), 255, np.uint8))).rgb.shape == (120, 9000, 3)


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


@given(st.integers(1, 400), st.integers(1, 400), st.integers(1, 40_000))
@settings(max_examples=60, deadline=None, derandomize=True)
def test_fitting_never_enlarges_and_keeps_the_bound(width: int, height: int, pixels: int):
    rgb = fit(np.zeros((height, width, 3), np.uint8), pixels)
    assert rgb.shape[0] <= height and rgb.shape[1] <= width
    assert min(rgb.shape[:2]) >= 1
    assert rgb.shape[0] * rgb.shape[1] <= pixels + (width + height) / 2 + 1


@given(st.integers(1, 8))
def test_upright_keeps_every_pixel(orientation: int):
    rgb = corners(6, 4)
    turned = upright(rgb, orientation)
    assert sorted(map(tuple, turned.reshape(-1, 3))) == sorted(map(tuple, rgb.reshape(-1, 3)))


def test_an_upload_stays_in_memory(app: Flask, monkeypatch: pytest.MonkeyPatch):
    # Were it spooled, making the temporary file would fail here.
    monkeypatch.setattr("tempfile.TemporaryFile", lambda *a, **k: pytest.fail("a file was made on disk"))
    monkeypatch.setattr("tempfile.SpooledTemporaryFile", lambda *a, **k: pytest.fail("a file was made on disk"))
    noise = np.random.default_rng(0).integers(0, 256, (700, 700, 3), dtype=np.uint8)
    data = encode(noise)
    assert len(data) > 1_000_000
    body, content_type = multipart(data)
    with app.test_request_context("/", method="POST", input_stream=io.BytesIO(body), content_type=content_type):
        assert isinstance(request.files["photo"].stream, io.BytesIO)


def test_every_limit_of_the_page_is_the_limit_of_the_code(client):
    page = client.get("/").text
    for limit in (config.megabytes(MAX_BYTES), config.megapixels(config.MAX_PIXELS)):
        assert limit in page
