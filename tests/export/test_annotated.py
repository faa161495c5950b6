import numpy as np

from tests.answered import answered
from webapp.export.annotated import annotated
from webapp.service.read import Answer, rescaled


def test_the_boxes_are_drawn_where_the_digits_are_whatever_size_is_shown():
    answer = answered("42")
    whole = Answer(answer.photo, rescaled(answer.reading, 4800, 2400))
    assert np.array_equal(annotated(whole), annotated(answer))
    assert annotated(answer, 240).shape == (120, 240, 3)


def test_the_photo_itself_is_not_drawn_on():
    answer = answered("42")
    before = answer.photo.rgb.copy()
    annotated(answer)
    assert np.array_equal(answer.photo.rgb, before)
