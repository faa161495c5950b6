"""How much of held-out rows a reader reads right."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from recognizer.lines.alphabet import ALPHABET, DIGITS, MARKS
from training.rows.augment import plain_strip
from training.rows.drawn import printed_row
from training.rows.picture import spelled
from training.rows.real import SETS, load_rows
from training.rows.surroundings import in_surroundings

Strips = list[tuple[npt.NDArray[np.float32], str]]

MOST = 100
"""Rows of a set that are read at most."""


def held_out_strips() -> dict[str, Strips]:
    """Strips and texts of the held-out rows of each set, and of drawn print."""
    found: dict[str, Strips] = {}
    for name in SETS:
        rows = [row for row in load_rows(name, "test") if any(one in DIGITS for one in row.text)]
        chosen = np.random.default_rng(0).permutation(len(rows))[:MOST]
        if len(chosen) >= 15:
            found[name] = [(plain_strip(rows[one]), row_text(rows[one].text, rows[one].marked)) for one in chosen]
    rng = np.random.default_rng(5)
    drawn: Strips = []
    while len(drawn) < MOST:
        ink, text = printed_row(rng)
        if any(one in DIGITS for one in text):
            row = in_surroundings(ink, spelled(text), rng)
            drawn.append((plain_strip(row), row_text(row.text, True)))
    return found | {"drawn": drawn}


def row_text(text: str, marked: bool) -> str:
    """What of a text is compared: digits and marks, or digits where marks are not labelled."""
    kept = DIGITS + (MARKS if marked else "")
    return "".join(one for one in text if one in kept)


def averaged_network(weights: list[Any]) -> Any:
    """A network of plain floats with given trainable weights."""
    import keras

    from training.models.reader import build_reader

    policy = keras.mixed_precision.global_policy()
    keras.mixed_precision.set_global_policy("float32")
    network = build_reader()
    keras.mixed_precision.set_global_policy(policy)
    for variable, value in zip(network.trainable_variables, weights, strict=True):
        variable.assign(value)
    return network


def greedy(logits: npt.NDArray[np.float32]) -> str:
    """The text of the best class of every step, (T, C): repeats joined, blanks dropped."""
    best = logits.argmax(axis=-1)
    changed = np.append(True, best[1:] != best[:-1])
    return "".join(ALPHABET[one - 1] for one in best[changed] if one)


def compiled(network: Any) -> Any:
    """The network as one function of strips (N, 48, W, 1) of any width."""
    import tensorflow as tf

    return tf.function(network, input_signature=[tf.TensorSpec((None, 48, None, 1))])


def share_right(network: Any, strips: Strips) -> tuple[float, float]:
    """The share of strips of which the digits are right, and digits and marks."""
    right = np.zeros(2)
    for strip, text in strips:
        answer = greedy(np.asarray(network(strip[None, ..., None]))[0])
        marked = any(one in MARKS for one in text)
        right[0] += "".join(one for one in answer if one in DIGITS) == "".join(one for one in text if one in DIGITS)
        right[1] += row_text(answer, True) == text if marked else row_text(answer, False) == text
    return float(right[0] / len(strips)), float(right[1] / len(strips))
