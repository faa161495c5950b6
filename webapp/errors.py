"""One exception class per refusal, each with its HTTP status and one sentence that names the fault and the remedy."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from webapp.config import (
    BATCH_BYTES,
    FRAME_BYTES,
    FRAME_SIDE,
    MAX_BYTES,
    MAX_PAGES,
    MAX_PIXELS,
    MAX_POSTED,
    MAX_SHEET_LINES,
    MIN_SIDE,
    RETRY_SECONDS,
    megabytes,
    megapixels,
)
from webapp.intake.formats import WORDS


class Refusal(Exception):
    """A photo that we do not read; `status` is the HTTP status and `sentence` what the user is told.

    `limit` is for programs, where a limit was passed: its "unit", its "most" or "least" and, where known, the "found".
    """

    status = 422
    sentence = "I cannot read this photo. Please try another one."
    headers: Mapping[str, str] = MappingProxyType({})
    limit: Mapping[str, int | str] | None = None

    def __init__(self, sentence: str | None = None, limit: Mapping[str, int | str] | None = None) -> None:
        self.sentence = sentence or type(self).sentence
        self.limit = limit or type(self).limit
        super().__init__(self.sentence)


class NoPhoto(Refusal):
    """The form came without a file."""

    status = 400
    sentence = "No photo came with your request. Please choose a file first."


class BadChoice(Refusal):
    """A choice about the reading is not one of those that there are; the sentence names it."""

    status = 400
    sentence = "I do not know this choice. Please go back to the first page and choose again."


class OffPhoto(BadChoice):
    """The part of the photo to read has no room for a digit on the photo."""

    status = 422


class BadTable(Refusal):
    """The columns of a table of numbers differ in length."""

    status = 400
    sentence = "This table did not arrive in full. Please go back to it and download it again."


class LongTable(Refusal):
    """A spreadsheet has more numbers than are written at once."""

    status = 413
    sentence = f"This table has more than {MAX_SHEET_LINES:,} numbers. Please read fewer photos at once."


class CrossSite(Refusal):
    """A browser posted from another site's page."""

    status = 403
    sentence = "This photo was sent from another site's page. Please open the first page here and choose it again."


class EmptyFile(Refusal):
    """The file has no bytes."""

    status = 400
    sentence = "This file is empty. Please choose the photo again; perhaps it was not fully saved."


class NotAPicture(Refusal):
    """The bytes are of no format that we read."""

    status = 415
    sentence = f"I do not know this kind of file. I read {WORDS}; please save your photo as one of these."


class Damaged(Refusal):
    """The bytes start like a picture but do not decode to the end."""

    status = 422
    sentence = "This picture is damaged or incomplete. Please copy or save it again, or try another one."


class LockedPdf(Refusal):
    """The PDF needs a password."""

    status = 422
    sentence = "This PDF is locked with a password. Please save it without one, or upload a screenshot of the page."


class DamagedPdf(Refusal):
    """The PDF cannot be opened or drawn."""

    status = 422
    sentence = "This PDF is damaged or incomplete. Please save it again, or upload a screenshot of the page."


class TooManyPages(Refusal):
    """The file has too many pages."""

    status = 413
    sentence = f"This file has more than {MAX_PAGES} pages. Please split it into smaller ones."
    limit = {"unit": "pages", "most": MAX_PAGES}


class TooLarge(Refusal):
    """The file has too many bytes."""

    status = 413
    sentence = (
        f"This file is larger than {megabytes(MAX_BYTES)}. Please make the photo smaller, or crop it to the digits."
    )
    limit = {"unit": "bytes", "most": MAX_BYTES}

    @classmethod
    def of(cls, count: int) -> TooLarge:
        """The refusal of a file of `count` bytes."""
        return cls(
            f"This file has {megabytes(count)}, and I read up to {megabytes(MAX_BYTES)}. "
            "Please make the photo smaller, or crop it to the digits.",
            {"unit": "bytes", "most": MAX_BYTES, "found": count},
        )


class TooManyPhotos(Refusal):
    """The form has too many photos."""

    status = 413
    sentence = f"I read up to {MAX_POSTED} photos in one request. Please send fewer."
    limit = {"unit": "photos", "most": MAX_POSTED}

    @classmethod
    def of(cls, count: int) -> TooManyPhotos:
        """The refusal of `count` photos."""
        return cls(
            f"You sent {count} photos, and I read up to {MAX_POSTED} in one request. Please send fewer.",
            {"unit": "photos", "most": MAX_POSTED, "found": count},
        )


class TooMuchTogether(Refusal):
    """The photos of one form have too many bytes together."""

    status = 413
    sentence = f"These photos have more than {megabytes(BATCH_BYTES)} together. Please send fewer at once."
    limit = {"unit": "bytes", "most": BATCH_BYTES}


class TooManyParts(Refusal):
    """The form has too many or too large fields."""

    status = 413
    sentence = "This form holds more than I take at once. Please send fewer photos or fields."


class TooManyPixels(Refusal):
    """The picture has too many pixels to be decoded in bounded memory."""

    status = 413
    sentence = "This picture has too many pixels. Please make it smaller, or crop it to the digits."
    limit = {"unit": "pixels", "most": MAX_PIXELS}

    @classmethod
    def of(cls, count: int, limit: int) -> TooManyPixels:
        """The refusal of a picture of `count` pixels where at most `limit` are read."""
        return cls(
            f"This picture has {megapixels(count)}, and I read up to {megapixels(limit)} of this kind. "
            "Please make it smaller, or crop it to the digits.",
            {"unit": "pixels", "most": limit, "found": count},
        )


class TooSmall(Refusal):
    """The picture is too small to show a digit."""

    status = 422
    sentence = f"This picture has a side under {MIN_SIDE} pixels, too small for a digit. Please choose a larger one."
    limit = {"unit": "pixels of a side", "least": MIN_SIDE}


class TooBusyPicture(Refusal):
    """The page of a PDF takes more of a core or of memory to draw than one page may."""

    status = 422
    sentence = "This page takes too much to draw. Please crop it to the digits, or send a photo of it."


class NotAFrame(Refusal):
    """What is called a frame of the live camera is larger than one, or no JPEG."""

    status = 422
    sentence = (
        f"A frame is a JPEG of up to {FRAME_BYTES // 1024} kB and {FRAME_SIDE} pixels a side. "
        "Please send this photo without frame=1."
    )


class Interrupted(Refusal):
    """The request ended before all of it had come, or took too long to come."""

    status = 408
    sentence = "Your photo did not arrive in full. Please send it again, or make it smaller first."


class Busy(Refusal):
    """Too many photos are waiting to be read."""

    status = 503
    sentence = "Many photos are being read at this moment. Please try again in a few seconds."
    headers = {"Retry-After": str(RETRY_SECONDS)}
