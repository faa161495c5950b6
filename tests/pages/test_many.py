import base64
import csv
import html
import io
import re

import pytest
from flask.testing import FlaskClient
from PIL import Image

from harness.pictures import draw, encode, encode_pages
from recognizer.forms.form_text import digits_form
from recognizer.reading import Expectation
from tests.conftest import FixedRecognizer
from tests.workbook import dicts, rows_of_csv
from webapp import config, errors
from webapp.config import BATCH_BYTES, MAX_PAGES, MAX_POSTED
from webapp.errors import Busy
from webapp.export.numbers_csv import COLUMNS
from webapp.intake import pdf

# What a row of the table posts, where nothing was read.
FIELDS = dict.fromkeys(("file", "page", "read", "least", "remark", "number"), "") | {"row": "1"}


def post(client: FlaskClient, *files: tuple[str, bytes], **fields: str):
    # Written out, because Werkzeug's client would put large files on the disk.
    head = b'--edge\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n'
    file = b'--edge\r\nContent-Disposition: form-data; name="photo"; filename="%s"\r\n\r\n%s\r\n'
    parts = [file % (name.encode(), data) for name, data in files]
    parts += [head % (name.encode(), value.encode()) for name, value in fields.items()]
    body = b"".join(parts) + b"--edge--\r\n"
    return client.post("/batch", data=body, content_type="multipart/form-data; boundary=edge")


def rows_of(page: str) -> list[str]:
    return re.findall(r"<tr[^>]*>(.*?)</tr>", page[page.index("<tbody>") : page.index("</tbody>")], re.S)


def fields_of(row: str) -> dict[str, str]:
    found = re.findall(r'<input[^>]*name="(\w+)"[^>]*?value="(.*?)"', row, re.S)
    found += re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>(.*?)</textarea>', row, re.S)
    return {name: html.unescape(value) for name, value in found}


def test_each_photo_has_a_row_with_its_number_to_edit_and_its_picture(client: FlaskClient):
    page = post(client, ("a.png", encode(draw("007"))), ("<b>.png", encode(draw("007", 2000, 1000)))).text
    first, second = rows_of(page)
    assert fields_of(first) == FIELDS | {"file": "a.png", "least": "0.98", "number": "007", "read": "007"}
    assert fields_of(second)["file"] == "<b>.png" and "<b>.png" not in second
    picture = re.findall(r'<img src="data:image/jpeg;base64,(.*?)"', second)[0]
    assert max(Image.open(io.BytesIO(base64.b64decode(picture))).size) == config.THUMBNAIL_SIDE
    assert "2 of 2 photos read" in page


def test_a_bad_file_is_a_row_with_its_reason_and_costs_no_other(client: FlaskClient):
    response = post(client, ("a.png", encode(draw("1"))), ("b.txt", b"no photo"), ("c.png", encode(draw("1"))))
    good, bad, also = map(fields_of, rows_of(response.text))
    assert response.status_code == 200 and "2 of 3 photos read" in response.text
    assert (good["number"], also["number"], bad["number"]) == ("007", "007", "")
    assert bad["remark"] == errors.NotAPicture.sentence and errors.NotAPicture.sentence in response.text


def test_a_digit_that_is_not_sure_is_marked_with_its_place_and_runner_up(
    client: FlaskClient, recognizer: FixedRecognizer, monkeypatch: pytest.MonkeyPatch
):
    recognizer.rows = ("42", "7")
    monkeypatch.setattr("recognizer.characters.SURE", 0.999)
    (row,) = rows_of(post(client, ("a.png", encode(draw("1")))).text)
    assert fields_of(row)["number"] == "42\n7" and 'rows="2"' in row
    assert "certainty-probably" in row
    for told in ("in 42, place 1: a 4, perhaps a 1", "in 7, place 1: a 7, perhaps a 1"):
        assert told in row and told in fields_of(row)["remark"]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (("42",), ("place 1: a 4", "place 2: a 2")),
        (("42", "42"), ("in 42 (row 1), place 1: a 4", "in 42 (row 2), place 2: a 2")),
        (("1234567890123", "4"), ("in 123456789012…, place 13: a 3", "in 4, place 1: a 4")),
    ],
)
def test_a_doubt_names_the_row_as_the_field_shows_it(
    client: FlaskClient, recognizer: FixedRecognizer, rows: tuple[str, ...], told: tuple[str, str]
):
    recognizer.rows, recognizer.confidence = rows, 0.6
    (row,) = rows_of(post(client, ("a.png", encode(draw("1")))).text)
    assert all(words in fields_of(row)["remark"] for words in told)


@pytest.mark.parametrize("rows", [("007",), ()], ids=["digits", "none"])
def test_a_photo_that_was_not_looked_at_in_full_has_that_as_its_remark(
    client: FlaskClient, recognizer: FixedRecognizer, rows: tuple[str, ...]
):
    recognizer.rows, recognizer.truncated = rows, True
    (row,) = rows_of(post(client, ("a.png", encode(draw("7")))).text)
    assert config.TRUNCATED in fields_of(row)["remark"]
    assert row.count(config.TRUNCATED) == 2, "as the remark, and to be seen"


def test_a_doubtful_mark_is_named_with_its_place(client: FlaskClient, recognizer: FixedRecognizer):
    recognizer.rows, recognizer.doubt = ("-12,50",), 0.6
    (row,) = rows_of(post(client, ("a.png", encode(draw("1")))).text)
    assert fields_of(row)["number"] == "-12,50" and "certainty-unsure" in row
    assert fields_of(row)["remark"] == "in front: a dash, perhaps nothing; after place 2: a comma, perhaps nothing"
    assert fields_of(row)["least"] == "0.60"


def test_a_number_that_has_not_the_expected_form_is_to_be_looked_at(client: FlaskClient, recognizer: FixedRecognizer):
    recognizer.expected = Expectation("4 digits", False, 0.0)
    (row,) = rows_of(post(client, ("a.png", encode(draw("1"))), expected="4 digits").text)
    assert fields_of(row)["remark"] == "not of the expected form" and "certainty-unsure" in row


def test_a_photo_without_digits_has_an_empty_field_and_its_remark_says_so(
    client: FlaskClient, recognizer: FixedRecognizer
):
    recognizer.rows = ()
    (row,) = rows_of(post(client, ("a.png", encode(draw("")))).text)
    assert fields_of(row) == FIELDS | {"file": "a.png", "remark": "no digits found"}
    assert 'placeholder="no digits"' in row and "certainty" not in row


def test_each_page_of_a_file_has_a_row(client: FlaskClient):
    pages = encode_pages([draw("1"), draw("2", 480, 4), draw("3")], "TIFF")
    found = [fields_of(row) for row in rows_of(post(client, ("scan.tif", pages)).text)]
    assert [(row["page"], row["number"]) for row in found] == [("1", "007"), ("2", ""), ("3", "007")]
    assert found[1]["remark"] == errors.TooSmall.sentence


def test_the_first_page_of_the_site_shows_pages_as_the_same_table(client: FlaskClient):
    sent = {"photo": (io.BytesIO(encode_pages([draw("1"), draw("2")], "PDF")), "scan.pdf")}
    response = client.post("/", data=sent, content_type="multipart/form-data")
    assert [fields_of(row)["page"] for row in rows_of(response.text)] == ["1", "2"]


def test_the_pages_of_a_pdf_are_counted_once(client: FlaskClient, monkeypatch: pytest.MonkeyPatch):
    asked: list[int] = []
    ask = pdf._ask

    def noted(data: bytes, page: int = 0) -> tuple[list[int], bytes]:
        asked.append(page)
        return ask(data, page)

    monkeypatch.setattr(pdf, "_ask", noted)
    two, one = encode_pages([draw("1"), draw("2")], "PDF"), encode_pages([draw("1")], "PDF")
    client.post("/", data={"photo": (io.BytesIO(two), "a.pdf")}, content_type="multipart/form-data")
    assert asked == [0, 1, 2]
    post(client, ("a.pdf", two), ("b.pdf", one))
    assert asked[3:] == [0, 1, 2, 0, 1]


def test_the_pages_of_one_request_are_bounded(client: FlaskClient, recognizer: FixedRecognizer):
    many = encode_pages([draw("1", 60, 30)] * (MAX_PAGES - 1), "TIFF")
    page = post(client, ("a.tif", many), ("b.tif", many), ("c.png", encode(draw("1")))).text
    assert len(recognizer.asked) == MAX_PAGES
    assert f"I read up to {MAX_PAGES} pages at once" in fields_of(rows_of(page)[-2])["remark"]


def test_choices_are_for_all_photos(client: FlaskClient, recognizer: FixedRecognizer):
    post(client, ("a.png", encode(draw("1"))), ("b.png", encode(draw("1"))), digits="4")
    assert [options.form for _, options in recognizer.asked] == [digits_form(4)] * 2


def told(page: str) -> str:
    return html.unescape(re.findall(r'role="alert".*?>(.*?)</p>', page, re.S)[0])


def test_too_many_photos_or_bytes_are_refused_with_the_limit_and_nothing_is_read(
    client: FlaskClient, recognizer: FixedRecognizer
):
    photo = encode(draw("1"))
    response = post(client, *((f"{n}.png", photo) for n in range(MAX_POSTED + 1)))
    assert response.status_code == 413 and f"I read up to {MAX_POSTED} in one request" in told(response.text)
    response = post(client, *((f"{n}.png", bytes(BATCH_BYTES // 2)) for n in range(3)))
    assert response.status_code == 413 and "more than 32 MB together" in told(response.text)
    assert post(client).status_code == 400
    assert not recognizer.asked


def test_more_bytes_than_one_photo_may_have_are_taken_for_several(client: FlaskClient):
    response = post(client, ("a.bmp", encode(draw("1"))), *((f"{n}.jpg", bytes(9 * 2**20)) for n in range(3)))
    assert response.status_code == 200 and "1 of 4 photos read" in response.text


def test_a_site_that_is_busy_says_so_for_the_whole_request(client: FlaskClient, monkeypatch: pytest.MonkeyPatch):
    def busy(*_: object) -> None:
        raise Busy

    monkeypatch.setattr("webapp.service.read.in_turn", busy)
    response = post(client, ("a.png", encode(draw("1"))))
    assert response.status_code == 503 and response.headers["Retry-After"]


def test_the_page_names_its_limits_and_takes_several_files(client: FlaskClient):
    page = client.get("/batch").text
    assert re.search(r'<input[^>]*name="photo"[^>]*type="file"[^>]*\bmultiple\b', page)
    assert f'data-most-photos="{config.MAX_PHOTOS}"' in page
    assert f"Up to {MAX_POSTED} at once, 32 MB together" in page


def test_the_table_comes_back_as_csv_as_it_was_corrected(client: FlaskClient):
    fields = {
        "file": ["a.png", "b.pdf"],
        "page": ["", "2"],
        "number": ["0071", ""],
        "least": ["0.61", ""],
        "remark": ["place 3: 7", "damaged"],
    }
    response = client.post("/batch.csv", data=fields)
    assert response.headers["Content-Disposition"] == "attachment; filename=a-and-1-more.csv"
    assert (response.mimetype, response.headers["Cache-Control"]) == ("text/csv", "no-store")
    assert rows_of_csv(response.text) == [
        list(COLUMNS),
        ["a.png", "", '="0071"', '="0071"', "0.61", "place 3: 7"],
        ["b.pdf", "2", "", "", "", "damaged"],
    ]
    assert response.data.startswith(b"\xef\xbb\xbf")


def test_the_table_comes_with_a_decimal_comma_where_that_is_asked_for(client: FlaskClient):
    fields = {"file": "Zähler;1.png", "page": "", "number": "12,50", "least": "0.61", "remark": ""}
    response = client.post("/batch.csv?decimal=comma", data=fields)
    assert "Z%C3%A4hler%3B1-decimal-comma.csv" in response.headers["Content-Disposition"]
    assert response.data.startswith(b"\xef\xbb\xbf")
    header, row = csv.reader(io.StringIO(response.text.removeprefix("\ufeff"), newline=""), delimiter=";")
    assert header == list(COLUMNS)
    assert row == ["Zähler;1.png", "", '="12,50"', '="1250"', "0,61", ""]


def test_the_table_comes_as_a_workbook_as_it_was_corrected(client: FlaskClient):
    fields = {
        "file": ["a.png", "b.pdf"],
        "page": ["", "2"],
        "row": ["1", "1"],
        "number": ["12,50 7\r\n008", ""],
        "read": ["12,50\t7\r\n007", ""],
        "least": ["0.61", ""],
        "remark": ["", "damaged"],
    }
    response = client.post("/numbers.xlsx", data=fields)
    assert response.headers["Content-Disposition"] == "attachment; filename=a-and-1-more.xlsx"
    assert response.headers["Cache-Control"] == "no-store"
    assert [tuple(line.values()) for line in dicts(response.data)] == [
        ("a.png", "", 1, 12.5, "1250", "", 0.61, ""),
        ("a.png", "", 1, 7, "7", "", 0.61, ""),
        ("a.png", "", 2, "008", "008", "007", 0.61, ""),
        ("b.pdf", 2, "", "", "", "", "", "damaged"),
    ]


def test_the_table_posts_what_was_read_with_the_numbers_of_a_row_apart(
    client: FlaskClient, recognizer: FixedRecognizer
):
    recognizer.rows = ("12,50 7", "42")
    (row,) = rows_of(post(client, ("a.png", encode(draw("1")))).text)
    assert (fields_of(row)["read"], fields_of(row)["number"]) == ("12,50\t7\n42", "12,50 7\n42")


def test_a_workbook_of_too_many_numbers_is_refused_with_the_limit(client: FlaskClient):
    fields = FIELDS | {"number": "7 " * (config.MAX_SHEET_LINES + 1)}
    response = client.post("/numbers.xlsx", data=fields)
    assert (response.status_code, told(response.text)) == (413, errors.LongTable.sentence)


def test_a_table_whose_columns_differ_in_length_is_refused_and_loses_no_row(client: FlaskClient):
    fields = {"file": ["a.png", "b.png"], "page": ["", ""], "number": ["1"], "least": ["", ""], "remark": ["", ""]}
    response = client.post("/batch.csv", data=fields)
    assert response.status_code == errors.BadTable.status == 400
    assert told(response.text) == errors.BadTable.sentence


@pytest.mark.parametrize(("confidence", "words"), [(0.997, "0.99"), (0.99999, "0.99"), (1.0, "1.00"), (0.004, "0.00")])
def test_only_certainty_is_a_confidence_of_one(
    client: FlaskClient, recognizer: FixedRecognizer, confidence: float, words: str
):
    recognizer.confidence = confidence
    (row,) = rows_of(post(client, ("a.png", encode(draw("1")))).text)
    assert fields_of(row)["least"] == words
