"""The one adapter to LiteRT: an interpreter per thread and input shape, planned once."""

from __future__ import annotations

import threading
from collections import OrderedDict
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from ai_edge_litert.interpreter import Interpreter

Array = npt.NDArray[Any]

MAX_PLANS = 8  # input shapes that a thread keeps planned; the one longest unused goes


class Model:
    """A LiteRT model that any number of threads may run at once.

    `batches`: sizes into which a batch is split, 1 among them; a few fixed ones are planned once. Without it, each
    shape of the input is planned as it comes. Raises ValueError for a file that is no model.
    """

    def __init__(self, path: Path, batches: tuple[int, ...] = ()) -> None:
        self._path = str(path)
        self._batches = tuple(sorted(batches, reverse=True))
        self._local = threading.local()
        Interpreter(model_path=self._path, num_threads=1)

    def run(self, array: Array) -> tuple[Array, ...]:
        """Input (N, ...), N > 0 -> the model's outputs in its order, each (N, ...); the arrays are the caller's own."""
        if not self._batches:
            return self._run_planned(array)
        parts, start = [], 0
        while start < len(array):
            size = next(size for size in self._batches if size <= len(array) - start)
            parts.append(self._run_planned(array[start : start + size]))
            start += size
        return tuple(np.concatenate(outputs) for outputs in zip(*parts, strict=True))

    def _run_planned(self, array: Array) -> tuple[Array, ...]:
        interpreter = self._interpreter(array.shape)
        interpreter.set_tensor(interpreter.get_input_details()[0]["index"], np.ascontiguousarray(array))
        interpreter.invoke()
        return tuple(interpreter.get_tensor(output["index"]) for output in interpreter.get_output_details())

    def _interpreter(self, shape: tuple[int, ...]) -> Interpreter:
        """This thread's interpreter for an input shape: LiteRT's interpreters are not to be shared by threads."""
        plans: OrderedDict[tuple[int, ...], Interpreter] = self._local.__dict__.setdefault("plans", OrderedDict())
        if shape not in plans:
            if len(plans) >= MAX_PLANS:
                plans.popitem(last=False)
            plans[shape] = self._planned(shape)
        plans.move_to_end(shape)
        return plans[shape]

    def _planned(self, shape: tuple[int, ...]) -> Interpreter:
        interpreter = Interpreter(model_path=self._path, num_threads=1)
        interpreter.resize_tensor_input(interpreter.get_input_details()[0]["index"], list(shape), strict=False)
        interpreter.allocate_tensors()
        return interpreter
