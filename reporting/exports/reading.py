"""The layout of a table for people. Files for machines (XLSX, CSV) keep one line per number.

A document names the roles of its columns since roles exist. What was frozen before has none and
keeps the layout it was handed out in, so that its files stay the same.
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import replace

from reporting.exports.document import ColumnRole, Document, Row


def for_reading(document: Document) -> Document:
    """The years beside each other where each has one number, and no column that says what bold
    print says too."""
    return _years_across(_without(document, ColumnRole.ROW_KIND))


def _without(document: Document, role: ColumnRole) -> Document:
    keep = [place for place, column in enumerate(document.columns) if column.role != role]
    return replace(
        document,
        columns=tuple(document.columns[place] for place in keep),
        rows=tuple(
            Row(tuple(row.values[place] for place in keep), row.is_total) for row in document.rows
        ),
    )


def _years_across(document: Document) -> Document:
    columns = document.columns
    year = next((place for place, one in enumerate(columns) if one.role == ColumnRole.YEAR), None)
    amounts = [place for place, one in enumerate(columns) if one.is_amount]
    if year != 1 or len(amounts) != 1:
        return document
    years = tuple(dict.fromkeys(str(row.values[year]) for row in document.rows))
    if len(years) < 2 or not _is_whole(document.rows, years):
        return document
    (amount,) = amounts
    words = [place for place in range(len(columns)) if place not in (0, year, amount)]
    across = (replace(columns[amount], label=label) for label in years)
    return replace(
        document,
        columns=(columns[0], *across, *(columns[place] for place in words)),
        rows=tuple(_rows(document.rows, years, amount, words)),
    )


def _is_whole(rows: Sequence[Row], years: Sequence[str]) -> bool:
    """Whether each name has each year once: two codes of one name would lose a number."""
    places = {row.values[:2] for row in rows}
    names = {row.values[0] for row in rows}
    return len(rows) == len(places) == len(names) * len(years)


def _rows(
    rows: Sequence[Row], years: Sequence[str], amount: int, words: Sequence[int]
) -> Iterator[Row]:
    """One row per name, in the order of the first time it stands there."""
    overall = set(years) - {str(row.values[1]) for row in rows if not row.is_total}
    for name in dict.fromkeys(row.values[0] for row in rows):
        of_name = {str(row.values[1]): row for row in rows if row.values[0] == name}
        numbers = [of_name[year].values[amount] for year in years]
        said = ({year: str(row.values[at]) for year, row in of_name.items()} for at in words)
        texts = [_text(one, overall) for one in said]
        yield Row((name, *numbers, *texts), all(row.is_total for row in of_name.values()))


def _text(said: Mapping[str, str], overall: Set[str]) -> str:
    """What was said of each year, with the year in front of it where it is not said of all."""
    years = [year for year, text in said.items() if text]
    if len(set(said.values())) == 1 or overall >= set(years):
        return "; ".join(dict.fromkeys(said[year] for year in years))
    return "; ".join(f"{year}: {said[year]}" for year in years)
