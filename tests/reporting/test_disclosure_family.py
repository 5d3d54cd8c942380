"""Nobody gets a hidden number back by laying linked tables or two editions side by side.

An exact solver knows every visible cell of every table, that all numbers are whole and at least
0, and which cells add up to which. Shared cells are one unknown.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product

import highspy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporting.disclosure.family import (
    InconsistentFamilyError,
    Name,
    Names,
    Table,
    hidden_names,
)
from reporting.disclosure.hypercube import TOTAL, Key, Values

pytestmark = pytest.mark.slow

THRESHOLD = 5


def with_margins(inner: Mapping[Key, int]) -> dict[Key, int]:
    """The inner cells and every total of them."""
    result: dict[Key, int] = {}
    for key, value in inner.items():
        for chosen in product((False, True), repeat=len(key)):
            margin = tuple(TOTAL if up else at for at, up in zip(key, chosen, strict=True))
            result[margin] = result.get(margin, 0) + value
    return result


def lines(values: Values) -> Iterator[tuple[Key, list[Key]]]:
    """Every total with the cells that it adds along one axis."""
    for key in values:
        for axis, at in enumerate(key):
            if at is TOTAL:
                parts = [
                    other
                    for other in values
                    if other[axis] is not TOTAL
                    and other[:axis] + other[axis + 1 :] == key[:axis] + key[axis + 1 :]
                ]
                yield key, parts


class Attacker:
    """All tables as one system of equations over whole numbers."""

    def __init__(self, tables: Sequence[Table], hidden: Names, lowest: int = 1) -> None:
        self.solver = highspy.Highs()  # type: ignore[no-untyped-call]
        self.solver.silent()
        self.unknowns = {name: self.solver.addIntegral(lb=lowest) for name in hidden}
        for table in tables:
            for total, parts in lines(table.values):
                self._adds_up(table, total, parts)

    def _adds_up(self, table: Table, total: Key, parts: Sequence[Key]) -> None:
        expression, known = highspy.highs.highs_linear_expression(), 0
        for key, factor in [(total, -1), *((part, 1) for part in parts)]:
            name = table.name(key)
            if name in self.unknowns:
                expression = expression + factor * self.unknowns[name]
            else:
                known += factor * table.values[key]
        if expression.idxs:
            self.solver.addConstr(expression == -known)

    def interval(self, name: Name) -> tuple[float, float]:
        return self._optimum(self.solver.minimize, name), self._optimum(self.solver.maximize, name)

    def _optimum(self, optimise: object, name: Name) -> float:
        optimise(self.unknowns[name])  # type: ignore[operator]
        if self.solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return float("inf")
        return round(self.solver.getInfo().objective_function_value)


def assert_safe(tables: Sequence[Table], hidden: Names, lowest: int = 1) -> None:
    """Every small or sensitive number keeps threshold - 1 possible values, any other two."""
    attacker = Attacker(tables, hidden, lowest)
    for table in tables:
        for name, key in table.keys.items():
            value = table.values[key]
            if 0 < value < THRESHOLD:
                assert name in hidden
            if name not in hidden:
                continue
            low, high = attacker.interval(name)
            assert low <= value <= high
            needed = THRESHOLD - 2 if 0 < value < THRESHOLD or key in table.also else 1
            assert high - low >= needed, f"{name} = {value} lies from {low} to {high}"


def plain(key: Key) -> Name:
    return ("a", *key)


def protect(*tables: Table) -> Names:
    return hidden_names(tables, threshold=THRESHOLD, cost=lambda name: 1)


small = st.integers(0, 6)
number = st.one_of(small, st.integers(0, 60))
CENTRES, YEARS, CLASSES, FORMS = (1, 2, 3), (2023, 2024, 2025), ("yes", "unknown", "no"), "pqr"


@st.composite
def cube(draw: st.DrawFn) -> Table:
    centres, years = CENTRES[: draw(st.integers(1, 3))], YEARS[: draw(st.integers(1, 3))]
    inner: dict[Key, int] = {key: draw(number) for key in product(centres, years, CLASSES)}
    return Table(with_margins(inner), name=plain)


def opened_beside(table: Table) -> Table:
    """Dossiers opened per centre and year: the sum of the classes of the other table."""
    values = {key[:2]: value for key, value in table.values.items() if key[2] is TOTAL}
    return Table(values, name=lambda key: ("a", *key, TOTAL))


@st.composite
def forms_beside(draw: st.DrawFn, table: Table) -> Table:
    """The "yes" of every year once more, by form of violence: the year totals are shared."""
    inner: dict[Key, int] = {}
    for key, value in table.values.items():
        if key[0] is TOTAL and key[1] is not TOTAL and key[2] == "yes":
            first = draw(st.integers(0, value))
            second = draw(st.integers(0, value - first))
            parts = (first, second, value - first - second)
            inner |= {(form, key[1]): part for form, part in zip(FORMS, parts, strict=True)}

    def name(key: Key) -> Name:
        return ("a", TOTAL, key[1], "yes") if key[0] is TOTAL else ("b", *key)

    return Table(with_margins(inner), name=name)


@settings(max_examples=50, deadline=None)
@given(cube())
def test_a_table_and_the_sum_of_its_classes_keep_each_others_secrets(table: Table) -> None:
    tables = [table, opened_beside(table)]
    assert_safe(tables, protect(*tables))


@settings(max_examples=50, deadline=None)
@given(st.data())
def test_tables_that_share_their_year_totals_keep_each_others_secrets(data: st.DataObject) -> None:
    table = data.draw(cube())
    tables = [table, data.draw(forms_beside(table)), opened_beside(table)]
    assert_safe(tables, protect(*tables))


def test_linked_tables_protected_apart_give_a_number_back() -> None:
    """The attack works: each table alone is safe, and together they are not."""
    inner: dict[Key, int] = dict.fromkeys(product(CENTRES, YEARS, CLASSES), 30)
    first = Table(with_margins({**inner, (1, 2024, "yes"): 3}), name=plain)
    second = Table(
        {(c, y): first.values[c, y, "yes"] for c in (*CENTRES, TOTAL) for y in (*YEARS, TOTAL)},
        name=lambda key: ("a", *key, "yes"),
    )
    apart = protect(first)
    assert_safe([first], apart)
    # The second was published without a look at the first: only its small cell is hidden.
    naive = frozenset({("a", 1, 2024, "yes")}) | (apart - second.keys.keys())
    assert Attacker([first, second], naive).interval(("a", 1, 2024, "yes")) == (3, 3)
    together = protect(first, second)
    assert_safe([first, second], together)


@settings(max_examples=50, deadline=None)
@given(st.data())
def test_what_an_earlier_edition_hid_stays_open(data: st.DataObject) -> None:
    table = data.draw(cube())
    also = data.draw(st.sets(st.sampled_from(sorted(table.values, key=str)), max_size=3))
    marked = replace(table, also=also)
    hidden = protect(marked)
    assert {marked.name(key) for key in also} <= hidden
    assert_safe([marked], hidden, lowest=0)


def whole_group() -> Table:
    inner: dict[Key, int] = dict.fromkeys(product(CENTRES, YEARS, CLASSES), 30)
    inner |= {(1, 2024, "yes"): 12, (1, 2024, "unknown"): 0, (1, 2024, "no"): 0}
    return Table(with_margins(inner), name=plain)


def test_that_a_figure_holds_for_a_whole_group_is_hidden() -> None:
    hidden = protect(replace(whole_group(), whole={(1, 2024, "yes")}))
    zeros = {("a", 1, 2024, "unknown"), ("a", 1, 2024, "no")}
    assert ("a", 1, 2024, "yes") in hidden
    assert hidden & zeros
    assert ("a", 1, 2024, TOTAL) not in hidden
    low, high = Attacker([whole_group()], hidden, lowest=0).interval(("a", 1, 2024, "yes"))
    assert low <= 12 - (THRESHOLD - 1)
    assert high == 12


def test_without_that_rule_the_whole_group_is_printed() -> None:
    assert protect(whole_group()) == frozenset()


def test_tables_that_contradict_each_other_are_refused() -> None:
    first = Table({(1, TOTAL): 7, (TOTAL, TOTAL): 7}, name=plain)
    second = Table({(1, TOTAL): 8, (TOTAL, TOTAL): 8}, name=plain)
    with pytest.raises(InconsistentFamilyError):
        protect(first, second)


def test_the_same_family_hides_the_same_cells() -> None:
    places = enumerate(product(CENTRES, YEARS, CLASSES))
    inner: dict[Key, int] = {key: (index * 7) % 11 for index, key in places}
    once, again = (Table(with_margins(values), name=plain) for values in (inner, dict(inner)))
    assert protect(once) == protect(again)
