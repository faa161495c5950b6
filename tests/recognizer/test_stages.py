import numpy as np

from recognizer import Options, Recognizer
from recognizer.reading import Box
from recognizer.stages import LONGEST, SOURCE_COLORS
from recognizer.stages import draw as draw_stages
from tests.pictures import draw


def test_explaining_a_photo_gives_the_reading_of_it(recognizer: Recognizer):
    rgb = draw("4071")
    reading, seen = recognizer.explain(rgb)
    assert reading.text == recognizer.read(rgb).text == "4071"
    assert len(seen.boxes) == len(seen.crops) == len(seen.sources)


def test_a_turned_part_is_explained_as_it_was_read(recognizer: Recognizer):
    rgb = np.zeros((900, 700, 3), np.uint8) + np.uint8(235)
    rgb[:480, 100:340] = np.rot90(draw("4071"))
    reading, _ = recognizer.explain(rgb, Options(region=Box(100, 0, 240, 480), turn=90))
    assert (reading.text, reading.turned) == ("4071", 90)
    assert (reading.width, reading.height) == (480, 240)


def test_the_drawings_show_the_boxes_and_the_crops(recognizer: Recognizer):
    reading, seen = recognizer.explain(draw("4071", 1600, 800))
    stages = draw_stages(reading, seen)
    assert stages.even.shape[1] == stages.rows.shape[1] == stages.proposals.shape[1] == LONGEST
    assert sum(stages.counts.values()) == len(seen.boxes)
    assert {"detector", "contours"} <= stages.counts.keys()
    assert (stages.proposals == SOURCE_COLORS["detector"]).all(axis=2).any()
    assert np.ptp(stages.rows.astype(int), axis=2).max() > 60, "no colour was drawn on the gray photo"
    assert [int(judged.probabilities.argmax()) for judged in stages.read] == [4, 0, 7, 1]
    assert all(judged.probabilities.argmax() == 10 for judged in stages.refused)


def test_a_blank_sheet_has_drawings_too(recognizer: Recognizer):
    reading, seen = recognizer.explain(draw(""))
    stages = draw_stages(reading, seen)
    assert stages.read == [] and np.ptp(stages.rows.astype(int), axis=2).max() == 0
