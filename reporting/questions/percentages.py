"""The tables of an answer with a percentage of another figure beside their numbers."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from reporting.asking import Ask, AskError
from reporting.exports.document import Document, Line, places_of
from reporting.exports.ratio_columns import Below, with_ratio
from reporting.models import PublishedObservation
from reporting.published.labels import indicator_label
from reporting.published.ratios import belows, lines_of, wholes_of
from reporting.questions.specs import CountedSpec, SpecError
from reporting.ratio_tables import FigureColumn, ask_of_whole, ratio_of
from reporting.ratios import UnequalUnitsError
from reporting.tables import FigureTable


def below_the_line(spec: CountedSpec, ask: Ask) -> tuple[FigureColumn, FigureColumn, Ask]:
    """What is above and below the line, and the question to the latter. Raises SpecError."""
    try:
        part = FigureColumn(ask.of(), ask.of().main)
        whole = FigureColumn.from_text(spec.share_of)
        return part, whole, ask_of_whole(ask, part, whole)
    except (AskError, UnequalUnitsError) as error:
        raise SpecError(str(error)) from error


def counted_in_percent(
    document: Document,
    table: FigureTable,
    *,
    spec: CountedSpec,
    ask: Ask,
    count: Callable[[Ask], FigureTable],
) -> Document:
    """A counted table; the figure below the line is counted for the same readers and moment."""
    part, whole, asked = below_the_line(spec, ask)
    made = ratio_of(table, part, count(asked), whole)
    return with_ratio(
        document,
        [Below(made.wholes[place], made.shares[place]) for place in places_of(table, spec.by)],
        title=whole.title,
        lines=made.explanation,
        before=2,
    )


def published_in_percent(
    document: Document, rows: Sequence[PublishedObservation], *, share_of: str
) -> Document:
    """Published rows, each over the figure of the same place and period.

    A delivery can bring another unit after the table was made: then the reason stands where the
    percentages stood, and the page does not break.
    """
    wholes = wholes_of(share_of)
    try:
        below = list(belows(rows, wholes))
    except UnequalUnitsError as error:
        reason = Line(_("Percentage"), str(error))
        return replace(document, explanation=(reason, *document.explanation))
    title, lines = indicator_label(share_of), lines_of(share_of, wholes)
    return with_ratio(document, below, title=title, lines=lines, before=_behind(document))


def _behind(document: Document) -> int:
    """The columns behind the number."""
    amounts = [at for at, column in enumerate(document.columns) if column.is_amount]
    return len(document.columns) - amounts[-1] - 1
