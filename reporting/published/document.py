"""Published and delivered figures as a document: the same artefact as a count of our own."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from lib.dutch import write_date
from reporting.exports.document import Amount, Column, Document, Line, Maker, Row
from reporting.models.published import ObservationFlag, PublishedObservation
from reporting.published.labels import TOTALS, competence_label, indicator_label
from reporting.published.queries import Figure, figure
from reporting.published.states import state_of
from reporting.tables import State


def published_document(
    rows: Sequence[PublishedObservation],
    *,
    title: str,
    maker: Maker,
    details: Mapping[str, str] | None = None,
) -> Document:
    """The rows as printed, in their order, with source, unit and what every mark means.

    `details` says per status what was planned or expected ("verwacht eind 2024"). Columns that
    would say the same in every row are left to the explanation.
    """
    shown = [(row, figure(row)) for row in rows]
    extra = _extra_columns([one for _row, one in shown])
    return Document(
        title=title,
        subtitle=_same(one.period for _row, one in shown),
        columns=(
            Column(_("Breakdown"), is_wide=True),
            Column(_("Period")),
            Column(_("Value"), is_amount=True, decimals=_decimals(rows)),
            *(Column(label) for label, _read in extra),
            Column(_("Note"), is_wide=True),
        ),
        rows=tuple(
            Row(
                (
                    _label(one),
                    one.period,
                    _amount(row, one, details or {}),
                    *(read(one) for _heading, read in extra),
                    one.note,
                ),
                is_total=bool({row.value1, row.value2} & TOTALS),
            )
            for row, one in shown
        ),
        explanation=tuple(_explanation(rows, [one for _row, one in shown])),
        file_stem=rows[0].indicator.replace("_", "-") if rows else "cijfers",
        maker=maker,
    )


def _label(one: Figure) -> str:
    if not one.category:
        return one.place
    return (
        _("%(category)s (printed total)") % {"category": one.category}
        if one.is_total
        else one.category
    )


def _amount(row: PublishedObservation, one: Figure, details: Mapping[str, str]) -> Amount:
    """As printed: 178 is a whole number, 1.50 keeps its two decimals."""
    detail = details.get(row.status, "")
    state = f"{one.state} ({detail})" if detail else one.state
    if not row.printed:
        return Amount(None, state, state_of(row.status))
    number = Decimal(row.printed)
    whole = "." not in row.printed
    return Amount(int(number) if whole else number, state, State.COUNTED)


def _decimals(rows: Sequence[PublishedObservation]) -> int:
    return max((len(row.printed.partition(".")[2]) for row in rows), default=0)


def _extra_columns(figures: Sequence[Figure]) -> list[tuple[str, Callable[[Figure], str]]]:
    """Unit, flags and source get a column only when rows differ in them."""
    possible = (
        (_("Counting unit"), _unit_of),
        (_("Flags"), _flags_of),
        (_("Source"), _source_of),
    )
    return [(label, read) for label, read in possible if len({read(one) for one in figures}) > 1]


def _unit_of(one: Figure) -> str:
    return one.unit


def _flags_of(one: Figure) -> str:
    return ", ".join(flag.code for flag in one.flags)


def _source_of(one: Figure) -> str:
    return _("own calculation") if one.is_calculated else one.source_publisher


def _explanation(rows: Sequence[PublishedObservation], figures: Sequence[Figure]) -> Iterator[Line]:
    yield Line(_("Figure"), _joined(indicator_label(row.indicator) for row in rows))
    yield Line(_("Counting unit"), _joined(one.unit for one in figures))
    yield Line(_("Registered by"), _joined(one.organisation for one in figures))
    yield Line(_("Source"), _joined(_cited(one) for one in figures))
    yield Line(_("Competence"), _joined(competence_label(row.competence) for row in rows))
    yield Line(_("Moment of extraction"), _extraction(rows))
    for code in dict.fromkeys(code for row in rows for code in row.flags):
        yield Line(_("Flag “%(code)s”") % {"code": code}, str(ObservationFlag(code).label))
    for state in dict.fromkeys(state_of(row.status) for row in rows):
        if state is not State.COUNTED:
            yield Line(_("State “%(state)s”") % {"state": state.label}, state.explanation)


def _cited(one: Figure) -> str:
    if one.is_calculated:
        return _("own calculation")
    return f"{one.source_publisher}: {one.source_title}"


def _extraction(rows: Sequence[PublishedObservation]) -> str:
    days = sorted({row.extracted_on for row in rows if row.extracted_on})
    return ", ".join(write_date(day) for day in days) or _("not stated by the source")


def _joined(texts: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(texts))


def _same(texts: Iterable[str]) -> str:
    """What all of them say; nothing when they differ."""
    found = set(texts)
    return found.pop() if len(found) == 1 else ""
