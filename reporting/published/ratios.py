"""Published figures over published figures: the same place and period, and the same unit."""

from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext as _

from reporting.exports.document import Line
from reporting.exports.ratio_columns import Below
from reporting.models.published import ObservationFlag, PublishedObservation
from reporting.published.labels import indicator_label
from reporting.published.states import state_of
from reporting.ratios import UnequalUnitsError, ratio
from reporting.tables import Figure, Share, State, counted

NO_NUMBERS = frozenset({"procent", "dag", "maand"})
"""Units that are measured, not counted: a share of them has no sense."""


def wholes_of(indicator: str) -> list[PublishedObservation]:
    """The rows that can stand below a line: those over everything, without a breakdown."""
    rows = PublishedObservation.objects.with_source().filter(indicator=indicator, dim1="")
    return [row for row in rows if ObservationFlag.WRONG not in row.flags]


def belows(
    rows: Iterable[PublishedObservation], wholes: Sequence[PublishedObservation]
) -> Iterator[Below]:
    """What stands below each row. Raises UnequalUnitsError: 178 calls over 12,044 people."""
    for row in rows:
        whole, unit = _whole(row, wholes)
        part = _figure(row)
        if row.unit in NO_NUMBERS:
            text = _("%(unit)s is not counted but measured, so there is no share of it.")
            raise UnequalUnitsError(text % {"unit": row.unit})
        yield Below(whole, ratio(part, row.unit, whole, unit) if unit else _none(whole))


def lines_of(indicator: str, wholes: Sequence[PublishedObservation]) -> tuple[Line, ...]:
    """What is below the line, and where it was printed."""
    sources = "; ".join(dict.fromkeys(row.source.title for row in wholes))
    text = _("The number divided by “%(whole)s” of the same place and period, the same unit.")
    return (
        Line(_("Percentage"), text % {"whole": indicator_label(indicator)}),
        Line(_("Source below the line"), sources),
    )


def _whole(row: PublishedObservation, wholes: Sequence[PublishedObservation]) -> tuple[Figure, str]:
    """The figure below a row, of its own source before that of others; '' without any."""
    same = [one for one in wholes if _period(one) == _period(row)]
    same = [one for one in same if one.unit == row.unit] or same
    found = [one for one in same if one.source_id == row.source_id] or same
    if not found:
        detail = _("no figure of the same place and period")
        return Figure(State.NOT_APPLICABLE, detail=detail), ""
    figures = {_figure(one) for one in found}
    if len(figures) > 1:
        return Figure(State.NOT_APPLICABLE, detail=_("the sources contradict each other")), ""
    return figures.pop(), found[0].unit


def _period(row: PublishedObservation) -> tuple[object, ...]:
    return (row.place_level, row.place, row.period_start, row.period_end, row.reference)


def _figure(row: PublishedObservation) -> Figure:
    if row.value is None:
        return Figure(state_of(row.status))
    if ObservationFlag.WRONG in row.flags or row.value != int(row.value):
        return Figure(State.NOT_APPLICABLE, detail=_("wrong as printed, or no whole number"))
    return counted(int(row.value))


def _none(whole: Figure) -> Share:
    return Share(whole.state, detail=whole.detail)
