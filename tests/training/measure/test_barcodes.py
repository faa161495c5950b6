"""Numbers that bars spell, as the check on pictures without labels takes them."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
import zxingcpp

from training.measure.barcodes import counted, is_read, spelled

PRODUCT, PARCEL = "4006381333931", "0012345678"


def bars(text: str, kind: zxingcpp.BarcodeFormat) -> np.ndarray:
    """A code on white, (H, W, 3) uint8."""
    drawn = np.array(zxingcpp.create_barcode(text, kind).to_image(scale=3, add_quiet_zones=True), np.uint8)
    return np.ascontiguousarray(np.repeat(drawn[..., None], 3, axis=2))


def test_numbers_are_taken_and_codes_with_letters_are_not():
    assert spelled(bars(PRODUCT, zxingcpp.BarcodeFormat.EAN13)) == [PRODUCT]
    assert spelled(bars(PARCEL, zxingcpp.BarcodeFormat.Code128)) == [PARCEL]
    assert spelled(bars("AB12345", zxingcpp.BarcodeFormat.Code128)) == []
    assert spelled(bars("123", zxingcpp.BarcodeFormat.Code128)) == []
    assert spelled(np.full((60, 90, 3), 255, np.uint8)) == []


@pytest.mark.parametrize(
    ("rows", "expected"),
    [([PARCEL], True), (["12", f"9{PARCEL}9"], True), ([PARCEL[1:]], False), ([PARCEL[:-1]], False), ([], False)],
)
def test_a_number_is_read_where_a_row_has_all_of_it(rows: list[str], expected: bool):
    assert is_read(PARCEL, rows) is expected


def test_only_the_nought_before_the_twelve_digits_of_a_product_may_miss():
    assert is_read("0049000011340", ["049000011340"]) and is_read("0049000011340", ["0049000011340"])
    assert not is_read("0049000011340", ["49000011340"]) and not is_read(PRODUCT, [PRODUCT[1:]])


def test_a_folder_is_counted_once_for_each_picture(tmp_path: Path):
    (tmp_path / "inner").mkdir()
    product = bars(PRODUCT, zxingcpp.BarcodeFormat.EAN13)
    for name in ("one.png", "same.png", "inner/again.png"):
        cv2.imwrite(str(tmp_path / name), product)
    cv2.imwrite(str(tmp_path / "parcel.png"), bars(PARCEL, zxingcpp.BarcodeFormat.Code128))
    cv2.imwrite(str(tmp_path / "empty.png"), np.full((60, 90, 3), 255, np.uint8))
    (tmp_path / "notes.txt").write_text("no picture")
    asked = []

    def read(rgb: np.ndarray) -> list[str]:
        asked.append(rgb)
        return [PRODUCT]

    assert counted(tmp_path, read) == (3, 2, 1)
    assert len(asked) == 2
