"""The characters that the reader tells apart."""

from __future__ import annotations

DIGITS = "0123456789"
MARKS = ".,:/-+%'=()"
CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LETTERS = CAPITALS + CAPITALS.lower()
OTHER = "\N{REPLACEMENT CHARACTER}"
"""Stands for every other character: a sign of currency, a letter of another script."""
ALPHABET = " " + DIGITS + MARKS + LETTERS + OTHER
"""What the reader's classes stand for, in order, after the CTC blank, which is class 0."""
