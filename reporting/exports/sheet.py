"""A document as flat rows for a spreadsheet: every amount takes two columns, value and state."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from lib.spreadsheets import neutralise
from reporting.exports.document import Amount, Document

Value = str | int | Decimal | None
"""None only in a number column: the state column beside it says why."""


@dataclass(frozen=True)
class SheetColumn:
    """One column of a spreadsheet. A number column never holds text."""

    label: str
    is_number: bool = False
    decimals: int = 0


def sheet_columns(document: Document) -> list[SheetColumn]:
    """The headings, with a state column beside every number column."""
    columns: list[SheetColumn] = []
    for column in document.columns:
        label = neutralise(column.label)
        columns.append(SheetColumn(label, column.is_amount, column.decimals))
        if column.is_amount:
            columns.append(SheetColumn(_("State of %(column)s") % {"column": _lower(label)}))
    return columns


def sheet_rows(document: Document) -> Iterator[list[Value]]:
    """The rows under `sheet_columns`, with texts that no program runs as a formula."""
    for row in document.rows:
        values: list[Value] = []
        for value in row.values:
            if isinstance(value, Amount):
                values += [value.value, neutralise(value.state)]
            else:
                values.append(neutralise(value))
        yield values


def explanation_rows(document: Document) -> Iterator[tuple[str, str]]:
    """The explanation as two columns of text."""
    for line in document.explanation:
        yield neutralise(line.label), neutralise(line.text)


def _lower(label: str) -> str:
    return label[:1].lower() + label[1:]
