"""Zip packages whose bytes depend on their content only: no clock, no order of chance."""

import io
import zipfile
from collections.abc import Iterable

_LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The first moment a zip file can name; every part gets it."""


def package(parts: Iterable[tuple[str, str | bytes]], *, mimetype: str = "") -> bytes:
    """The parts in the given order. A `mimetype` comes first and uncompressed, as ODF asks."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        if mimetype:
            archive.writestr(zipfile.ZipInfo("mimetype", _LONG_AGO), mimetype, zipfile.ZIP_STORED)
        for name, body in parts:
            archive.writestr(zipfile.ZipInfo(name, _LONG_AGO), body, zipfile.ZIP_DEFLATED)
    return stream.getvalue()
