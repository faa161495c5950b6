"""Requests whose files stay in memory."""

from __future__ import annotations

import io

from flask import Request


class MemoryRequest(Request):
    """A request whose uploaded files stay in memory: Werkzeug would write those over 500 kB to the disk."""

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> io.BytesIO:
        return io.BytesIO()
