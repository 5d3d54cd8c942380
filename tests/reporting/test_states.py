"""Every state of a cell is a word of its own: on screen, in the chart and in files."""

import csv
import datetime as dt
import io

import pytest
from django.template.loader import render_to_string

from reporting.exports import FORMATS, Document, Maker, document_of
from reporting.exports.document import BOTH
from reporting.exports.json import as_json
from reporting.indicators import DOSSIERS_STALKING
from reporting.models.published import ObservationStatus
from reporting.published.states import state_of
from reporting.screen import screen_of
from reporting.tables import Cell, CentreName, Figure, FigureTable, Place, State, counted
from reporting.totals import with_totals

NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
MISSING = [state for state in State if state is not State.COUNTED]
PLAN = "verwacht eind 2024"


def figure_of(state: State) -> Figure:
    detail = PLAN if state is State.NOT_SPLITTABLE else ""
    return counted(0) if state is State.COUNTED else Figure(state, detail=detail)


@pytest.fixture
def table() -> FigureTable:
    """One centre per state, one year; the first centre has a real zero."""
    centres = tuple(
        CentreName(number, f"c{number}", f"Veilig Huis {state}")
        for number, state in enumerate(State, start=1)
    )
    codes = DOSSIERS_STALKING.codes
    cells: dict[Place, Cell] = {
        (centre.id, 2024): Cell(dict.fromkeys(codes, figure_of(state)))
        for centre, state in zip(centres, State, strict=True)
    }
    return FigureTable(
        indicator=DOSSIERS_STALKING,
        centres=centres,
        years=(2024,),
        cells=with_totals(cells, codes, [centre.id for centre in centres], [2024], running=2026),
        left_out=(),
        counted_at=NOW,
    )


@pytest.fixture
def document(table: FigureTable) -> Document:
    return document_of(table, per=BOTH, maker=Maker("Ilse Maes", NOW))


def test_labels_and_explanations_are_all_different() -> None:
    assert len({state.label for state in State}) == len(State)
    assert len({state.explanation for state in State}) == len(State)


def test_a_value_exactly_when_counted() -> None:
    for state in MISSING:
        with pytest.raises(ValueError, match="exactly when"):
            Figure(state, 0)
    with pytest.raises(ValueError, match="exactly when"):
        Figure(State.COUNTED)


def test_on_screen_each_state_is_said_and_explained(table: FigureTable) -> None:
    screen = screen_of(table, per=BOTH, address=lambda *_place: "")
    first, *rest = (render_to_string("reporting/figure_line.html", {"line": line})
                    for line in screen.lines)  # fmt: skip
    assert ">0</td>" in first.replace("\n", "")
    assert "<abbr" not in first.partition("</td>")[0]
    for state, html in zip(MISSING, rest, strict=True):
        assert f'title="{state.explanation}">{state.label}</abbr>' in html
        assert (PLAN in html) == (state is State.NOT_SPLITTABLE)


def test_in_the_chart_a_state_is_a_word_and_never_a_bar(table: FigureTable) -> None:
    chart = screen_of(table, per=BOTH, address=lambda *_place: "").chart
    bars = {bar.label: bar for bar in chart.bars}
    assert bars["counted"].value == 0
    for state in MISSING:
        assert bars[state].value is None
        assert bars[state].state.startswith(state.label)
        assert f"{state}: {state.label}" in chart.summary
    assert bars[State.NOT_SPLITTABLE].state == f"niet te splitsen ({PLAN})"


def test_in_a_file_the_state_stands_beside_an_empty_number(document: Document) -> None:
    text = FORMATS["csv"].write(document).decode("utf-8-sig")
    _head, *rows = csv.reader(io.StringIO(text), delimiter=";")
    found = {row[0].removeprefix("Veilig Huis "): row[3:5] for row in rows[: len(State)]}
    assert found["counted"] == ["0", "geteld"]
    for state in MISSING:
        number, words = found[state]
        assert number == ""
        assert words.startswith(state.label)
    assert found["not_splittable"][1] == f"niet te splitsen ({PLAN})"


def test_the_legend_explains_the_states_that_occur(table: FigureTable, document: Document) -> None:
    labels = {line.label for line in document.explanation}
    assert all(f"Toestand “{state.label}”" in labels for state in State)


def test_for_machines_a_code_and_a_detail(table: FigureTable) -> None:
    figures = as_json(table, per=BOTH)["figures"]
    states = {one["centre"]: one["stalking"] for one in figures if one["year"] == 2024}
    assert {states[f"c{number}"]["state"] for number in range(1, len(State) + 1)} == set(State)
    assert states["c4"] == {"value": None, "state": "not_splittable", "detail": PLAN}


def test_a_total_of_the_same_state_keeps_its_detail() -> None:
    cell = Cell(dict.fromkeys(DOSSIERS_STALKING.codes, figure_of(State.NOT_SPLITTABLE)))
    places: dict[Place, Cell] = {(1, 2023): cell, (1, 2024): cell}
    totals = with_totals(places, DOSSIERS_STALKING.codes, [1], [2023, 2024], running=2026)
    assert totals[None, None]["stalking"] == Figure(State.NOT_SPLITTABLE, detail=PLAN)


def test_published_states_are_the_same_words() -> None:
    assert {state_of(status) for status in ObservationStatus.values} <= set(State)
    assert state_of("delivered") is State.COUNTED
    for status in ObservationStatus:
        if status != ObservationStatus.DELIVERED:
            assert state_of(status).label == str(status.label)
