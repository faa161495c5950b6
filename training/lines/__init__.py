"""Trains the text-line detector: scenes with their lines, target maps, the loop."""
