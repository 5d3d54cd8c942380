"""No breakdown, no whole of a part, no stock and no earlier edition gives a hidden number back."""

import datetime as dt
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest
import time_machine

from accounts.models import Centre
from codelists.models import HelplineTheme
from reporting.asking import Ask
from reporting.counts import Asked, count
from reporting.disclosure import PROFILES, protect
from reporting.indicators import LIBRARY
from reporting.indicators.families import family_of
from reporting.models import DossierFact, RegistrationStart, UnitFact, Variable
from reporting.protected import count_as, protected_family
from reporting.releases import keep_release
from reporting.tables import FigureTable, State
from tests import make
from tests.database import as_owner
from tests.reporting.attack import assert_safe, cells_of
from tests.reporting.test_indicators import fact_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
TODAY = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
KNOWN = TODAY - dt.timedelta(days=2)
YEARS = range(2024, 2027)
PARLIAMENT = PROFILES["parliament"]
FAMILIES = {
    "dossiers_stalking": 900,
    "helpline_calls": 60,
    "helpline_people": 40,
    "intakes": 300,
    "programme_participants": 400,
    "programme_referrals": 160,
    "programme_results": 120,
    "offences": 160,
    "people_in_dossiers": 700,
    "advice_requests": 60,
    "criteria_outcomes": 120,
    "caw_stalking_victims": 300,
}
"""One indicator of every family that is counted, and how many facts leave small cells in it."""


@pytest.fixture(autouse=True)
def a_fixed_day() -> Iterator[None]:
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def centres() -> list[Centre]:
    """Three centres that were open and registered everything in all years."""
    opened = dt.date(YEARS[0], 1, 1)
    found = [make.centre(f"Veilig Huis {name}", opened_on=opened) for name in "ABC"]
    with as_owner():
        for variable in Variable.values:
            for centre in [*found, None]:
                RegistrationStart.objects.create(variable=variable, centre=centre, starts_on=opened)
    return found


def fill(indicator: str, centres: Sequence[Centre], seed: int, many: int) -> None:
    """Facts as they may fall, few enough for small cells everywhere and large ones beside."""
    dice = random.Random(f"{indicator} {seed}")
    if indicator.startswith("helpline"):
        _codes_of_stalking()
    places = [centres[0].pk] * 6 + [centres[1].pk] * 3 + [centres[2].pk]
    with as_owner():
        if indicator == "dossiers_stalking":
            _dossiers(dice, places, many)
            return
        kinds = sorted({one.facts for one in family_of(LIBRARY[indicator])})
        UnitFact.objects.bulk_create(
            _fact(kind, number, dice, places) for kind in kinds for number in range(many)
        )


def _codes_of_stalking() -> None:
    make.code(HelplineTheme, "stalking", counts_as_stalking=True)
    make.stalking_form()


def _fact(kind: str, number: int, dice: random.Random, places: list[int]) -> UnitFact:
    fact = fact_of(kind, number, dice, places)
    fact.day = dt.date(dice.choice(YEARS), 5, 5)
    fact.year = fact.day.year
    fact.exclusion = ""
    fact.amount = dice.randrange(1, 4) if kind == "helpline" else 1
    # A person belongs to one centre and mostly comes once.
    fact.counted_id = 10 * (number % 130) + places.index(fact.centre_id or places[0])
    return fact


def _dossiers(dice: random.Random, places: list[int], many: int) -> None:
    """Opened, some of them closed, with the stalking table beside: three views of the same."""
    for number in range(many):
        centre, year = dice.choice(places), dice.choice(YEARS)
        stalking = dice.choice(["yes", "no", "no", "unknown"])
        opened = dt.date(year, dice.randrange(1, 11), 5)
        closed = opened + dt.timedelta(days=dice.randrange(20, 600))
        ends = closed if closed < TODAY.date() else None
        common = {
            "subject_id": number,
            "counted_id": number,
            "centre_id": centre,
            "known_from": KNOWN,
        }
        dims = {"stalking": stalking}
        UnitFact.objects.create(
            kind="dossier", day=opened, year=year, ends_on=ends, duration=3, dims=dims, **common
        )
        if ends:
            UnitFact.objects.create(
                kind="closure", day=ends, year=ends.year, duration=9,
                dims=dims | ({"reason": "moved"} if number % 3 else {}), **common,
            )  # fmt: skip
        DossierFact.objects.create(
            dossier_id=number, centre_id=centre, received_on=opened, year=year, stalking=stalking,
            stalking_offence=False, imported=False, known_from=KNOWN,
        )  # fmt: skip


def asked(indicator: str, centres: Sequence[Centre]) -> Asked:
    one = LIBRARY[indicator]
    return Asked(one, one.dimensions[0], centres, YEARS[0], YEARS[-1], {}, None)


def counted(indicator: str, centres: Sequence[Centre]) -> list[FigureTable]:
    """The truth: every table of the family as it is counted."""
    with as_owner():
        return [
            count(replace(asked(indicator, centres), indicator=one, axis=axis))
            for one in family_of(LIBRARY[indicator])
            for axis in one.dimensions
        ]


def printed(indicator: str, centres: Sequence[Centre], profile: str) -> tuple[FigureTable, ...]:
    with as_owner():
        return protected_family(asked(indicator, centres), PROFILES[profile])


@pytest.mark.parametrize(("indicator", "many"), FAMILIES.items())
def test_no_hidden_number_of_a_family_comes_back(
    indicator: str, many: int, centres: list[Centre]
) -> None:
    fill(indicator, centres, 1, many)
    truth = counted(indicator, centres)
    shown = printed(indicator, centres, "parliament")
    attacker = assert_safe(truth, shown, 5)
    assert attacker.unknowns
    shown_of = 1 - len(attacker.unknowns) / sum(map(bool, attacker.truth.values()))
    assert shown_of > 0.2


@pytest.mark.parametrize(
    ("indicator", "apart"),
    [
        ("offences", {"forms", "relation", "centre", "offence_type", "status"}),
        ("helpline_calls", {"helpline_calls", "helpline_calls_stalking"}),
    ],
)
def test_protected_apart_they_give_a_number_back(
    indicator: str, apart: set[str], centres: list[Centre]
) -> None:
    """The attack works: one breakdown, or a part and its whole, without a look at the other."""
    fill(indicator, centres, 1, FAMILIES[indicator])
    truth = counted(indicator, centres)
    shown: list[FigureTable] = []
    for name in apart:
        ones = [one for one in truth if name in {one.axis.code, one.indicator.code}]
        shown += [table for one in ones for table in protect([one], profile=PARLIAMENT)]
    with pytest.raises(AssertionError, match=r"lies from|two answers|: \d+ to \d+"):
        assert_safe(truth, shown, 5)


TIED = ("helpline_calls_stalking", "programme_results")
"""They say something about a row of another one: covered by it, or the outcome of it."""


@pytest.mark.parametrize("is_tied", [True, False])
@pytest.mark.parametrize("indicator", TIED)
def test_a_number_that_is_that_of_a_row_elsewhere_gives_no_row_back(
    indicator: str, is_tied: bool, centres: list[Centre], monkeypatch: pytest.MonkeyPatch
) -> None:
    """All calls about stalking have the form and none the theme; all that was completed stands in
    one row of the referrals. Who knows that row knows the small one that it should protect."""
    _codes_of_stalking()
    with as_owner():
        UnitFact.objects.bulk_create(_in_rows(indicator, centres[0].pk))
    truth = counted(indicator, centres)
    real = dict(LIBRARY)
    family = sorted(one.code for one in family_of(LIBRARY[indicator]))
    if not is_tied:
        apart = replace(real[indicator], covered_by=None, outcome_of=None)
        monkeypatch.setitem(LIBRARY, indicator, apart)
    shown = {
        (one.indicator.code, one.axis.code): replace(one, indicator=real[one.indicator.code])
        for code in family
        for one in printed(code, centres, "parliament")
    }
    if is_tied:
        assert assert_safe(truth, list(shown.values()), 5).unknowns
        return
    with pytest.raises(AssertionError, match="lies from"):
        assert_safe(truth, list(shown.values()), 5)


def _in_rows(indicator: str, centre: int) -> Iterator[UnitFact]:
    """Twenty in the row that another indicator counts, two in one, fifty in a third."""
    rows = ["known"] * 20 + ["small"] * 2 + ["large"] * 50
    forms = {"known": "stalking", "small": "economic", "large": "physical"}
    states = {"known": "completed", "small": "declined", "large": "started"}
    for number, row in enumerate(rows):
        if indicator == "helpline_calls_stalking":
            about = "yes" if row == "known" else "no"
            dims = {"theme": "adults", "form": forms[row], "stalking": about}
            yield _one("helpline", number, None, dims)
            continue
        yield _one("referral", number, centre, {"state": states[row], "stalking": "no"})
        if row == "known":
            yield _one("programme_end", number, centre, {"result": "completed"})


def _one(kind: str, number: int, centre: int | None, dims: dict[str, str]) -> UnitFact:
    day = dt.date(YEARS[0], 5, 5)
    return UnitFact(
        kind=kind, subject_id=number, counted_id=number, centre_id=centre, day=day, year=day.year,
        dims=dims, known_from=KNOWN,
    )  # fmt: skip


@pytest.mark.parametrize("indicator", ["offences", "programme_participants", "dossiers_stalking"])
def test_two_editions_tell_no_more_than_the_last(indicator: str, centres: list[Centre]) -> None:
    """After a few late facts: what was hidden stays hidden, and what is printed in both did not
    change by a few; the last edition alone withstands the attack."""
    fill(indicator, centres, 1, FAMILIES[indicator])
    first = printed(indicator, centres, "open_data")
    with as_owner():
        for table in first:
            keep_release(table, PROFILES["open_data"])
    earlier_truth = counted(indicator, centres)
    _some_late_facts(indicator, centres)
    truth = counted(indicator, centres)
    assert [one.cells for one in truth] != [one.cells for one in earlier_truth]
    last = printed(indicator, centres, "open_data")
    assert_safe(truth, last, 5)
    before = {cell: value for table in first for cell, value in cells_of(table)}
    now = {cell: value for table in last for cell, value in cells_of(table)}
    for cell in before.keys() & now.keys():
        was, is_now = before[cell], now[cell]
        if was is None:
            assert is_now is None, f"{cell} was hidden"
        elif is_now is not None:
            assert not 0 < abs(was - is_now) < 5, f"{cell} went from {was} to {is_now}"


def _some_late_facts(indicator: str, centres: Sequence[Centre]) -> None:
    """The same as one that is there already: three times one that counts, of every kind."""
    with as_owner():
        for kind in sorted({one.facts for one in family_of(LIBRARY[indicator])} - {""}):
            facts = UnitFact.objects.filter(kind=kind, centre_id=centres[0].pk)
            counts = facts.filter(dims__contains={"role": "offender", "stalking": "yes"})
            fact = (counts if kind == "programme_start" else facts).latest("pk")
            for number in range(3):
                fact.pk, fact.subject_id, fact.counted_id = None, 10**6 + number, 10**6 + number
                fact.save(force_insert=True)


def test_a_table_that_only_repeats_another_changes_nothing(centres: list[Centre]) -> None:
    """Asked for the median, the same dossiers are hidden as asked for the dossiers."""
    fill("dossiers_stalking", centres, 2, 300)
    shown = {
        code: next(
            one for one in printed(code, centres, "parliament") if one.indicator.code == code
        )
        for code in ("dossiers_opened", "days_to_opening")
    }
    opened, median = shown["dossiers_opened"], shown["days_to_opening"]
    assert any(cell["all"].state is State.HIDDEN for cell in opened.cells.values())
    for place, cell in opened.cells.items():
        assert median.cells[place]["all"] == cell["all"]
        if cell["all"].state is State.HIDDEN:
            assert median.cells[place]["median"].state is State.HIDDEN


@pytest.mark.parametrize("indicator", ["people_in_dossiers", "offences", "dossiers_active"])
def test_a_part_of_the_years_prints_no_number_that_the_family_does_not_hold(
    indicator: str, centres: list[Centre]
) -> None:
    family = "dossiers_stalking" if indicator == "dossiers_active" else indicator
    fill(family, centres, 1, FAMILIES[family])
    with as_owner():
        ask = Ask(indicator, YEARS[1], YEARS[2], profile="parliament")
        part = count_as(ask, centres)
    whole = next(
        one
        for one in printed(indicator, centres, "parliament")
        if (one.indicator.code, one.axis) == (indicator, part.axis)
    )
    for (row, year), cell in part.cells.items():
        for code, figure in cell.figures.items():
            if year is not None:
                assert figure == whole.cells[row, year][code]
            elif figure.value is not None:
                assert figure.value == sum(whole.cells[row, y][code].value or 0 for y in YEARS[1:])


@pytest.mark.parametrize(
    "indicator", ["offences", "programme_participants", "helpline_calls", "criteria_outcomes"]
)
def test_an_edition_of_what_did_not_change_hides_the_same(
    indicator: str, centres: list[Centre]
) -> None:
    fill(indicator, centres, 1, FAMILIES[indicator])
    first = printed(indicator, centres, "parliament")
    with as_owner():
        for table in first:
            keep_release(table, PARLIAMENT)
    again = printed(indicator, centres, "parliament")
    assert [table.cells for table in again] == [table.cells for table in first]
