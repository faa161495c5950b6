"""Proposes boxes of ink that may be digits, for crops to train and for labels of digit strings."""
