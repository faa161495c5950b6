"""What the text-line detector learns from: what is text in a scene, and what is not judged."""

import numpy as np

from training.lines.maps import lines_of, target_of
from training.lines.scenes import LEAST_SIDE, MOST_PIXELS, STEP, Scene, drawn_scene, in_lines, windowed


def boxes(*places: tuple[float, float, float, float]) -> np.ndarray:
    return np.array(places, np.float64)


def test_characters_side_by_side_are_one_line_and_those_apart_two() -> None:
    assert len(lines_of(boxes((0, 10, 20, 40), (25, 12, 20, 40), (50, 10, 20, 40)))) == 1
    assert len(lines_of(boxes((0, 10, 20, 40), (120, 10, 20, 40)))) == 2
    assert len(lines_of(boxes((0, 10, 20, 40), (0, 80, 20, 40)))) == 2
    (with_point,) = lines_of(boxes((0, 10, 20, 40), (24, 44, 6, 6), (34, 10, 20, 40)))
    assert np.ptp(with_point[:, 0]) > 50


def test_a_line_is_text_in_its_middle_and_counts_as_a_whole() -> None:
    quad = np.array([[20, 20], [120, 20], [120, 60], [20, 60]], np.float32)
    ignored = np.array([[130, 20], [150, 20], [150, 60], [130, 60]], np.float32)
    target = target_of((80, 160), [quad], [ignored])
    assert target.text[40, 70] == 1 and target.text[22, 70] == 0 and target.line[22, 70] == 1
    assert target.weight[40, 140] == 0 and target.weight[5, 5] == 1


def test_a_window_shows_whole_characters_and_ignores_those_it_cuts() -> None:
    quads = [np.array([[x, 20], [x + 30, 20], [x + 30, 70], [x, 70]], np.float32) for x in range(10, 2000, 40)]
    scene = Scene(np.full((90, 2020, 3), 200, np.uint8), quads, [], False)
    part = windowed(scene, 2.0, np.random.default_rng(1))
    height, width = part.picture.shape[:2]
    assert height % STEP == width % STEP == 0 and height >= LEAST_SIDE and height * width <= MOST_PIXELS
    assert 0 < len(part.quads) < len(quads) and part.ignored
    assert all((quad >= -9).all() and (quad <= (width + 9, height + 9)).all() for quad in part.quads)
    assert len(in_lines(part).quads) == 1


def test_drawn_scenes_have_lines() -> None:
    rng = np.random.default_rng(2)
    assert sum(len(drawn_scene(rng).quads) for _ in range(4)) > 0
