"""Text lines are found where they are drawn, by the shipped network and by the post-processing alone."""

from __future__ import annotations

import hashlib
import threading

import cv2
import numpy as np
import pytest

from harness.serving import ROOT
from recognizer.lines.detector import (
    GROWTH,
    MAX_LINES,
    MODEL,
    SCALES,
    STRIDE,
    Scale,
    find_lines,
    lines_of_map,
    load_detector,
    network_size,
    normalized,
    scales_for,
)
from recognizer.runtime import Model

MAX_BYTES = 1_000_000


@pytest.fixture(scope="module")
def model() -> Model:
    return load_detector(ROOT / "models")


def page(height: int = 400, width: int = 600, paper: int = 235) -> np.ndarray:
    grain = np.random.default_rng(0).normal(paper, 3, (height, width, 3))
    return grain.clip(0, 255).astype(np.uint8)


def write(rgb: np.ndarray, text: str, x: int, y: int, size: float = 1.5) -> tuple[float, float]:
    """Draws text with its lower left corner at x, y and returns its middle."""
    cv2.putText(rgb, text, (x, y), cv2.FONT_HERSHEY_SIMPLEX, size, (30, 30, 60), round(2 * size), cv2.LINE_AA)
    (width, height), _ = cv2.getTextSize(text, cv2.FONT_HERSHEY_SIMPLEX, size, round(2 * size))
    return x + width / 2, y - height / 2


def holds(quad: np.ndarray, x: float, y: float) -> bool:
    return cv2.pointPolygonTest(quad[:, None], (x, y), False) > 0


def blank_map(height: int = 96, width: int = 160) -> np.ndarray:
    return np.zeros((height, width), np.float32)


def test_the_shipped_network_is_listed_and_small() -> None:
    content, listed = (ROOT / "models" / MODEL).read_bytes(), (ROOT / "models" / "SHA256SUMS").read_text()
    assert f"{hashlib.sha256(content).hexdigest()}  {MODEL}" in listed.splitlines()
    assert len(content) <= MAX_BYTES


def test_rows_are_found_where_they_are_drawn(model: Model) -> None:
    rgb = page()
    middles = [write(rgb, "12,50", 40, 90), write(rgb, "Total 0070", 160, 200), write(rgb, "7", 420, 330, 2)]
    lines = find_lines(model, rgb)
    assert len(lines) == len(middles)
    for line, (x, y) in zip(lines, middles, strict=True):
        assert holds(line.quad, x, y)
        assert line.quad.shape == (4, 2) and line.quad.dtype == np.float32
        assert 0.4 <= line.score <= 1


def test_a_slanted_row_has_a_slanted_quad(model: Model) -> None:
    rgb, turn = page(500, 700), cv2.getRotationMatrix2D((350, 250), 20, 1)
    write(rgb, "0123456789", 180, 270)
    (line,) = find_lines(model, cv2.warpAffine(rgb, turn, (700, 500), borderMode=cv2.BORDER_REPLICATE))
    along = line.quad[1] - line.quad[0]
    assert np.degrees(np.arctan2(along[1], along[0])) == pytest.approx(-20, abs=4)
    assert np.linalg.norm(along) > 3 * np.linalg.norm(line.quad[3] - line.quad[0])


@pytest.mark.parametrize("shape", [(400, 600), (1, 1), (3, 900), (40, 30)])
def test_an_empty_page_of_any_size_has_no_line(model: Model, shape: tuple[int, int]) -> None:
    assert find_lines(model, page(*shape)) == []


@pytest.mark.parametrize("scale", [0.1, 6.0])
def test_tiny_and_huge_photos_have_their_row(model: Model, scale: float) -> None:
    rgb = page(400, 500, 220)
    write(rgb, "2468", 60, 250, 4)
    (line,) = find_lines(model, cv2.resize(rgb, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA))
    left, top = line.quad.min(axis=0) / scale
    right, bottom = line.quad.max(axis=0) / scale
    pixels = 2 / scale  # two of the photo's own, of which the smallest has 50 x 40
    assert 20 < left < 80 and 120 < top < 170 and 360 < right < 420 and 235 < bottom < 290 + pixels


def test_the_same_photo_gives_the_same_answer_after_another_and_in_many_threads(model: Model) -> None:
    rgb = page()
    write(rgb, "314159", 40, 200)
    first, answers = find_lines(model, rgb), []

    def work() -> None:
        find_lines(model, page(100, 700))
        answers.append(find_lines(model, rgb))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 4 and first
    for lines in answers:
        assert [line.score for line in lines] == [line.score for line in first]
        assert all(np.array_equal(one.quad, other.quad) for one, other in zip(lines, first, strict=True))


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize(
    "height, width", [(1, 1), (1, 60_000), (31, 200), (480, 640), (736, 736), (1080, 1920), (4000, 3000), (9000, 20)]
)
def test_the_network_sees_a_bounded_number_of_pixels(height: int, width: int, scale: Scale) -> None:
    tall, wide = network_size(height, width, scale)
    assert tall % STRIDE == wide % STRIDE == 0
    assert 0 < tall * wide <= scale.pixels
    assert (tall >= wide) == (height >= width) or tall == wide
    if max(height, width) <= 1.5 * min(height, width):
        assert min(tall, wide) == pytest.approx(
            max(min(scale.shorter, scale.enlarged * min(height, width)), STRIDE), abs=STRIDE / 2
        )


def test_a_photo_is_not_looked_at_twice_in_one_size() -> None:
    assert scales_for(3000, 4000) == list(SCALES)
    for height, width in ((1, 1), (48, 23), (400, 300), (20, 2000)):
        sizes = [network_size(height, width, scale) for scale in scales_for(height, width)]
        assert sizes and len(set(sizes)) == len(sizes)
        assert sizes == sorted(sizes, reverse=True), "the finest comes first"


def test_a_digit_as_high_as_the_photo_is_found_at_one_of_the_scales(model: Model) -> None:
    rgb = page(1200, 900)
    write(rgb, "4", 150, 1100, 45)
    found = [line for scale in scales_for(1200, 900) for line in find_lines(model, rgb, scale)]
    assert any(holds(line.quad, 600, 600) for line in found)


def test_levels_are_normalised_channel_by_channel() -> None:
    white = normalized(np.full((736, 736, 3), 255, np.uint8))
    assert white[0, 0] == pytest.approx([(1 - 0.406) / 0.225, (1 - 0.456) / 0.224, (1 - 0.485) / 0.229])


def test_a_blob_is_grown_by_its_area_over_its_perimeter() -> None:
    text = blank_map()
    text[40:51, 30:101] = 0.75  # corners of pixels that are 70 and 10 apart
    (line,) = lines_of_map(text, 96, 160)
    distance = GROWTH * 70 * 10 / 160
    outwards = distance * np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]])
    assert line.quad == pytest.approx(np.array([[30, 40], [100, 40], [100, 50], [30, 50]]) + outwards, abs=1e-3)
    assert line.score == pytest.approx(0.75)


def test_quads_are_in_pixels_of_the_photo_and_inside_it() -> None:
    text = blank_map()
    text[0:12, 0:160] = 1
    (line,) = lines_of_map(text, 960, 480)
    assert line.quad.min() == 0 and line.quad[:, 0].max() == 480
    assert 120 < line.quad[:, 1].max() < 240


def test_what_is_small_or_pale_is_no_line() -> None:
    text = blank_map()
    text[10:12, 10:60] = 1
    text[30:50, 10:60] = 0.3
    text[70:90, 10:60] = 0.19
    assert lines_of_map(text, 96, 160) == []


@pytest.mark.parametrize("degrees", range(-90, 181, 15))
def test_corners_run_clockwise_from_the_top_left(degrees: int) -> None:
    text = blank_map(200, 200)
    cv2.fillPoly(text, [np.round(cv2.boxPoints(((100, 100), (120, 24), degrees))).astype(np.int32)], 1)
    (line,) = lines_of_map(text, 200, 200)
    sides = np.roll(line.quad, -1, axis=0) - line.quad
    assert sides[0, 0] > 0 and abs(sides[0, 1]) <= sides[0, 0] * 1.05
    assert all(np.cross([*one, 0], [*other, 0])[2] > 0 for one, other in zip(sides[:-1], sides[1:], strict=True))


def test_a_map_full_of_specks_is_bounded() -> None:
    text = blank_map(900, 900)
    text[:] = (np.indices((900, 900)) // 10 % 2).prod(axis=0)
    assert 0 < len(lines_of_map(text, 900, 900)) <= MAX_LINES
