"""The facts behind one number of own centres, chosen by the rules that count it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from reporting.counts import Asked, count_by_each, question_of
from reporting.fact_flags import flag_names, measure_flags
from reporting.indicators import Indicator
from reporting.indicators.dimension import CENTRE
from reporting.indicators.indicator import Aggregate
from reporting.models import DossierFact
from reporting.querysets import FactQuerySet
from reporting.tables import TOTAL, Figure, FigureTable, State
from reporting.unit_question import Question, facts_of, flags_of, stock_days


@dataclass(frozen=True)
class AskedCell:
    """One number of a table: the question narrowed to its centres and years.

    `row` is the code of a category of the axis, None for all rows or for a table by centre.
    """

    asked: Asked
    row: str | None
    measure: str

    @property
    def indicator(self) -> Indicator:
        return self.asked.indicator

    @property
    def is_days(self) -> bool:
        """Whether the number is a percentile of days and not a number of units."""
        return self.measure in self.indicator.percentiles


@dataclass(frozen=True)
class CountedFacts:
    """The number as it is counted, and the facts it is counted from.

    `subject` is the column of the facts that says what each is about, `unit` the column with
    what is counted once.
    """

    figure: Figure
    row_label: str
    facts: FactQuerySet
    subject: str
    unit: str


def counted_facts(cell: AskedCell) -> CountedFacts | None:
    """What is counted now; None when the table has no such row, or no number there."""
    (table,) = count_by_each(cell.asked, [cell.asked.axis])
    row = _row_of(table, cell)
    years = table.years
    place = (row, years[0] if len(years) == 1 else TOTAL)
    figure = table.cells[place][cell.measure] if place in table.cells else None
    if figure is None or figure.state is not State.COUNTED:
        return None
    label = next((one.name for one in table.centres if one.id == row), "")
    if not cell.indicator.facts:
        return CountedFacts(figure, label, _of_dossiers(cell, table), "dossier_id", "dossier_id")
    unit = "counted_id" if cell.indicator.aggregate is Aggregate.DISTINCT else "subject_id"
    return CountedFacts(figure, label, _of_units(cell), "subject_id", unit)


_NO_ROW = -1


def _row_of(table: FigureTable, cell: AskedCell) -> int | None:
    if cell.row is None:
        return TOTAL
    if cell.asked.axis is CENTRE:
        return _NO_ROW
    return next((one.id for one in table.centres if one.code == cell.row), _NO_ROW)


def _of_dossiers(cell: AskedCell, table: FigureTable) -> FactQuerySet:
    """The centres and years in which the table has a number are its own to tell."""
    cells = [
        (centre.id, year)
        for centre in table.centres
        for year in table.years
        if table.cells[centre.id, year][cell.measure].state is State.COUNTED
    ]
    facts: FactQuerySet = DossierFact.objects.known_on(None).filter(_within(cells))
    for exclusion in cell.indicator.exclusions:
        facts = facts.exclude(exclusion.condition.query)
    return _in_measure(facts.annotate(**measure_flags(cell.indicator)), cell)


def _of_units(cell: AskedCell) -> FactQuerySet:
    question = question_of(cell.asked)
    # Of now there is one part: what is known.
    (facts,) = facts_of(question)
    if cell.indicator.population:
        facts = facts.filter(cell.indicator.population.query)
    if cell.row is not None:
        facts = facts.filter(cell.asked.axis.one_of((cell.row,)).query)
    facts = facts.annotate(**flags_of(question)).filter(filtered=True, exclusion="")
    return _in_measure(facts.filter(_when(question)), cell)


def _when(question: Question) -> Q:
    """In a year that is covered; of a stock, what lasts on the day of that year."""
    if not question.indicator.stock:
        return _within(question.counted)
    lasting = Q(pk__in=[])
    for year, day in stock_days(question.years, question.moment).items():
        centres = [centre for centre, one in question.counted if one == year]
        ends_later = Q(ends_on__isnull=True) | Q(ends_on__gt=day)
        lasting |= Q(ends_later, day__lte=day, centre_id__in=centres)
    return lasting


def _within(cells: Iterable[tuple[int, int]]) -> Q:
    years: defaultdict[int, list[int]] = defaultdict(list)
    for centre, year in cells:
        years[centre].append(year)
    found = Q(pk__in=[])
    for centre, some in years.items():
        found |= Q(centre_id=centre, year__in=some)
    return found


def _in_measure(facts: FactQuerySet, cell: AskedCell) -> FactQuerySet:
    """The column of the whole holds every fact; of days those that have any."""
    codes = [one.code for one in cell.indicator.measures]
    flags = dict(zip(codes, flag_names(cell.indicator), strict=True))
    if cell.measure not in flags:
        return facts
    found: FactQuerySet = facts.filter(**{flags[cell.measure]: True})
    return found.filter(duration__isnull=False) if cell.is_days else found
