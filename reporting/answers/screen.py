"""A table of an answer as a page shows it: from the frozen words only."""

import datetime as dt
from dataclasses import dataclass

from lib.dutch import write_date, write_moment, write_number
from reporting.exports.document import Amount, Line
from reporting.exports.reading import for_reading
from reporting.questions.exhibits import Exhibit, Source


@dataclass(frozen=True)
class Box:
    """One box. A number stands right; a state is words and looks like it."""

    text: str
    is_number: bool = False
    is_state: bool = False
    is_heading: bool = False


@dataclass(frozen=True)
class Heading:
    label: str
    is_number: bool


@dataclass(frozen=True)
class TableRow:
    boxes: tuple[Box, ...]
    is_total: bool


@dataclass(frozen=True)
class Table:
    """One table with its caption, remark, sources and explanation."""

    key: str
    caption: str
    headings: tuple[Heading, ...]
    rows: tuple[TableRow, ...]
    remark: str
    unit: str
    moment: str
    sources: tuple[Source, ...]
    explanation: tuple[Line, ...]

    @property
    def notes(self) -> tuple[str, ...]:
        """What stands under the table at once: coverage events, what may not be added."""
        return tuple(line.text for line in self.explanation if line.is_note)


def table_of(exhibit: Exhibit, *, key: str) -> Table:
    """The table; `key` makes ids on the page unique. An empty last column (notes) is left out."""
    document = for_reading(exhibit.document)
    keep = [
        position
        for position, column in enumerate(document.columns)
        if column.is_amount or any(row.values[position] for row in document.rows)
    ]
    caption = f"{document.title}, {document.subtitle}" if document.subtitle else document.title
    return Table(
        key=key,
        caption=caption,
        headings=tuple(
            Heading(document.columns[place].label, document.columns[place].is_amount)
            for place in keep
        ),
        rows=tuple(
            TableRow(
                tuple(_box(row.values[place], is_heading=place == 0) for place in keep),
                row.is_total,
            )
            for row in document.rows
        ),
        remark=exhibit.remark,
        unit=exhibit.unit,
        moment=_moment(exhibit.moment),
        sources=exhibit.sources,
        explanation=document.explanation,
    )


def _moment(moment: str) -> str:
    """The moment of extraction as people read it; nothing when the source does not say."""
    if not moment:
        return ""
    if "T" in moment:
        return write_moment(dt.datetime.fromisoformat(moment))
    return write_date(dt.date.fromisoformat(moment))


def _box(value: str | Amount, *, is_heading: bool) -> Box:
    if isinstance(value, str):
        return Box(value, is_heading=is_heading)
    if value.value is None:
        return Box(value.state, is_state=True)
    return Box(write_number(value.value), is_number=True)
