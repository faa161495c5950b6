"""The page with the result: the number, the photo with its boxes, and what can be saved."""

import base64
import html
import io
import json
import re
from collections.abc import Callable

import numpy as np
import pytest
from flask.testing import FlaskClient
from PIL import Image

from harness.pictures import draw, encode
from recognizer.reading import Expectation
from tests.conftest import FixedRecognizer
from tests.markup import Page, link, number_of, picture
from tests.workbook import dicts
from webapp import config


def test_the_result_shows_the_number_with_its_leading_zeros(upload: Callable):
    response = upload(encode(draw("007")))
    assert response.status_code == 200
    assert number_of(response.text) == ["007"]
    assert "007" in re.findall(r"<title>(.*?)</title>", response.text)[0]


@pytest.mark.parametrize("rows", [("007",), ()], ids=["digits", "none"])
def test_a_photo_that_was_not_looked_at_in_full_is_told_so(upload: Callable, recognizer: FixedRecognizer, rows):
    recognizer.rows = rows
    assert config.TRUNCATED not in upload(encode(draw("7"))).text
    recognizer.truncated = True
    assert upload(encode(draw("7"))).text.count(f">{config.TRUNCATED}<") == 1


@pytest.mark.parametrize("rows", [("0",), ("00",), ("007", "42"), ("1", "2", "3")])
def test_each_row_of_digits_has_a_line(upload: Callable, recognizer: FixedRecognizer, rows: tuple[str, ...]):
    recognizer.rows = rows
    assert tuple(number_of(upload(encode(draw("1"))).text)) == rows


def test_a_long_sheet_is_told_in_short_and_shown_in_full(upload: Callable, recognizer: FixedRecognizer):
    recognizer.rows = ("1234567890" * 3,) * 10
    response = upload(encode(draw("1")))
    assert tuple(number_of(response.text)) == recognizer.rows
    told = "I found 300 digits in 10 rows: beginning 123456789012…"
    (heading,) = Page(response.text).all("h1")
    assert heading["aria-label"] == told and f'alt="{told}"' in response.text
    assert re.findall(r"<title>(.*?)</title>", response.text)[0].startswith(told)
    assert re.findall(r"<h1.*?>(.*?)</h1>", response.text)[0] == "I found 300 digits in 10 rows"


def test_the_result_shows_the_photo_with_the_result_as_its_text_and_a_box_over_every_digit(upload: Callable):
    rgb = draw("007")
    page = Page(upload(encode(rgb)).text)
    (image,) = page.all("img")
    head, data = str(image["src"]).split(",", 1)
    assert head == "data:image/jpeg;base64"
    assert picture(base64.b64decode(data)).shape == rgb.shape
    assert image["alt"] == "I found 3 digits: 007."
    boxes = [tag for tag in page.all("rect") if tag.get("class") == "line"]
    assert [(box["x"], box["width"]) for box in boxes] == [("0.0", "160.0"), ("160.0", "160.0"), ("320.0", "160.0")]


def test_a_large_photo_is_shown_small_with_its_boxes_in_place(upload: Callable):
    page = Page(upload(encode(draw("007", 4000, 2000), "JPEG")).text)
    (image,) = page.all("img")
    assert (image["width"], image["height"]) == (str(config.ANNOTATED_SIDE), str(config.ANNOTATED_SIDE // 2))
    boxes = [tag for tag in page.all("rect") if tag.get("class") == "line"]
    assert float(str(boxes[2]["x"])) == pytest.approx(config.ANNOTATED_SIDE * 2 / 3, abs=1)


def test_the_boxed_photo_can_be_saved_and_carries_nothing_of_the_originals_metadata(upload: Callable):
    exif = Image.Exif()
    exif[0x010F], exif[0x8825] = "secret maker", {1: "N", 2: (52.0, 30.0, 0.0)}
    rgb = draw("1")
    response = upload(encode(rgb, "JPEG", exif=exif))
    data = link(response.text, "photo-boxed.jpg")
    assert b"secret maker" not in data and not Image.open(io.BytesIO(data)).getexif()
    assert b"secret maker" not in response.data
    assert np.abs(picture(data).astype(int) - rgb).max() > 60, "nothing was drawn on the photo"


def test_the_reading_can_be_saved_as_csv_and_json(upload: Callable):
    page = upload(encode(draw("007")), "numbers.png").text
    lines = link(page, "numbers.csv").decode().splitlines()
    assert lines[0] == "row,position,character,confidence,runner_up,x,y,width,height,corrected,number,digits"
    number = '"=""007"""'
    assert lines[1:] == [f"1,{i + 1},{d},0.9812,1,{160 * i},0,160,240,,{number},{number}" for i, d in enumerate("007")]
    saved = json.loads(link(page, "numbers.json"))
    assert (saved["file"], saved["text"]) == ("numbers.png", "007")


def test_the_reading_can_be_saved_for_spreadsheets(upload: Callable, recognizer: FixedRecognizer):
    recognizer.rows, recognizer.confidence = ("12,50", "007"), 0.6
    page = upload(encode(draw("1")), "Zähler.png").text
    first, second = dicts(link(page, "Zähler.xlsx"))
    assert (first["File"], first["Row"], first["Number"], first["Digits"]) == ("Zähler.png", 1, 12.5, "1250")
    assert (second["Row"], second["Number"], second["Least confidence"]) == (2, "007", 0.6)
    assert second["Remark"] == "place 1: a 0, perhaps a 1; place 2: a 0, perhaps a 1; place 3: a 7, perhaps a 1"
    saved = link(page, "Zähler-decimal-comma.csv").decode()
    line = saved.splitlines()[1]
    assert saved.startswith("\ufeffrow;position;") and line.startswith("1;1;1;0,6000;") and line.count(";") == 11


def test_what_a_corrected_workbook_is_made_of_is_in_a_form_that_gives_the_same_as_the_link(
    upload: Callable, client: FlaskClient, recognizer: FixedRecognizer
):
    recognizer.rows = ("12,50 7", "007")
    page = upload(encode(draw("1")), "meter.png").text
    hidden = [tag for tag in Page(page).all("input") if tag.get("type") == "hidden"]
    fields: dict[str, list[str]] = {"number": number_of(page)}
    for tag in hidden:
        fields.setdefault(str(tag["name"]), []).append(str(tag["value"]))
    (form,) = [tag for tag in Page(page).all("form") if tag.get("id") == "xlsx"]
    assert [tag.get("form") for tag in Page(page).all("textarea")] == ["xlsx"] * 2
    assert dicts(client.post(str(form["action"]), data=fields).data) == dicts(link(page, "meter.xlsx"))


def test_the_confidence_of_each_digit_is_shown_in_words_and_percent(upload: Callable):
    page = upload(encode(draw("007"))).text
    crops = page[page.index('<ol class="crops">') : page.index("</ol>")]
    assert crops.count("<li") == 3
    assert crops.count("98 %") == 3 and crops.count(">sure<") == 3 and crops.count("else 1 (1 %)") == 3


def test_digits_that_are_not_sure_are_named_with_the_runner_up(upload: Callable, recognizer: FixedRecognizer):
    assert "Please check" not in upload(encode(draw("38"))).text
    recognizer.confidence = 0.8
    page = re.sub(r"<.*?>|\s+", " ", upload(encode(draw("38"))).text)
    assert re.search(r"Please check the digits with a line under them", page)
    assert re.search(r"digit 2 *: +probably +a +0 +, else perhaps a +1", re.sub(" +", " ", page))


def test_a_runner_up_without_a_chance_is_not_shown(upload: Callable, recognizer: FixedRecognizer):
    recognizer.second = 0.004
    assert "1 (0 %)" not in upload(encode(draw("007"))).text


def test_where_nothing_was_read_the_page_says_which_numerals_are(upload: Callable, recognizer: FixedRecognizer):
    said = "Only the numerals 0 to 9 are read"
    assert said not in upload(encode(draw("007"))).text
    recognizer.rows = ()
    assert said in upload(encode(draw(""))).text


def test_no_digits_is_said_with_three_tips(upload: Callable, recognizer: FixedRecognizer):
    recognizer.rows = ()
    response = upload(encode(draw("")))
    page = html.unescape(response.text)
    assert response.status_code == 200
    assert "<h1" in page and "I found no digits in this photo" in page
    assert page.count("<li><b>") == 3 and not number_of(page)
    assert not [tag for tag in Page(page).all("a") if "download" in tag]


def test_a_result_is_kept_by_no_cache(upload: Callable):
    assert upload(encode(draw("1"))).headers["Cache-Control"] == "private, no-cache"


def test_the_recognizer_gets_the_photo_upright_in_red_green_blue(upload: Callable, recognizer: FixedRecognizer):
    rgb = draw("42")
    rgb[:, :, 0] //= 2
    upload(encode(rgb))
    ((asked, _),) = recognizer.asked
    assert np.array_equal(asked, rgb)


@pytest.mark.parametrize(
    ("rows", "turned", "words"),
    [
        (("007",), 0, "Your photo. Every digit I read is boxed."),
        (("007",), 90, "Your photo, turned by 90° to be read. Every digit I read is boxed."),
        ((), 0, "Your photo as I saw it."),
    ],
)
def test_the_caption_says_no_more_than_the_boxes_show(
    upload: Callable, recognizer: FixedRecognizer, rows: tuple[str, ...], turned: int, words: str
):
    recognizer.rows, recognizer.turned = rows, turned
    page = upload(encode(draw("007"))).text
    caption = page[page.index("<figcaption>") : page.index("</figcaption>")].partition('<span class="key">')[0]
    assert " ".join(re.sub(r"<.*?>", "", caption).split()) == words
    assert ("Hide boxes" in page) == bool(rows)


def test_a_photo_that_was_read_turned_is_shown_turned_with_its_boxes(upload: Callable, recognizer: FixedRecognizer):
    recognizer.turned = 90
    page = Page(upload(encode(draw("007"))).text)
    (image,) = page.all("img")
    assert (image["width"], image["height"]) == ("240", "480")
    boxes = [tag for tag in page.all("rect") if tag.get("class") == "line"]
    assert [box["y"] for box in boxes] == ["0.0", "160.0", "320.0"]


def test_numbers_stand_apart_with_their_marks(upload: Callable, recognizer: FixedRecognizer):
    recognizer.rows = ("-12,50 7%", "10:45")
    page = upload(encode(draw("1"))).text
    assert number_of(page) == ["-12,50 7%", "10:45"]
    offered = page[page.index('<ul class="each"') : page.index("</ul>", page.index('<ul class="each"'))]
    assert re.findall(r"<span>(.*?)</span>", offered) == ["-12,50", "7%", "10:45"]
    assert "Digits only" in page and "Every digit and mark I read is boxed." in page


def test_a_number_without_marks_has_no_switch(upload: Callable):
    page = upload(encode(draw("007"))).text
    assert "Digits only" not in page and 'class="each"' not in page


def test_a_doubtful_mark_is_asked_about_and_marked(upload: Callable, recognizer: FixedRecognizer):
    recognizer.rows, recognizer.doubt = ("-12,50",), 0.5
    page = upload(encode(draw("1"))).text
    told = re.sub(" +", " ", re.sub(r"<.*?>|\s+", " ", page))
    assert "Please check the characters with a line under them" in told
    assert "in front : unsure a dash , else perhaps nothing" in told
    assert "after digit 2 : unsure a comma , else perhaps nothing" in told
    assert '<span class="unsure sign" data-digit="3">,</span>' in page


def test_a_check_digit_that_fits_is_a_quiet_tick(upload: Callable, recognizer: FixedRecognizer):
    recognizer.rows = ("4006381333931",)
    assert "The check digit of 4006381333931 fits (EAN-13)." in upload(encode(draw("1"))).text
    recognizer.rows = ("4006381333932",)
    assert "check digit" not in re.sub(r"<datalist.*?</datalist>", "", upload(encode(draw("1"))).text, flags=re.S)


@pytest.mark.parametrize(
    ("fits", "words"),
    [
        (True, "It has the form that you expect, <b>&lt;000.0&gt;</b> (96 % sure)."),
        (False, "Nothing here plausibly has the form that you expect, <b>&lt;000.0&gt;</b>."),
    ],
)
def test_whether_the_number_has_the_expected_form_is_told(
    upload: Callable, recognizer: FixedRecognizer, fits: bool, words: str
):
    recognizer.expected = Expectation("<000.0>", fits, 0.96 if fits else 0.0)
    assert words in upload(encode(draw("1"))).text
