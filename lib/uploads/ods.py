"""ODS: the values of one sheet of an OpenDocument spreadsheet."""

from collections.abc import Mapping

from lib.uploads.archive import Archive
from lib.uploads.refusal import Refusal, UploadRefusedError
from lib.uploads.table import LONGEST_CELL, SHEET, Cell, CellProblem, Table
from lib.uploads.xlsx import plain_number
from lib.uploads.xml_part import XmlPart

CONTENT = "content.xml"
MIME = b"application/vnd.oasis.opendocument.spreadsheet"
_CELLS = frozenset({"table-cell", "covered-table-cell"})
_ASIDE = frozenset({"annotation", "shapes", "tracked-changes"})
_SPACES = {"s": " ", "tab": " ", "line-break": "\n"}
_NUMBERS = frozenset({"float", "currency"})


def read(archive: Archive) -> Table:
    """The sheet called Cijfers, or the only one. Raises UploadRefusedError."""
    if any(name.startswith(("Basic/", "Scripts/")) for name in archive.names):
        raise UploadRefusedError(Refusal.MACROS)
    manifest = _Manifest()
    if "META-INF/manifest.xml" in archive.names:
        manifest.read(archive.chunks("META-INF/manifest.xml"))
    if manifest.is_locked:
        raise UploadRefusedError(Refusal.LOCKED)
    sheets = _Sheets()
    sheets.read(archive.chunks(CONTENT))
    return sheets.chosen()


class _Manifest(XmlPart):
    is_locked = False

    def opened(self, name: str, attributes: Mapping[str, str]) -> None:
        self.is_locked = self.is_locked or name == "encryption-data"


class _Sheets(XmlPart):
    def __init__(self) -> None:
        super().__init__()
        self._tables: dict[str, Table] = {}
        self._table = Table("ods")
        self._line = self._column = self._aside = self._length = 0
        self._row_repeat = 1
        self._cell: Mapping[str, str] = {}
        self._pieces: list[str] | None = None

    def chosen(self) -> Table:
        filled = {name: table for name, table in self._tables.items() if table.rows}
        if SHEET in self._tables:
            return self._tables[SHEET]
        if len(filled) > 1:
            raise UploadRefusedError(Refusal.SEVERAL_SHEETS)
        return next(iter(filled.values()), Table("ods"))

    def opened(self, name: str, attributes: Mapping[str, str]) -> None:
        if name in _ASIDE:
            self._aside += 1
        if self._aside:
            return
        if name == "table":
            self._table = self._tables.setdefault(attributes.get("name", ""), Table("ods"))
            self._line = 0
        elif name == "table-row":
            self._line += 1
            self._column = 0
            self._row_repeat = _times(attributes.get("number-rows-repeated", "1"))
        elif name in _CELLS:
            self._cell, self._pieces, self._length = attributes, [], 0
        elif self._pieces is not None:
            self._in_cell(name)

    def _in_cell(self, name: str) -> None:
        if name == "p" and self._pieces:
            self.text("\n")
        elif name in _SPACES:
            self.text(_SPACES[name])

    def closed(self, name: str) -> None:
        if name in _ASIDE:
            self._aside -= 1
        elif self._aside:
            return
        elif name in _CELLS:
            self._put()
            self._pieces = None
        elif name == "table-row":
            self._line += self._row_repeat - 1

    def text(self, text: str) -> None:
        if self._pieces is None or self._aside:
            return
        self._length += len(text)
        if self._length > LONGEST_CELL:
            raise UploadRefusedError(Refusal.CELL_TOO_LONG, str(self._line))
        self._pieces.append(text)

    def _put(self) -> None:
        """A repeated empty cell is one step; a repeated value is refused at the limits."""
        repeat = _times(self._cell.get("number-columns-repeated", "1"))
        cell = self._read()
        if cell.text.strip() or cell.problem:
            for line in range(self._line, self._line + self._row_repeat):
                for column in range(self._column, self._column + repeat):
                    self._table.put(line, column, cell)
        self._column += repeat

    def _read(self) -> Cell:
        shown, kind = "".join(self._pieces or ()), self._cell.get("value-type", "")
        if "formula" in self._cell:
            return Cell("", problem=CellProblem.FORMULA)
        if kind == "percentage":
            return Cell(shown, problem=CellProblem.PERCENT)
        if kind == "date":
            return Cell(self._cell.get("date-value", "")[:10])
        if kind in _NUMBERS:
            value = plain_number(self._cell.get("value", ""))
            return Cell(shown) if value is None else Cell(value, is_number=True)
        return Cell(shown)


def _times(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise UploadRefusedError(Refusal.BROKEN)
    return int(text)
