"""Real photos for schemathesis to send, as bytes of a photo are more than any schema can tell."""

import schemathesis
from hypothesis import strategies as st

from harness.pictures import draw, encode
from webapp.api.openapi import media_types

PHOTOS = st.sampled_from([encode(draw("007", 120, 60), kind) for kind in ("PNG", "JPEG", "TIFF")])

schemathesis.openapi.format("binary", PHOTOS)

for media_type in media_types():
    schemathesis.openapi.media_type(media_type, PHOTOS)
