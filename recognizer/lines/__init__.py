"""Finds the text lines of a photo and reads them."""
