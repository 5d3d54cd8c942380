"""Earlier editions, as the disclosure control of the next one sees them."""

from collections.abc import Sequence

from reporting.disclosure import Profile, Release, released
from reporting.models import ReleasedFigures
from reporting.tables import FigureTable

PUBLIC = ("parliament", "open_data")
"""What parliament got is public: who reads open data can read it too, and the other way round."""


def earlier_releases(indicators: Sequence[str], profile: Profile) -> tuple[Release, ...]:
    """What readers of this profile have already of these indicators, by whatever rows."""
    rows = ReleasedFigures.objects.filter(indicator__in=indicators, profile__in=_read_by(profile))
    return tuple(Release(row.indicator, _figures(row), row.axis) for row in rows)


def keep_release(table: FigureTable, profile: Profile, *, axis: str) -> None:
    """Keep what this edition prints. Nothing is kept of what stays within the house."""
    if profile.threshold is None:
        return
    figures = released(table).figures
    ReleasedFigures.objects.create(
        indicator=table.indicator.code,
        profile=profile.code,
        axis=axis,
        cells=[[*address, value] for address, value in figures.items()],
    )


def _read_by(profile: Profile) -> Sequence[str]:
    return PUBLIC if profile.code in PUBLIC else (*PUBLIC, profile.code)


def _figures(row: ReleasedFigures) -> dict[tuple[str | None, int | None, str], int | None]:
    return {(code, year, measure): value for code, year, measure, value in row.cells}
