"""A counted table: every cell has a value or says why not. Frozen, free of queries."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from functools import cached_property
from typing import ClassVar, Self

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reporting.indicators.dimension import CENTRE, Dimension
from reporting.indicators.indicator import ALL, Indicator

TOTAL = None
"""In the place of a centre or a year: all of them together."""

Place = tuple[int | None, int | None]
"""Row and year, either of them TOTAL."""


class State(StrEnum):
    """Why there is a number, or why there is none. Never a blank, never a silent zero."""

    COUNTED = "counted"
    NOT_APPLICABLE = "not_applicable"
    NOT_REGISTERED = "not_registered"
    NOT_SPLITTABLE = "not_splittable"
    NOT_PUBLISHED = "not_published"
    NOT_DELIVERED = "not_delivered"
    REFUSED = "refused"
    NOT_COMPETENT = "not_competent"
    HIDDEN = "hidden"

    @property
    def is_number(self) -> bool:
        """Whether there is a number, shown or hidden."""
        return self in {State.COUNTED, State.HIDDEN}

    @property
    def label(self) -> str:
        """As printed in a cell and in the state column of a file."""
        return str(_LABELS[self])

    @property
    def explanation(self) -> str:
        """As printed in the legend."""
        return str(_EXPLANATIONS[self])


_LABELS: dict[State, Promise] = {
    State.COUNTED: _("counted"),
    State.NOT_APPLICABLE: _("n/a"),
    State.NOT_REGISTERED: _("not registered"),
    State.NOT_SPLITTABLE: _("cannot be split"),
    State.NOT_PUBLISHED: _("not yet published"),
    State.NOT_DELIVERED: _("not delivered"),
    State.REFUSED: _("refused"),
    State.NOT_COMPETENT: _("not competent"),
    State.HIDDEN: _("hidden"),
}
_EXPLANATIONS: dict[State, Promise] = {
    State.COUNTED: _("A number that was counted; 0 is a real zero."),
    State.NOT_APPLICABLE: _(
        "Not applicable: the centre was not open in that year, or there is nothing to take a "
        "share of."
    ),
    State.NOT_REGISTERED: _("This was not registered yet in that year, so nobody can count it."),
    State.NOT_SPLITTABLE: _("Registered, but not in a way that can be split like this."),
    State.NOT_PUBLISHED: _("The figure exists and its owner has not published it yet."),
    State.NOT_DELIVERED: _("The organisation that registers this has not delivered it."),
    State.REFUSED: _("The organisation that registers this was asked and refused to deliver it."),
    State.NOT_COMPETENT: _("Another government registers this and answers for it."),
    State.HIDDEN: _(
        "Left out so that nobody can be recognised: a small number, or a number from which a "
        "small one could be calculated."
    ),
}


@dataclass(frozen=True)
class Figure:
    """A number, or a state instead of one.

    `detail` says what the state alone does not: since or until when, what is planned, what is
    expected and when. It is text as printed.
    """

    state: State
    value: int | None = None
    detail: str = ""

    def __post_init__(self) -> None:
        if (self.value is not None) != (self.state is State.COUNTED):
            raise ValueError("a figure has a value exactly when it was counted")


@dataclass(frozen=True)
class Quotient:
    """One figure set against another, rounded to `step`, or a state instead of it."""

    times: ClassVar[int]
    step: ClassVar[Decimal]
    state: State
    value: Decimal | None = None
    detail: str = ""

    @classmethod
    def of(cls, part: Figure, whole: Figure) -> Self:
        """The one division there is: what is no number, above or below the line, stays what it
        is, so a hidden figure has a hidden percentage; nothing can be a part of nothing."""
        for figure in (part, whole):
            if figure.value is None:
                return cls(figure.state, detail=figure.detail)
        if not whole.value:
            return cls(State.NOT_APPLICABLE)
        value = Decimal(cls.times * (part.value or 0)) / Decimal(whole.value)
        return cls(State.COUNTED, value.quantize(cls.step, ROUND_HALF_UP))


class Share(Quotient):
    """A percentage: the same unit above and below the line (`reporting.ratios`)."""

    times = 100
    step = Decimal("0.1")


class Rate(Quotient):
    """A count per 10,000 inhabitants (`reporting.rates`).

    With two decimals: one dossier among 1.5 million people must not read as none.
    """

    times = 10_000
    step = Decimal("0.01")


def counted(value: int) -> Figure:
    return Figure(State.COUNTED, value)


@dataclass(frozen=True)
class Coverage:
    """Over how many of the cells that apply a total is counted: 6 of 9 centres.

    `incomplete` of the counted ones are no whole year: opened or registered since.
    """

    counted: int
    applicable: int
    incomplete: int = 0

    @property
    def is_complete(self) -> bool:
        return self.counted == self.applicable


@dataclass(frozen=True)
class Cell:
    """One centre in one year, or a total: a figure per measure and for all together.

    `notes` say what a reader must know: open since, registered since, running year. `coverage`
    is set on totals.
    """

    figures: Mapping[str, Figure]
    notes: tuple[str, ...] = ()
    coverage: Coverage | None = None

    def __getitem__(self, code: str) -> Figure:
        return self.figures[code]

    def upper(self, code: str, unknown: str) -> Figure:
        """How many it could be at most, if everything that is unknown were it."""
        parts = [self[code], self[unknown]]
        missing = next((figure for figure in parts if figure.value is None), None)
        return missing or counted(sum(figure.value or 0 for figure in parts))

    def share(self, code: str) -> Share:
        """This measure as a part of all; a share of a hidden figure is hidden too."""
        return Share.of(self[code], self[ALL])


@dataclass(frozen=True)
class CentreName:
    """A centre as a row of a table, or a category of another dimension.

    `id` is that of the centre, or the position of the category in this table.
    """

    id: int
    code: str
    name: str

    @property
    def short_name(self) -> str:
        """Without "Veilig Huis" in front: for a chart and a narrow column."""
        return self.name.removeprefix("Veilig Huis ")


@dataclass(frozen=True)
class LeftOut:
    """How many units are not in the table, and why."""

    code: str
    label: str
    figure: Figure


@dataclass(frozen=True)
class FigureTable:
    """The answer to one question: an indicator over rows and years, with totals.

    The rows are `centres`, unless `axis` says that they are the categories of another
    dimension. `filters` say what was asked for only; `notes` what a reader must know of the
    whole table.
    `threshold` is set when the small-cell rule was applied: numbers from 1 up to but not
    including it are hidden. `left_out` holds what the exclusions took away and what lies before
    the opening of a centre or the start of its registration.
    """

    indicator: Indicator
    centres: tuple[CentreName, ...]
    years: tuple[int, ...]
    cells: Mapping[Place, Cell]
    left_out: tuple[LeftOut, ...]
    counted_at: dt.datetime
    known_on: dt.datetime | None = None
    threshold: int | None = None
    axis: Dimension = CENTRE
    filters: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def cell(self, centre_id: int | None, year: int | None) -> Cell:
        return self.cells[centre_id, year]

    @cached_property
    def row_codes(self) -> Mapping[int | None, str | None]:
        """The code of each row by its id; the total of the rows has none."""
        return {TOTAL: TOTAL, **{row.id: row.code for row in self.centres}}

    @property
    def total(self) -> Cell:
        return self.cells[TOTAL, TOTAL]

    @property
    def moment(self) -> dt.datetime:
        """What was known at this moment is in the table."""
        return self.known_on or self.counted_at
