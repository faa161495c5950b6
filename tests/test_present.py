import numpy as np
import pytest

from tests.conftest import FixedRecognizer
from tests.pictures import draw
from webapp import present
from webapp.answer import Answer, rescaled
from webapp.config import MAX_SPOKEN_DIGITS
from webapp.intake.photo import Photo


def answered(*rows: str, width: int = 480, height: int = 240) -> Answer:
    rgb = draw(rows[0] if rows else "", width, height)
    return Answer(Photo(rgb, width, height), FixedRecognizer(*rows).read(rgb))


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ((), "I found no digits in this photo."),
        (("0",), "I found 1 digit: 0."),
        (("007",), "I found 3 digits: 007."),
        (("007", "42"), "I found 5 digits in 2 rows: 007, 42."),
        (("7" * MAX_SPOKEN_DIGITS,), f"I found {MAX_SPOKEN_DIGITS} digits: {'7' * MAX_SPOKEN_DIGITS}."),
        (("7" * MAX_SPOKEN_DIGITS, "4"), f"I found {MAX_SPOKEN_DIGITS + 1} digits in 2 rows: beginning 777777777777…"),
        (("007", *["1"] * 100), "I found 103 digits in 101 rows: beginning 007…"),
    ],
)
def test_the_result_in_one_sentence(rows: tuple[str, ...], sentence: str):
    assert present.sentence(answered(*rows).reading) == sentence


@pytest.mark.parametrize(
    ("probability", "words"), [(0.0, "0 %"), (0.0123, "1 %"), (0.987, "99 %"), (0.9999, "99 %"), (1.0, "100 %")]
)
def test_only_certainty_is_called_a_hundred_percent(probability: float, words: str):
    assert present.percent(probability) == words


def test_the_boxes_are_drawn_where_the_digits_are_whatever_size_is_shown():
    answer = answered("42")
    whole = Answer(answer.photo, rescaled(answer.reading, 4800, 2400))
    assert np.array_equal(present.annotated(whole), present.annotated(answer))
    assert present.annotated(answer, 240).shape == (120, 240, 3)


def test_the_photo_itself_is_not_drawn_on():
    answer = answered("42")
    before = answer.photo.rgb.copy()
    present.annotated(answer)
    assert np.array_equal(answer.photo.rgb, before)


def test_the_json_object_has_the_agreed_shape():
    found = present.to_json("a.png", answered("07"))
    assert list(found) == ["file", "page", "text", "rows", "truncated", "image", "timings_ms", "models"]
    assert (found["file"], found["page"], found["text"]) == ("a.png", 1, "07")
    assert found["image"] == {"width": 480, "height": 240}
    (row,) = found["rows"]
    assert list(row) == ["text", "digits_text", "numbers", "groups", "digits"]
    assert (row["text"], row["digits_text"], row["groups"]) == ("07", "07", ["07"])
    assert row["digits"][0] == {
        "digit": "0",
        "confidence": 0.9812,
        "alternatives": [{"digit": "1", "probability": 0.0123}],
        "box": {"x": 0, "y": 0, "width": 240, "height": 240},
    }


def test_the_text_is_the_numbers_as_written_and_digits_stand_beside_it():
    found = present.to_json("a.png", answered("12,50 -3", "10:45"))
    assert found["text"] == "12,50 -3\n10:45"
    first, second = found["rows"]
    assert [number["text"] for number in first["numbers"]] == ["12,50", "-3"]
    assert [number["value"] for number in first["numbers"]] == ["12.50", "-3"]
    assert (first["digits_text"], second["digits_text"]) == ("12503", "1045")
    assert second["numbers"][0]["value"] is None and second["numbers"][0]["readings"] == []
