"""Which row and column of a sheet are headings, for paper and for who listens.

A worksheet itself cannot say it. Screen readers read it from a name of this shape, which holds
the corners of the table and the number of its sheet; Excel prints the row on every page.
"""

from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell


def mark_headings(book: Any, sheet: Any, *, rows: int, columns: int) -> None:
    """The first row and the first column of a table of so many rows, its heading included."""
    sheet.repeat_rows(0)
    number = sheet.index + 1
    last = xl_rowcol_to_cell(rows - 1, columns - 1).lower()
    place = f"='{sheet.name}'!$A$1"
    book.define_name(f"TitleRegion{number}.a1.{last}.{number}", place)
