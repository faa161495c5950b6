"""Words and figures of the printed documents that are measured, apart from those that training draws."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import numpy as np

from training.measure.strings import DIGITS

Rng = np.random.Generator

_FIRMS = ("Marlowe & Finch", "Osterby Söhne", "Harbour Delicatessen", "Café Luzia", "Tallis Hardware",
          "Brightwell Pharmacy", "Kiosk Nordlicht", "Solberg Optics", "Zimmerli Bros", "Ibsen Logistics",
          "Oakhurst Bindery", "Sable & Birch", "Quillon Labs", "Hollis Bikes")  # fmt: skip
_PEOPLE = ("Beatrix Oszkar", "Gustav Solberg", "Lydia Boswell", "Bilal Qureshi", "Inga Zoller", "Silas Ostrom",
           "Zoë Bigelow", "Ottilie Gibbs", "Isidor Bloom", "Dagny Lissi")  # fmt: skip
_TRADES = ("Joiner and upholsterer", "Patent attorney", "Head of logistics", "Dental surgeon", "Piano tuner",
           "Sales & bookings", "Beekeeper", "Structural engineer", "Bookbinder")  # fmt: skip
_STREETS = ("Quayside Lane", "Rowan Court", "Old Bailiff Yard", "Osborne Terrace", "Gibbet Hollow", "Zeppelin Avenue",
            "Bishops Wharf", "Saddlers Mews", "Lilac Crescent")  # fmt: skip
TOWNS = ("Osbury", "Bielefeld", "Ghent", "Szeged", "Lisbon", "Zagreb", "Bologna", "Oslo", "Bergen", "Salzburg",
         "Tallinn", "Sligo", "Quimper", "Halden")  # fmt: skip
"""Places that letters, tickets and tables name."""
WARES = ("Oat biscuits", "Sea salt crackers", "Goat cheese", "Olive tapenade", "Basil pesto", "Soy yoghurt",
         "Clementines", "Zucchini", "Ginger ale", "Sesame bagels", "Bar soap", "Tea lights", "Lentils", "Gouda",
         "Cocoa nibs", "Ballpoint", "Shoe laces", "Dishcloth", "Mozzarella", "Boiled sweets")  # fmt: skip
"""What is for sale."""
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_ALIKE = "SBOZSBOZGDQAHKTRXL"
"""Letters of codes: those that look like digits more often than others."""
_FORMS = ("LLDDDD", "DDDDL", "LDDDDD", "LL-DDDD-L", "DDLLDD", "LDLDD", "DDD DDDL", "LDD-DDD", "DLDDDDDL", "LLL DDDD DD",
          "DDDD-LD", "LDLDLD")  # fmt: skip
"""Forms of codes: a letter for each L, a digit for each D."""
_FIELD = re.compile(r"\{(\w+)\}")


def pick(options: Sequence[str], rng: Rng) -> str:
    """One of some texts."""
    return options[int(rng.integers(len(options)))]


def several(options: Sequence[str], count: int, rng: Rng) -> list[str]:
    """Some of the texts, in their order, none twice; all where `count` is more than there are."""
    return [options[number] for number in sorted(rng.permutation(len(options))[:count].tolist())]


def fill(template: str, rng: Rng) -> str:
    """A template with each `{field}` replaced by what FIELDS draws for it. Raises KeyError for an unknown field."""
    return _FIELD.sub(lambda found: FIELDS[found[1]](rng), template)


def price(rng: Rng) -> str:
    """An amount from 0.20 to 98.99 without a sign, small ones more often."""
    return f"{int(10 ** rng.uniform(0, 2)) - 1}.{rng.integers(2, 10)}{pick('0599', rng)}"


def money(rng: Rng) -> str:
    """An amount with the sign of its currency before or after it."""
    amount = price(rng)
    euros = amount.replace(".", ",")
    return pick((f"£{amount}", f"${amount}", f"€{amount}", f"{euros} €", f"{euros}€", f"CHF {amount}"), rng)


def clock(rng: Rng) -> str:
    """A time of day."""
    hour, minute = rng.integers(0, 24), rng.integers(0, 60)
    return pick((f"{hour:02d}:{minute:02d}", f"{hour}:{minute:02d}", f"{hour}.{minute:02d}"), rng)


def day(rng: Rng) -> str:
    """A date with its year."""
    of_month, month, year = rng.integers(1, 29), rng.integers(1, 13), rng.integers(2015, 2032)
    named = f"{of_month} {_MONTHS[month - 1]} {year}"
    short = f"{of_month:02d}/{month:02d}/{year % 100}"
    return pick((named, short, f"{of_month:02d}.{month:02d}.{year}", f"{year}-{month:02d}-{of_month:02d}"), rng)


def expiry(rng: Rng) -> str:
    """A month with its year, or a date."""
    month, year = rng.integers(1, 13), rng.integers(2025, 2032)
    named = f"{_MONTHS[month - 1].upper()} {year}"
    return pick((f"{month:02d}/{year}", f"{month:02d}-{year % 100}", named, day(rng)), rng)


def code(rng: Rng) -> str:
    """A code in one of the forms that makers use."""
    kinds = {"L": _ALIKE, "D": DIGITS}
    return "".join(pick(kinds.get(sign, sign), rng) for sign in pick(_FORMS, rng))


def phone(rng: Rng) -> str:
    """A telephone number in three or four groups."""
    groups = [str(rng.integers(100, 10000)) for _ in range(3)]
    start = pick((f"0{groups[0]}", f"(0{groups[0]})", f"+{rng.integers(20, 99)} {groups[0]}"), rng)
    return f"{start} {pick((' ', '-', ' '), rng).join(groups[1:])}"


def _whole(least: int, most: int) -> Callable[[Rng], str]:
    return lambda rng: str(rng.integers(least, most + 1))


def _listed(options: Sequence[str]) -> Callable[[Rng], str]:
    return lambda rng: pick(options, rng)


FIELDS: dict[str, Callable[[Rng], str]] = {
    "one": _whole(1, 9), "two": _whole(10, 99), "three": _whole(100, 999), "four": _whole(1000, 9999),
    "five": _whole(10000, 99999), "some": _whole(2, 480), "year": _whole(1480, 2029), "price": price, "money": money,
    "clock": clock, "day": day, "expiry": expiry, "code": code, "phone": phone, "letter": _listed("ABCDEFGS"),
    "firm": _listed(_FIRMS), "person": _listed(_PEOPLE), "trade": _listed(_TRADES), "street": _listed(_STREETS),
    "town": _listed(TOWNS), "ware": _listed(WARES),
}  # fmt: skip
"""What may stand in a template: field -> text."""
