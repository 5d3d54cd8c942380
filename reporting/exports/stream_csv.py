"""CSV of rows: the same dialect as reporting.exports.csv, and nothing kept between two pieces."""

import csv
import datetime as dt
import io
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from lib.dutch import write_date
from lib.spreadsheets import neutralise
from reporting.exports.document import Line
from reporting.exports.stream import RowColumn, RowValue

MARK = "\ufeff"


class Writer:
    """See RowWriter."""

    resumable = True

    def __init__(self, columns: Sequence[RowColumn]) -> None:
        self.columns = columns

    def start(self) -> bytes:
        return MARK.encode() + _lines([[neutralise(column.label) for column in self.columns]])

    def rows(self, rows: Iterable[Sequence[RowValue]]) -> bytes:
        return _lines([_cell(value) for value in row] for row in rows)

    def finish(self, explanation: Iterable[Line]) -> bytes:
        lines = [[neutralise(line.label), neutralise(line.text)] for line in explanation]
        return _lines([[], [_("Explanation")], *lines])


def _lines(rows: Iterable[Sequence[object]]) -> bytes:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=";", lineterminator="\r\n").writerows(rows)
    return stream.getvalue().encode()


def _cell(value: RowValue) -> str | int:
    if isinstance(value, str):
        return neutralise(value)
    if isinstance(value, dt.date):
        return write_date(value)
    return "" if value is None else value
