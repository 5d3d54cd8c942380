"""Nobody gets a hidden number back: an exact solver attacks what was published.

The attacker knows every visible figure of every file at once, that all numbers are whole, that
zeros are printed, and which cells add up to which. For each hidden cell he asks the solver for
the smallest and the largest number that fits.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

import highspy
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reporting.indicators import DOSSIERS_STALKING
from reporting.indicators.indicator import ALL
from reporting.selection import select
from reporting.tables import (
    TOTAL,
    Cell,
    CentreName,
    Figure,
    FigureTable,
    LeftOut,
    Place,
    State,
    counted,
)
from reporting.totals import with_totals
from tests.reporting.sharing import for_sharing

pytestmark = pytest.mark.slow

MEASURES = ("stalking", "unknown", "no")
Numbers = tuple[int, int, int]
"""Stalking, unknown and no of one cell."""
Figures = Mapping[Place, Numbers | State]
Unknown = tuple[int | None, int | None, str]


def table(numbers: Figures) -> FigureTable:
    """A whole table from its inner cells."""
    centres = sorted({place[0] for place in numbers if place[0] is not None})
    years = sorted({place[1] for place in numbers if place[1] is not None})
    cells = {place: _cell(numbers[place]) for place in numbers}
    return FigureTable(
        indicator=DOSSIERS_STALKING,
        centres=tuple(
            CentreName(number, f"c{number}", f"Veilig Huis {number}") for number in centres
        ),
        years=tuple(years),
        cells=with_totals(cells, DOSSIERS_STALKING.codes, centres, years, running=2026),
        left_out=(),
        counted_at=dt.datetime(2026, 11, 23, tzinfo=dt.UTC),
    )


def _cell(numbers: Numbers | State) -> Cell:
    if isinstance(numbers, State):
        return Cell({code: Figure(numbers) for code in DOSSIERS_STALKING.codes})
    figures = dict(zip(MEASURES, map(counted, numbers), strict=True))
    return Cell({**figures, ALL: counted(sum(numbers))})


class Attacker:
    """Everything the published files say, as one system of equations over whole numbers."""

    def __init__(self, published: FigureTable) -> None:
        self.solver = highspy.Highs()  # type: ignore[no-untyped-call]
        self.solver.silent()
        self.published = published
        self.unknowns = {
            (*place, code): self.solver.addIntegral(lb=1)
            for place, cell in published.cells.items()
            for code in DOSSIERS_STALKING.codes
            if cell[code].state is State.HIDDEN
        }
        self._read(published)

    def _read(self, published: FigureTable) -> None:
        centres = [centre.id for centre in published.centres]
        for code in DOSSIERS_STALKING.codes:
            for year in (*published.years, TOTAL):
                self._adds_up([(c, year, code) for c in centres], (TOTAL, year, code))
            for centre in (*centres, TOTAL):
                self._adds_up([(centre, y, code) for y in published.years], (centre, TOTAL, code))
        for centre, year in published.cells:
            self._adds_up([(centre, year, code) for code in MEASURES], (centre, year, ALL))

    def also_read(self, file: FigureTable) -> None:
        """A file with other filters: its visible totals add the cells it shows."""
        for place, cell in file.cells.items():
            for code in DOSSIERS_STALKING.codes:
                value = cell[code].value
                if TOTAL in place and value is not None:
                    parts = [(*part, code) for part in _inner(file, place)]
                    self._equal(parts, {}, value)

    def _adds_up(self, parts: list[Unknown], total: Unknown) -> None:
        self._equal(parts, {total: -1}, 0)

    def _equal(self, parts: list[Unknown], others: Mapping[Unknown, int], total: int) -> None:
        expression, known = highspy.highs.highs_linear_expression(), 0
        for key, factor in (dict.fromkeys(parts, 1) | dict(others)).items():
            if key in self.unknowns:
                expression = expression + factor * self.unknowns[key]
            else:
                known += factor * (self.published.cell(*key[:2])[key[2]].value or 0)
        if expression.idxs:
            self.solver.addConstr(expression == total - known)
        else:
            assert known == total, "published figures contradict each other"

    def interval(self, key: Unknown) -> tuple[float, float]:
        """The smallest and the largest number that fits everything published."""
        return self._optimum(self.solver.minimize, key), self._optimum(self.solver.maximize, key)

    def _optimum(self, optimise: object, key: Unknown) -> float:
        optimise(self.unknowns[key])  # type: ignore[operator]
        status = self.solver.getModelStatus()
        if status != highspy.HighsModelStatus.kOptimal:
            assert "nbounded" in self.solver.modelStatusToString(status)
            return float("inf")
        return round(self.solver.getInfo().objective_function_value)


def _inner(file: FigureTable, place: Place) -> Iterator[Place]:
    for centre in [one.id for one in file.centres] if place[0] is TOTAL else [place[0]]:
        for year in file.years if place[1] is TOTAL else [place[1]]:
            yield centre, year


def assert_safe(full: FigureTable, shared: FigureTable, files: Iterable[FigureTable] = ()) -> None:
    """Every small number has at least threshold - 1 possible values, every other hidden one two."""
    threshold = shared.threshold or 0
    attacker = Attacker(shared)
    for file in files:
        attacker.also_read(file)
    for key in attacker.unknowns:
        truth = full.cell(*key[:2])[key[2]].value or 0
        low, high = attacker.interval(key)
        assert low <= truth <= high
        needed = threshold - 2 if truth < threshold else 1
        assert high - low >= needed, f"{key} = {truth} lies from {low} to {high}"


def assert_honest(full: FigureTable, shared: FigureTable) -> None:
    """Small numbers are hidden, zeros and states stay, and nothing visible was changed."""
    for place, cell in shared.cells.items():
        for code in DOSSIERS_STALKING.codes:
            before, after = full.cells[place][code], cell[code]
            if before.value is None or before.value == 0:
                assert after == before
            elif before.value < (shared.threshold or 0):
                assert after.state is State.HIDDEN
            else:
                assert after == before or after.state is State.HIDDEN


small = st.integers(0, 6)
number = st.one_of(small, st.integers(0, 60))
absent = st.sampled_from([State.NOT_APPLICABLE, State.NOT_REGISTERED])
cell = st.one_of(st.tuples(number, small, number), st.tuples(number, number, number), absent)


@st.composite
def tables(draw: st.DrawFn) -> Figures:
    centres = range(1, draw(st.integers(1, 4)) + 1)
    years = range(2023, 2023 + draw(st.integers(1, 4)))
    return {(centre, year): draw(cell) for centre in centres for year in years}


LONE: Figures = {(1, 2024): (3, 0, 20)}
ONE_ROW: Figures = {(1, 2024): (3, 1, 20), (1, 2025): (30, 0, 7)}
SMALL_TOTAL: Figures = {(1, 2024): (2, 0, 0), (2, 2024): (1, 0, 0)}
ONLY_ONES: Figures = {(c, y): (1, 1, 1) for c in (1, 2) for y in (2024, 2025)}


@settings(max_examples=60, deadline=None)
@given(tables(), st.sampled_from([3, 5, 10]))
@example(LONE, 5)
@example(ONE_ROW, 5)
@example(SMALL_TOTAL, 5)
@example(ONLY_ONES, 5)
@example({(1, 2024): (4, 4, 4)}, 5)
@example({(1, 2024): (0, 0, 0)}, 5)
@example({(1, 2024): State.NOT_REGISTERED}, 5)
def test_no_hidden_number_comes_back(numbers: Figures, threshold: int) -> None:
    full = table(numbers)
    shared = for_sharing(full, threshold=threshold)
    assert_honest(full, shared)
    assert_safe(full, shared)


@settings(max_examples=25, deadline=None)
@given(tables(), st.data())
def test_nor_by_comparing_files_with_other_filters(numbers: Figures, data: st.DataObject) -> None:
    full = table(numbers)
    shared = for_sharing(full, threshold=5)
    files = []
    for _ in range(data.draw(st.integers(1, 6))):
        centres = data.draw(st.sets(st.sampled_from([c.id for c in full.centres]), min_size=1))
        years = data.draw(st.sets(st.sampled_from(full.years), min_size=1))
        file = select(shared, centres, years)
        truth = select(full, centres, years)
        for place, one in file.cells.items():
            for code, figure in one.figures.items():
                assert figure.state is State.HIDDEN or figure == truth.cells[place][code]
        files.append(file)
    assert_safe(full, shared, files)


def realistic() -> Figures:
    """Nine centres, eleven years, the counts of small and large centres, many small unknowns."""
    sizes = (140, 77, 69, 52, 47, 41, 31, 26, 6)
    return {
        (centre, year): State.NOT_APPLICABLE
        if year < 2018 and centre % 3 == 0
        else (size * (year - 2014) // 8, (centre * year) % 7, size * 3 + (year * centre) % 11)
        for centre, size in enumerate(sizes, start=1)
        for year in range(2016, 2027)
    }


def test_a_table_of_real_size_is_safe_and_still_useful() -> None:
    full = table(realistic())
    shared = for_sharing(full, threshold=5)
    assert_safe(full, shared)
    assert Attacker(shared).unknowns
    visible = [
        cell["stalking"].state is State.COUNTED
        for place, cell in shared.cells.items()
        if full.cells[place]["stalking"].value is not None
    ]
    assert sum(visible) / len(visible) > 0.9
    assert all(shared.cell(TOTAL, year)["stalking"].value for year in shared.years)


def test_the_attacker_breaks_a_table_without_a_second_hidden_cell() -> None:
    """The attack works: with only the small number hidden it finds the number."""
    full = table({(1, 2024): (3, 0, 20), (2, 2024): (30, 9, 40)})
    place = (1, 2024)
    figures = {**full.cells[place].figures, "stalking": Figure(State.HIDDEN)}
    naive = replace(
        full, threshold=5, cells={**full.cells, place: replace(full.cells[place], figures=figures)}
    )
    assert Attacker(naive).interval((1, 2024, "stalking")) == (3, 3)
    with pytest.raises(AssertionError, match="lies from 3 to 3"):
        assert_safe(full, naive)


def one_small_number() -> tuple[FigureTable, FigureTable]:
    numbers: Figures = {(c, y): (30 + c, 9, 40) for c in (1, 2, 3, 4) for y in (2023, 2024, 2025)}
    full = table({**numbers, (1, 2024): (3, 9, 40)})
    return full, for_sharing(full, threshold=5)


def test_a_total_of_a_part_would_give_a_hidden_number_back() -> None:
    """Why selections give only totals that follow from what is visible."""
    full, shared = one_small_number()
    visible = next(c for c in (2, 3, 4) if shared.cell(c, 2024)["stalking"].value)
    honest = select(full, {1, visible}, {2024})
    assert select(shared, {1, visible}, {2024}).total["stalking"].state is State.HIDDEN
    attacker = Attacker(shared)
    attacker.also_read(honest)
    assert attacker.interval((1, 2024, "stalking")) == (3, 3)


def test_a_total_of_a_part_that_follows_from_visible_figures_is_given() -> None:
    _full, shared = one_small_number()
    hidden = {year for year in shared.years if shared.cell(1, year)["stalking"].value is None}
    assert hidden < set(shared.years)
    part = select(shared, {1, 2, 3, 4}, hidden)
    assert part.cell(1, TOTAL)["stalking"] == counted(3 + 31 * (len(hidden) - 1))


def test_the_whole_selection_is_the_table_itself() -> None:
    _full, shared = one_small_number()
    assert select(shared, {1, 2, 3, 4}, {2023, 2024, 2025}).cells == shared.cells


def test_shares_of_hidden_numbers_are_hidden() -> None:
    numbers: Figures = {(1, 2024): (30, 3, 20), (2, 2024): (30, 0, 20)}
    shared = for_sharing(table(numbers), threshold=5)
    assert shared.cell(1, 2024).share("unknown").state is State.HIDDEN
    assert shared.cell(2, 2024).share("unknown").value == Decimal("0.0")


def test_small_numbers_left_out_are_hidden() -> None:
    left_out = tuple(LeftOut(f"x{n}", "", counted(n)) for n in (0, 1, 4, 5))
    shared = for_sharing(replace(table(LONE), left_out=left_out), threshold=5)
    assert [one.figure.value for one in shared.left_out] == [0, None, None, 5]
