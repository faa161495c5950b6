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

    `batches`: the batch sizes that are planned; a batch is padded up to the next of them, or split when it is larger
    than all. Without it, each shape of the input is planned as it comes. Raises ValueError for a file that is no model.
    """

    def __init__(self, path: Path, batches: tuple[int, ...] = ()) -> None:
        self._path = str(path)
        self._batches = tuple(sorted(batches))
        self._local = threading.local()
        Interpreter(model_path=self._path, num_threads=1)

    def run(self, array: Array) -> tuple[Array, ...]:
        """Input (N, ...) -> the model's outputs, each (N, ...), in its own order; the arrays are the caller's own."""
        if not self._batches or len(array) in self._batches:
            return self._run_planned(array)
        chunks = [self._run_padded(array[start : start + size]) for start, size in self._chunks(len(array))]
        return tuple(np.concatenate(outputs) for outputs in zip(*chunks, strict=True))

    def _chunks(self, count: int) -> list[tuple[int, int]]:
        """(start, size) of full batches of the largest size and of what is left."""
        largest = self._batches[-1]
        return [(start, min(largest, count - start)) for start in range(0, max(count, 1), largest)]

    def _run_padded(self, array: Array) -> tuple[Array, ...]:
        size = next(batch for batch in self._batches if batch >= len(array))
        padded = np.zeros((size, *array.shape[1:]), array.dtype)
        padded[: len(array)] = array
        return tuple(output[: len(array)] for output in self._run_planned(padded))

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
