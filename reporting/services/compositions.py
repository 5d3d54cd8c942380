"""Answering what somebody put together, on screen and as a file."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from django.core.exceptions import PermissionDenied
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.log import actor_of
from accounts.models import Centre, User
from design.tile_map import Cell as TileCell
from reporting.asking import Ask
from reporting.composing.composition import Composition, Show
from reporting.composing.page import Answered, answered, explanation_of
from reporting.events import FIGURES_EXPORTED
from reporting.exports import Document, FileFormat
from reporting.exports.document import Amount, Column, Line, Row, year_columns
from reporting.exports.watermark import new_watermark
from reporting.indicators.dimension import CENTRE
from reporting.policies import countable_centres, may_export_figures
from reporting.rates import denominators_of, require_rate
from reporting.ratio_tables import FigureColumn, Ratio, ask_of_whole, ratio_of
from reporting.screen import all_rows
from reporting.services.figures import (
    CountedFile,
    ExportedFile,
    answer,
    count_for,
    document_for,
    keep_what_left,
    record_answer,
)
from reporting.services.indicator_files import log_file
from reporting.services.ledger import Purpose
from reporting.tables import TOTAL, FigureTable, Place, State
from reporting.wording import state_text


def answer_composition(*, by: User, composition: Composition) -> Answered:
    """Count for a screen.

    Raises PermissionDenied for who may not see figures, AskError and NotYetError for what
    cannot be asked, RateRefusedError for a rate without sense, UnequalUnitsError for a share of
    another unit.
    """
    return _answered(composition, lambda ask: answer(by=by, ask=ask))


def export_composition(
    *, by: User, composition: Composition, file_format: FileFormat, purpose: Purpose
) -> ExportedFile:
    """Count and write a file with what the screen shows; hidden as its profile says.

    Raises what `answer_composition` raises; PermissionDenied for who may not hand figures on.
    """
    if not may_export_figures(by):
        raise PermissionDenied
    among = list(countable_centres(by))
    made = _answered(composition, lambda ask: count_for(ask, among))
    number = new_watermark()
    document = _document(made, by.display_name, number)
    body = file_format.write(document)
    ask = composition.ask
    file = CountedFile(made.table, among, number, body)
    log_file(actor_of(by), ask, file, file_format.code, purpose)
    if made.below is not None:
        _record_below(by, ask, made.below, among)
    return ExportedFile(f"{document.file_stem}.{file_format.code}", file_format.content_type, body)


def _record_below(by: User, ask: Ask, below: Ratio, among: Sequence[Centre]) -> None:
    """What stands below the line of a percentage left the house as well."""
    record_answer(FIGURES_EXPORTED, actor_of(by), ask_of_whole(ask, below.part, below.whole))
    keep_what_left(below.table, ask.profile, among)


def tile_cells(table: FigureTable) -> dict[int, TileCell]:
    """The places on the map of the centres that are rows; a centre without one is left out."""
    if table.axis is not CENTRE:
        return {}
    places = Centre.objects.filter(
        pk__in=[row.id for row in table.centres],
        tile_column__isnull=False,
        tile_row__isnull=False,
    )
    return {pk: (column, row) for pk, column, row in places.values_list("pk", *_PLACE)}


_PLACE = ("tile_column", "tile_row")


def _answered(composition: Composition, count: Callable[[Ask], FigureTable]) -> Answered:
    if composition.show is Show.OF:
        table, below = _with_ratio(composition, count)
        return answered(composition, table, below=below)
    table = count(composition.ask)
    if composition.show is not Show.RATE:
        return answered(composition, table)
    require_rate(table.indicator, table)
    ids = [row.id for row in table.centres]
    return answered(composition, table, denominators_of(ids, table.years))


def _with_ratio(
    composition: Composition, count: Callable[[Ask], FigureTable]
) -> tuple[FigureTable, Ratio]:
    """Refused before anything is counted where the units differ."""
    part = FigureColumn(composition.ask.of(), composition.measure)
    whole = FigureColumn.from_text(composition.of)
    asked = ask_of_whole(composition.ask, part, whole)
    table = count(composition.ask)
    return table, ratio_of(table, part, count(asked), whole)


def _document(answer: Answered, made_by: str, watermark: str) -> Document:
    """The document of the whole table with its rows as the screen shows them."""
    whole: Document = document_for(answer.table, made_by=made_by, watermark=watermark)
    return replace(
        whole,
        title=answer.title,
        columns=tuple(_columns(answer)),
        rows=tuple(_rows(answer)),
        explanation=(
            *(Line(one.label, one.text) for one in explanation_of(answer)),
            *whole.explanation,
        ),
    )


_DECIMALS = {Show.NUMBER: 0, Show.SHARE: 1, Show.OF: 1, Show.RATE: 2}


def _columns(answer: Answered) -> list[Column]:
    show = answer.composition.show
    return [
        Column(capfirst(str(answer.table.axis.label)), is_wide=True),
        *year_columns(),
        Column(answer.column, is_amount=True, decimals=_DECIMALS[show]),
        *([Column(_("Inhabitants"), is_amount=True)] if answer.denominators else []),
        *([Column(answer.below.whole.title, is_amount=True)] if answer.below else []),
        Column(_("Note"), is_wide=True),
    ]


def _rows(answer: Answered) -> list[Row]:
    table = answer.table
    rows: list[tuple[int | None, str]] = [(row.id, row.name) for row in table.centres]
    if len(rows) > 1:
        rows.append((TOTAL, all_rows(table)))
    found = []
    for row, label in rows:
        for year in answer.across:
            value = answer.values[row, year]
            is_total = row is TOTAL or year is TOTAL
            values: list[str | Amount] = [
                label,
                _("Total") if year is TOTAL else str(year),
                _("total") if is_total else _("figure"),
                Amount(value.value, state_text(value), value.state),
            ]
            if answer.denominators:
                values.append(_inhabitants(answer, (row, year)))
            if answer.below:
                whole = answer.below.wholes[row, year]
                values.append(Amount(whole.value, state_text(whole), whole.state))
            values.append("; ".join(answer.notes((row, year))))
            found.append(Row(tuple(values), is_total))
    return found


def _inhabitants(answer: Answered, place: Place) -> Amount:
    """Of one centre; the inhabitants of a total follow from those of its parts."""
    row, year = place
    if row is TOTAL or year is TOTAL or answer.denominators is None:
        return Amount(None, State.NOT_APPLICABLE.label, State.NOT_APPLICABLE)
    number = answer.denominators.inhabitants.get((row, year))
    state = State.NOT_DELIVERED if number is None else State.COUNTED
    return Amount(number, state.label, state)
