"""What a number is expected to look like, and the search for it."""
