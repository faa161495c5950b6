"""Writes what was trained as the files that the site loads."""
