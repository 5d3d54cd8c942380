"""Every indicator against a slow count in plain Python over the same small world.

The slow count reads the facts of which the words of the rule speak, not the queries that count:
each expectation below is written anew from the definition.
"""

import datetime as dt
import random
import statistics
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import time_machine

from accounts.models import Centre
from codelists.models import CallerClass
from reporting.asking import Ask, AskError
from reporting.counts import Asked, count
from reporting.indicators import LIBRARY
from reporting.indicators.dimension import CENTRE, WHOLE
from reporting.indicators.indicator import ALL, Aggregate
from reporting.models import CoverageEvent, RegistrationStart, UnitFact, Variable
from reporting.protected import count_as
from reporting.queries import NotYetError
from reporting.tables import TOTAL, FigureTable, State
from reporting.wording import coverage_text
from tests import make
from tests.database import as_owner

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
TODAY = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
YEARS = range(2023, 2027)
COUNTED = [one for one in LIBRARY.values() if one.facts]


@pytest.fixture(autouse=True)
def a_fixed_day() -> Iterator[None]:
    with time_machine.travel(TODAY, tick=False):
        yield


@dataclass(frozen=True)
class World:
    centres: list[Centre]
    facts: list[UnitFact]


DAYS = [
    dt.date(2022, 12, 31),
    dt.date(2023, 1, 1),
    dt.date(2024, 2, 29),
    dt.date(2024, 12, 31),
    dt.date(2025, 6, 1),
    dt.date(2026, 11, 23),
]
ENDS = [dt.date(2025, 12, 31), dt.date(2026, 1, 1), dt.date(2026, 11, 23)]
FORMS = [None, ["physical"], ["physical", "stalking"], ["psychological"], ["economic", "sexual"]]
PARTNERS = [None, ["partner"], ["ex_partner", "acquaintance"], ["acquaintance"]]
ANSWERS = ["yes", "no", "unknown"]


def dims_of(kind: str, dice: random.Random) -> dict[str, Any]:
    """Codes as they may fall, some of them unknown; every kind its own."""
    pick = dice.choice
    if kind == "person":
        dims = {
            "role": pick(["victim", "victim", "offender", "child"]),
            "sex": pick(["f", "f", "m", None]),
            "age": pick(["from_18", "from_25", "from_12", None]),
            "forms": pick(FORMS),
            "relations": pick(PARTNERS),
            "offence_types": pick([None, ["rape"], ["homicide"], ["assault", "rape"]]),
        }
    elif kind == "offence":
        dims = {
            "forms": pick(FORMS),
            "relation": pick([None, "partner", "ex_partner", "acquaintance"]),
            "status": pick(["suspected", "confirmed", "refuted"]),
        }
    else:
        dims = {
            "caller_class": pick(["work", "sport", "education"]),
            "theme": pick(["stalking", "adults"]),
            "stalking": pick(["yes", "no"] if kind in {"helpline", "advice"} else ANSWERS),
            "sector": pick(["police", None, "school"]),
            "renewed": pick(["yes", "no", None]),
            "forms": pick(FORMS),
            "outcome": pick(["met", "not_met", "unclear"]),
            "reason": pick(["moved", None]),
            "programme": pick(["ifg_training", "cgg_forensic"]),
            "provider_sector": pick(["caw", "cgg"]),
            "role": pick(["offender", "victim"]),
            "result": pick(["completed", "stopped"]),
        }
    if kind == "referral":
        dims["state"] = pick(["referred", "started", "completed", "completed", "stopped"])
    if kind == "helpline":
        dims |= {
            "caller_age": pick(["under_12", "adult", "adult", None]),
            "anonymous": pick(["yes", "yes", "no"]),
            "form": pick(["physical", "stalking", None]),
            "referred_to": pick(["none", "none", "caw", "police"]),
        }
        dims["stalking"] = "yes" if "stalking" in {dims["theme"], dims["form"]} else "no"
    return {key: value for key, value in dims.items() if value is not None}


@pytest.fixture
def world() -> World:
    """Two centres and calls without one, around 31 December, with people who come twice."""
    centres = [
        make.centre("Veilig Huis Oud", opened_on=dt.date(2020, 1, 1)),
        make.centre("Veilig Huis Nieuw", opened_on=dt.date(2024, 2, 1)),
    ]
    places = [*(centre.pk for centre in centres), 999_999]
    with as_owner():
        for variable in Variable.values:
            for centre in [*centres, None]:
                RegistrationStart.objects.create(
                    variable=variable, centre=centre, starts_on=dt.date(2023, 1, 1)
                )
        facts = [
            fact_of(kind, number, random.Random(f"{kind} {number}"), places)
            for kind in {one.facts for one in COUNTED}
            for number in range(600 if kind == "person" else 240)
        ]
        UnitFact.objects.bulk_create(facts)
    return World(centres, facts)


def fact_of(kind: str, number: int, dice: random.Random, places: list[int]) -> UnitFact:
    day = dice.choice(DAYS)
    return UnitFact(
        kind=kind,
        subject_id=number,
        counted_id=number % 40,
        centre_id=None if kind == "helpline" else dice.choice(places),
        day=day,
        year=day.year,
        ends_on=dice.choice([None, day, *(later for later in ENDS if later > day)]),
        duration=dice.choice([None, *range(50)]),
        dims=dims_of(kind, dice),
        amount=dice.randrange(4) if kind == "helpline" else 1,
        exclusion=dice.choice(["", "", "", "training", ""]),
        known_from=TODAY - dt.timedelta(days=2 + number % 2),
    )


def asked(code: str, centres: list[Centre], **options: Any) -> Asked:
    indicator = LIBRARY[code]
    by = options.pop("by", "")
    dimensions = indicator.dimensions or (WHOLE,)
    values: dict[str, Any] = {
        "axis": indicator.dimension(by) if by else dimensions[0],
        "from_year": YEARS[0],
        "to_year": YEARS[-1],
        "filters": {},
        "known_on": None,
    }
    return Asked(indicator=indicator, centres=centres, **(values | options))


def table_of(code: str, centres: list[Centre], **options: Any) -> FigureTable:
    with as_owner():
        return count(asked(code, centres, **options))


# --- the rules, once more, in plain Python ----------------------------------------------------

Dims = dict[str, Any]
ADULTS = {"from_18", "from_25", "from_65"}
PARTNER = {"partner", "ex_partner", "dating_partner"}


def everything(_dims: Dims) -> bool:
    return True


def by_partner(dims: Dims) -> bool:
    return bool(PARTNER & set(dims.get("relations", [])))


def woman_by_partner(dims: Dims) -> bool:
    return (
        dims.get("role") == "victim"
        and dims.get("sex") == "f"
        and dims.get("age") in ADULTS
        and by_partner(dims)
    )


def victims_with(*forms: str) -> Callable[[Dims], bool]:
    return lambda dims: woman_by_partner(dims) and bool(set(forms) & set(dims.get("forms", [])))


def qualified(*types: str) -> Callable[[Dims], bool]:
    return lambda dims: (
        woman_by_partner(dims) and bool(set(types) & set(dims.get("offence_types", [])))
    )


POPULATION: dict[str, Callable[[Dims], bool]] = {
    "helpline_calls_stalking": lambda d: d["stalking"] == "yes",
    "helpline_people_stalking": lambda d: d["stalking"] == "yes",
    "programme_participants": lambda d: d["role"] == "offender",
    "caw_stalking_victims": lambda d: (
        (d["provider_sector"], d["role"], d["stalking"]) == ("caw", "victim", "yes")
    ),
    "caw_stalking_offenders": lambda d: (
        (d["provider_sector"], d["role"], d["stalking"]) == ("caw", "offender", "yes")
    ),
    "cgg_stalking_offenders": lambda d: (
        (d["programme"], d["role"], d["stalking"]) == ("cgg_forensic", "offender", "yes")
    ),
    "offences": lambda d: d["status"] != "refuted",
    "eige_01": woman_by_partner,
    "eige_02": lambda d: d["status"] != "refuted" and d.get("relation") in PARTNER,
    "eige_03": lambda d: (
        d["role"] == "offender" and d.get("sex") == "m" and d.get("age") in ADULTS and by_partner(d)
    ),
    "eige_04": victims_with("physical"),
    "eige_05": victims_with("psychological", "stalking", "coercive_control", "threat"),
    "eige_06": victims_with("sexual"),
    "eige_07": victims_with("economic"),
    "eige_08": qualified("rape", "rape_until_2022"),
    "eige_09": qualified("homicide"),
    "istanbul_victims": lambda d: d["role"] == "victim",
    "istanbul_offenders": lambda d: d["role"] == "offender",
    "istanbul_offences": lambda d: d["status"] != "refuted",
}


def stalking(code: str) -> Callable[[Dims], bool]:
    answer = {"stalking": "yes", "unknown": "unknown", "no": "no"}[code]
    return lambda dims: dims.get("stalking", "unknown") == answer


def holds(indicator: str, measure: str, dims: Dims) -> bool:
    if measure == ALL:
        return True
    if indicator == "renewed_intakes":
        return str(dims.get("renewed", "unknown")) == {
            "renewed": "yes", "first": "no", "unknown": "unknown"
        }[measure]  # fmt: skip
    if indicator == "programme_results":
        return bool(dims["result"] == measure)
    if indicator == "criteria_outcomes":
        return bool(dims["outcome"] == measure)
    return stalking(measure)(dims)


def rows_of(fact: UnitFact, axis: str) -> list[str]:
    if axis == "centre":
        return [str(fact.centre_id)]
    found = fact.dims.get(axis, "")
    return found if isinstance(found, list) else [found]


def in_stock(fact: UnitFact, year: int) -> bool:
    day = min(dt.date(year, 12, 31), TODAY.date())
    return fact.day <= day and (fact.ends_on is None or fact.ends_on > day)


def slow(
    world: World, code: str, axis: str, row: str | None, year: int | None, measure: str
) -> Any:
    """One number, counted over the list of facts."""
    indicator = LIBRARY[code]
    opened = {centre.pk: centre.opened_on.year for centre in world.centres}
    chosen = []
    for fact in world.facts:
        if fact.kind != indicator.facts or fact.exclusion:
            continue
        if not POPULATION.get(code, everything)(fact.dims):
            continue
        if row is not None and row not in rows_of(fact, axis):
            continue
        years = [y for y in YEARS if (in_stock(fact, y) if indicator.stock else fact.day.year == y)]
        if fact.kind != "helpline":
            years = [y for y in years if fact.centre_id in opened and y >= opened[fact.centre_id]]
        if year not in years and (year is not None or not years):
            continue
        chosen.append(fact)
    percentile = {one.code: one.percentile for one in indicator.measures}.get(measure)
    if percentile:
        days = sorted(fact.duration for fact in chosen if fact.duration is not None)
        return days[max(0, -(-int(percentile * 100) * len(days) // 100) - 1)] if days else None
    chosen = [
        fact for fact in chosen if indicator.has_percentiles or holds(code, measure, fact.dims)
    ]
    if indicator.aggregate is Aggregate.DISTINCT:
        return len({fact.counted_id for fact in chosen})
    if indicator.aggregate is Aggregate.AMOUNT:
        return sum(fact.amount for fact in chosen)
    return len(chosen)


@pytest.mark.parametrize("code", [one.code for one in COUNTED])
def test_every_cell_and_total_as_counted_by_hand(world: World, code: str) -> None:
    indicator = LIBRARY[code]
    numbers = 0
    for dimension in indicator.dimensions:
        table = table_of(code, world.centres, by=dimension.code)
        code_of: dict[int | None, str | None] = {row.id: row.code for row in table.centres}
        if dimension is CENTRE:
            code_of = {row.id: str(row.id) for row in table.centres}
        code_of[TOTAL] = None
        for (row, year), cell in table.cells.items():
            for measure in indicator.codes:
                figure = cell[measure]
                if figure.state is State.COUNTED:
                    expected = slow(world, code, dimension.code, code_of[row], year, measure)
                    place = (dimension.code, code_of[row], year, measure)
                    assert figure.value == expected, place
                    numbers += bool(expected)
    assert numbers > 0, "a world in which this counts nothing proves nothing"


ADDED = [
    one.code
    for one in COUNTED
    if one.aggregate is Aggregate.COUNT
    and not (one.overlapping or one.stock or one.has_percentiles)
]


@pytest.mark.parametrize("code", ADDED)
def test_what_is_left_out_has_its_number(world: World, code: str) -> None:
    indicator = LIBRARY[code]
    table = table_of(code, world.centres)
    left_out = {one.code: one.figure.value for one in table.left_out}
    inside = [
        fact
        for fact in world.facts
        if fact.kind == indicator.facts
        and POPULATION.get(code, everything)(fact.dims)
        and fact.day.year in YEARS
        and (fact.centre_id is None or fact.centre_id in {one.pk for one in world.centres})
    ]
    if indicator.exclusions:
        assert left_out["training"] == sum(fact.exclusion == "training" for fact in inside)
    total = table.total[ALL].value or 0
    kept = [fact for fact in inside if not fact.exclusion]
    assert total + (left_out["before_coverage"] or 0) == len(kept)


def test_filters_print_how_many_they_drop(world: World) -> None:
    whole = table_of("offences", world.centres, by="relation")
    only = table_of("offences", world.centres, by="relation", filters={"forms": ("stalking",)})
    dropped = next(one for one in only.left_out if one.code == "filtered").figure.value
    assert (only.total[ALL].value or 0) + (dropped or 0) == whole.total[ALL].value
    assert dropped
    assert only.filters == ("soort geweld: stalking",)
    nothing = table_of("offences", world.centres, filters={"relation": ("",)})
    assert nothing.total[ALL].value == sum(
        fact.kind == "offence"
        and "relation" not in fact.dims
        and fact.dims["status"] != "refuted"
        and not fact.exclusion
        and (fact.day.year, fact.centre_id) in covered(world)
        for fact in world.facts
    )


def covered(world: World) -> set[tuple[int, int]]:
    return {(y, one.pk) for one in world.centres for y in YEARS if y >= one.opened_on.year}


def test_rows_that_overlap_say_so_and_the_total_does_not_add_them(world: World) -> None:
    make.form()
    make.stalking_form()
    table = table_of("offences", world.centres, by="forms")
    rows = sum(table.cell(row.id, TOTAL)[ALL].value or 0 for row in table.centres)
    assert rows > (table.total[ALL].value or 0)
    assert any("tellen" in note or "opgeteld" in note for note in table.notes)


def test_a_person_in_two_years_is_one_person_in_the_total(world: World) -> None:
    table = table_of("people_in_dossiers", world.centres)
    years = sum(table.cell(TOTAL, year)[ALL].value or 0 for year in table.years)
    assert (table.total[ALL].value or 0) <= 40 < years


def test_a_median_is_a_real_number_of_days(world: World) -> None:
    table = table_of("days_to_opening", world.centres)
    durations = [
        fact.duration
        for fact in world.facts
        if fact.kind == "dossier"
        and not fact.exclusion
        and fact.duration is not None
        and (fact.day.year, fact.centre_id) in covered(world)
    ]
    assert table.total["median"].value == statistics.median_low(durations)


def test_as_known_on_a_day(world: World) -> None:
    before = (
        table_of("intakes", world.centres, known_on=TODAY - dt.timedelta(days=2, hours=12))
        .total[ALL]
        .value
    )
    after = table_of("intakes", world.centres, known_on=TODAY).total[ALL].value
    assert (before or 0) < (after or 0) == table_of("intakes", world.centres).total[ALL].value


class TestStates:
    def test_not_started_is_not_zero(self) -> None:
        centre = make.centre()
        cell = table_of("programme_referrals", [centre], by="centre").cell(centre.pk, 2025)
        assert cell[ALL].state is State.NOT_REGISTERED
        assert cell[ALL].detail == "de registratie is niet gestart"
        calls = table_of("helpline_calls", [])
        assert calls.total[ALL].state is State.NOT_REGISTERED

    @pytest.mark.parametrize("code", [one.code for one in LIBRARY.values() if one.missing])
    def test_what_nobody_registers_here_says_why(self, code: str) -> None:
        table = table_of(code, [make.centre()])
        figures = [cell[ALL] for cell in table.cells.values()]
        assert {figure.state for figure in figures} <= {
            State.NOT_REGISTERED,
            State.NOT_COMPETENT,
        }
        assert all(figure.detail and figure.value is None for figure in figures)

    def test_a_code_that_did_not_exist_yet_is_no_zero(self) -> None:
        from codelists.models import HelplineTheme

        make.code(HelplineTheme, "stalking", valid_from=dt.date(2025, 1, 1))
        with as_owner():
            RegistrationStart.objects.create(variable="helpline", starts_on=dt.date(2020, 1, 1))
        table = table_of("helpline_calls", [])
        (row,) = table.centres
        assert table.cell(row.id, 2024)[ALL].state is State.NOT_REGISTERED
        assert table.cell(row.id, 2025)[ALL].value == 0

    def test_a_stock_has_no_total_over_years(self, world: World) -> None:
        assert table_of("dossiers_active", world.centres).total[ALL].state is State.NOT_APPLICABLE

    def test_a_year_that_has_not_begun(self) -> None:
        with pytest.raises(NotYetError):
            table_of("intakes", [make.centre()], to_year=2027)

    def test_a_code_that_did_not_exist_is_no_zero_because_of_what_is_left_out(self) -> None:
        """Neither in its year nor in a total of years in which it never existed."""
        make.offence_type("nieuw", valid_from=dt.date(2026, 1, 1))
        at = make.centre()
        dossier = make.dossier(at, received_on=dt.date(2025, 1, 1), counting_exclusion="training")
        make.offence(dossier, offence_type=make.offence_type("nieuw"))
        table = table_of("offences", [at], by="offence_type", to_year=2025)
        row = next(row.id for row in table.centres if row.code == "nieuw")
        assert table.cell(row, 2025)[ALL].state is State.NOT_REGISTERED
        assert table.cell(row, TOTAL)[ALL].state is State.NOT_REGISTERED
        later = table_of("offences", [at], by="offence_type")
        assert later.cell(row, TOTAL)[ALL].value == later.cell(row, 2026)[ALL].value == 0

    def test_imported_dossiers_stay_in_stock_until_the_centre_opens(self) -> None:
        """In every year on whose last day one is open, not only in the year it was opened."""
        young = make.centre("Veilig Huis Jong", opened_on=dt.date(2026, 1, 1))
        imported: dict[str, Any] = {"import_source": "oud", "source_reference": "1"}
        closed: dict[str, Any] = {
            "closed_on": dt.date(2025, 12, 31),
            "closure_reason": make.closure_reason(),
        }
        make.dossier(young, received_on=dt.date(2023, 5, 1), **imported, **closed)
        table = table_of("dossiers_active", [young])
        found = [table.cell(young.pk, year)[ALL] for year in YEARS]
        assert [one.value for one in found] == [1, 1, None, 0]
        assert found[2].state is State.NOT_APPLICABLE


def test_a_coverage_event_prints_itself_where_it_touches(world: World) -> None:
    old, new = world.centres
    with as_owner():
        CoverageEvent.objects.create(
            code="stop",
            centre=new,
            kind="partner_withdrew",
            starts_on=dt.date(2025, 5, 1),
            text="parket stapte uit",
            source="ringtv.be",
        )
    assert table_of("intakes", [new]).notes == (
        (
            "Veilig Huis Nieuw: parket stapte uit (sinds 01.05.2025, einde niet gekend; "
            "bron: ringtv.be) (niet geverifieerd)"
        ),
    )
    assert table_of("intakes", [old]).notes == ()
    assert table_of("intakes", [new], to_year=2024).notes == ()


def test_a_total_says_over_how_many_centres_or_years_it_counts(world: World) -> None:
    make.programme("ifg_training")
    by_centre = table_of("programme_participants", world.centres, by="centre")
    old = world.centres[0].pk
    assert coverage_text(by_centre, old, TOTAL) == "4 van 4 jaren, waarvan 1 onvolledig"
    assert coverage_text(by_centre, TOTAL, 2023) == "1 van 1 centrum"

    by_programme = table_of("programme_participants", world.centres, by="programme")
    row = by_programme.centres[0].id
    assert coverage_text(by_programme, row, 2025) == "2 van 2 centra"
    whole = "7 van 7 cijfers van een centrum in een jaar"
    assert coverage_text(by_programme, row, TOTAL).startswith(whole)
    assert coverage_text(by_programme, TOTAL, TOTAL).startswith(whole)


def test_what_belongs_to_no_centre_is_counted_over_years(world: World) -> None:
    make.code(CallerClass, "work")
    calls = table_of("helpline_calls", world.centres, by="caller_class")
    assert coverage_text(calls, calls.centres[0].id, TOTAL).startswith("4 van 4 jaren")
    assert coverage_text(calls, TOTAL, TOTAL).startswith("4 van 4 jaren")


class TestAsk:
    def test_round_trip(self) -> None:
        ask = Ask(
            indicator="offences",
            from_year=2024,
            to_year=2025,
            by="relation",
            centres=("antwerpen",),
            filters={"forms": ("stalking", "physical")},
            known_on=TODAY,
        )
        assert Ask.from_json(ask.to_json()) == ask
        assert hash(Ask.from_json(ask.to_json())) == hash(ask)
        assert ask.pinned().version == 1

    @pytest.mark.parametrize(
        "text", ["", "[]", "{}", '{"indicator": "x"}', '{"from_year": "a"}', '"\\u0000"']
    )
    def test_nonsense_is_refused(self, text: str) -> None:
        with pytest.raises(AskError):
            Ask.from_json(text)

    @pytest.mark.parametrize(
        "wrong",
        [
            {"indicator": "nonsense"},
            {"version": 99},
            {"by": "nonsense"},
            {"filters": {"nonsense": ("x",)}},
            {"profile": "nonsense"},
            {"centres": ("nonsense",)},
        ],
    )
    def test_what_cannot_be_asked(self, wrong: dict[str, Any]) -> None:
        values: dict[str, Any] = {"indicator": "offences", "from_year": 2024, "to_year": 2025}
        with as_owner(), pytest.raises(AskError):
            count_as(Ask(**(values | wrong)), [make.centre()])

    def test_a_profile_hides_small_cells_and_what_gives_them_back(self, world: World) -> None:
        for code, by in (("intakes", "centre"), ("offences", "forms"), ("dossiers_active", "")):
            ask = Ask(code, 2023, 2026, by=by, profile="steering")
            with as_owner():
                table = count_as(ask, world.centres)
            values = [f.value for cell in table.cells.values() for f in cell.figures.values()]
            assert not any(value in {1, 2} for value in values), code
        with as_owner(), pytest.raises(AskError, match="intern gebruik"):
            count_as(
                Ask("offences", 2023, 2026, by="relation", filters={"forms": ("physical",)},
                    profile="open_data"),
                world.centres,
            )  # fmt: skip


def test_every_rule_is_printed_with_its_words() -> None:
    for indicator in LIBRARY.values():
        lines = {line.label: line.text for line in indicator.definition()}
        assert indicator.unit.label in lines["Teleenheid"].lower()
        assert {"Geteld op", "Niet meegeteld", "Wet", "Bron", "Definitie"} <= lines.keys()
        if indicator.population:
            assert str(indicator.population.words).lower()[1:] in lines["Geteld worden"].lower()
        assert indicator.next_review
