"""The network for photos of one digit: fewer weights than the classifier, more of its work where pixels are fine."""

from __future__ import annotations

import keras
from keras import layers

from recognizer.digits.crops import CROP_SIZE
from training.models.classifier import CLASSES, DROPOUT, conv, residual

WIDTHS = (20, 32, 48, 64)
"""Channels at 28 pixels a side, twice, at 14 and at 7: few weights, and most of the work where pixels are fine."""


def build_single_digit(scaled: bool = True) -> keras.Model:
    """Pictures (N, 28, 28, 1) float32 in 0..1 with light ink -> logits (N, 11); `scaled` as in classifier.py."""
    pictures = keras.Input((CROP_SIZE, CROP_SIZE, 1), name="pictures")
    x = layers.ReLU()(conv(layers.ReLU()(conv(pictures, WIDTHS[0])), WIDTHS[1]))
    x = layers.ReLU()(conv(x, WIDTHS[2], stride=2))
    x = residual(residual(x, scaled), scaled)
    x = layers.ReLU()(conv(x, WIDTHS[3], stride=2))
    x = layers.DepthwiseConv2D(7, padding="valid")(residual(x, scaled))
    x = layers.Dropout(DROPOUT)(layers.Flatten()(x))
    return keras.Model(pictures, layers.Dense(CLASSES, dtype="float32", name="logits")(x), name="single_digit")
