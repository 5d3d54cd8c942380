"""The slow table: one list of units per cell, and a number made of each list."""

import datetime as dt
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from tests.reporting.slow.codes import Code
from tests.reporting.slow.rules import How, Rule
from tests.reporting.slow.units import Unit

ALL = "all"
COUNTED, NOT_REGISTERED, NOT_APPLICABLE = "counted", "not_registered", "not_applicable"
Place = tuple[str | None, int | None]
"""A row and a year; none is all of them."""


Filters = Mapping[str, tuple[str, ...]]
"""Per dimension the codes that are asked for; an empty one is unknown."""


@dataclass(frozen=True)
class Registration:
    """Since when a place is open, until when, and since when it registers what is counted."""

    opened: int
    closed: int | None
    begun: int | None

    def state(self, year: int, *, imported: bool) -> str:
        late = self.closed is not None and year > self.closed
        if late or (year < self.opened and not imported):
            return NOT_APPLICABLE
        return COUNTED if self.begun is not None and self.begun <= year else NOT_REGISTERED


@dataclass(frozen=True)
class Setting:
    """Where and when is counted; `today` is the day in Brussels of the moment of counting."""

    places: Mapping[int | None, Registration]
    years: range
    today: dt.date


class SlowTable:
    """An indicator over all places and years, by one dimension."""

    def __init__(self, rule: Rule, found: Iterable[Unit], setting: Setting, only: Filters) -> None:
        self.rule = rule
        self.setting = setting
        self.only = only
        self.every = [unit for unit in found if unit.centre in setting.places]
        self.units = [unit for unit in self.every if rule.population(unit)]
        self.states = self._states()
        self.found: dict[Place, Counter[str]] = {}

    def years_of(self, unit: Unit) -> Iterator[int]:
        if not self.rule.stock:
            yield from [unit.day.year] if unit.day.year in self.setting.years else []
            return
        for year in self.setting.years:
            day = min(dt.date(year, 12, 31), self.setting.today)
            if unit.day <= day and (unit.until is None or unit.until > day):
                yield year

    def _states(self) -> dict[tuple[int | None, int], str]:
        imported = {
            (unit.centre, year)
            for unit in self.every
            if unit.imported and not unit.exclusion
            for year in self.years_of(unit)
        }
        return {
            (place, year): one.state(year, imported=(place, year) in imported)
            for place, one in self.setting.places.items()
            for year in self.setting.years
        }

    def cells(self, dimension: str) -> dict[Place, list[Unit]]:
        """The units that count under each cell and each total, every unit once."""
        cells: dict[Place, list[Unit]] = defaultdict(list)
        for unit in self.units:
            counts = not unit.exclusion and self._is_asked(unit)
            years = self._counted_years(unit) if counts else []
            rows = _rows(unit, dimension)
            for row in (*rows, None):
                for year in years:
                    cells[row, year].append(unit)
                if years:
                    cells[row, None].append(unit)
        return cells

    def _is_asked(self, unit: Unit) -> bool:
        return all(set(_rows(unit, name)) & set(codes) for name, codes in self.only.items())

    def _counted_years(self, unit: Unit) -> list[int]:
        return [y for y in self.years_of(unit) if self.states[unit.centre, y] == COUNTED]

    def numbers(self, units: list[Unit]) -> dict[str, int | None]:
        """Every column of one cell."""
        rule = self.rule
        found: dict[str, int | None] = {
            code: _number(rule.how, filter(test, units)) for code, test in rule.columns.items()
        }
        days = sorted(unit.days for unit in units if unit.days is not None)
        for code, share in rule.days.items():
            found[code] = days[math.ceil(share * len(days)) - 1] if days else None
        return {**found, ALL: _number(rule.how, units)}

    def state(self, dimension: str, place: Place, number: int | None, code: Code | None) -> str:
        """Why a cell has a number or has none. `code` is what its row stands for, if a list
        says so: a code that did not exist in a year was not registered, unless it was used."""
        row, year = place
        under = self.under(row if dimension == "centre" else None, year)
        if COUNTED not in under:
            return NOT_REGISTERED if NOT_REGISTERED in under else NOT_APPLICABLE
        if self.rule.stock and year is None:
            return NOT_APPLICABLE
        years = self.setting.years if year is None else [year]
        if number or code is None or any(code.existed_in(one) for one in years):
            return COUNTED
        return NOT_REGISTERED

    def under(self, centre: str | None, year: int | None) -> Counter[str]:
        """The states of all years of places that a cell or a total speaks of."""
        if (centre, year) not in self.found:
            places = [int(centre)] if centre else self.setting.places
            years = self.setting.years if year is None else [year]
            states = Counter(self.states[place, one] for place in places for one in years)
            self.found[centre, year] = states
        return self.found[centre, year]

    def left_out(self) -> dict[str, int]:
        """What is not in the table, by reason. Of a stock it is told for the last year."""
        found: dict[str, list[Unit]] = defaultdict(list)
        years = self.setting.years[-1:] if self.rule.stock else self.setting.years
        for unit in self.units:
            inside = [year for year in self.years_of(unit) if year in years]
            covered = [year for year in inside if self.states[unit.centre, year] == COUNTED]
            if not self._is_asked(unit):
                found["filtered"] += [unit] if covered and not unit.exclusion else []
            elif unit.exclusion and inside:
                found[unit.exclusion].append(unit)
            elif inside and not covered:
                found["before_coverage"].append(unit)
        return {code: _number(self.rule.how, units) for code, units in found.items()}


def _rows(unit: Unit, dimension: str) -> tuple[str, ...]:
    if dimension == "centre":
        return (str(unit.centre),)
    return unit.codes.get(dimension) or ("",)


def _number(how: How, units: Iterable[Unit]) -> int:
    if how is How.PEOPLE:
        return len({unit.counted for unit in units})
    return sum(unit.amount if how is How.AMOUNTS else 1 for unit in units)
