"""Checks each digit: its ink by contours, the classifier, the single-digit network, one score."""
