"""Patterns of a number: 0 any digit, [A-Z] one of a class, {2} or {2,4} how often, ? perhaps, dd.mm.yyyy a date.

A pattern is read by hand into a bounded row of atoms, never into a regular expression: whatever a user writes,
following it takes one step a character.
"""

from __future__ import annotations

from recognizer.forms.dates import DateCheck
from recognizer.forms.form import DIGITS, LETTERS, Atom, BadForm, Shape

LONGEST_CODE = 64  # characters that a pattern may stand for
LITERALS = frozenset(".,:/-+%'=() ")
DATE_LETTERS = "dmyhs"


def pattern(text: str) -> Shape:
    """The shape that a pattern stands for; raises BadForm with a sentence that says what is wrong."""
    atoms, date, at = list[Atom](), list[str](), 0
    while at < len(text):
        chars, letter, at = _unit(text, at)
        least, most, at = _count(text, at)
        if len(atoms) + most > LONGEST_CODE:
            raise BadForm(f"A pattern may stand for {LONGEST_CODE} characters at most. Please make it shorter.")
        atoms += [Atom(chars)] * least + [Atom(chars, True)] * (most - least)
        date += letter * most
    if not any(atom.chars & (DIGITS | LETTERS) for atom in atoms):
        raise BadForm("A pattern needs a digit at least. Please write 0 for any digit, as in 000.0.")
    if not "".join(date).strip():
        return Shape(tuple(atoms))
    if any(atom.optional for atom in atoms):
        raise BadForm("A date or time in a pattern cannot have parts that may be missing. Please write it out.")
    return Shape(tuple(atoms), check=DateCheck("".join(date)))


def _unit(text: str, at: int) -> tuple[frozenset[str], str, int]:
    """The characters that one of a pattern stands for, its letter in a date or a blank, and where the next begins."""
    char = text[at]
    if char == "[":
        end = text.find("]", at)
        if end < 0:
            raise BadForm("A [ in the expected form has no ] behind it. Please write a class as [A-Z] or [0-9].")
        return _class(text[at + 1 : end]), " ", end + 1
    if char == "0":
        return DIGITS, " ", at + 1
    if char in DATE_LETTERS:
        return DIGITS, char, at + 1
    if char in DIGITS | LETTERS | LITERALS:
        return frozenset(char), " ", at + 1
    raise BadForm(
        f"I do not know {char} in an expected form. "
        "Please write 0 for a digit, [A-Z] for a letter, and marks as they are."
    )


def _class(inner: str) -> frozenset[str]:
    chars, at = set[str](), 0
    while at < len(inner):
        is_range = inner[at + 1 : at + 2] == "-" and at + 2 < len(inner)
        first, last = inner[at], inner[at + 2] if is_range else inner[at]
        if not all(one in DIGITS | LETTERS for one in (first, last)) or first > last:
            raise BadForm("A class holds capital letters and digits. Please write one as [A-Z] or [0-9].")
        chars |= {one for one in map(chr, range(ord(first), ord(last) + 1)) if one in DIGITS | LETTERS}
        at += 3 if is_range else 1
    if not chars:
        raise BadForm("A class in the expected form is empty. Please write one as [A-Z] or [0-9].")
    return frozenset(chars)


def _count(text: str, at: int) -> tuple[int, int, int]:
    """How often what stands before may come, at least and at most, and where the next begins."""
    if text[at : at + 1] == "?":
        return 0, 1, at + 1
    if text[at : at + 1] != "{":
        return 1, 1, at
    end = text.find("}", at)
    bounds = text[at + 1 : end].split(",") if end > 0 else []
    if len(bounds) not in (1, 2) or not all(b.isascii() and b.isdecimal() and len(b) <= 3 for b in bounds):
        raise BadForm("How often a character comes is written as {2} or {2,4}. Please write it so.")
    least, most = int(bounds[0]), int(bounds[-1])
    if not least <= most or not most:
        raise BadForm("A character comes at least once, the smaller number first. Please write it so: {2,4}.")
    return least, most, end + 1
