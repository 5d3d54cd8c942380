"""What is in a file: rows of cells, with the numbers the file's own program shows beside them."""

from dataclasses import dataclass, field
from enum import StrEnum

from lib.uploads.refusal import Refusal, UploadRefusedError

LARGEST_UPLOAD = 5 * 1024 * 1024
MOST_ROWS = 5_000
MOST_COLUMNS = 60
LONGEST_CELL = 2_000
SHEET = "Cijfers"
"""The sheet that is read when a workbook has more than one."""


class CellProblem(StrEnum):
    """Why the content of a cell cannot be taken as it stands."""

    FORMULA = "formula"
    ERROR = "error"
    PERCENT = "percent"


@dataclass(frozen=True)
class Cell:
    """The text of a cell. `is_number` is set for a number the program itself kept as one,
    written with a point before the decimals; a day is always 2022-12-31."""

    text: str = ""
    is_number: bool = False
    problem: CellProblem | None = None


EMPTY = Cell()


@dataclass
class Table:
    """Rows that hold something, by the row number a spreadsheet shows (the first is 1)."""

    kind: str
    rows: dict[int, list[Cell]] = field(default_factory=dict)

    def put(self, line: int, column: int, cell: Cell) -> None:
        """Keep a cell; `column` counts from 0. Raises UploadRefusedError beyond the limits."""
        if not cell.text.strip() and cell.problem is None:
            return
        if line > MOST_ROWS:
            raise UploadRefusedError(Refusal.TOO_MANY_ROWS)
        if column >= MOST_COLUMNS:
            raise UploadRefusedError(Refusal.TOO_MANY_COLUMNS)
        if len(cell.text) > LONGEST_CELL:
            raise UploadRefusedError(Refusal.CELL_TOO_LONG, str(line))
        row = self.rows.setdefault(line, [])
        row += [EMPTY] * (column + 1 - len(row))
        row[column] = cell
