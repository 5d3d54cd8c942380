"""The rules of the library, written once more from their words."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum

from reporting.models import Variable
from tests.reporting.slow import registered, units
from tests.reporting.slow.units import Reading, Unit

Test = Callable[[Unit], bool]
ADULT = ("from_18", "from_25", "from_65")
PARTNER = ("partner", "ex_partner", "dating_partner")


class How(Enum):
    """What a number adds."""

    UNITS = 1
    AMOUNTS = 2
    PEOPLE = 3
    DAYS = 4


@dataclass(frozen=True)
class Rule:
    """One indicator: which units, which columns, and how they become a number.

    `days` are the shares of the units that a column of days has below it.
    """

    units: Callable[[Reading], Iterable[Unit]]
    variable: Variable
    population: Test = lambda _unit: True
    columns: Mapping[str, Test] = field(default_factory=dict)
    days: Mapping[str, float] = field(default_factory=dict)
    how: How = How.UNITS
    stock: bool = False


def _is(dimension: str, *codes: str) -> Test:
    return lambda unit: unit.has(dimension, *codes)


def _unknown(dimension: str) -> Test:
    return lambda unit: unit.codes[dimension] in {(), ("unknown",)}


def _all(*tests: Test) -> Test:
    return lambda unit: all(test(unit) for test in tests)


ANSWERS = {
    "stalking": _is("stalking", "yes"),
    "unknown": _unknown("stalking"),
    "no": _is("stalking", "no"),
}
RENEWED = {
    "renewed": _is("renewed", "yes"),
    "unknown": _unknown("renewed"),
    "first": _is("renewed", "no"),
}
OUTCOMES = {code: _is("outcome", code) for code in ("met", "unclear", "not_met")}
RESULTS = {code: _is("result", code) for code in ("completed", "stopped")}
SHARES = {"median": 0.5, "p75": 0.75}
HELPED = _all(_is("provider_sector", "caw"), _is("stalking", "yes"))
FACT = _is("status", "suspected", "confirmed")
VICTIM, OFFENDER = _is("role", "victim"), _is("role", "offender")
WOMEN = _all(VICTIM, _is("sex", "f"), _is("age", *ADULT), _is("relations", *PARTNER))
MEN = _all(OFFENDER, _is("sex", "m"), _is("age", *ADULT), _is("relations", *PARTNER))


def _people(population: Test = lambda _unit: True) -> Rule:
    return Rule(units.people, Variable.PEOPLE, population, how=How.PEOPLE)


def _facts(population: Test) -> Rule:
    return Rule(units.offences, Variable.OFFENCES, population)


def _calls(how: How, population: Test = lambda _unit: True) -> Rule:
    return Rule(registered.calls, Variable.HELPLINE, population, how=how)


def _started(population: Test, columns: Mapping[str, Test] | None = None) -> Rule:
    return Rule(registered.starts, Variable.REFERRALS, population, columns or {}, how=How.PEOPLE)


RULES: dict[str, Rule] = {
    "dossiers_stalking": Rule(units.received, Variable.STALKING, columns=ANSWERS),
    "advice_requests": Rule(registered.advice, Variable.ADVICE),
    "intakes": Rule(registered.intakes, Variable.INTAKES, columns=ANSWERS),
    "renewed_intakes": Rule(registered.intakes, Variable.INTAKES, columns=RENEWED),
    "dossiers_opened": Rule(units.opened, Variable.DOSSIERS, columns=ANSWERS),
    "dossiers_active": Rule(units.opened, Variable.DOSSIERS, columns=ANSWERS, stock=True),
    "dossiers_closed": Rule(units.closed, Variable.DOSSIERS, columns=ANSWERS),
    "days_to_opening": Rule(units.opened, Variable.DOSSIERS, days=SHARES, how=How.DAYS),
    "days_to_closing": Rule(units.closed, Variable.DOSSIERS, days=SHARES, how=How.DAYS),
    "people_in_dossiers": _people(),
    "offences": _facts(FACT),
    "criteria_outcomes": Rule(units.assessments, Variable.CRITERIA, columns=OUTCOMES),
    "convocations": Rule(units.convocations, Variable.CONVOCATIONS),
    "helpline_calls": _calls(How.UNITS),
    "helpline_people": _calls(How.AMOUNTS),
    "helpline_calls_stalking": _calls(How.UNITS, _is("stalking", "yes")),
    "helpline_people_stalking": _calls(How.AMOUNTS, _is("stalking", "yes")),
    "programme_referrals": Rule(registered.referrals, Variable.REFERRALS, columns=ANSWERS),
    "programme_participants": _started(OFFENDER, ANSWERS),
    "programme_results": Rule(registered.ends, Variable.REFERRALS, columns=RESULTS),
    "caw_stalking_victims": _started(_all(HELPED, VICTIM)),
    "caw_stalking_offenders": _started(_all(HELPED, OFFENDER)),
    "cgg_stalking_offenders": _started(
        _all(_is("programme", "cgg_forensic"), _is("stalking", "yes"), OFFENDER)
    ),
    "eige_01": _people(WOMEN),
    "eige_02": _facts(_all(FACT, _is("relation", *PARTNER))),
    "eige_03": _people(MEN),
    "eige_04": _people(_all(WOMEN, _is("forms", "physical"))),
    "eige_05": _people(
        _all(WOMEN, _is("forms", "psychological", "stalking", "coercive_control", "threat"))
    ),
    "eige_06": _people(_all(WOMEN, _is("forms", "sexual"))),
    "eige_07": _people(_all(WOMEN, _is("forms", "economic"))),
    "eige_08": _people(_all(WOMEN, _is("offence_types", "rape", "rape_until_2022"))),
    "eige_09": _people(_all(WOMEN, _is("offence_types", "homicide"))),
    "istanbul_victims": _people(VICTIM),
    "istanbul_offenders": _people(OFFENDER),
    "istanbul_offences": _facts(FACT),
}
