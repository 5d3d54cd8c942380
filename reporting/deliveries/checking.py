"""The dry run: everything that is wrong or strange in a delivered table, at once.

Nothing is written. It is run when a table comes in, each time its page is shown, and once more
under a lock before anything is signed off.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from reporting.deliveries.checks.history import Earlier, check_history
from reporting.deliveries.checks.rows import check_missing, check_periods, check_twice
from reporting.deliveries.checks.sums import check_sums
from reporting.deliveries.columns import Column
from reporting.deliveries.findings import Finding, Kind
from reporting.deliveries.lines import Header, LineReader
from reporting.deliveries.observation import ObservationRow
from reporting.deliveries.raw import RawRow


@dataclass(frozen=True)
class DryRun:
    """The figures that could be read, and all findings in the order of the rows."""

    figures: tuple[ObservationRow, ...]
    findings: tuple[Finding, ...]


def dry_run(
    header: Header,
    rows: Sequence[RawRow],
    *,
    heading_findings: Iterable[Finding] = (),
    earlier: Iterable[Earlier] = (),
) -> DryRun:
    """Check a table. Rows with a mistake in a cell take no part in sums and comparisons."""
    reader = LineReader(header)
    figures = [figure for raw in rows if (figure := reader.read(raw))]
    findings = [*heading_findings, *reader.findings, *_of_header(header)]
    if len(figures) == len(rows):
        findings += check_missing(figures, header.indicator) if figures else ()
    findings += _of_figures(header, figures, earlier)
    findings.sort(key=lambda one: (one.line, not one.is_error))
    return DryRun(tuple(figures), tuple(findings))


def _of_figures(
    header: Header, figures: list[ObservationRow], earlier: Iterable[Earlier]
) -> Iterator[Finding]:
    indicator = header.indicator
    headings = {one.code: one.label for one in indicator.dimensions if one.additive}
    yield from check_twice(figures)
    yield from check_sums(figures, headings, Column.VALUE)
    yield from check_periods(figures, indicator, (header.period_start, header.period_end))
    yield from check_history(figures, indicator, earlier)


def _of_header(header: Header) -> Iterator[Finding]:
    usual = header.indicator.source_system
    if usual and header.source_system and header.source_system.casefold() != usual.casefold():
        text = _("The figures come from %(given)s; this indicator usually from %(usual)s.") % {
            "given": header.source_system,
            "usual": usual,
        }
        yield Finding(0, "", Kind.OTHER_SYSTEM, text, is_error=False)
