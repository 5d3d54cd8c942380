"""What is wrong, or strange, in a delivered table: where, and what to do about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Kind(StrEnum):
    """What a finding is about. Warnings are explained per kind."""

    HEADING = "heading"
    CELL = "cell"
    TWICE = "twice"
    MISSING = "missing"
    SUM = "sum"
    WRONG_AS_PRINTED = "wrong_as_printed"
    NOT_SUMMED = "not_summed"
    PERIOD = "period"
    ZERO = "zero"
    CHANGE = "change"
    OTHER_SYSTEM = "other_system"

    @property
    def label(self) -> str:
        return str(_LABELS[self])


_LABELS: dict[Kind, Promise] = {
    Kind.HEADING: _("Headings"),
    Kind.CELL: _("Cells"),
    Kind.TWICE: _("The same figure twice"),
    Kind.MISSING: _("Rows that are missing"),
    Kind.SUM: _("Totals that do not add up"),
    Kind.WRONG_AS_PRINTED: _("Totals that are wrong as printed"),
    Kind.NOT_SUMMED: _("Totals that cannot be checked"),
    Kind.PERIOD: _("Periods that are not whole"),
    Kind.ZERO: _("Unexpected zeros"),
    Kind.CHANGE: _("Large changes"),
    Kind.OTHER_SYSTEM: _("Another registration system"),
}


@dataclass(frozen=True)
class Finding:
    """One thing in one row. `line` is the row as a spreadsheet counts it, 0 the whole table.

    An error must be corrected. A warning must be explained: with a note in its row (then
    `is_explained`), or with one explanation for all warnings of its kind.
    """

    line: int
    column: str
    kind: Kind
    message: str
    is_error: bool = True
    is_explained: bool = False


def errors(findings: Iterable[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.is_error]


def to_explain(findings: Iterable[Finding]) -> dict[Kind, list[Finding]]:
    """The warnings that still need words, by kind."""
    found: dict[Kind, list[Finding]] = {}
    for finding in findings:
        if not finding.is_error and not finding.is_explained:
            found.setdefault(finding.kind, []).append(finding)
    return found
