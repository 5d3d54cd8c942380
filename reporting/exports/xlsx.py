"""XLSX: a sheet with the figures and a sheet with the explanation."""

import io
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from lib.spreadsheets import sheet_name
from reporting.exports.document import Document
from reporting.exports.sheet import (
    SheetColumn,
    Value,
    explanation_rows,
    sheet_columns,
    sheet_rows,
)
from reporting.exports.sheet_headings import mark_headings

OPTIONS = {
    "in_memory": True,
    # What looks like a formula, an address or a number stays the text it is.
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
WIDTHS = {"text": 24, "number": 14, "label": 34, "explanation": 100}


def write(document: Document) -> bytes:
    """The document as an Excel workbook."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, OPTIONS) as book:
        book.set_properties({"title": document.title, "author": document.maker.name})
        _figures(book, document)
        _explanation(book, document)
    return stream.getvalue()


def _figures(book: Any, document: Document) -> None:
    sheet = book.add_worksheet(sheet_name(_("Figures")))
    heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    columns = sheet_columns(document)
    for position, column in enumerate(columns):
        width = WIDTHS["number" if column.is_number else "text"]
        sheet.set_column(position, position, width)
        sheet.write_string(0, position, column.label, heading)
    formats = _formats(book, columns)
    rows = list(zip(document.rows, sheet_rows(document), strict=True))
    for number, (row, values) in enumerate(rows, start=1):
        for position, value in enumerate(values):
            _write(sheet, number, position, value, formats[row.is_total][position])
    sheet.freeze_panes(1, 2)
    mark_headings(book, sheet, rows=len(rows) + 1, columns=len(columns))
    sheet.autofilter(0, 0, len(rows), len(columns) - 1)
    # Years are text, because "all years" stands among them.
    sheet.ignore_errors({"number_stored_as_text": f"B1:B{len(rows) + 1}"})


def _formats(book: Any, columns: list[SheetColumn]) -> dict[bool, list[Any]]:
    """The cell format of every column, for ordinary rows and for totals."""
    return {
        bold: [_format(book, column, bold=bold) for column in columns] for bold in (False, True)
    }


def _format(book: Any, column: SheetColumn, *, bold: bool) -> Any:
    shape: dict[str, Any] = {"bold": bold, "valign": "top"}
    if column.is_number:
        shape["num_format"] = "#,##0" + ("." + "0" * column.decimals if column.decimals else "")
    return book.add_format(shape)


def _write(sheet: Any, row: int, column: int, value: Value, shape: Any) -> None:
    if value is None:
        sheet.write_blank(row, column, None, shape)
    elif isinstance(value, str):
        sheet.write_string(row, column, value, shape)
    else:
        sheet.write_number(row, column, value, shape)


def _explanation(book: Any, document: Document) -> None:
    sheet = book.add_worksheet(sheet_name(_("Explanation")))
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, WIDTHS["label"])
    sheet.set_column(1, 1, WIDTHS["explanation"])
    for number, (label, text) in enumerate(explanation_rows(document)):
        sheet.write_string(number, 0, label, bold)
        sheet.write_string(number, 1, text, wrapped)
