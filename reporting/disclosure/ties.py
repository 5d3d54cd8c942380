"""What can be calculated from the tables of different indicators: tables that nobody prints.

A part and its whole differ by a rest. A stock changes by what came in less what went out. What is
counted in another year is the same over all years. What some rows define is at least the largest of
them and at most their sum. Where the numbers do not agree with such a rule, because one of them
began later, a reader cannot use it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from reporting.disclosure.breakdown import MEASURES, ROWS, YEARS, Breakdown
from reporting.disclosure.hypercube import TOTAL, Key
from reporting.disclosure.naming import index_of
from reporting.disclosure.table import Name, Table
from reporting.indicators.dimension import CENTRE
from reporting.indicators.part import Covered, Outcome, PartOf

PART, REST = "part", "rest"
WENT, ROSE, BEFORE = "went", "rose", "before"
SAME = "same"


def ties(
    own: Sequence[Breakdown], family: Sequence[Breakdown], *, whole_from: int
) -> Iterator[Table]:
    """What ties the breakdowns of one indicator to those of the others in its family.

    A part that is its whole is a whole group from `whole_from` on; 0 looks for none.
    """
    first = own[0]
    for part in first.indicator.part_of:
        others = [one for one in family if one.indicator is part.whole]
        if others and not part.is_the_same:
            yield from _of_part(part, own, others, whole_from)
    if first.indicator.stock_of:
        came, went = (_by_centre(family, one.code) for one in first.indicator.stock_of)
        if came and went:
            yield from _of_stock(first, came, went)
    if first.indicator.over_years:
        other = _by_centre(family, first.indicator.over_years.code)
        if other:
            yield from _over_years(first, other)
    if first.indicator.outcome_of:
        yield from _ended(first, first.indicator.outcome_of, family)
    if first.indicator.covered_by:
        yield from _covered(first, first.indicator.covered_by, family)


def _by_centre(family: Sequence[Breakdown], code: str) -> Breakdown | None:
    found = (one for one in family if one.indicator.code == code and one.dimension == CENTRE.code)
    return next(found, None)


def _of_part(
    part: PartOf, own: Sequence[Breakdown], others: Sequence[Breakdown], whole_from: int
) -> Iterator[Table]:
    """Everything against everything, or against the rows in which it stands; then row by row."""
    by_dimension = {one.dimension: one for one in others}
    measure = index_of(part.measure)
    if part.dimension:
        whole = by_dimension.get(part.dimension)
        if whole and part.exact:
            yield from _exactly(own[0], whole, part)
        elif whole:
            (row,) = part.rows
            yield from _rest(own[0], whole, lambda key: (row, key[YEARS], measure), whole_from)
        return
    yield from _rest(own[0], others[0], lambda key: (TOTAL, key[YEARS], measure), whole_from)
    for one in own:
        if whole := by_dimension.get(one.dimension):
            yield from _rest(
                one, whole, lambda key: (key[ROWS], key[YEARS], measure), whole_from, rows=True
            )


def _rest(
    one: Breakdown,
    whole: Breakdown,
    place: Callable[[Key], Key],
    whole_from: int,
    *,
    rows: bool = False,
) -> Iterator[Table]:
    """Part and rest are the whole. Anybody can subtract, so the rest is a cell like any other;
    it is printed nowhere, so a reader who cannot subtract does not know whether it is 0."""
    values: dict[Key, int] = {}
    names: dict[Key, Name] = {}
    for key, value in one.values.items():
        at = place(key)
        if key[MEASURES] is not TOTAL or (key[ROWS] is not TOTAL) != rows:
            continue
        if at not in whole.values or one.name(key) == whole.name(at):
            continue
        line = key[:MEASURES]
        values |= {(*line, PART): value, (*line, TOTAL): whole.values[at]}
        values[*line, REST] = whole.values[at] - value
        names |= {(*line, PART): one.name(key), (*line, TOTAL): whole.name(at)}
        names[*line, REST] = (REST, one.name(key), whole.name(at))
    rests = {key: 0.0 for key in values if key[-1] == REST}
    groups = {key for key in values if key[-1] == PART and values[key] == values[*key[:-1], TOTAL]}
    alike = {key for key in groups if values[key] >= whole_from > 0}
    yield from _tie(values, names, apart={ROWS, YEARS}, unprinted=rests, whole=alike)


def _exactly(one: Breakdown, whole: Breakdown, part: PartOf) -> Iterator[Table]:
    """These rows of the whole are together the part."""
    measure = index_of(part.measure)
    values: dict[Key, int] = {}
    names: dict[Key, Name] = {}
    for key, value in one.values.items():
        if key[ROWS] is not TOTAL or key[MEASURES] is not TOTAL:
            continue
        values[TOTAL, key[YEARS]], names[TOTAL, key[YEARS]] = value, one.name(key)
        for row in part.rows:
            at = (row, key[YEARS], measure)
            if at in whole.values:
                values[at[:MEASURES]], names[at[:MEASURES]] = whole.values[at], whole.name(at)
    yield from _tie(values, names, apart={YEARS})


def _of_stock(stock: Breakdown, came: Breakdown, went: Breakdown) -> Iterator[Table]:
    """What came less what went is how much the stock rose since the year before.

    How much it rose is no number of units, so it need not be hidden; it only ties. Even and odd
    years are two tables, because every stock is the end of one year and the start of another.
    """
    flows: dict[Key, int] = {}
    names: dict[Key, Name] = {}
    chains: tuple[dict[Key, int], dict[Key, int]] = ({}, {})
    for key, value in stock.values.items():
        row, year, measure = key
        before = stock.values.get((row, _before(year), measure))
        rose = value - (before or 0)
        if came.values.get(key) is None or came.values[key] - went.values.get(key, -1) != rose:
            continue
        flows |= {
            (*key, WENT): went.values[key],
            (*key, TOTAL): came.values[key],
            (*key, ROSE): rose,
        }
        names |= {(*key, WENT): went.name(key), (*key, TOTAL): came.name(key)}
        names[*key, ROSE] = (ROSE, stock.name(key))
        chain = chains[int(str(year)) % 2]
        chain |= {(*key, ROSE): rose, (*key, TOTAL): value}
        if before is not None:
            chain[*key, BEFORE] = before
    apart = {ROWS, YEARS, MEASURES}
    yield from _tie(flows, names, apart=apart, unprinted=_signed(flows))
    for chain in chains:
        of_chain = {key: _in_chain(stock, key) for key in chain}
        yield from _tie(chain, of_chain, apart=apart, unprinted=_signed(chain))


def _before(year: object) -> int:
    return int(str(year)) - 1


def _in_chain(stock: Breakdown, key: Key) -> Name:
    row, year, measure, role = key
    if role == ROSE:
        return (ROSE, stock.name((row, year, measure)))
    return stock.name((row, _before(year) if role == BEFORE else year, measure))


def _signed(values: Mapping[Key, int]) -> dict[Key, float]:
    """What a stock rose by can be less than nothing."""
    return {key: float("-inf") for key in values if key[-1] == ROSE}


def _over_years(one: Breakdown, other: Breakdown) -> Iterator[Table]:
    """The same units in other years: over all years they are as many, if both began together."""
    values: dict[Key, int] = {}
    names: dict[Key, Name] = {}
    for key, value in one.values.items():
        if key[YEARS] is TOTAL and other.values.get(key) == value:
            values |= {(*key, SAME): value, (*key, TOTAL): value}
            names |= {(*key, SAME): one.name(key), (*key, TOTAL): other.name(key)}
    yield from _tie(values, names, apart={ROWS, YEARS, MEASURES})


def _ended(one: Breakdown, outcome: Outcome, family: Sequence[Breakdown]) -> Iterator[Table]:
    """Over all years, what ended in some way is as many as the whole says of it, if both began
    together."""
    values: dict[Key, int] = {}
    names: dict[Key, Name] = {}
    for whole in family:
        is_whole = whole.indicator is outcome.whole and whole.dimension == outcome.dimension
        for measure in outcome.measures if is_whole else ():
            mine, there = (TOTAL, TOTAL, measure), (measure, TOTAL, TOTAL)
            if mine in one.values and one.values[mine] == whole.values.get(there):
                values |= {(measure, SAME): one.values[mine], (measure, TOTAL): one.values[mine]}
                names |= {(measure, SAME): one.name(mine), (measure, TOTAL): whole.name(there)}
    yield from _tie(values, names, apart={ROWS})


def _covered(one: Breakdown, by: Covered, family: Sequence[Breakdown]) -> Iterator[Table]:
    """The rows that together hold the units of this one, with their number as the total."""
    codes = by.rows()
    rows = [
        (other, code)
        for other in family
        for code in (codes.get(other.dimension, ()) if other.indicator is by.whole else ())
    ]
    values: dict[Key, int] = {}
    names: dict[Key, Name] = {}
    for (row, year, measure), value in one.values.items():
        places = [(at, (code, year, TOTAL)) for at, code in rows]
        parts = [(at, key) for at, key in places if key in at.values]
        numbers = [at.values[key] for at, key in parts]
        is_total = row is TOTAL and measure is TOTAL
        if not is_total or not max(numbers, default=0) <= value <= sum(numbers):
            continue
        values[TOTAL, year], names[TOTAL, year] = value, one.name((row, year, measure))
        for at, key in parts:
            index = (at.dimension, key[ROWS])
            values[index, year], names[index, year] = at.values[key], at.name(key)
    yield from _tie(values, names, apart={YEARS})


def _tie(
    values: Mapping[Key, int],
    names: Mapping[Key, Name],
    *,
    apart: AbstractSet[int],
    unprinted: Mapping[Key, float] | None = None,
    whole: AbstractSet[Key] = frozenset(),
) -> Iterator[Table]:
    """A table in which only the last axis adds up; none of nothing."""
    if values:
        yield Table(
            values, name=names.__getitem__, apart=apart, unprinted=unprinted or {}, whole=whole
        )
