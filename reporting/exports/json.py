"""A counted table for machines: codes instead of words, a value and a state for every figure."""

from typing import Any

from reporting.exports.document import explanation_of, notes_of, places_of
from reporting.tables import Figure, FigureTable, Share


def as_json(table: FigureTable, *, per: str) -> dict[str, Any]:
    """The table as plain values; null for the centre or the year of a total."""
    indicator = table.indicator
    return {
        "indicator": indicator.code,
        "version": indicator.version,
        "title": str(indicator.title),
        "known_on": table.moment.isoformat(timespec="seconds"),
        "unit": str(indicator.unit),
        "by": table.axis.code,
        "small_cell_threshold": table.threshold,
        "figures": [_figures(table, centre, year) for centre, year in places_of(table, per)],
        "left_out": {one.code: _value(one.figure) for one in table.left_out},
        "explanation": [{"label": line.label, "text": line.text} for line in explanation_of(table)],
    }


def _figures(table: FigureTable, centre_id: int | None, year: int | None) -> dict[str, Any]:
    cell = table.cell(centre_id, year)
    indicator = table.indicator
    unknown = indicator.unknown
    share = {f"share_{unknown}": _value(cell.share(unknown))} if unknown else {}
    return {
        table.axis.code: table.row_codes[centre_id],
        "year": year,
        **{code: _value(cell[code]) for code in indicator.codes},
        **share,
        "coverage": {
            "counted": cell.coverage.counted,
            "applicable": cell.coverage.applicable,
            "incomplete": cell.coverage.incomplete,
        }
        if cell.coverage
        else None,
        "notes": list(notes_of(table, cell, year)),
    }


def _value(figure: Figure | Share) -> dict[str, Any]:
    value = figure.value
    return {
        "value": float(value) if isinstance(figure, Share) and value is not None else value,
        "state": str(figure.state),
        **({"detail": figure.detail} if figure.detail else {}),
    }
