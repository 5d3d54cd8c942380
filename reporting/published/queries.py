"""Published figures as the screens show them: value and state apart, nothing left blank."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from lib.dutch import write_date, write_number
from reporting.models.published import (
    ObservationFlag,
    ObservationStatus,
    PeriodReference,
    PublishedObservation,
)
from reporting.published.labels import (
    TOTALS,
    breakdown_label,
    competence_label,
    indicator_label,
)
from reporting.question_841 import CALCULATED, PARTS, SOURCE, Part, Table


@dataclass(frozen=True)
class Flag:
    code: str
    label: str


@dataclass(frozen=True)
class Figure:
    """One row of a table on screen. Exactly one of `value` and a missing-state speaks."""

    indicator: str
    title: str
    category: str
    is_total: bool
    place: str
    organisation: str
    period: str
    unit: str
    value: str
    status: str
    state: str
    flags: tuple[Flag, ...]
    competence: str
    extracted_on: str
    source_key: str
    source_title: str
    source_publisher: str
    source_url: str
    is_calculated: bool
    note: str


@dataclass(frozen=True)
class FigureTable:
    key: str
    title: Promise
    remark: Promise | None
    indicator: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class AnsweredPart:
    number: int
    asked: str
    answered: str
    minister: Promise
    states: tuple[str, ...]
    tables: tuple[FigureTable, ...]


def answer_841() -> tuple[AnsweredPart, ...]:
    """The eight parts of question 841 with their figures and states, as published in 2023."""
    rows = list(
        PublishedObservation.objects.with_source().filter(
            Q(source__key=SOURCE) | Q(source__key=CALCULATED, indicator__in=_indicators())
        )
    )
    return tuple(_answer(part, rows) for part in PARTS)


def conflicts(indicators: Iterable[str] | None = None) -> tuple[Figure, ...]:
    """Figures that another row contradicts, side by side; all of them or of some indicators."""
    rows = PublishedObservation.objects.with_source().in_conflict()
    if indicators is not None:
        rows = rows.about(indicators)
    return tuple(figure(row) for row in rows.by_cell())


def indicators_of_841() -> frozenset[str]:
    """The indicators that question 841 touches."""
    return frozenset(table.indicator for part in PARTS for table in part.tables)


def figure(row: PublishedObservation) -> Figure:
    """A row as people read it; the printed number keeps the decimals it was printed with."""
    state = str(ObservationStatus(row.status).label)
    return Figure(
        indicator=row.indicator,
        title=indicator_label(row.indicator),
        category=_category(row),
        is_total=row.value1 in TOTALS or row.value2 in TOTALS,
        place=row.place,
        organisation=row.organisation,
        period=_period(row.period_start, row.period_end, row.reference),
        unit=row.unit,
        value=write_number(Decimal(row.printed)) if row.printed else "",
        status=row.status,
        state=state,
        flags=tuple(Flag(code, str(ObservationFlag(code).label)) for code in row.flags),
        competence=competence_label(row.competence),
        extracted_on=write_date(row.extracted_on) if row.extracted_on else "",
        source_key=row.source.key,
        source_title=row.source.title,
        source_publisher=row.source.publisher,
        source_url=row.source.url,
        is_calculated=row.source.key == CALCULATED,
        note=row.note,
    )


def flags_legend() -> tuple[Flag, ...]:
    """Every flag with its meaning."""
    return tuple(Flag(code, str(label)) for code, label in ObservationFlag.choices)


def _indicators() -> list[str]:
    return [
        table.indicator for part in PARTS for table in part.tables if CALCULATED in table.sources
    ]


def _answer(part: Part, rows: list[PublishedObservation]) -> AnsweredPart:
    tables = tuple(_table(part, place, rows) for place in range(len(part.tables)))
    seen = dict.fromkeys(figure.status for table in tables for figure in table.figures)
    return AnsweredPart(
        number=part.number,
        asked=part.asked,
        answered=part.answered,
        minister=part.minister,
        states=tuple(_state(status, part) for status in seen) or (_("answered in words"),),
        tables=tables,
    )


def _state(status: str, part: Part) -> str:
    """The state with what was promised: "niet geregistreerd, geen plannen"."""
    label = str(ObservationStatus(status).label)
    plan = part.plans.get(status)
    return f"{label}, {plan}" if plan else label


def _table(part: Part, place: int, rows: list[PublishedObservation]) -> FigureTable:
    table = part.tables[place]
    figures = (figure(row) for row in rows if _belongs(row, table))
    return FigureTable(
        key=f"deel-{part.number}-{place + 1}",
        title=table.title,
        remark=table.remark,
        indicator=table.indicator,
        figures=tuple(replace(one, state=_state(one.status, part)) for one in figures),
    )


def _belongs(row: PublishedObservation, table: Table) -> bool:
    return (
        row.indicator == table.indicator
        and row.source.key in table.sources
        and row.status in table.statuses
        and (table.breakdown is None or row.dim1 == table.breakdown)
    )


def _category(row: PublishedObservation) -> str:
    """contactnemer: Werk; the categories themselves stay as printed."""
    pairs = ((row.dim1, row.value1), (row.dim2, row.value2))
    return ", ".join(f"{breakdown_label(name)}: {value}" for name, value in pairs if name)


def _period(start: dt.date | None, end: dt.date | None, reference: str) -> str:
    if start is None or end is None:
        return _("no period stated")
    if reference == PeriodReference.STOCK:
        return _("on %(day)s") % {"day": write_date(start)}
    if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31):
        return f"{start.year}" if start.year == end.year else f"{start.year}-{end.year}"
    return f"{write_date(start)} - {write_date(end)}"
