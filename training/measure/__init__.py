"""Measures what is shipped."""
