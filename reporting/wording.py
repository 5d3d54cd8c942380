"""How figures are worded on screen and in files: one place, so that they say the same."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lib.calendar import brussels_day
from lib.dutch import write_number
from reporting.coverage import running_year_note
from reporting.indicators.dimension import CENTRE, SAID_UNKNOWN, UNKNOWN
from reporting.indicators.indicator import ALL
from reporting.tables import TOTAL, Coverage, Figure, FigureTable, Rate, Share, counted


def year_note(table: FigureTable, year: int | None) -> str:
    """ "lopend jaar, tot 23.11.2026" for the year that has not ended; else nothing."""
    return "" if year is TOTAL else running_year_note(year, brussels_day(table.moment))


def figure_text(figure: Figure | Share | Rate) -> str:
    """1.204, or the state in words with its detail; a share as 12,5 %, a rate as 3,1."""
    if figure.value is None:
        return state_text(figure)
    number = write_number(figure.value)
    return f"{number} %" if isinstance(figure, Share) else number


def state_text(figure: Figure | Share | Rate) -> str:
    """ "niet te splitsen (verwacht eind 2024)"; also "geteld" for a number."""
    if not figure.detail:
        return figure.state.label
    return f"{figure.state.label} ({figure.detail})"


def coverage_text(table: FigureTable, row: int | None, year: int | None) -> str:
    """Over what a total is counted: "6 van 9 centra, waarvan 2 onvolledig"; else nothing."""
    coverage = table.cell(row, year).coverage
    if coverage is None or not coverage.applicable:
        return ""
    text = _counted_over(table, row, year, coverage)
    if not coverage.incomplete:
        return text
    gaps = {"text": text, "incomplete": coverage.incomplete}
    return _("%(text)s, of which %(incomplete)s incomplete") % gaps


def gaps_text(table: FigureTable, row: int | None, year: int | None) -> str:
    """The coverage of a total that is not whole; a whole one needs no words.

    Rows that are no centres mostly lie over the same centres: what the line of totals says too is
    not said again in each of them.
    """
    coverage = table.cell(row, year).coverage
    if coverage is None or (coverage.is_complete and not coverage.incomplete):
        return ""
    has_total = row is not TOTAL and len(table.centres) > 1 and table.axis is not CENTRE
    if has_total and coverage == table.cell(TOTAL, year).coverage:
        return ""
    return coverage_text(table, row, year)


def _counted_over(table: FigureTable, row: int | None, year: int | None, coverage: Coverage) -> str:
    """Centres, years or both. A row that is no centre lies over all centres, unless the units
    belong to none.
    """
    over_centres = table.indicator.has_centres and (row is TOTAL or table.axis is not CENTRE)
    if over_centres and year is TOTAL:
        text = ngettext(
            "%(counted)s of %(applicable)s figure of a centre in a year",
            "%(counted)s of %(applicable)s figures of a centre in a year",
            coverage.applicable,
        )
    elif over_centres:
        text = ngettext(
            "%(counted)s of %(applicable)s centre",
            "%(counted)s of %(applicable)s centres",
            coverage.applicable,
        )
    else:
        text = ngettext(
            "%(counted)s of %(applicable)s year",
            "%(counted)s of %(applicable)s years",
            coverage.applicable,
        )
    return text % {"counted": coverage.counted, "applicable": coverage.applicable}


def unknown_text(table: FigureTable) -> str:
    """What part of the units stands in no known row: "leeftijd niet bekend: 12,5 % van het
    geheel". Nothing when that is none, and when one of the figures is hidden."""
    share = _share_of_unknown(table)
    if not share.value:
        return ""
    words = {"dimension": capfirst(str(table.axis.label)), "share": figure_text(share)}
    return _("%(dimension)s not known: %(share)s of the total") % words


def _share_of_unknown(table: FigureTable) -> Share:
    """Nobody said it, or somebody said that it is not known; a unit can be in several rows of a
    dimension with `multiple`, so there only the first."""
    unknown = {SAID_UNKNOWN} if table.axis.none else {UNKNOWN, SAID_UNKNOWN}
    unknown -= {SAID_UNKNOWN} if table.axis.multiple else set()
    rows = [table.cell(row.id, TOTAL)[ALL] for row in table.centres if row.code in unknown]
    missing = next((figure for figure in rows if figure.value is None), None)
    return Share.of(missing or counted(sum(one.value or 0 for one in rows)), table.total[ALL])
