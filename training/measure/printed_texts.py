"""What the printed documents that are measured say: receipts, tags, cards, labels, sentences, tables and words."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from typing import NamedTuple

from training.measure.printed_words import TOWNS, WARES, Rng, fill, pick, price, several
from training.measure.strings import joined


class Row(NamedTuple):
    """A line of a document: its cells from left to right, its size beside plain text (1), and raised small figures."""

    cells: tuple[str, ...]
    size: float = 1.0
    raised: str = ""

    @property
    def digits(self) -> str:
        """Its digits from left to right."""
        return joined([*self.cells, self.raised])


Rows = list[Row]

LARGE = 5.0
"""Size of the one large figure beside plain text."""
_CLAIMS = ("Thanks for shopping", "Goods exchanged within a fortnight", "Bitte beehren Sie uns wieder", "Obrigado!")
_DUE = ("To pay", "Balance due", "Gesamtbetrag", "GRAND SUM")
_CARD = ("T {phone}", "M {phone}", "Mobil {phone}", "{two} {street}", "{five} {town}", "office@quillon.example",
         "Suite {two}{letter}", "Direct {phone}", "studio{one}@bureau.example", "By appointment")  # fmt: skip
_LABEL = ("P/N {code}", "Ser. {code}", "S/No {code}", "Rev {letter}{one}", "Unit ID {code}", "MAC {code}",
          "Mains 230V~ 50Hz {two}W", "Fuse T{one}A", "Made in {town}", "Asset {code}", "Build {four}",
          "Do not dispose of in household rubbish", "{code}")  # fmt: skip
_SENTENCES = (
    "The ferry leaves pier {one} at {clock} and calls at {town} on its way back.",
    "Of {three} ballots only {two} were spoiled, so the council was elected.",
    "Bake the loaf for {two} minutes at {three} degrees, then cool it on a rack.",
    "In {year} the bell tower of {town} burned, and {two} houses with it.",
    "{person} lives on floor {one}, behind the blue gate.",
    "Boil {three} grams of lentils; salt them afterwards.",
    "Our cottage is {two} miles from {town} and sleeps {one}.",
    "Chapter {two} tells how the Zulus beat the British in {year}.",
    "You owe {money} since {day}, plus {one}% interest.",
    "The stalls are gone, but balcony benches go for {money}.",
    "Bus {three} does not stop here on Sundays.",
    "Roughly {one} in {two} bees is a drone.",
    "Silence is golden, as the librarian likes to observe.",
    "Nobody has seen the brass globe since the auction.",
)
_LOTS = ("Batch {code}", "Lot no. {code}", "L{code}", "Use by {expiry}", "Verwendbar bis {expiry}", "MHD {expiry}",
         "E {expiry}", "Packed {day}", "Ch.-B. {code}", "PROD {day} {clock}", "Store below {two}°C", "{code}|{expiry}",
         "Consommer avant {expiry}")  # fmt: skip
_LARGE = ("{two}%", "-{two}%", "Gate {letter}{two}", "No. {one}", "Bay {two}", "Studio {one}", "Track {two}", "£{one}",
          "{one} for {one}", "{two}% off", "Berth {three}", "Only {money}", "{two}th", "Ward {one}{letter}", "{three}",
          "Under {two}s", "{one} km", "Hall {one}", "{four}", "Lift {letter}{one}")  # fmt: skip
_CAPTIONS = ("", "", "Bargain basement", "Lost & found", "Please queue", "Closing shortly", "Zona azul", "Bags")
_LETTER = ("Our ref. {code}", "Account {five} {four}", "{town}, {day}", "Dear {person},",
           "Please find {one} copies of the lease enclosed.", "Flat {one}{letter} is vacant from {day}.",
           "A deposit of {money} falls due.", "Kindly settle it within {two} days.", "The keys are at our lodge.",
           "Yours sincerely,", "IBAN DE{two} {four} {four} {four}", "Reg. {five}, {town}")  # fmt: skip
_TICKET = ("{town}|{clock}", "Coach {one}|Berth {two}{letter}", "Fare|{money}", "Row {two}|Stall {one}",
           "Carrier {one}{letter} {three}", "Departs|{day}", "Adult x {one}|{price}", "Booking {code}",
           "Not transferable", "Doors|{clock}", "Passenger|{person}", "via {town}")  # fmt: skip
_NOTICES = (
    "Assistance at the lodge", "Staff lounge", "Deliveries behind the stable", "Lost property", "Bicycles forbidden",
    "Beware of loose slates", "Silence please", "Sold separately", "Slippery if icy", "Back in a jiffy", "Bookshop",
    "Boil gently", "Do not disturb", "Gloves mandatory", "Bio Gemüse", "Ausgang", "Liebe Gäste", "Zutritt verboten",
    "Salida", "Poussez", "Défense de stationner", "Osteria Bellini", "Gobelins & Silks", "BIBLIOTECA", "SOLO BUSES",
    "GOLDEN GOOSE", "BOB'S BAGELS", "LOBSTER ISLE", "OBSIDIAN", "SIZZLING SOUPS", "Zebra crossing",
    "Gallery shut on Sundays", "Allergens: soy, sesame, gluten", "Hot dishes", "Oblique glazing",
    "Giles Gibson, Solicitor",
)  # fmt: skip
_CORNERS = ("Depot", "Sample", "District", "Player", "Crop")
_HEADS = (("Mon", "Tue", "Wed", "Thu", "Fri"), ("Low", "Mean", "Peak", "Dip", "Gain"))


def _row(template: str, rng: Rng, size: float = 1.0) -> Row:
    """A line of a template, `|` between its cells."""
    return Row(tuple(fill(template, rng).split("|")), size)


def _some(templates: Sequence[str], least: int, most: int, rng: Rng) -> Rows:
    """Lines of `least` to `most` of some templates in their order, of which one has a digit."""
    while True:
        rows = [_row(template, rng) for template in several(templates, int(rng.integers(least, most + 1)), rng)]
        if any(row.digits for row in rows):
            return rows


def receipt(rng: Rng) -> Rows:
    """Goods with their prices and what they come to."""
    rows, rule, cents = [_row("{firm}", rng, 1.3), _row("{some} {street}, {town}", rng)], Row(("-" * 28,)), 0
    rows += [_row("{day}|{clock}", rng), rule]
    for ware in several(WARES, int(rng.integers(4, 11)), rng):
        count = int(rng.choice([1, 1, 1, 2, 3]))
        costs = count * round(100 * float(price(rng)))
        rows.append(Row((ware if count == 1 else f"{count} x {ware}", f"{costs / 100:.2f}")))
        cents += costs
    rows += [rule, Row((pick(_DUE, rng), f"{cents / 100:.2f}"), 1.3)]
    return [*rows, _row("Till {one}|Clerk {two}", rng), Row((pick(_CLAIMS, rng),))]


def price_tag(rng: Rng) -> Rows:
    """A ware, its price in large figures, at times with raised cents, and the price of a quantity."""
    whole, cents = price(rng).split(".")
    large = Row((fill("{money}", rng),), 2.2)
    if rng.random() < 0.3:
        large = Row((pick("€£$", rng) + whole,), 2.6, cents)
    below = _some(("{three} g", "was {money}", "{money} / kg", "Art {five}", "Bag of {two}"), 1, 3, rng)
    return [_row("{ware}", rng, 1.1), large, *below]


def business_card(rng: Rng) -> Rows:
    """A name, a trade and ways to get in touch."""
    return [_row("{person}", rng, 1.4), _row("{trade}", rng), *_some(_CARD, 3, 5, rng), _row("{firm}", rng)]


def serial_label(rng: Rng) -> Rows:
    """Codes of letters and digits on a type plate."""
    return [_row("{firm}", rng, 1.2), _row("Type {code}", rng), *_some(_LABEL, 2, 5, rng)]


def sentences(rng: Rng) -> Rows:
    """A paragraph, set in lines of one width."""
    text = " ".join(row.cells[0] for row in _some(_SENTENCES, 2, 4, rng))
    return [Row((line,)) for line in textwrap.wrap(text, int(rng.integers(26, 48)), break_on_hyphens=False)]


def words_only(rng: Rng) -> Rows:
    """Notices without any digit."""
    notices = several(_NOTICES, int(rng.integers(3, 8)), rng)
    return [Row((notice,), float(rng.choice([1.0, 1.0, 1.4, 1.8]))) for notice in notices]


def table_of_numbers(rng: Rng) -> Rows:
    """Numbers in columns below a head and beside names."""
    columns, figure = int(rng.integers(2, 6)), pick(("{two}", "{three}", "{price}", "{some}", "{four}", "{two}%"), rng)
    head = Row((pick(_CORNERS, rng), *_HEADS[rng.integers(2)][:columns]))
    names = several(TOWNS if rng.random() < 0.5 else WARES, int(rng.integers(4, 10)), rng)
    return [head, *(_row("|".join([name, *[figure] * columns]), rng) for name in names)]


def lot_and_expiry(rng: Rng) -> Rows:
    """What is stamped on packages."""
    return _some(_LOTS, 2, 4, rng)


def large_figure(rng: Rng) -> Rows:
    """One figure as on a sign, at times with words below it."""
    caption = pick(_CAPTIONS, rng)
    return [_row(pick(_LARGE, rng), rng, LARGE)] + ([Row((caption,))] if caption else [])


def letter_head(rng: Rng) -> Rows:
    """Sender and addressee, and what stands around the text of a letter."""
    head = [_row("{firm}", rng, 1.3), _row("{two} {street}", rng), _row("{five} {town}", rng)]
    return head + _some(_LETTER, 5, 10, rng)


def ticket(rng: Rng) -> Rows:
    """A ticket, or a timetable with some departures from each place."""
    if rng.random() < 0.5:
        return [_row("{firm}", rng, 1.3), *_some(_TICKET, 4, 7, rng)]
    departures, stops = "|{clock}" * int(rng.integers(2, 6)), several(TOWNS, int(rng.integers(4, 9)), rng)
    return [_row("Line {two}", rng, 1.3), *(_row(stop + departures, rng) for stop in stops)]


KINDS: dict[str, Callable[[Rng], Rows]] = {
    "receipt": receipt, "price tag": price_tag, "business card": business_card, "serial label": serial_label,
    "sentences": sentences, "words only": words_only, "table": table_of_numbers, "lot and expiry": lot_and_expiry,
    "large figure": large_figure, "letter head": letter_head, "ticket": ticket,
}  # fmt: skip
"""Kinds of documents, drawn in turn."""
