"""A share needs the same unit above and below the line."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from reporting.asking import Ask, AskError
from reporting.indicators import LIBRARY
from reporting.indicators.unit import Unit
from reporting.ratio_tables import FigureColumn, ask_of_whole, ratio_of, require_ratio
from reporting.ratios import UnequalUnitsError, ratio
from reporting.tables import (
    TOTAL,
    Cell,
    CentreName,
    Figure,
    FigureTable,
    Place,
    Rate,
    Share,
    State,
    counted,
)
from reporting.totals import with_totals


def test_calls_over_people_is_refused_with_the_reason() -> None:
    """The mistake in the answer to question 841: 178 of 12,044 was called one per cent."""
    with pytest.raises(UnequalUnitsError, match="178") as refused:
        ratio(counted(178), Unit.CALL, counted(12_044), Unit.REPORTED_PERSON)
    assert "oproep" in str(refused.value)
    assert "gemelde persoon" in str(refused.value)


def test_calls_over_calls() -> None:
    share = ratio(counted(178), Unit.CALL, counted(9_045), Unit.CALL)
    assert share.value == Decimal("2.0")


@pytest.mark.parametrize("state", [State.HIDDEN, State.NOT_REGISTERED, State.REFUSED])
def test_a_state_stays_a_state(state: State) -> None:
    assert ratio(counted(1), Unit.CALL, Figure(state), Unit.CALL).state is state
    assert ratio(Figure(state), Unit.CALL, counted(1), Unit.CALL).state is state


def test_a_share_of_nothing() -> None:
    assert ratio(counted(0), Unit.CALL, counted(0), Unit.CALL).state is State.NOT_APPLICABLE


def test_unknown_gives_an_upper_bound_or_a_state() -> None:
    cell = Cell({"stalking": counted(40), "unknown": counted(12), "all": counted(240)})
    assert cell.upper("stalking", "unknown") == counted(52)
    hidden = Cell({"stalking": counted(40), "unknown": Figure(State.HIDDEN)})
    assert hidden.upper("stalking", "unknown").state is State.HIDDEN


def test_rates_and_shares_are_one_division() -> None:
    assert Share.of(counted(1), counted(3)).value == Decimal("33.3")
    assert Rate.of(counted(1), counted(3)).value == Decimal("3333.33")
    assert Share.of(counted(1), Figure(State.HIDDEN)).state is State.HIDDEN
    assert Rate.of(Figure(State.HIDDEN), counted(10_000)) == Rate(State.HIDDEN)


def column(code: str, measure: str = "all") -> FigureColumn:
    return FigureColumn(LIBRARY[code], measure)


@pytest.mark.parametrize(
    ("part", "whole", "reason"),
    [
        (column("helpline_calls"), column("helpline_people"), "gemelde persoon"),
        (column("days_to_closing", "median"), column("days_to_closing"), "dag"),
        (column("days_to_closing", "median"), column("days_to_closing", "median"), "mediaan"),
        (column("dossiers_active"), column("dossiers_opened"), "op een dag"),
    ],
)
def test_what_cannot_be_a_share(part: FigureColumn, whole: FigureColumn, reason: str) -> None:
    with pytest.raises((UnequalUnitsError, AskError), match=reason):
        require_ratio(part, whole)


def test_the_question_below_the_line_has_the_rows_and_filters_of_the_one_above() -> None:
    ask = Ask("dossiers_stalking", 2024, 2025, centres=("antwerpen",), profile="parliament")
    asked = ask_of_whole(ask, column("dossiers_stalking"), column("dossiers_opened"))
    assert asked == replace(ask, indicator="dossiers_opened", by="centre")
    with pytest.raises(AskError, match="helpline"):
        FigureColumn.from_text("helpline")


def small_table(code: str, cells: dict[str, Figure]) -> FigureTable:
    """Two centres in 2025; what is counted is in the total."""
    rows = tuple(CentreName(at, name, name) for at, name in enumerate(cells, start=1))
    made: dict[Place, Cell] = {
        (row.id, 2025): Cell({"all": cells[row.code]}, notes=(f"{code} {row.code}",))
        for row in rows
    }
    with_all = with_totals(made, ["all"], [1, 2], [2025], running=2026)
    moment = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    return FigureTable(LIBRARY[code], rows, (2025,), with_all, (), counted_at=moment)


def test_rows_meet_by_their_code_and_a_hidden_cell_hides_its_percentage() -> None:
    part = small_table("dossiers_closed", {"a": counted(1), "b": Figure(State.HIDDEN)})
    whole = small_table("dossiers_opened", {"b": counted(9), "a": counted(4)})
    made = ratio_of(part, column("dossiers_closed"), whole, column("dossiers_opened"))
    assert made.shares[1, 2025] == Share(State.COUNTED, Decimal("25.0"))
    assert made.shares[2, 2025].state is State.HIDDEN
    assert made.shares[TOTAL, 2025].state is State.HIDDEN
    assert made.notes[1, 2025] == ("dossiers_opened a",)


def test_a_total_is_not_set_against_one_over_other_centres() -> None:
    missing = Figure(State.NOT_REGISTERED)
    part = small_table("dossiers_closed", {"a": counted(1), "b": missing})
    whole = small_table("dossiers_opened", {"a": counted(4), "b": counted(9)})
    made = ratio_of(part, column("dossiers_closed"), whole, column("dossiers_opened"))
    assert made.shares[2, 2025].state is State.NOT_REGISTERED
    total = made.shares[TOTAL, 2025]
    assert (total.state, total.value) == (State.NOT_APPLICABLE, None)
    assert "dezelfde centra" in total.detail


def test_more_than_all_of_it_is_explained() -> None:
    part = small_table("dossiers_closed", {"a": counted(6), "b": counted(1)})
    whole = small_table("dossiers_opened", {"a": counted(4), "b": counted(9)})
    made = ratio_of(part, column("dossiers_closed"), whole, column("dossiers_opened"))
    assert made.shares[1, 2025].value == Decimal("150.0")
    assert "Meer dan 100 %" in [line.label for line in made.explanation]
