"""Totals that never pretend: what they cover, and nothing that a hidden cell would not allow."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from itertools import product

from lib.calendar import brussels_day
from reporting.tables import (
    TOTAL,
    Cell,
    Coverage,
    Figure,
    FigureTable,
    Place,
    State,
    counted,
)


def with_totals(
    cells: Mapping[Place, Cell],
    codes: Iterable[str],
    centres: Collection[int],
    years: Collection[int],
    *,
    running: int,
) -> dict[Place, Cell]:
    """The cells with a total per centre, per year and over everything.

    `running` is the year that has not ended: a total over several years says that it is in it.
    """
    codes = tuple(codes)
    whole = {place: cell for place, cell in cells.items() if not cell.notes}

    def total(place: Place) -> Cell:
        parts = _under(place, centres, years)
        unfinished = running if place[1] is TOTAL and len(years) > 1 else None
        incomplete = [part for part in parts if part not in whole or part[1] == unfinished]
        return _total([cells[part] for part in parts], [cells[part] for part in incomplete], codes)

    return {
        place: cells[place] if place in cells else total(place) for place in places(centres, years)
    }


def places(centres: Iterable[int], years: Iterable[int]) -> list[Place]:
    """Every cell and every total of a table."""
    return list(product((*centres, TOTAL), (*years, TOTAL)))


def select(table: FigureTable, centres: Collection[int], years: Collection[int]) -> FigureTable:
    """A part of a table, with totals over that part.

    From a table with hidden figures a total is given only when it follows from figures that
    are visible there: the cells it adds, or the whole total less the cells left out. So all
    selections together tell no more than the table itself.
    """
    cells = {place: table.cells[place] for place in table.cells if _inside(place, centres, years)}
    chosen = with_totals(
        cells, table.indicator.codes, centres, years, running=brussels_day(table.moment).year
    )
    part = _Part(table, tuple(centres), tuple(years))
    for place in places(centres, years):
        if TOTAL in place:
            figures = {code: part.total(place, code) for code in table.indicator.codes}
            chosen[place] = replace(chosen[place], figures=figures)
    return replace(
        table,
        centres=tuple(centre for centre in table.centres if centre.id in centres),
        years=tuple(year for year in table.years if year in years),
        cells=chosen,
    )


def _inside(place: Place, centres: Collection[int], years: Collection[int]) -> bool:
    return place[0] in centres and place[1] in years


def _under(place: Place, centres: Iterable[int], years: Iterable[int]) -> list[Place]:
    """The cells that a total adds."""
    of_centres = centres if place[0] is TOTAL else [place[0]]
    of_years = years if place[1] is TOTAL else [place[1]]
    return list(product(of_centres, of_years))


def _total(cells: list[Cell], incomplete: list[Cell], codes: tuple[str, ...]) -> Cell:
    coverage = Coverage(
        counted=sum(_exists(cell, codes) for cell in cells),
        applicable=sum(_state(cell, codes) is not State.NOT_APPLICABLE for cell in cells),
        incomplete=sum(_exists(cell, codes) for cell in incomplete),
    )
    return Cell({code: _sum([cell[code] for cell in cells]) for code in codes}, coverage=coverage)


def _state(cell: Cell, codes: tuple[str, ...]) -> State:
    return cell[codes[0]].state


def _exists(cell: Cell, codes: tuple[str, ...]) -> bool:
    return _state(cell, codes) in {State.COUNTED, State.HIDDEN}


_SAYS_MOST = (
    *(State.HIDDEN, State.COUNTED, State.NOT_REGISTERED, State.NOT_SPLITTABLE),
    *(State.NOT_DELIVERED, State.NOT_PUBLISHED, State.REFUSED, State.NOT_COMPETENT),
    State.NOT_APPLICABLE,
)
"""Of cells without any number, the state that their total gets."""


def says_most(said: Iterable[tuple[State, str]]) -> tuple[State, str]:
    """Of several states with their details, the one that a total of them gets."""
    found = set(said) or {(State.NOT_APPLICABLE, "")}
    state = next(state for state in _SAYS_MOST if any(one is state for one, _detail in found))
    details = {detail for one, detail in found if one is state}
    return state, details.pop() if len(details) == 1 else ""


def _sum(figures: list[Figure]) -> Figure:
    """The sum of what was counted; without any, the state that says most."""
    state, detail = says_most((figure.state, figure.detail) for figure in figures)
    if state is State.COUNTED:
        return counted(sum(figure.value or 0 for figure in figures))
    return Figure(state, detail=detail)


class _Part:
    """Totals over a selection of a table of which some figures may be hidden."""

    def __init__(
        self, table: FigureTable, centres: tuple[int, ...], years: tuple[int, ...]
    ) -> None:
        self.table = table
        self.centres = centres
        self.years = years
        self.other_centres = [one.id for one in table.centres if one.id not in centres]
        self.other_years = [year for year in table.years if year not in years]

    def total(self, place: Place, code: str) -> Figure:
        centre, year = place
        if centre is not TOTAL:
            return self._of_centre(centre, code)
        return self._of_year(year, code) if year is not TOTAL else self._of_all(code)

    def _of_centre(self, centre: int | None, code: str) -> Figure:
        return _first_visible(
            _sum([self._figure(centre, year, code) for year in self.years]),
            _less(
                self._figure(centre, TOTAL, code),
                [self._figure(centre, year, code) for year in self.other_years],
            ),
        )

    def _of_year(self, year: int | None, code: str) -> Figure:
        return _first_visible(
            _sum([self._figure(centre, year, code) for centre in self.centres]),
            _less(
                self._figure(TOTAL, year, code),
                [self._figure(centre, year, code) for centre in self.other_centres],
            ),
        )

    def _of_all(self, code: str) -> Figure:
        outside = [self._figure(centre, TOTAL, code) for centre in self.other_centres]
        outside += [self._of_year(year, code) for year in self.other_years]
        return _first_visible(
            _sum([self._of_centre(centre, code) for centre in self.centres]),
            _sum([self._of_year(year, code) for year in self.years]),
            _less(self._figure(TOTAL, TOTAL, code), outside),
        )

    def _figure(self, centre: int | None, year: int | None, code: str) -> Figure:
        return self.table.cell(centre, year)[code]


def _first_visible(*ways: Figure) -> Figure:
    """The figure by the first way that does not meet a hidden one."""
    return next((way for way in ways if way.state is not State.HIDDEN), ways[0])


def _less(whole: Figure, outside: list[Figure]) -> Figure:
    """The whole without what lies outside, if all of it is visible."""
    if whole.value is None or any(figure.state is State.HIDDEN for figure in outside):
        return Figure(State.HIDDEN)
    return counted(whole.value - sum(figure.value or 0 for figure in outside))
