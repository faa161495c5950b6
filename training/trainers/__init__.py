"""Trains each network, and fits the calibration and the one score."""
