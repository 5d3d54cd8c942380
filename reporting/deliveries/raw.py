"""A table as it was delivered, cell by cell, before anything is made of it."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from lib.text import normalise_line
from lib.uploads import Cell, CellProblem, Table
from lib.uploads.table import EMPTY
from reporting.deliveries.columns import Columns
from reporting.deliveries.findings import Finding, Kind

REMARK = "#"
"""A row that begins like this explains the table and holds no figure."""


@dataclass(frozen=True)
class RawRow:
    """The cells of one row by column."""

    line: int
    cells: dict[str, Cell]

    def __getitem__(self, column: str) -> Cell:
        return self.cells.get(column, EMPTY)

    def as_json(self) -> dict[str, Any]:
        """For keeping it; empty cells are left out."""
        return {
            "line": self.line,
            "cells": {
                name: [cell.text, cell.is_number, cell.problem] for name, cell in self.cells.items()
            },
        }


def row_of(kept: dict[str, Any]) -> RawRow:
    """A row that was kept as JSON."""
    return RawRow(
        kept["line"],
        {
            name: Cell(text, is_number, CellProblem(problem) if problem else None)
            for name, (text, is_number, problem) in kept["cells"].items()
        },
    )


def rows_of(table: Table, columns: Columns) -> tuple[list[RawRow], list[Finding]]:
    """The rows under the heading, and what is wrong with the heading.

    With a wrong heading there are no rows: nobody can say what their cells mean.
    """
    lines = sorted(line for line, row in table.rows.items() if not _is_remark(row))
    if not lines:
        return [], [Finding(0, "", Kind.HEADING, _("The file holds no heading and no rows."))]
    heading, rest = lines[0], lines[1:]
    names = [columns.name_of(cell.text) for cell in table.rows[heading]]
    problems = _heading_problems(heading, table.rows[heading], names, columns)
    if not problems and not rest:
        problems = [Finding(heading, "", Kind.HEADING, _("There are no rows under the heading."))]
    if problems:
        return [], problems
    found = [_row(line, table.rows[line], names) for line in rest]
    return [row for row, _outside in found], [
        _outside_heading(row.line) for row, outside in found if outside
    ]


def _is_remark(row: list[Cell]) -> bool:
    first = next((cell for cell in row if cell.text.strip()), EMPTY)
    return first.text.lstrip().startswith(REMARK) or not any(
        cell.text.strip() or cell.problem for cell in row
    )


def _heading_problems(
    line: int, cells: list[Cell], names: list[str], columns: Columns
) -> list[Finding]:
    problems = []
    for cell, name in zip(cells, names, strict=True):
        shown = normalise_line(cell.text)[:60]
        if shown and not name:
            text = _("Nobody knows this column. Remove it, or use the heading of the template.")
            problems.append(Finding(line, shown, Kind.HEADING, text))
        elif name and names.count(name) > 1:
            problems.append(Finding(line, shown, Kind.HEADING, _("This column is there twice.")))
    for name in columns.names:
        if name in columns.required and name not in names:
            text = _("This column is missing. Download the template for the right columns.")
            problems.append(Finding(line, columns.heading(name), Kind.HEADING, text))
    return problems


def _row(line: int, cells: list[Cell], names: list[str]) -> tuple[RawRow, bool]:
    """The row, and whether something stands outside the headed columns."""
    pairs = list(zip(names, cells, strict=False))
    filled = {name: cell for name, cell in pairs if name and (cell.text.strip() or cell.problem)}
    beside = [cell for name, cell in pairs if not name] + cells[len(names) :]
    return RawRow(line, filled), any(cell.text.strip() or cell.problem for cell in beside)


def _outside_heading(line: int) -> Finding:
    return Finding(
        line,
        "",
        Kind.HEADING,
        _("Something stands outside the columns with a heading. Remove it or give it a heading."),
    )
