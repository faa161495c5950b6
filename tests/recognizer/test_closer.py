"""Numbers seen from afar: which part of a photo is read once more, and how its reading joins that of the photo."""

from __future__ import annotations

import numpy as np
import pytest

from recognizer import Options, Recognizer
from recognizer.closer import DETAIL, LEAST_PART, MOST_PART, SMALL, rejoined, small_part
from recognizer.form_text import digits_form
from recognizer.reading import Box, Digit, Reading, Rejected, Row
from recognizer.views import quarter_turned
from tests.recognizer import drawn

WIDE, HIGH = 2000, 1500
TALL = SMALL * WIDE / 2


def digits(text: str, x: float, y: float, height: float = TALL, confidence: float = 0.9) -> tuple[Digit, ...]:
    step = height * 0.9
    return tuple(
        Digit(digit, confidence, Box(x + step * place, y, height * 0.6, height)) for place, digit in enumerate(text)
    )


def reading(*rows: tuple[Digit, ...], rejected: tuple[Rejected, ...] = (), scale: float = 1.0) -> Reading:
    return Reading(tuple(Row((row,)) for row in rows), round(WIDE * scale), round(HIGH * scale), rejected=rejected)


def test_the_part_holds_small_digits_with_room_around_them() -> None:
    number = digits("40719", 900, 700)
    part = small_part(reading(number))
    assert part is not None
    assert part.x < number[0].box.x - TALL and part.right > number[-1].box.right + TALL
    assert part.y < number[0].box.y - TALL and part.bottom > number[0].box.bottom + TALL
    assert LEAST_PART * WIDE <= part.width <= MOST_PART * WIDE


def test_a_part_at_the_border_stays_in_the_photo() -> None:
    part = small_part(reading(digits("40719", 3, 2)))
    assert part is not None
    assert (part.x, part.y) == (0, 0)
    assert part.right <= WIDE and part.bottom <= HIGH


@pytest.mark.parametrize(
    "far",
    [
        reading(),
        reading(digits("7", 900, 700)),
        reading(digits("40719", 900, 700, height=1.2 * SMALL * WIDE)),
        reading(digits("40719", 900, 700, confidence=0.15)),
        reading(digits("407194071940719407194071940719", 60, 700)),
        reading(digits("407", 100, 100), digits("719", 1700, 1300)),
        reading(digits("4071", 200, 150, height=12), scale=(DETAIL - 1) / WIDE),
    ],
    ids=[
        "nothing",
        "a lone digit",
        "large",
        "doubtful",
        "all over the photo",
        "in two places",
        "a photo without detail",
    ],
)
def test_other_photos_are_read_once(far: Reading) -> None:
    assert small_part(far) is None


def test_of_several_places_that_are_far_apart_the_surest_is_read_again() -> None:
    part = small_part(reading(digits("40", 100, 100), digits("7192", 1700, 1300)))
    assert part is not None
    assert part.x > 1200 and part.y > 1000


def test_what_the_detector_alone_saw_counts_as_well() -> None:
    boxes = [digit.box for digit in digits("40719", 900, 700)]
    seen = tuple(Rejected(box, "unsure", "detector", "4", 0.4) for box in boxes)
    assert small_part(reading(rejected=seen)) is not None
    assert small_part(reading(rejected=tuple(Rejected(box, "unsure", "contours", "4", 0.4) for box in boxes))) is None


def test_digits_outside_of_the_part_are_kept_in_reading_order() -> None:
    beside = (Rejected(Box(0, 0, 9, 9), "unsure", "mser"),)
    far = reading(digits("12", 100, 100), digits("48", 900, 700), rejected=beside)
    near = reading(digits("4071", 900, 700))
    both = rejoined(near, far, Box(800, 600, 300, 300))
    assert both.text == "12\n4071"
    assert both.part == Box(800, 600, 300, 300)
    assert both.rejected == beside


@pytest.mark.parametrize(("text", "side", "height"), [("4071928", 4000, 32), ("9927", 3000, 26)])
def test_a_number_far_away_is_read_and_boxed_where_it_stands(
    recognizer: Recognizer, text: str, side: int, height: int
) -> None:
    gray = drawn.sheet(side, side * 3 // 4)
    boxes = drawn.write(gray, text, side // 2, side // 3, height)
    found = recognizer.read(drawn.rgb(gray))
    assert (found.text, found.width, found.height) == (text, side, side * 3 // 4)
    assert found.part is not None
    for digit, (x, y, w, h) in zip(found.digits, boxes.tolist(), strict=True):
        assert digit.box.center == pytest.approx((x + w / 2, y + h / 2), abs=0.25 * h)
    explained, seen = recognizer.explain(drawn.rgb(gray))
    assert (explained.text, explained.part) == (text, found.part)
    assert seen.prepared.photo_size[0] < side / 2


def test_of_what_is_read_from_close_by_the_expected_number_is_told(recognizer: Recognizer) -> None:
    gray = drawn.sheet(4000, 3000)
    drawn.write(gray, "4071928", 2000, 1000, 32)
    drawn.write(gray, "7", 300, 2600, 32)
    found = recognizer.read(drawn.rgb(gray), Options(form=digits_form(7)))
    assert (found.text, found.part is None) == ("4071928", False)


@pytest.mark.parametrize("turn", [0, 90])
def test_the_way_of_a_far_number_ends_at_the_number_that_was_read(recognizer: Recognizer, turn: int) -> None:
    gray = drawn.sheet(4000, 3000)
    drawn.write(gray, "4071928", 2000, 1000, 32)
    drawn.write(gray, "38", 60, 2800, 48)
    photo = quarter_turned(drawn.rgb(gray), -turn)
    found = recognizer.read(photo, Options(turn=turn))
    explained, _ = recognizer.explain(photo, Options(turn=turn))
    assert (found.part is None, found.text.replace("\n", " ")) == (False, "4071928 38")
    assert (explained.text, explained.part) == (found.text, found.part)


def test_a_winding_row_is_one_place_in_whatever_order_it_was_seen() -> None:
    row = [*digits("4071940719", 800, 700), *digits("4071940719", 800, 700 + 3 * TALL)]
    shuffled = [row[place] for place in np.random.default_rng(3).permutation(len(row))]
    part = small_part(reading(tuple(shuffled)))
    assert part is not None and part == small_part(reading(tuple(row)))
    assert part.y < 700 and part.bottom > 700 + 4 * TALL
