"""The drawings of how a photo was read show its lines, its strips and its digits."""

import numpy as np

from harness.pictures import draw
from recognizer import Options, Recognizer
from recognizer.layout.arrangement import reading_of
from recognizer.reading import Box
from recognizer.stages import LONGEST, ROW_COLORS
from recognizer.stages import draw as draw_stages


def test_what_is_explained_is_what_is_read(recognizer: Recognizer):
    rgb = draw("4071")
    upright, seen, turned = recognizer.explain(rgb)
    assert reading_of(seen, 0.5).text == recognizer.read(rgb).text == "4071"
    assert upright.shape == rgb.shape and turned == 0


def test_a_turned_part_is_explained_as_it_was_read(recognizer: Recognizer):
    rgb = np.zeros((900, 700, 3), np.uint8) + np.uint8(235)
    rgb[:480, 100:340] = np.rot90(draw("4071"))
    upright, seen, turned = recognizer.explain(rgb, Options(region=Box(100, 0, 240, 480), turn=90))
    assert reading_of(seen, 0.5).text == "4071" and turned == 90
    assert (seen.width, seen.height) == (480, 240) and upright.shape == (240, 480, 3)


def test_the_drawings_show_the_lines_and_the_crops(recognizer: Recognizer):
    upright, seen, _ = recognizer.explain(draw("4071", 1600, 800))
    stages = draw_stages(upright, seen, reading_of(seen, 0.5))
    assert stages.found.shape[1] == stages.rows.shape[1] == LONGEST
    assert stages.found_lines == sum(line.score > 0 for line in seen.lines) > 0
    assert (stages.found == ROW_COLORS[2]).all(axis=2).any()
    assert np.ptp(stages.rows.astype(int), axis=2).max() > 60, "no colour was drawn on the gray photo"
    assert [strip.text for strip in stages.strips] == ["4071"]
    assert stages.strips[0].picture.shape[0] == 48
    assert [int(checked.probabilities.argmax()) for checked in stages.read] == [4, 0, 7, 1]


def test_a_blank_sheet_has_drawings_too(recognizer: Recognizer):
    upright, seen, _ = recognizer.explain(draw(""))
    stages = draw_stages(upright, seen, reading_of(seen, 0.5))
    assert stages.read == stages.strips == [] and np.ptp(stages.rows.astype(int), axis=2).max() == 0
