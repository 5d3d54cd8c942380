"""CSV in the encodings and with the delimiters that programs write here."""

import codecs
import csv
import io

from lib.uploads.refusal import Refusal, UploadRefusedError
from lib.uploads.table import LONGEST_CELL, MOST_COLUMNS, MOST_ROWS, Cell, Table

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DELIMITERS = ";,\t|"
_WIDEST_LINE = MOST_COLUMNS * (LONGEST_CELL + 3)


def read(content: bytes) -> Table:
    """Every row of the text. Raises UploadRefusedError."""
    text = decode(content)
    if any(len(line) > _WIDEST_LINE for line in text.splitlines()):
        raise UploadRefusedError(Refusal.TOO_MANY_COLUMNS)
    table = Table("csv")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        for line, row in enumerate(reader, start=1):
            if line > MOST_ROWS and any(row):
                raise UploadRefusedError(Refusal.TOO_MANY_ROWS)
            for column, value in enumerate(row):
                table.put(line, column, Cell(value))
    except csv.Error as error:
        raise UploadRefusedError(Refusal.BROKEN, str(reader.line_num)) from error
    return table


def decode(content: bytes) -> str:
    """UTF-8, UTF-16 with its mark, or the Windows alphabet of Western Europe."""
    encoding = next((name for mark, name in _MARKS if content.startswith(mark)), "")
    if not encoding and b"\x00" in content:
        raise UploadRefusedError(Refusal.NOT_TEXT)
    for candidate in (encoding,) if encoding else ("utf-8", "cp1252"):
        try:
            text = content.decode(candidate)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            raise UploadRefusedError(Refusal.NOT_TEXT)
        return text
    raise UploadRefusedError(Refusal.ENCODING)


def _delimiter(text: str) -> str:
    """The one that cuts the heading in most pieces; a heading has no quoted delimiters."""
    heading = next((line for line in text.splitlines() if line.strip()), "")
    return max(_DELIMITERS, key=heading.count)
