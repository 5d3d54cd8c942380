"""Totals that never pretend: they say over what they are counted."""

from collections.abc import Collection, Iterable, Mapping
from itertools import product

from reporting.tables import (
    TOTAL,
    Cell,
    Coverage,
    Figure,
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
    return Cell({code: sum_of([cell[code] for cell in cells]) for code in codes}, coverage=coverage)


def _state(cell: Cell, codes: tuple[str, ...]) -> State:
    return cell[codes[0]].state


def _exists(cell: Cell, codes: tuple[str, ...]) -> bool:
    return _state(cell, codes).is_number


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


def sum_of(figures: list[Figure]) -> Figure:
    """The sum of what was counted; without any, the state that says most."""
    state, detail = says_most((figure.state, figure.detail) for figure in figures)
    if state is State.COUNTED:
        return counted(sum(figure.value or 0 for figure in figures))
    return Figure(state, detail=detail)
