"""XLSX of rows: SpreadsheetML written straight into a zip stream, without a file on a disk.

The libraries keep the rows, or a temporary file of some hundred bytes a row. A zip archive
cannot be continued by another process, so a killed worker's successor starts again.
"""

import datetime as dt
import zipfile
from collections.abc import Iterable, Sequence
from typing import IO
from xml.sax.saxutils import escape, quoteattr

from django.utils.translation import gettext as _

from lib.spreadsheets import neutralise, sheet_name
from reporting.exports.document import Line
from reporting.exports.stream import Holds, RowColumn, RowValue

MOST_ROWS = 1_048_576
"""What a sheet of Excel holds, heading included; what is more goes on in the next sheet."""

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_PLAIN, _DATE, _BOLD, _WRAPPED = range(4)
_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}">'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    "<borders count='1'><border><left/><right/><top/><bottom/><diagonal/></border></borders>"
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="14" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" applyAlignment="1">'
    '<alignment vertical="top" wrapText="1"/></xf></cellXfs></styleSheet>'
)
_FROZEN = (
    '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" '
    'activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
)
_WIDTHS = {Holds.TEXT: 26, Holds.NUMBER: 10, Holds.DATE: 14}
_FIRST_DAY = dt.date(1899, 12, 30).toordinal()
"""Day 0 of a spreadsheet, for days after February 1900."""


class _Outlet:
    """What the archive writes to: bytes are handed on and forgotten."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def take(self) -> bytes:
        taken = b"".join(self._parts)
        self._parts.clear()
        return taken


class Writer:
    """See RowWriter."""

    resumable = False

    def __init__(self, columns: Sequence[RowColumn]) -> None:
        self.columns = columns
        self._outlet = _Outlet()
        self._archive = zipfile.ZipFile(self._outlet, "w", zipfile.ZIP_DEFLATED)  # type: ignore[call-overload]
        self._names: list[str] = []
        self._sheet: IO[bytes] | None = None
        self._rows = 0

    def start(self) -> bytes:
        self._open_sheet()
        return self._outlet.take()

    def rows(self, rows: Iterable[Sequence[RowValue]]) -> bytes:
        lines: list[str] = []
        for row in rows:
            if self._rows == MOST_ROWS:
                self._write("".join(lines))
                lines.clear()
                self._close_sheet()
                self._open_sheet()
            lines.append(_row(row))
            self._rows += 1
        self._write("".join(lines))
        return self._outlet.take()

    def finish(self, explanation: Iterable[Line]) -> bytes:
        self._close_sheet()
        self._explain(explanation)
        self._part("xl/styles.xml", _STYLES)
        self._part("xl/workbook.xml", _workbook(self._names))
        self._part("xl/_rels/workbook.xml.rels", _workbook_relations(len(self._names)))
        self._part("_rels/.rels", _relations([("officeDocument", "xl/workbook.xml")]))
        self._part("[Content_Types].xml", _content_types(len(self._names)))
        self._archive.close()
        return self._outlet.take()

    def _open_sheet(self) -> None:
        number = len(self._names) + 1
        name = _("Rows") if number == 1 else _("Rows %(number)s") % {"number": number}
        self._begin(name, _FROZEN, [_WIDTHS[column.holds] for column in self.columns])
        self._write(_line(_text(column.label, _BOLD) for column in self.columns))
        self._rows = 1

    def _close_sheet(self) -> None:
        last = f"{_letter(len(self.columns))}{self._rows}"
        self._end(f'<autoFilter ref="A1:{last}"/>')

    def _explain(self, explanation: Iterable[Line]) -> None:
        self._begin(_("Explanation"), "", [34, 100])
        for line in explanation:
            cells = _text(line.label, _BOLD), _text(line.text, _WRAPPED)
            self._write(_line(cells))
        self._end("")

    def _begin(self, name: str, views: str, widths: Sequence[int]) -> None:
        self._names.append(sheet_name(name))
        part = _part_of(f"xl/worksheets/sheet{len(self._names)}.xml")
        # One sheet never comes near four gigabytes, so the plain zip format will do.
        self._sheet = self._archive.open(part, "w")
        columns = "".join(
            f'<col min="{number}" max="{number}" width="{width}" customWidth="1"/>'
            for number, width in enumerate(widths, start=1)
        )
        head = f'{_HEAD}<worksheet xmlns="{_MAIN}">{views}<cols>{columns}</cols><sheetData>'
        self._write(head)

    def _end(self, after: str) -> None:
        self._write(f"</sheetData>{after}</worksheet>")
        if self._sheet:
            self._sheet.close()

    def _write(self, text: str) -> None:
        if self._sheet:
            self._sheet.write(text.encode())

    def _part(self, name: str, text: str) -> None:
        self._archive.writestr(_part_of(name), text)


def _part_of(name: str) -> zipfile.ZipInfo:
    """Without the time of writing: the same rows make the same bytes."""
    part = zipfile.ZipInfo(name)
    part.compress_type = zipfile.ZIP_DEFLATED
    return part


def _row(values: Sequence[RowValue]) -> str:
    return _line(_cell(value) for value in values)


def _line(cells: Iterable[str]) -> str:
    return f"<row>{''.join(cells)}</row>"


def _cell(value: RowValue) -> str:
    if isinstance(value, str):
        return _text(value, _PLAIN)
    if isinstance(value, dt.date):
        return f'<c s="{_DATE}"><v>{value.toordinal() - _FIRST_DAY}</v></c>'
    return "<c/>" if value is None else f"<c><v>{value}</v></c>"


def _text(text: str, style: int) -> str:
    # Typed as text, so no program reads it as a formula; neutralised as well, because the next
    # program may be fed from this one by copying.
    safe = escape(neutralise(text))
    return f'<c s="{style}" t="inlineStr"><is><t xml:space="preserve">{safe}</t></is></c>'


def _letter(number: int) -> str:
    """The name of a column: 1 is A, 27 is AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _workbook(names: Sequence[str]) -> str:
    sheets = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{number}" r:id="rId{number}"/>'
        for number, name in enumerate(names, start=1)
    )
    spaces = f'xmlns="{_MAIN}" xmlns:r="{_OFFICE}"'
    return f"{_HEAD}<workbook {spaces}><sheets>{sheets}</sheets></workbook>"


def _workbook_relations(sheets: int) -> str:
    targets = [("worksheet", f"worksheets/sheet{number}.xml") for number in range(1, sheets + 1)]
    return _relations([*targets, ("styles", "styles.xml")])


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    relations = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{relations}</Relationships>'


def _content_types(sheets: int) -> str:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = [
        ("/xl/workbook.xml", "sheet.main"),
        ("/xl/styles.xml", "styles"),
        *((f"/xl/worksheets/sheet{n}.xml", "worksheet") for n in range(1, sheets + 1)),
    ]
    overrides = "".join(
        f'<Override PartName="{name}" ContentType="{kind}.{what}+xml"/>' for name, what in parts
    )
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )
