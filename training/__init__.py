"""Trains and measures what the site serves; the only place that imports TensorFlow."""
