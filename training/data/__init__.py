"""The real sets, and labels for those that come without."""
