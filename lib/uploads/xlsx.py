"""XLSX: the values of one sheet, and which of them are days, percentages or calculations."""

import datetime as dt
import posixpath
import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from lib.uploads.archive import Archive
from lib.uploads.refusal import Refusal, UploadRefusedError
from lib.uploads.table import LONGEST_CELL, SHEET, Cell, CellProblem, Table
from lib.uploads.xml_part import XmlPart

WORKBOOK = "xl/workbook.xml"
_EPOCH = dt.date(1899, 12, 30)
_EPOCH_1904 = dt.date(1904, 1, 1)
_DATE_FORMATS = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_PERCENT_FORMATS = frozenset({9, 10})
_NOT_PATTERN = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.')
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})", re.ASCII)


def read(archive: Archive) -> Table:
    """The sheet called Cijfers, or the only one. Raises UploadRefusedError."""
    if any("vbaproject" in name.lower() or "macrosheets/" in name for name in archive.names):
        raise UploadRefusedError(Refusal.MACROS)
    book = _Workbook()
    book.read(archive.chunks(WORKBOOK))
    links = _Links()
    links.read(archive.chunks("xl/_rels/workbook.xml.rels"))
    texts, styles = _Texts(), _Styles()
    if "xl/sharedStrings.xml" in archive.names:
        texts.read(archive.chunks("xl/sharedStrings.xml"))
    if "xl/styles.xml" in archive.names:
        styles.read(archive.chunks("xl/styles.xml"))
    target = links.targets.get(book.sheet(), "")
    part = posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")
    if part not in archive.names:
        raise UploadRefusedError(Refusal.BROKEN)
    sheet = _Sheet(texts.found, styles, _EPOCH_1904 if book.is_1904 else _EPOCH)
    sheet.read(archive.chunks(part))
    return sheet.table


class _Workbook(XmlPart):
    def __init__(self) -> None:
        super().__init__()
        self._sheets: dict[str, str] = {}
        self.is_1904 = False

    def opened(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "sheet":
            self._sheets[attributes.get("name", "")] = attributes.get("id", "")
        elif name == "workbookPr":
            self.is_1904 = attributes.get("date1904", "") in {"1", "true"}

    def sheet(self) -> str:
        """The relation of the sheet to read."""
        if not self._sheets:
            raise UploadRefusedError(Refusal.BROKEN)
        if SHEET not in self._sheets and len(self._sheets) > 1:
            raise UploadRefusedError(Refusal.SEVERAL_SHEETS)
        return self._sheets.get(SHEET) or next(iter(self._sheets.values()))


class _Links(XmlPart):
    def __init__(self) -> None:
        super().__init__()
        self.targets: dict[str, str] = {}

    def opened(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "Relationship":
            self.targets[attributes.get("Id", "")] = attributes.get("Target", "")


class _Texts(XmlPart):
    """Shared texts, in their order; the reading aid of Asian scripts is no part of a text."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._pieces: list[str] = []
        self._takes = self._aside = False

    def opened(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "si":
            self._pieces = []
        self._aside = self._aside or name == "rPh"
        self._takes = name == "t" and not self._aside

    def closed(self, name: str) -> None:
        self._takes = False
        if name == "rPh":
            self._aside = False
        if name == "si":
            self.found.append("".join(self._pieces))

    def text(self, text: str) -> None:
        if self._takes:
            self._pieces.append(text)


class _Styles(XmlPart):
    """Which cell formats show a day or a percentage."""

    def __init__(self) -> None:
        super().__init__()
        self._codes: dict[int, str] = {}
        self._formats: list[int] = []
        self._in_cells = False

    def opened(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "numFmt":
            self._codes[_whole(attributes.get("numFmtId", ""))] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            self._in_cells = True
        elif name == "xf" and self._in_cells:
            self._formats.append(_whole(attributes.get("numFmtId", "")))

    def closed(self, name: str) -> None:
        if name == "cellXfs":
            self._in_cells = False

    def is_day(self, style: str) -> bool:
        number = self._format(style)
        return number in _DATE_FORMATS or bool(set("dmyj") & set(self._pattern(number)))

    def is_percent(self, style: str) -> bool:
        number = self._format(style)
        return number in _PERCENT_FORMATS or "%" in self._pattern(number)

    def _format(self, style: str) -> int:
        place = _whole(style)
        return self._formats[place] if 0 <= place < len(self._formats) else 0

    def _pattern(self, number: int) -> str:
        code = self._codes.get(number, "").lower()
        return "" if code == "general" else _NOT_PATTERN.sub("", code)


class _Sheet(XmlPart):
    def __init__(self, texts: list[str], styles: _Styles, epoch: dt.date) -> None:
        super().__init__()
        self.table = Table("xlsx")
        self._texts, self._styles, self._epoch = texts, styles, epoch
        self._line = self._column = 0
        self._cell: Mapping[str, str] = {}
        self._pieces: list[str] = []
        self._length = 0
        self._takes = self._is_formula = False

    def opened(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "row":
            self._line = _whole(attributes.get("r", "")) or self._line + 1
            self._column = -1
        elif name == "c":
            self._cell, self._pieces, self._length = attributes, [], 0
            self._is_formula = False
            self._place(attributes.get("r", ""))
        self._is_formula = self._is_formula or name == "f"
        self._takes = name in {"v", "t"}

    def closed(self, name: str) -> None:
        self._takes = False
        if name == "c":
            self.table.put(self._line, self._column, self._read())

    def text(self, text: str) -> None:
        if self._takes:
            self._length += len(text)
            if self._length > LONGEST_CELL:
                raise UploadRefusedError(Refusal.CELL_TOO_LONG, str(self._line))
            self._pieces.append(text)

    def _place(self, reference: str) -> None:
        if found := _REFERENCE.fullmatch(reference):
            self._column = _column(found[1])
            self._line = int(found[2])
        else:
            self._column += 1

    def _read(self) -> Cell:
        if self._is_formula:
            return Cell("", problem=CellProblem.FORMULA)
        text, kind = "".join(self._pieces), self._cell.get("t", "n")
        if kind == "e":
            return Cell(text, problem=CellProblem.ERROR)
        if kind == "s":
            place = _whole(text)
            return Cell(self._texts[place] if 0 <= place < len(self._texts) else "")
        return self._number(text.strip()) if kind == "n" and text.strip() else Cell(text)

    def _number(self, text: str) -> Cell:
        style = self._cell.get("s", "0")
        value = plain_number(text)
        if value is None:
            return Cell(text)
        if self._styles.is_percent(style):
            return Cell(text, problem=CellProblem.PERCENT)
        if self._styles.is_day(style):
            return Cell(self._day(value) or text)
        return Cell(value, is_number=True)

    def _day(self, value: str) -> str:
        days = int(Decimal(value))
        return str(self._epoch + dt.timedelta(days=days)) if 0 < days < 100_000 else ""


def plain_number(text: str) -> str | None:
    """A number as a program stores it (12, 0.30000000000000004, 1E-2) without its noise.

    None for what is no number of a sensible size.
    """
    try:
        number = Decimal(text) if len(text) <= 40 else None
        if number is None or not number.is_finite() or not -15 <= number.adjusted() <= 15:
            return "0" if number == 0 else None
        if "." in text or "e" in text.lower():
            number = Decimal(f"{float(number):.15g}")  # what the program itself shows
    except InvalidOperation:
        return None
    shown = f"{number:f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def _column(letters: str) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - 64
    return place - 1
