"""What documents say: prices, telephone numbers, codes, quantities and times among words."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from training.synth import texts

Rng = np.random.Generator

_MONEY = ("$", "$", "€", "£")
_UNITS = ("kg", "g", "ml", "L", "l", "km", "cm", "mm", "m", "V", "A", "W", "Hz", "kWh", "mg", "oz", "lb", "ft", "in",
          "°C", "°", "h", "min", "s", "pcs", "x", "GB", "MB", "bar", "mAh", "dB", "rpm", "th", "st",
          "nd", "rd")  # fmt: skip
_BEFORE = ("No.", "Nr.", "S/N:", "SN", "Model", "LOT", "REF", "SKU", "Type", "Art.", "Tel.", "Tel:", "Fax:", "Phone",
           "Mobile:", "Page", "p.", "Room", "Gate", "Line", "Bus", "Class", "Size", "ISO", "EN", "IP", "DIN", "BIC",
           "IBAN", "VAT", "ID:", "Order", "Invoice", "Table", "Seat", "Date:", "EXP", "BEST BEFORE", "MFG", "Total:",
           "Subtotal", "Sum", "Tax", "Change", "INPUT:", "OUTPUT:", "Weight:", "Qty", "Code", "PIN", "Box")  # fmt: skip
_WORDS = """
    and are about above across after again all along also always any around ask back bag ball bank bath because been
    before begin below best better between big bill black blue boat body bottle bottom bowl boy bridge bring brown bus
    business but buy cabbage call can car carry chicken child choice city clean clear clock cloth cold colour come
    cook corner cost cream cup daily day deep delivery desk dish dog door double down drink each early easy egg eight
    email empty end enough evening every express eye family fast field fish floor flour for free fresh friend from
    front fruit full game garden gas gift girl give glad gold grass green ground group half hall hand happy help high
    hill his hold home honey hotel hour house how hundred inch is island job juice jump keep key kind kitchen know
    label large last late leaf left less letter life light lime list little long look low lunch machine made mail make
    market mass meal meat member metal middle mile minute mix model money month more most mountain much museum music
    name near new next night noise noodle north not number nut of off often oil on once one open orange order organic
    other our out over own paper park part pasta pay people pepper pick pie piece place plastic please point pool
    possible post potato price print public quality queen question quick quiet rain read ready red rent rest right
    ring river road roll room sausage season second sell serve seven several shop short show side sign single sister
    size sky slice slow small snack some song soup south space special spoon sport spring square stairs stand start
    stop street strong summer sunday sweet system take tall taste ten thank that the there thick thin thing this
    ticket time to today together tool top total town traffic train travel tree true turn under until up use vegetable
    very visit wait walk wall want warm wash waste water way week welcome west what wheel when where white who whole
    why wide wind window wine winter with wood word work world write year yellow yes yesterday you young your zero
    zone das der die und mit von für zum auf ist nicht Straße Preis Stück Größe Datum Uhr le la les des une pour avec
    prix tél rue date heure el los una por con precio calle fecha hora il gli della prezzo via ora del sul
""".split()  # noqa: SIM905
_ALIKE = tuple(known for known in _WORDS if known[0] in "obsziglq")
"""Words whose capital could be a digit's end where they stand behind a number."""
_SYLLABLES = ("ol", "os", "ob", "oz", "oi", "on", "il", "li", "lo", "io", "so", "bo", "zo", "go", "no", "to", "do",
              "ill", "oll", "oo", "iso", "big", "le", "se")  # fmt: skip
"""Parts of made-up words that are full of noughts, ones, fives and eights to who sees letters one by one."""
_BRACKETS = (("(", ")"), ("[", "]"))


def word(rng: Rng) -> str:
    """A word as texts have them, one that is easily taken for digits, or one of those that scenes bear anyway."""
    kind = rng.random()
    if kind < 0.2:
        return texts.word(rng)
    if kind < 0.4:
        return _in_case(lookalike(rng), rng)
    return _in_case(str(rng.choice(_ALIKE if rng.random() < 0.25 else _WORDS)), rng)


def lookalike(rng: Rng) -> str:
    """A made-up small word of letters that look like digits."""
    return "".join(str(rng.choice(_SYLLABLES)) for _ in range(int(rng.integers(1, 4))))


def _in_case(small: str, rng: Rng) -> str:
    """A word small, with a capital, or in capitals."""
    kind = rng.random()
    return small if kind < 0.5 else small.capitalize() if kind < 0.8 else small.upper()


def price(rng: Rng) -> str:
    """An amount of money, its sign before or after it."""
    amount = f"{rng.integers(0, 10 ** int(rng.integers(1, 4)))}{rng.choice(['.', '.', ','])}{texts.digits(rng, 2, 2)}"
    if rng.random() < 0.15:
        amount = f"{rng.integers(1, 100)},{texts.digits(rng, 3, 3)}"
    sign, kind = str(rng.choice(_MONEY)), rng.random()
    return f"{sign}{amount}" if kind < 0.65 else f"{sign} {amount}" if kind < 0.75 else f"{amount}{sign}"


def phone(rng: Rng) -> str:
    """A telephone number, its groups parted by blanks, dashes, brackets or slashes."""
    first, gap = texts.digits(rng, 2, 4), str(rng.choice([" ", "-", ".", " "]))
    first = (f"({first}) ", f"{first}/", f"{first}{gap}", f"+{texts.digits(rng, 1, 2)} {first}{gap}",
             f"+{texts.digits(rng, 1, 2)} ({first}) ")[rng.integers(5)]  # fmt: skip
    return first + gap.join(texts.digits(rng, 2, 4) for _ in range(int(rng.integers(1, 4))))


def serial(rng: Rng) -> str:
    """A code of letters and digits, those that look alike more often than others."""
    letters, kind = str(rng.choice(["SBOZIGQDTAL", "ABCDEFGHJKLMNPQRSTUVWXYZ", "SSBBZO"])), rng.random()
    if kind < 0.5:
        return texts.plate(rng)
    share = rng.uniform(0.15, 0.6)
    made = [rng.choice(list(letters)) if rng.random() < share else rng.integers(10) for _ in range(rng.integers(3, 13))]
    code = "".join(map(str, made))
    place = int(rng.integers(1, len(code)))
    return code[:place] + str(rng.choice(["-", "", "/", " ", "."])) + code[place:]


def share(rng: Rng) -> str:
    """A share in percent, at times with a sign before it or a part after a point."""
    figure = str(rng.integers(0, 101)) + (f"{rng.choice(['.', ','])}{rng.integers(10)}" if rng.random() < 0.25 else "")
    return f"{rng.choice(['', '', '-', '+', '~', '<'])}{figure}{rng.choice(['%', '%', ' %'])}"


def measure(rng: Rng) -> str:
    """A quantity with its unit, or a range of such."""
    figure = texts.digits(rng, 1, 2 if rng.random() < 0.4 else 4)
    if rng.random() < 0.3:
        figure += str(rng.choice([".", ",", "-", "/", "x", " x ", "~", " - "])) + texts.digits(rng, 1, 3)
    return figure + str(rng.choice(["", " "])) + str(rng.choice(_UNITS))


def clock(rng: Rng) -> str:
    """A time of day, or a day with it."""
    time = f"{rng.integers(0, 24)}{rng.choice([':', ':', '.', 'h'])}{rng.integers(0, 60):02d}"
    tail = str(rng.choice(["", "", " AM", " PM", "am", " h", f":{rng.integers(0, 60):02d}"]))
    return f"{texts.date(rng)} {time}" if rng.random() < 0.3 else time + tail


def figure(rng: Rng) -> str:
    """A figure of any of these kinds, at times in brackets, or with a word before it."""
    kinds: tuple[Callable[[Rng], str], ...] = (price, price, phone, serial, serial, share, measure, clock, texts.date)
    made = kinds[rng.integers(len(kinds))](rng) if rng.random() < 0.8 else texts.digits(rng, 1, 7)
    if rng.random() < 0.12:
        before, after = _BRACKETS[rng.integers(len(_BRACKETS))]
        return f"{before}{made}{after}"
    return f"{rng.choice(_BEFORE)} {made}" if rng.random() < 0.3 else made


def prose(rng: Rng) -> str:
    """Part of a sentence, now and then with a figure."""
    tokens = []
    for _ in range(int(rng.integers(2, 9))):
        token = figure(rng) if rng.random() < 0.2 else word(rng)
        tokens.append(token + str(rng.choice(["", "", "", "", "", ",", ".", ":", ";", "!", "?"])))
    return " ".join(tokens)


def entry(rng: Rng) -> str:
    """A line of a receipt, a label or a card."""
    kind = rng.random()
    if kind < 0.35:
        return f"{word(rng)} {figure(rng)}"
    if kind < 0.6:
        return figure(rng)
    if kind < 0.75:
        return f"{figure(rng)} {word(rng)}"
    if kind < 0.8:
        return f"{_in_case(lookalike(rng), rng)}{texts.digits(rng, 1, 4)}"
    if kind < 0.86:
        return f"{word(rng).lower()}{texts.digits(rng, 1, 3)}@{word(rng).lower()}.{rng.choice(['com', 'org', 'de'])}"
    return " ".join(word(rng) for _ in range(int(rng.integers(1, 4))))
