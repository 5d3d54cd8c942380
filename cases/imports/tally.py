"""The reconciliation: rows in, dossiers per centre and year out."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from cases.imports.check import ImportedDossier


class Fate(StrEnum):
    """What became of a row."""

    IMPORTED = "imported"
    PRESENT = "present"
    DIFFERING = "differing"


@dataclass(frozen=True, order=True)
class Cell:
    """Where a row is counted: a centre and the year of its intake."""

    centre_id: int
    year: int


@dataclass(frozen=True)
class Difference:
    """A row that says something else than the dossier it became earlier."""

    row: int
    reference: str
    columns: tuple[str, ...]


@dataclass
class Tally:
    """Counts while the rows go by."""

    fates: Counter[tuple[Cell, Fate]] = field(default_factory=Counter)
    answers: Counter[tuple[Cell, str]] = field(default_factory=Counter)
    excluded: Counter[Cell] = field(default_factory=Counter)
    differences: list[Difference] = field(default_factory=list)
    explicit_since: dict[int, dt.date] = field(default_factory=dict)
    """Per centre the first intake that counts and has a yes or a no to stalking."""

    def add(self, row: ImportedDossier, fate: Fate) -> None:
        cell = Cell(row.centre_id, row.received_on.year)
        self.fates[cell, fate] += 1
        self.answers[cell, row.stalking] += 1
        if row.counting_exclusion:
            self.excluded[cell] += 1
        elif row.stalking != "unknown":
            first = self.explicit_since.setdefault(row.centre_id, row.received_on)
            self.explicit_since[row.centre_id] = min(first, row.received_on)

    def cells(self) -> list[Cell]:
        """Every centre and year that the file has."""
        return sorted({cell for cell, _fate in self.fates})

    def rows(self, cell: Cell | None = None) -> int:
        """How many rows of the file, of one cell or of all."""
        return sum(self._counts(cell))

    def count(self, fate: Fate, cell: Cell | None = None) -> int:
        """How many rows met this fate, in one cell or in all."""
        cells = self.cells() if cell is None else [cell]
        return sum(self.fates[each, fate] for each in cells)

    def _counts(self, cell: Cell | None) -> Iterator[int]:
        return (n for (each, _fate), n in self.fates.items() if cell in {None, each})
