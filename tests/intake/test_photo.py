import io

import cv2
import numpy as np
import pillow_heif
import pytest
from flask import Flask, request
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, TiffImagePlugin

from harness.pictures import ORIENTATION, as_camera_saves, corners, draw, encode, encode_pages, multipart, tagged
from webapp import config
from webapp.config import MAX_BYTES, WORKING_PIXELS
from webapp.intake.photo import count_pages, open_photo
from webapp.intake.upright import fit, upright


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
