"""A share needs the same unit above and below the line."""

from decimal import Decimal

import pytest

from reporting.indicators.unit import Unit
from reporting.ratios import UnequalUnitsError, ratio
from reporting.tables import Cell, Figure, State, counted


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
