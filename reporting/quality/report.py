"""The live report: per check how many dossiers need work, for a centre and for each worker."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet

from accounts.models import User
from cases.models import Dossier
from reporting.quality.checks import CHECKS, Check

NOBODY = 0
"""Among workers: dossiers without a case director."""


@dataclass(frozen=True)
class Finding:
    """One check over some dossiers: `found` of `asked` need work."""

    check: Check
    found: int
    asked: int

    @property
    def completeness(self) -> Decimal | None:
        """The share that is in order, in percent with one decimal; None when nothing was asked."""
        if not self.asked:
            return None
        share = Decimal(100 * (self.asked - self.found)) / Decimal(self.asked)
        return share.quantize(Decimal("0.1"), ROUND_HALF_UP)


@dataclass(frozen=True)
class WorkerLine:
    """The dossiers that one worker directs. `worker_id` is NOBODY without a director."""

    worker_id: int
    name: str
    dossiers: int
    missing: int
    contradictions: int


@dataclass(frozen=True)
class QualityReport:
    """One centre in one year of intake; numbers are of dossiers that count."""

    dossiers: int
    findings: tuple[Finding, ...]
    workers: tuple[WorkerLine, ...]
    incomplete: int
    contradictory: int


def dossiers_asked(*, by: User, centre_id: int, year: int) -> QuerySet[Dossier]:
    """The dossiers of the centre received in this year that count; nothing outside her scope."""
    seen: QuerySet[Dossier] = Dossier.objects.editable_by(by).filter(
        centre_id=centre_id, received_on__year=year, counting_exclusion=""
    )
    return seen


def dossiers_found(dossiers: QuerySet[Dossier], check: Check) -> QuerySet[Dossier]:
    """Those that need work according to one check."""
    return dossiers.filter(check.among(), check.finds())


def of_worker(dossiers: QuerySet[Dossier], worker_id: int) -> QuerySet[Dossier]:
    """The dossiers that one worker directs, or those that nobody directs."""
    return dossiers.filter(case_director=worker_id or None)


def quality_report(
    *, by: User, centre_id: int, year: int, only_mine: bool = False
) -> QualityReport:
    """Two queries. `only_mine` leaves the lines of other workers out: a mirror, not a ranking."""
    rows = _rows(dossiers_asked(by=by, centre_id=centre_id, year=year))
    totals = Counter[str]()
    for row in rows:
        totals.update({name: row[name] for name in row if name not in _WHO})
    return QualityReport(
        dossiers=totals["dossiers"],
        findings=tuple(
            Finding(check, totals[_found(check)], totals[_asked(check)]) for check in CHECKS
        ),
        workers=tuple(_line(row) for row in rows if not only_mine or row[_WHO[0]] == by.pk),
        incomplete=totals["incomplete"],
        contradictory=totals["contradictory"],
    )


_WHO = (
    "case_director",
    "case_director__first_name",
    "case_director__last_name",
    "case_director__username",
)


def _rows(dossiers: QuerySet[Dossier]) -> list[dict[str, Any]]:
    counts = {_found(check): Count("pk", filter=check.among() & check.finds()) for check in CHECKS}
    counts |= {_asked(check): Count("pk", filter=check.among()) for check in CHECKS}
    missing = _any([check for check in CHECKS if not check.is_contradiction])
    wrong = _any([check for check in CHECKS if check.is_contradiction])
    counts |= {
        "dossiers": Count("pk"),
        "incomplete": Count("pk", filter=missing),
        "contradictory": Count("pk", filter=wrong),
    }
    grouped = dossiers.order_by(*_WHO[2:], _WHO[0]).values(*_WHO)
    return list(grouped.annotate(**counts))


def _any(checks: Sequence[Check]) -> Q:
    found = Q(pk__in=[])
    for check in checks:
        found |= check.among() & check.finds()
    return found


def _found(check: Check) -> str:
    return f"found_{check.code}"


def _asked(check: Check) -> str:
    return f"asked_{check.code}"


def _line(row: dict[str, Any]) -> WorkerLine:
    who, first, last, username = (row[name] for name in _WHO)
    return WorkerLine(
        worker_id=who or NOBODY,
        name=f"{first or ''} {last or ''}".strip() or username or "",
        dossiers=row["dossiers"],
        missing=row["incomplete"],
        contradictions=row["contradictory"],
    )
