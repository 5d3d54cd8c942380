"""Ten thousand generated years, every indicator counted twice.

The years are made by dice around 31 December, 29 February and both clock changes, and corrected
twice. Every cell of every table must come out as our own slow count says, now and as it was
known before; also what is left out, and why a cell has no number.
"""

import datetime as dt

import pytest
from django.conf import LazySettings

from accounts.models import Role
from lib import calendar
from reporting.indicators import LIBRARY
from reporting.indicators.dimension import CENTRE, UNKNOWN, Dimension
from reporting.unit_lists import list_of
from tests import make
from tests.reporting.slow.behind import behind
from tests.reporting.slow.comparing import compare
from tests.reporting.slow.counting import Filters
from tests.reporting.slow.history import FIRST_YEAR, YEARS, History, Moment, make_history
from tests.reporting.slow.mistakes import MISTAKES
from tests.reporting.slow.rules import RULES

pytestmark = pytest.mark.slow
database = pytest.mark.django_db(transaction=True)

CENTRES = 167
"""167 centres of 30 years: 5,010 years in each half."""


@pytest.fixture(autouse=True)
def registered_since(settings: LazySettings) -> None:
    settings.STALKING_REGISTERED_SINCE = dt.date(FIRST_YEAR, 1, 1)


def test_there_is_a_rule_for_every_indicator_that_counts() -> None:
    assert RULES.keys() == {one.code for one in LIBRARY.values() if not one.missing}


def moments_of(code: str, history: History, turn: int) -> list[Moment]:
    """Now and as known before: in the first half when the year turns, in the second on a day that
    has begun in Brussels and not in UTC. Also just before it, for a stock, which changes with the
    day, and for a third of the others."""
    before, at = history.moments[2 * turn : 2 * turn + 2]
    now = history.moments[-1]
    if RULES[code].stock or _place(code) % 3 == turn:
        return [before, at, now]
    return [at, now]


def axes_of(code: str, history: History, moment: Moment) -> list[Dimension]:
    """Now by every dimension; as known before by one of them, another one each time."""
    axes = list(LIBRARY[code].dimensions)
    if moment.known_on is None:
        return axes
    turn = _place(code) + history.moments.index(moment)
    return [axes[turn % len(axes)]]


def filters_of(code: str, moment: Moment, turn: int) -> Filters:
    """As known before, only some: the first codes of a dimension and what is not known of it."""
    others = [one for one in LIBRARY[code].dimensions if one is not CENTRE]
    if moment.known_on is None or not others:
        return {}
    chosen = others[(_place(code) + turn) % len(others)]
    categories = [one.code for one in chosen.categories()]
    return {chosen.code: (*categories[turn : turn + 2], UNKNOWN)}


def _place(code: str) -> int:
    return list(RULES).index(code)


def check(history: History, subtests: pytest.Subtests, turn: int) -> None:
    assert len(history.centres) * len(YEARS) >= 5_000
    for code in RULES:
        with subtests.test(code):
            for moment in moments_of(code, history, turn):
                only = filters_of(code, moment, turn)
                axes = axes_of(code, history, moment)
                found = compare(history, moment, code, axes, only)
                assert found.differences[:3] == [], f"{code}, {moment.known_on}"
                assert found.numbers or only, "counting nothing proves nothing"


def differences(history: History, code: str) -> list[str]:
    axes = list(LIBRARY[code].dimensions)
    return [
        text
        for moment in history.moments
        for text in compare(history, moment, code, axes, {}).differences
    ]


# Two classes of some length, because two processes then take one each.


@database
class TestWhenTheYearTurns:
    """The first half: 5,010 years, as known before and after midnight on New Year's Eve."""

    def test_every_indicator(self, subtests: pytest.Subtests) -> None:
        check(make_history(841, CENTRES), subtests, 0)

    def test_a_planted_mistake_is_told(self) -> None:
        history = make_history(7, 12)
        for mistake in MISTAKES:
            assert differences(history, mistake.indicator) == []
            with pytest.MonkeyPatch.context() as patch:
                mistake.plant(patch)
                assert differences(history, mistake.indicator), mistake.plant.__name__


@database
class TestWhenADayTurnsInSummer:
    """The second half: 5,010 others, as known around midnight before the clock goes back."""

    def test_every_indicator(self, subtests: pytest.Subtests) -> None:
        check(make_history(442, CENTRES), subtests, 1)

    @pytest.mark.parametrize("code", ["dossiers_stalking", "intakes", "advice_requests"])
    def test_a_clock_of_another_country_is_told(
        self, code: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """In UTC the first hour of a year in Brussels belongs to the year before."""
        monkeypatch.setattr(calendar, "BRUSSELS", dt.UTC)
        history = make_history(7, 4)
        monkeypatch.undo()
        assert differences(history, code)

    def test_what_is_behind_a_number_is_what_is_counted(self, subtests: pytest.Subtests) -> None:
        """Of every indicator of centres, in all of them and in one; what was erased is counted
        and can not be listed."""
        history = make_history(24, 30)
        user = make.user()
        for centre in history.centres:
            make.membership(user, Role.COORDINATOR, at=centre)
        listed = {}
        for code in [code for code in RULES if list_of(LIBRARY[code]) is not None]:
            with subtests.test(code):
                found = behind(history, code, user)
                assert found.differences[:3] == []
                listed[code] = found.units
        empty = {code for code, units in listed.items() if not units}
        assert empty <= {"eige_09"}, "listing nothing proves nothing"
        assert sum(listed.values()) > 5_000
