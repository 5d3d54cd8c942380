"""The bytes of a file of rows, piece by piece."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from reporting.exports.document import Line
from reporting.exports.stream import RowColumn, RowWriter
from reporting.fact_rows import Batch

BATCH = 5_000
"""Rows in one piece: some 300 kB as text, and less than a second of work."""


class RowSource(Protocol):
    """Where rows come from, in an order that does not change."""

    def columns(self) -> Sequence[RowColumn]: ...

    def after(self, last_id: int, *, size: int) -> Batch: ...


@dataclass(frozen=True)
class Piece:
    """Bytes at the end of the file, holding `rows` rows, the last one with id `last_id`."""

    body: bytes
    rows: int
    last_id: int
    is_last: bool = False


class Explained(Protocol):
    """Makes the explanation below so many rows."""

    def __call__(self, rows: int) -> Iterator[Line]: ...


def pieces_of(
    source: RowSource, writer: RowWriter, explain: Explained, *, after: int = 0, rows: int = 0
) -> Iterator[Piece]:
    """The rest of a file of which `rows` rows, up to id `after`, are written already.

    The last piece says so: without it the file is not whole.
    """
    head = writer.start() if not rows else b""
    while True:
        batch = source.after(after, size=BATCH)
        if not batch.rows:
            yield Piece(head + writer.finish(explain(rows)), 0, after, is_last=True)
            return
        rows += len(batch.rows)
        after = batch.last_id
        yield Piece(head + writer.rows(batch.rows), len(batch.rows), after)
        head = b""
