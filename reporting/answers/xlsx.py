"""XLSX: a sheet per table and one with the explanation; value and state in separate columns."""

import io
from collections.abc import Iterator
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from lib.spreadsheets import neutralise
from reporting.answers.content import AnswerContent
from reporting.answers.outline import stamp, title_of_answer
from reporting.exports.sheet import SheetColumn, Value, sheet_columns, sheet_rows
from reporting.exports.sheet_headings import mark_headings
from reporting.questions.exhibits import Exhibit

OPTIONS = {
    "in_memory": True,
    # What looks like a formula, an address or a number stays the text it is.
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def write(content: AnswerContent, fingerprint: str) -> bytes:
    """The answer as an Excel workbook. Its date is that of the approval, not of today."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, OPTIONS) as book:
        book.set_properties(
            {
                "title": title_of_answer(content),
                "author": content.approver_name,
                "created": content.approved_at.replace(tzinfo=None, microsecond=0),
            }
        )
        shapes = _Shapes(book)
        for exhibit in content.exhibits:
            sheet = book.add_worksheet(sheet_name(exhibit))
            size = _table(sheet, exhibit, shapes)
            mark_headings(book, sheet, rows=size[0], columns=size[1])
        _explanation(book.add_worksheet(_("Explanation")), content, fingerprint, shapes)
    return stream.getvalue()


def sheet_name(exhibit: Exhibit) -> str:
    """Deel 1.2: short enough for Excel, and without the signs it refuses."""
    return _("Part %(key)s") % {"key": exhibit.key}


class _Shapes:
    """The few cell formats of a book."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[bool, str], Any] = {}
        self.heading = book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}
        )
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top"})

    def of(self, column: SheetColumn, *, bold: bool) -> Any:
        """For a cell of this column."""
        number = "#,##0" + ("." + "0" * column.decimals if column.decimals else "")
        key = (bold, number if column.is_number else "")
        if key not in self._made:
            shape = {"bold": bold, "valign": "top", **({"num_format": key[1]} if key[1] else {})}
            self._made[key] = self._book.add_format(shape)
        return self._made[key]


def _table(sheet: Any, exhibit: Exhibit, shapes: _Shapes) -> tuple[int, int]:
    """Returns how many rows, with the heading, and columns it has."""
    document = exhibit.document
    columns = sheet_columns(document)
    for place, column in enumerate(columns):
        sheet.set_column(place, place, 14 if column.is_number else 26)
        sheet.write_string(0, place, neutralise(column.label), shapes.heading)
    lines = zip(document.rows, sheet_rows(document), strict=True)
    for number, (row, values) in enumerate(lines, start=1):
        for place, value in enumerate(values):
            _write(sheet, number, place, value, shapes.of(columns[place], bold=row.is_total))
    sheet.freeze_panes(1, 1)
    return len(document.rows) + 1, len(columns)


def _write(sheet: Any, row: int, column: int, value: Value, shape: Any) -> None:
    if value is None:
        sheet.write_blank(row, column, None, shape)
    elif isinstance(value, str):
        sheet.write_string(row, column, value, shape)
    else:
        sheet.write_number(row, column, value, shape)


def _explanation(sheet: Any, content: AnswerContent, fingerprint: str, shapes: _Shapes) -> None:
    sheet.set_column(0, 0, 12)
    sheet.set_column(1, 1, 34)
    sheet.set_column(2, 2, 100)
    for number, (where, label, text) in enumerate(_lines(content, fingerprint)):
        sheet.write_string(number, 0, neutralise(where), shapes.wrapped)
        sheet.write_string(number, 1, neutralise(label), shapes.heading)
        sheet.write_string(number, 2, neutralise(text), shapes.wrapped)


def _lines(content: AnswerContent, fingerprint: str) -> Iterator[tuple[str, str, str]]:
    for line in stamp(content, fingerprint):
        yield "", line.label, line.text
    for part in content.parts:
        where = _("Part %(key)s") % {"key": part.number}
        yield where, _("Asked"), part.asked
        yield where, _("State"), "; ".join(words for _code, words in part.states)
        for statement in part.statements:
            yield where, statement.office, statement.text
        for exhibit in part.exhibits:
            name = sheet_name(exhibit)
            yield name, exhibit.document.title, exhibit.remark
            for line in exhibit.document.explanation:
                yield name, line.label, line.text
