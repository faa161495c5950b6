"""Rows of text to train and measure the reader with: real ones, drawn ones, and how photographs wear them."""
