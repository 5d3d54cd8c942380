"""Files of rows, written piece by piece: whatever their length, memory stays what it is."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from typing import Protocol

from reporting.exports.document import Line

RowValue = str | int | dt.date | None
"""None leaves a cell empty."""


class Holds(StrEnum):
    """What a column holds: a program may add up numbers and compare dates, not texts."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"


@dataclass(frozen=True)
class RowColumn:
    """A heading; texts are neutralised by the writer, numbers and dates stay what they are."""

    label: str
    holds: Holds = Holds.TEXT


class RowWriter(Protocol):
    """Makes the bytes of one file: `start` once, `rows` as often as there are, `finish` once.

    What is given back belongs at the end of what was given back before. A `resumable` writer
    keeps nothing in between, so another process may go on where this one stopped; any other
    must start again.
    """

    resumable: bool

    def __init__(self, columns: Sequence[RowColumn]) -> None: ...

    def start(self) -> bytes: ...

    def rows(self, rows: Iterable[Sequence[RowValue]]) -> bytes: ...

    def finish(self, explanation: Iterable[Line]) -> bytes: ...


ROW_FORMATS = {"csv": "reporting.exports.stream_csv", "xlsx": "reporting.exports.stream_xlsx"}
"""The formats in which rows can be had; each module has a class `Writer`."""


def row_writer(code: str, columns: Sequence[RowColumn]) -> RowWriter:
    """A new writer of this format."""
    writer: type[RowWriter] = import_module(ROW_FORMATS[code]).Writer
    return writer(columns)
