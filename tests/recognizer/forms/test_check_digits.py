import pytest
from hypothesis import given
from hypothesis import strategies as st

from recognizer.forms.check_digits import IbanCheck, checked, ean, fitting_check, luhn


@pytest.mark.parametrize(
    ("digits", "name"),
    [
        ("4006381333931", "EAN-13"),
        ("9783161484100", "ISBN"),
        ("96385074", "EAN-8"),
        ("036000291452", "UPC-A"),
        ("4111111111111111", "Luhn"),
        ("490154203237518", "Luhn"),
        ("4006381333932", None),
        ("1250", None),
        ("", None),
    ],
)
def test_a_check_digit_that_fits_is_known_by_its_name(digits: str, name: str | None):
    assert fitting_check(digits) == name


@given(st.text("0123456789", min_size=12, max_size=12), st.integers(0, 12), st.integers(1, 9))
def test_one_wrong_digit_never_fits(digits: str, place: int, change: int):
    for check in (ean(13), luhn(13)):
        (whole,) = [digits + last for last in "0123456789" if checked(digits + last, check)]
        wrong = str((int(whole[place]) + change) % 10)
        assert not checked(whole[:place] + wrong + whole[place + 1 :], check)


@given(st.text("0123456789ABCXYZ", min_size=11, max_size=30))
def test_the_remainder_of_an_iban_is_that_of_the_whole_number(account: str):
    whole = int("".join(str(int(char, 36)) for char in f"{account}DE00"))
    digits = 98 - whole % 97
    assert checked(f"DE{digits:02}{account}", IbanCheck())
    assert not checked(f"DE{digits + 1:02}{account}", IbanCheck())
