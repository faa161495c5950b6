"""The value of a number as written: a decimal where there is one reading, and all readings where there are two."""

from __future__ import annotations

from itertools import groupby

THOUSANDS = 3  # digits behind a thousands mark


def readings(text: str) -> tuple[str, ...]:
    """The values that a number may have, as decimal strings with a point, the one with a decimal point first.

    "12,50" has one, "1.234" two ("1.234" and "1234"), and what is no decimal number, as "16/01/2024", none. A percent
    sign stays apart: "5%" is "5". Zeros in front go, zeros behind stay: "007.50" is "7.50".
    """
    sign = "-" if text.startswith("-") else ""
    body = text.removeprefix("-").removeprefix("+").removesuffix("%")
    if set(body) - set("0123456789.,'") or not body[-1:].isdigit():
        return ()
    return tuple(sign + plain for plain in _unsigned(body))


def _unsigned(body: str) -> tuple[str, ...]:
    """The readings of digits with points, commas and apostrophes between them, or one in front."""
    parts = _parts(body)
    kinds = [mark for mark, _ in groupby(char for char in body if not char.isdigit())]
    if not kinds:
        return (_plain(body),)
    if len(kinds) > 2 or (len(kinds) == 2 and (kinds[0] == kinds[1] or kinds[1] == "'")):
        return ()
    if len(kinds) == 2:
        *whole, fraction = parts
        return (_plain("".join(whole), fraction),) if body.count(kinds[1]) == 1 and _are_thousands(whole) else ()
    found = []
    if len(parts) == 2 and kinds[0] != "'":
        found.append(_plain(*parts))
    if _are_thousands(parts):
        found.append(_plain("".join(parts)))
    return tuple(found)


def _parts(body: str) -> list[str]:
    """The digits between the marks."""
    for mark in ",'":
        body = body.replace(mark, ".")
    return body.split(".")


def _are_thousands(parts: list[str]) -> bool:
    """Whether marks between these digits are thousands marks, in threes or, as in India, in twos before the last."""
    first, *others = parts
    if not 1 <= len(first) <= THOUSANDS or first.startswith("0") or not others or len(others[-1]) != THOUSANDS:
        return False
    between = {len(part) for part in others[:-1]}
    return between <= {THOUSANDS} or (between <= {2} and len(first) <= 2)


def _plain(whole: str, fraction: str = "") -> str:
    """A decimal with a point."""
    whole = whole.lstrip("0") or "0"
    return f"{whole}.{fraction}" if fraction else whole
