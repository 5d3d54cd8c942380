"""What an indicator is."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from lib.dutch import write_date
from reporting.indicators.condition import Condition

ALL = "all"
"""The code of the column that adds the measures: every dossier that counts."""


@dataclass(frozen=True)
class Measure:
    """One of the columns into which everything that counts falls."""

    code: str
    label: str | Promise
    condition: Condition


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
class Indicator:
    """A figure that can be asked for.

    The exclusions come first, then the measures in order: the first condition that holds
    decides, and the last measure takes the rest, so nothing is counted twice or forgotten.
    `measures[0]` is what the indicator is about; `unknown` names the measure whose share tells
    how much is not known. `variable` is what the centres must register for it
    (RegistrationStart.Variable).
    """

    code: str
    version: int
    valid_from: dt.date
    title: str | Promise
    unit: str | Promise
    date_basis: str | Promise
    dimensions: Sequence[str | Promise]
    measures: tuple[Measure, ...]
    unknown: str
    total_label: str | Promise
    exclusions: tuple[Exclusion, ...]
    variable: str
    law: str | Promise
    source: str | Promise
    checked: str | Promise

    @property
    def codes(self) -> tuple[str, ...]:
        """The columns of a table: every measure, then their sum."""
        return (*(measure.code for measure in self.measures), ALL)

    def label_of(self, code: str) -> str:
        """The heading of one of `codes`."""
        labels = {measure.code: measure.label for measure in self.measures}
        return str(labels.get(code, self.total_label))

    def definition(self) -> tuple[DefinitionLine, ...]:
        """The definition as it is printed under the figure and in every file."""
        lines = [
            (_("Counting unit"), self.unit),
            *((measure.label, measure.condition.words) for measure in self.measures),
            (_("Counted on"), self.date_basis),
            (_("Not counted"), "; ".join(str(one.condition) for one in self.exclusions)),
            (_("Broken down by"), ", ".join(str(dimension) for dimension in self.dimensions)),
            (_("Law"), self.law),
            (_("Source"), self.source),
            (_("Definition"), self._version()),
        ]
        return tuple(DefinitionLine(str(label), _sentence(text)) for label, text in lines)

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
