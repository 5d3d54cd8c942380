"""What an indicator is."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lib.dutch import write_date
from reporting.indicators.condition import Condition
from reporting.indicators.dimension import CENTRE, Dimension
from reporting.indicators.part import Covered, Outcome, PartOf
from reporting.indicators.unit import Unit

ALL = "all"
"""The code of the column that holds every unit that counts."""


class Aggregate(StrEnum):
    """How the units of a cell become one number."""

    COUNT = "count"
    """Every fact is one unit."""
    AMOUNT = "amount"
    """A fact speaks of several units, such as the people reported in one call."""
    DISTINCT = "distinct"
    """A unit that occurs in several facts is counted once, in a cell as well as in a total."""


class Theme(StrEnum):
    """The groups of the library."""

    QUESTION_841 = "question_841"
    CENTRES = "centres"
    EIGE = "eige"
    ISTANBUL = "istanbul"

    @property
    def label(self) -> str:
        return str(_THEMES[self])


_THEMES: dict[Theme, Promise] = {
    Theme.QUESTION_841: gettext_lazy("Parliamentary question 841: stalking"),
    Theme.CENTRES: gettext_lazy("The work of the Veilige Huizen"),
    Theme.EIGE: gettext_lazy("The 13 indicators of EIGE on intimate partner violence"),
    Theme.ISTANBUL: gettext_lazy("Istanbul Convention, article 11: the minimum set"),
}


@dataclass(frozen=True)
class Measure:
    """One column. With a `percentile` it is that of the days of the units, else their number."""

    code: str
    label: str | Promise
    condition: Condition
    percentile: float | None = None


@dataclass(frozen=True)
class Exclusion:
    """What is left out, and counted apart, so that its number can be printed."""

    code: str
    label: str | Promise
    condition: Condition


@dataclass(frozen=True)
class DefinitionLine:
    """One line of "Wat telt dit cijfer?"."""

    label: str
    text: str


@dataclass(frozen=True)
class Version:
    """One version of the rule, how long it held, and what changed with it."""

    number: int
    valid_from: dt.date
    valid_until: dt.date | None
    change: str | Promise


@dataclass(frozen=True)
class Missing:
    """Why this figure cannot be counted here: a state of every cell, and what is planned.

    `state` is a value of `reporting.tables.State`.
    """

    state: str
    detail: str | Promise


AUTHOR = gettext_lazy("team Veilig Huis dossiers")


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """A figure that can be asked for.

    The exclusions come first, then the measures in order: the first condition that holds
    decides, and the last measure takes the rest, so nothing is counted twice or forgotten.
    With `overlapping` the measures are independent of each other and do not add up.
    `measures[0]` is what the indicator is about; without measures it is all of them. `unknown`
    names the measure whose share tells how much is not known. `variable` is what the centres
    must register for it (RegistrationStart.Variable).

    `facts` is the kind of UnitFact that is counted, '' for the dossiers of DossierFact; of
    these only what `population` says. `stock` counts on the last day of a year instead of over
    it. `missing` says why nothing can be counted.

    `part_of` are the indicators that count its units too; `stock_of` what comes into a stock and
    what goes out; `over_years` an indicator that counts the same units, but in another year;
    `covered_by` the rows of another one that say which units these are; `outcome_of` an indicator
    of which the units counted here have come to an end.
    """

    code: str
    version: int
    valid_from: dt.date
    title: str | Promise
    unit: Unit
    counted_once: str | Promise
    date_basis: str | Promise
    measures: tuple[Measure, ...] = ()
    unknown: str = ""
    total_label: str | Promise
    exclusions: tuple[Exclusion, ...] = ()
    variable: str
    law: str | Promise
    source: str | Promise
    checked: str | Promise
    theme: Theme = Theme.CENTRES
    dimensions: Sequence[Dimension] = (CENTRE,)
    facts: str = ""
    population: Condition | None = None
    aggregate: Aggregate = Aggregate.COUNT
    overlapping: bool = False
    stock: bool = False
    missing: Missing | None = None
    author: str | Promise = AUTHOR
    checker: str | Promise = ""
    next_review: dt.date | None = None
    history: tuple[Version, ...] = field(default=())
    part_of: tuple[PartOf, ...] = ()
    stock_of: "tuple[Indicator, Indicator] | None" = None
    over_years: "Indicator | None" = None
    covered_by: Covered | None = None
    outcome_of: Outcome | None = None

    def __post_init__(self) -> None:
        if any(one.multiple for one in self.dimensions) and self.has_percentiles:
            raise ValueError("a median over rows that overlap would count units twice")

    @property
    def codes(self) -> tuple[str, ...]:
        """The columns of a table: every measure, then all of them."""
        return (*(measure.code for measure in self.measures), ALL)

    @property
    def main(self) -> str:
        """The column the indicator is about."""
        return self.codes[0]

    @property
    def shown(self) -> tuple[str, ...]:
        """The columns for which there is room under every year on screen."""
        if self.unknown:
            return (self.main, self.unknown)
        return self.codes[:2]

    @property
    def percentiles(self) -> frozenset[str]:
        """The columns that are no number of units but a percentile of their days."""
        return frozenset(one.code for one in self.measures if one.percentile is not None)

    @property
    def has_percentiles(self) -> bool:
        return bool(self.percentiles)

    @property
    def has_centres(self) -> bool:
        """Whether the units belong to centres; calls to the helpline do not."""
        return CENTRE in self.dimensions

    @property
    def versions(self) -> tuple[Version, ...]:
        """All versions, the one in force last."""
        since = self.history[-1].change if self.history else gettext_lazy("first version")
        return (*self.history[:-1], Version(self.version, self.valid_from, None, since))

    def label_of(self, code: str) -> str:
        """The heading of one of `codes`."""
        labels = {measure.code: measure.label for measure in self.measures}
        return str(labels.get(code, self.total_label))

    def unit_of(self, code: str) -> Unit:
        """What one of `codes` counts: a percentile is a number of days, whatever it is of."""
        return Unit.DAY if code in self.percentiles else self.unit

    def dimension(self, code: str) -> Dimension:
        """The dimension with this code. Raises KeyError."""
        return {one.code: one for one in self.dimensions}[code]

    def definition(self) -> tuple[DefinitionLine, ...]:
        """The definition as it is printed under the figure and in every file."""
        lines: list[tuple[str, object]] = [
            (_("Counting unit"), f"{self.unit.label}: {self.counted_once}"),
            *([(_("Counted are"), self.population)] if self.population else []),
            *((str(measure.label), measure.condition) for measure in self.measures),
            *self._fraction(),
            (_("Counted on"), self.date_basis),
            (_("Not counted"), self._excluded()),
            (_("Broken down by"), ", ".join([*map(self._dimension, self.dimensions), _("year")])),
            (_("Law"), self.law),
            (_("Source"), self.source),
            (_("Definition"), self._version()),
        ]
        return tuple(DefinitionLine(label, _sentence(text)) for label, text in lines)

    def _fraction(self) -> list[tuple[str, object]]:
        """Numerator and denominator of the shares; both have the unit of the indicator."""
        if not self.measures or self.has_percentiles:
            return []
        parts = {"part": self.label_of(self.main), "whole": self.total_label}
        return [(_("Share"), _("%(part)s over %(whole)s, the same unit") % parts)]

    def _excluded(self) -> str:
        return "; ".join(str(one.condition) for one in self.exclusions) or _("nothing")

    def _dimension(self, dimension: Dimension) -> str:
        if not dimension.multiple:
            return str(dimension.label)
        return _("%(dimension)s (several may hold)") % {"dimension": dimension.label}

    def _version(self) -> str:
        values = {
            "code": self.code,
            "version": self.version,
            "day": write_date(self.valid_from),
            "checked": self.checked,
        }
        return _("version %(version)s of %(code)s, valid from %(day)s; %(checked)s") % values


def _sentence(text: object) -> str:
    """A capital letter in front and a full stop behind."""
    words = str(text)
    return f"{words[:1].upper()}{words[1:].rstrip('.')}."
