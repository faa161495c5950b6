"""Mined crops carry the right labels: digits where a box is met, none beside it and none in scenes."""

import cv2
import numpy as np
import pytest

pytest.importorskip("keras")

from recognizer.digits.classifier import NOT_A_DIGIT
from training.crops import hard_examples
from training.crops.pools import mined_file, mined_groups, open_mined


class Suspicious:
    """Takes every crop for a four, with a probability."""

    def __init__(self, chance: float) -> None:
        self.chance = chance

    def probabilities(self, crops: np.ndarray) -> np.ndarray:
        chances = np.zeros((len(crops), 11), np.float32)
        chances[:, 4], chances[:, NOT_A_DIGIT] = self.chance, 1 - self.chance
        return chances


@pytest.fixture
def sheet() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    photo = np.full((200, 300, 3), 235, np.uint8)
    boxes = []
    for place, digit in enumerate("72"):
        cv2.putText(photo, digit, (40 + 130 * place, 140), cv2.FONT_HERSHEY_SIMPLEX, 3, (20, 20, 20), 9, cv2.LINE_AA)
        column = photo[:, 130 * place + 20 : 130 * place + 150, 0]
        x, y, w, h = cv2.boundingRect((column < 128).astype(np.uint8))
        boxes.append([x + 130 * place + 20, y, w, h])
    cv2.line(photo, (10, 20), (40, 60), (20, 20, 20), 6, cv2.LINE_AA)
    return photo, np.array(boxes, np.float32), np.array([7, 2], np.uint8)


def test_proposals_on_boxes_are_digits_and_beside_them_none(sheet) -> None:
    crops, labels = hard_examples.mine_boxes(*sheet, Suspicious(0.5), np.random.default_rng(0))
    assert len(crops) == len(labels) and crops.shape[1:] == (28, 28)
    assert {2, 7, NOT_A_DIGIT} == set(labels.tolist())


def test_what_looks_like_an_unmarked_digit_is_left_out(sheet) -> None:
    _, labels = hard_examples.mine_boxes(*sheet, Suspicious(0.97), np.random.default_rng(0))
    assert NOT_A_DIGIT not in labels


def test_a_scene_gives_only_negatives_and_only_suspects(sheet) -> None:
    crops, labels = hard_examples.mine_scene(sheet[0], Suspicious(0.5), np.random.default_rng(0))
    assert len(crops) and (labels == NOT_A_DIGIT).all()
    few, _ = hard_examples.mine_scene(sheet[0], Suspicious(0.0), np.random.default_rng(0))
    assert len(few) < 0.2 * len(crops)


def test_views_keep_the_size_and_differ(sheet) -> None:
    views = list(hard_examples.scene_views(sheet[0], np.random.default_rng(0)))
    assert len(views) == hard_examples.VIEWS and all(view.shape == sheet[0].shape for view in views)
    assert len({view.tobytes() for view in views}) == hard_examples.VIEWS


def test_rounds_add_up(drawn_data) -> None:
    for number in range(2):
        np.savez(mined_file(number), **{"a-crops": np.zeros((3, 28, 28), np.uint8), "a-labels": np.full(3, number)})
    crops, labels = open_mined(1)
    assert len(crops) == 6 and labels.tolist() == [0, 0, 0, 1, 1, 1]
    with pytest.raises(OSError):
        open_mined(2)


def test_mined_crops_fall_into_three_groups(drawn_data) -> None:
    crops = np.zeros((2, 28, 28), np.uint8)
    sets = {"backgrounds": [NOT_A_DIGIT, NOT_A_DIGIT], "cheques": [4, NOT_A_DIGIT]}
    arrays = {f"{name}-labels": np.array(labels) for name, labels in sets.items()}
    np.savez(mined_file(0), **arrays, **{f"{name}-crops": crops for name in sets})
    assert [group.tolist() for group in mined_groups(0)] == [[2], [3], [0, 1]]
