"""The one adapter to LiteRT: interpreters that are planned once, as many as run at a time."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from ai_edge_litert.interpreter import Interpreter

from recognizer.quiet import without_greeting

Array = npt.NDArray[Any]


@dataclass
class _Plan:
    """An interpreter planned for one input, and the numbers of the tensors that go in and come out.

    `shape` is that of the input where the model takes several, else None.
    """

    interpreter: Interpreter
    entry: int
    exits: tuple[int, ...]
    shape: tuple[int, ...] | None


class Model:
    """A LiteRT model that any number of threads may run at once.

    It is run for one input after the other: planned for more at a time, it is a tenth faster at most, and each plan
    holds megabytes. One is made at once: what the runtime makes of the weights is shared with the workers forked after.
    A model for inputs of several sizes is planned for `shape` first, and anew whenever the size changes. Where a plan
    is not `kept`, each run makes one and lets it go: that takes longer, but a plan for a photo holds tens of megabytes.
    Raises ValueError for a file that is no model.
    """

    def __init__(self, path: Path, shape: tuple[int, ...] | None = None, kept: bool = True) -> None:
        self._path, self._shape, self._kept = str(path), shape, kept
        first = self._planned(shape)  # also where it is not kept: a damaged file is told of at the start
        self._free = deque([first] if kept else [])

    def run(self, array: Array) -> tuple[Array, ...]:
        """Input (N, ...), N > 0 -> the model's outputs in its order, each (N, ...); the arrays are the caller's own."""
        plan = self._taken() if self._kept else self._planned((1, *array.shape[1:]))
        try:
            answers = [_run_one(plan, array[place : place + 1]) for place in range(len(array))]
        finally:
            if self._kept:
                self._free.append(plan)
        return tuple(np.concatenate(outputs) for outputs in zip(*answers, strict=True))

    def _taken(self) -> _Plan:
        """A plan for this thread alone, a new one where all are taken: two threads must not share one at a time."""
        try:
            return self._free.pop()
        except IndexError:
            return self._planned(self._shape)

    def _planned(self, shape: tuple[int, ...] | None) -> _Plan:
        with without_greeting():
            interpreter = Interpreter(model_path=self._path, num_threads=1)
            entry = interpreter.get_input_details()[0]
            if shape:
                interpreter.resize_tensor_input(entry["index"], shape, strict=True)
            interpreter.allocate_tensors()
        exits = tuple(output["index"] for output in interpreter.get_output_details())
        return _Plan(interpreter, entry["index"], exits, shape)


def _run_one(plan: _Plan, array: Array) -> list[Array]:
    if plan.shape is not None and array.shape != plan.shape:
        plan.interpreter.resize_tensor_input(plan.entry, array.shape, strict=True)
        plan.interpreter.allocate_tensors()
        plan.shape = array.shape
    plan.interpreter.set_tensor(plan.entry, np.ascontiguousarray(array))
    plan.interpreter.invoke()
    return [plan.interpreter.get_tensor(number) for number in plan.exits]
