"""Whole drawn scenes with a box for every digit."""
