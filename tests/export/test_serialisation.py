from tests.answered import answered
from webapp.export.serialisation import to_json


def test_the_json_object_has_the_agreed_shape():
    found = to_json("a.png", answered("07"))
    assert list(found) == ["file", "page", "text", "rows", "truncated", "image", "timings_ms", "models"]
    assert (found["file"], found["page"], found["text"]) == ("a.png", 1, "07")
    assert found["image"] == {"width": 480, "height": 240}
    (row,) = found["rows"]
    assert list(row) == ["text", "digits_text", "numbers", "groups", "digits"]
    assert (row["text"], row["digits_text"], row["groups"]) == ("07", "07", ["07"])
    assert row["digits"][0] == {
        "digit": "0",
        "confidence": 0.9812,
        "alternatives": [{"digit": "1", "probability": 0.0123}],
        "box": {"x": 0, "y": 0, "width": 240, "height": 240},
    }


def test_the_text_is_the_numbers_as_written_and_digits_stand_beside_it():
    found = to_json("a.png", answered("12,50 -3", "10:45"))
    assert found["text"] == "12,50 -3\n10:45"
    first, second = found["rows"]
    assert [number["text"] for number in first["numbers"]] == ["12,50", "-3"]
    assert [number["value"] for number in first["numbers"]] == ["12.50", "-3"]
    assert (first["digits_text"], second["digits_text"]) == ("12503", "1045")
    assert second["numbers"][0]["value"] is None and second["numbers"][0]["readings"] == []
