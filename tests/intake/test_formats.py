import re

import pytest

from harness.mutations import corpus
from harness.pictures import draw, encode, encode_pages
from webapp.config import MAX_PIXELS, MAX_PIXELS_WHOLE, PDF_WITHIN
from webapp.intake import formats
from webapp.intake.formats import FORMATS, Format, format_of

NAMES = [one.name for one in FORMATS]


def saved(name: str) -> bytes:
    return encode_pages([draw("7")], "PDF") if name == "PDF" else encode(draw("7"), name)


@pytest.mark.parametrize("kind", FORMATS, ids=NAMES)
def test_a_file_is_known_by_its_first_bytes(kind: Format):
    assert format_of(saved(kind.name)) is kind


@pytest.mark.parametrize("data", [b"", b"007\n", b"GIF88a", b"RIFF\0\0\0\0WAVE", b"\0\0\0\x1cftypavif", b"II+\0"])
def test_other_files_are_of_no_format(data: bytes):
    assert format_of(data) is None


def test_a_pdf_may_have_something_before_it_as_far_as_its_limit():
    assert format_of(b" " * (PDF_WITHIN - 5) + b"%PDF-1.7") is FORMATS[NAMES.index("PDF")]
    assert format_of(b" " * (PDF_WITHIN - 4) + b"%PDF-1.7") is None


def test_a_picture_that_speaks_of_a_pdf_stays_a_picture():
    assert format_of(b"\xff\xd8\xff\xe1 %PDF-1.7") is FORMATS[NAMES.index("JPEG")]


@pytest.mark.parametrize("has_pages", [False, True])
def test_the_signature_for_the_script_is_that_of_the_formats(has_pages: bool):
    signature = re.compile(formats.signature_of(has_pages).encode())
    for data in corpus().values():
        kind = format_of(data)
        of_these = kind is not None and kind.has_pages is has_pages
        assert bool(signature.match(data)) is of_these


def test_no_two_formats_share_a_suffix_or_a_media_type():
    suffixes = [suffix for one in FORMATS for suffix in one.suffixes]
    kinds = [kind for one in FORMATS for kind in one.media_types]
    assert len(suffixes) == len(set(suffixes)) and len(kinds) == len(set(kinds))


def test_pages_and_file_inputs_name_every_format():
    assert formats.WORDS == "JPEG, PNG, WebP, GIF (its first frame), BMP, TIFF, HEIC and PDF"
    assert {"image/jpeg", "image/tiff", "application/pdf", ".heic"} <= set(formats.ACCEPT.split(","))


def test_only_what_is_decoded_at_reduced_size_may_have_the_most_pixels():
    most = {one.name: one.most_pixels for one in FORMATS}
    assert most.pop("JPEG") == MAX_PIXELS and set(most.values()) == {MAX_PIXELS_WHOLE}
