"""What stands on things: digit strings as they occur, words and labels around them."""

from __future__ import annotations

import numpy as np

Rng = np.random.Generator

_VOWELS, _CONSONANTS = "aeiou", "bcdfghklmnprstvwz"
_WORDS = (
    "Total", "No.", "Date", "Tel", "Nr", "EUR", "USD", "kWh", "Price", "Qty", "Room", "Gate", "Bus", "Line",
    "Street", "Road", "km", "mph", "LITRE", "GALLONS", "AMOUNT", "VALID", "THRU", "Invoice", "Page", "Name",
    "Points", "Score", "THIS SALE", "PRICE PER", "CREDIT", "DEBIT", "GOOD", "SALE", "GAS", "BANK", "SEDAN", "Max",
    "Question", "Marks", "Sum", "Speed", "LIMIT", "EXIT", "PM", "AM", "SET", "MODE", "HOLD", "Lot", "VISA", "CARD",
    "MEMBER", "Master", "Business", "BEST", "YOUR NAME HERE", "COMPANY", "BLOOD", "SOLD", "SIZE", "BOSS", "ZOO", "OIL",
    "Litres", "GALLON", "SALE $", "Regular", "DIESEL", "TOTAL", "Pressure", "NORTH", "STATION", "STOP", "LESS",
    "Gigabit", "Zone", "BUS STOP", "Office", "GO SLOW", "HOTEL", "Sushi", "Pizza", "BAZAAR", "GLASS", "BIG BOB",
    "LOGO", "ISSUE", "good", "book", "food", "soon", "sold", "class", "lesson", "school", "google",
    "Temperature", "Humidity", "Volts", "MENU", "START", "Open", "Closed", "Platform", "School", "Hospital", "Taxi",
    "Parking", "the", "and", "of", "with", "for", "about", "people", "first", "last", "Mr", "Mrs", "Dr", "Ltd", "Inc",
)  # fmt: skip
SIGNS = "$€£%#&@"
"""Signs beside figures; some look like digits."""
_ALIKE = "ABBCDDEFGGHKLMNOQRSSTUZZaegqsz"
_PLATE_LETTERS = "ABBCDDEFGGHJJKLLMNPRSSTTUVWXYZZ"
_PLATES = ("LLL DDDD", "LLL DDD", "DD LLL D", "D LLL DD", "LL DD LLL", "DDD LLL", "LL DD LL", "L DDDD L", "L DDD LL",
           "DDDD LLL", "LL DDDD", "L LL DDDD", "LL DDD LL", "LL DD LL DDDD", "DLLLDDD", "LLL D DD")  # fmt: skip


def digits(rng: Rng, least: int, most: int) -> str:
    """A string of `least` to `most` digits; figures that people write repeat, and noughts more than others."""
    length = int(rng.integers(least, most + 1))
    figures = rng.integers(0, 10, length)
    if rng.random() < 0.25:
        figures = np.where(rng.random(length) < 0.5, rng.integers(0, 10), figures)
    elif rng.random() < 0.25:
        figures = np.where(rng.random(length) < 0.6, 0, figures)
    return "".join(map(str, figures))


def word(rng: Rng) -> str:
    """A word of a label, one that only sounds like a word, or capitals that are easily taken for digits."""
    kind = rng.random()
    if kind < 0.4:
        listed = str(rng.choice(_WORDS))
        return listed.upper() if rng.random() < 0.4 else listed
    if kind < 0.6:
        return "".join(str(rng.choice(list(_ALIKE))) for _ in range(int(rng.integers(2, 8))))
    letters = [str(rng.choice(list(_CONSONANTS if i % 2 else _VOWELS))) for i in range(int(rng.integers(2, 9)))]
    made = "".join(letters)
    return made.upper() if rng.random() < 0.4 else made.capitalize() if rng.random() < 0.5 else made


def foreign(rng: Rng, letters: tuple[int, int]) -> str:
    """A few letters of a script, given where its letters lie in Unicode."""
    return "".join(chr(rng.integers(letters[0], letters[1] + 1)) for _ in range(int(rng.integers(1, 6))))


def written(rng: Rng) -> str:
    """A line that a hand writes: mostly one number, at times sums, dates, amounts and lists."""
    kind = rng.random()
    if kind < 0.62:
        return digits(rng, 1, 10 if rng.random() < 0.85 else 14)
    if kind < 0.74:
        parts = [digits(rng, 1, 3) for _ in range(int(rng.integers(2, 4)))]
        return "".join(f"{part}{rng.choice(list('+-x/=()<>'))}" for part in parts) + digits(rng, 0, 3)
    if kind < 0.84:
        if rng.random() < 0.3:
            return date(rng)
        return str(rng.choice(list(".,//-"))).join(digits(rng, 1, 4) for _ in range(int(rng.integers(2, 4))))
    if kind < 0.87:
        return amount(rng)
    if kind < 0.94:
        return "  ".join(digits(rng, 1, 5) for _ in range(int(rng.integers(2, 5))))
    return f"{word(rng)} {digits(rng, 1, 5)}"


def printed(rng: Rng) -> str:
    """A line of print: numbers with points and dashes, between words, or words alone."""
    kind = rng.random()
    if kind < 0.3:
        return digits(rng, 1, 12)
    if kind < 0.45:
        if rng.random() < 0.5:
            return month(rng) if rng.random() < 0.5 else date(rng)
        return f"{digits(rng, 1, 4)}{rng.choice(list('.,:/-'))}{digits(rng, 2, 3)}"
    if kind < 0.53:
        return amount(rng)
    if kind < 0.6:
        return " ".join(digits(rng, 2, 4) for _ in range(int(rng.integers(2, 5))))
    if kind < 0.75:
        return f"{word(rng)} {digits(rng, 1, 6)}"
    if kind < 0.82:
        return f"{digits(rng, 1, 4)} {word(rng)}"
    if kind < 0.87:
        return "-".join(digits(rng, 2, 4) for _ in range(3))
    return " ".join(word(rng) for _ in range(int(rng.integers(1, 4))))


def amount(rng: Rng) -> str:
    """A figure with a sign before or after it: a price, a share, a number in a list."""
    figure = digits(rng, 1, 4)
    if rng.random() < 0.5:
        figure += str(rng.choice([".", ","])) + digits(rng, 1, 2)
    sign = str(rng.choice(list(SIGNS)))
    return f"{figure}{sign}" if sign == "%" or rng.random() < 0.25 else f"{sign}{figure}"


def month(rng: Rng) -> str:
    """A month of a year, as cards bear it."""
    figure = str(rng.integers(1, 13)) if rng.random() < 0.3 else f"{rng.integers(1, 13):02d}"
    return f"{figure}/{rng.integers(0, 100):02d}"


def date(rng: Rng) -> str:
    """A day of a year, its parts in either order, the year in two figures or four."""
    figures = f"{{:{rng.choice(['02d', 'd'])}}}"
    day, month_of = (figures.format(rng.integers(1, most)) for most in (32, 13))
    year = int(rng.integers(1940, 2040))
    mark = str(rng.choice(["/", "/", ".", "-"]))
    return mark.join((day, month_of, str(year) if rng.random() < 0.5 else f"{year % 100:02d}"))


def plate(rng: Rng) -> str:
    """A licence plate: letters and digits in groups, as one country or another has them, or in any order."""
    if rng.random() < 0.5:
        pattern = str(rng.choice(_PLATES))
    else:
        groups = [str(rng.choice(list("LD"))) * int(rng.integers(1, 5)) for _ in range(int(rng.integers(1, 4)))]
        pattern = " ".join([*groups, "D" * int(rng.integers(1, 5))])
    made = "".join(_figure(kind, rng) for kind in pattern)
    return made.replace(" ", str(rng.choice(["", " ", "-", " "])))


def _figure(kind: str, rng: Rng) -> str:
    """What stands in a plate's pattern: D for a digit, L for a letter, anything else for itself."""
    return str(rng.integers(10)) if kind == "D" else str(rng.choice(list(_PLATE_LETTERS))) if kind == "L" else kind


def on_display(rng: Rng) -> str:
    """A figure on a display: one number, with a point or colon at times."""
    figure = digits(rng, 1, 7)
    mark = str(rng.choice([".", ":", "-", " "]))
    if len(figure) > 2 and rng.random() < 0.5:
        place = int(rng.integers(1, len(figure)))
        return figure[:place] + mark + figure[place:]
    return figure
