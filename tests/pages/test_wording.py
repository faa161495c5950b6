import pytest

from tests.answered import answered
from webapp.config import MAX_SPOKEN_DIGITS
from webapp.pages import wording


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
    assert wording.sentence(answered(*rows).reading) == sentence


@pytest.mark.parametrize(
    ("probability", "words"), [(0.0, "0 %"), (0.0123, "1 %"), (0.987, "99 %"), (0.9999, "99 %"), (1.0, "100 %")]
)
def test_only_certainty_is_called_a_hundred_percent(probability: float, words: str):
    assert wording.percent(probability) == words
