"""From characters to numbers as written, in rows and columns."""
