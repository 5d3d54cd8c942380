"""Earlier editions, as the disclosure control of the next one sees them."""

from collections.abc import Sequence
from dataclasses import dataclass

from lib.calendar import brussels_day
from reporting.disclosure import Profile, Release, released
from reporting.models import ReleasedFigures
from reporting.tables import FigureTable

PUBLIC = ("parliament", "open_data")
"""What parliament got is public: who reads open data can read it too, and the other way round."""


def earlier_releases(indicators: Sequence[str], profile: Profile) -> tuple[Release, ...]:
    """What readers of this profile have already of these indicators, by whatever rows."""
    rows = ReleasedFigures.objects.filter(indicator__in=indicators, profile__in=_read_by(profile))
    return tuple(Release(row.indicator, _figures(row), row.axis) for row in rows)


@dataclass(frozen=True)
class Extent:
    """Whether a table holds all rows and years that can be asked for. A total over a part of them
    is the sum of what is printed beside it, and not the total that another edition prints."""

    all_rows: bool = True
    all_years: bool = True

    def holds(self, row: str | None, year: int | None) -> bool:
        return (row is not None or self.all_rows) and (year is not None or self.all_years)


def keep_release(table: FigureTable, profile: Profile, *, extent: Extent = Extent()) -> None:
    """Keep what this edition prints. Nothing is kept of what stays within the house."""
    if profile.threshold is None:
        return
    cells = [
        (*address, value)
        for address, value in released(table).figures.items()
        if extent.holds(*address[:2])
    ]
    _keep(table, profile, cells)


def keep_file(table: FigureTable, profile: Profile, *, extent: Extent) -> None:
    """Keep what a file prints, as of an edition; the same file again adds nothing.

    A number of a year that has not ended is not kept: it changes every day, and a file of today
    would hide it in that of tomorrow (decision 16). What was hidden is.
    """
    if profile.threshold is None:
        return
    running = brussels_day(table.moment).year
    cells = [
        (row, year, measure, value)
        for (row, year, measure), value in released(table).figures.items()
        if extent.holds(row, year) and (value is None or (year is not None and year < running))
    ]
    known = ReleasedFigures.objects.filter(
        indicator=table.indicator.code, profile=profile.code, axis=table.axis.code
    )
    if cells and not known.filter(cells=[list(cell) for cell in cells]).exists():
        _keep(table, profile, cells)


def _keep(table: FigureTable, profile: Profile, cells: Sequence[tuple[object, ...]]) -> None:
    ReleasedFigures.objects.create(
        indicator=table.indicator.code,
        profile=profile.code,
        axis=table.axis.code,
        cells=[list(cell) for cell in cells],
    )


def _read_by(profile: Profile) -> Sequence[str]:
    return PUBLIC if profile.code in PUBLIC else (*PUBLIC, profile.code)


def _figures(row: ReleasedFigures) -> dict[tuple[str | None, int | None, str], int | None]:
    return {(code, year, measure): value for code, year, measure, value in row.cells}
