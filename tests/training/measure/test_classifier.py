"""The measures of accuracy, calibration and coverage give what their definitions say."""

import json
import shutil

import numpy as np
import pytest

from training.folders import MODELS
from training.measure import classifier
from training.trainers import calibration


def test_calibration_error_is_the_gap_between_confidence_and_rightness() -> None:
    confidence = np.full(1000, 0.8)
    right = np.arange(1000) < 800
    assert classifier.calibration_error(confidence, right) == pytest.approx(0, abs=1e-9)
    assert classifier.calibration_error(np.full(1000, 0.95), right) == pytest.approx(0.15)


def test_the_threshold_is_the_least_confidence_of_that_precision() -> None:
    confidence = np.array([0.9, 0.8, 0.7, 0.6])
    right = np.array([True, True, False, True])
    assert classifier.threshold_for(0.99, confidence, right) == 0.8
    assert classifier.threshold_for(0.74, confidence, right) == 0.6
    assert classifier.threshold_for(0.99, confidence, ~right) == 1.0


def test_the_lower_threshold_counts_only_what_lies_below_the_upper() -> None:
    confidence = np.array([0.95, 0.9, 0.7, 0.6, 0.5])
    right = np.array([True, True, True, False, False])
    assert classifier.threshold_below(0.9, 0.9, confidence, right) == 0.7
    assert classifier.threshold_below(0.9, 0.9, confidence, np.array([True, True, False, False, False])) == 0.9


def test_risk_grows_with_coverage_where_confidence_is_worth_something() -> None:
    coverage, risk = classifier.risk_coverage(np.array([0.2, 0.9, 0.6]), np.array([False, True, True]))
    assert coverage.tolist() == pytest.approx([1 / 3, 2 / 3, 1])
    assert risk.tolist() == pytest.approx([0, 0, 1 / 3])


def test_the_temperature_that_sharpened_logits_is_found() -> None:
    rng = np.random.default_rng(0)
    logits = rng.normal(0, 2, (6000, 11))
    odds = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    labels = np.array([rng.choice(11, p=row) for row in odds])
    assert calibration.fit_temperature(logits * 2.5, labels) == pytest.approx(2.5, abs=0.15)


def test_accuracy_is_counted_for_each_set(drawn_data) -> None:
    classifier.held_out_crops.cache_clear()

    def always_four(crops: np.ndarray) -> np.ndarray:
        return np.tile(np.eye(11)[4] * 0.9 + 0.1 / 11, (len(crops), 1))

    figures = classifier.accuracies(always_four)
    classifier.held_out_crops.cache_clear()
    assert set(figures) == {"mnist", "usps", "semeion", "meters"}
    assert figures["mnist"] == (100, pytest.approx(0.1), pytest.approx(0.1))
    assert figures["meters"][0] == 20


def test_calibrating_writes_thresholds_and_a_plot(drawn_data, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(calibration, "DRAWN", 2000)
    classifier.held_out_crops.cache_clear()
    shutil.copy(MODELS / "classifier.tflite", tmp_path)
    monkeypatch.setattr(calibration, "WORKERS", 0)
    found = calibration.calibrate(tmp_path, tmp_path / "plot.svg")
    classifier.held_out_crops.cache_clear()
    written = json.loads((tmp_path / "calibration.json").read_text())
    assert set(written) == {"temperature", "sure", "probable"}
    assert 0.2 < written["temperature"] < 5 and found["ece"] < 0.2
    assert "<svg" in (tmp_path / "plot.svg").read_text()
    assert "calibration.json" in (tmp_path / "SHA256SUMS").read_text()
