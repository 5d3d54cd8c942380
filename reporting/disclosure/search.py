"""Looking for the cheapest move that every linked table allows."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import islice, product
from operator import itemgetter

from reporting.disclosure.hypercube import (
    Reach,
    Reaches,
    reaches_of_other,
    reaches_of_small,
    reaches_of_whole,
)
from reporting.disclosure.net import Moves, Net, Number
from reporting.disclosure.patterns import completions
from reporting.disclosure.table import InconsistentFamilyError, Name, Table

Cost = Callable[[Name], int]
ReachesOf = Callable[[int, int], Reaches]
Numbers = frozenset[Number]
Tables = int
"""A set of tables, a bit for each."""
Price = tuple[int, int]
NOTHING: Price = (0, 0)
WAYS_AT_HOME = 40
"""How many of the cheapest ways to move a cell in its own table are tried."""
WAYS_IN_LINKED = 4
"""How many of the cheapest ways to complete a move in a linked table are tried."""
STEPS = 150
"""How many tables are looked at to complete one move before another one is tried."""


@dataclass(frozen=True)
class _Hunt:
    """One search: how far the cell must move, what is hidden already, how many tables may be
    looked at, and whether only what is hidden already may move."""

    reach: Reach
    hidden: set[Number]
    steps: Iterator[int]
    only_hidden: bool = False


@dataclass(frozen=True)
class _Way:
    """How a table lets cells move: what moves then, which of the cells that it adds are missed when
    they are hidden, in which tables those that it adds stand, and whether any cell falls."""

    moves: Moves
    dear: Numbers
    disturbs: Tables
    falls: bool


class Family:
    """The tables together, every cell by its number."""

    def __init__(self, tables: Sequence[Table], threshold: int, cost: Cost) -> None:
        self.threshold = threshold
        by_name = values_of(tables)
        self.names: Sequence[Name] = list(by_name)
        self.numbers = {name: number for number, name in enumerate(self.names)}
        self.values = list(by_name.values())
        self.nets = [Net(table, self.numbers, self.values) for table in tables]
        self.free = {number: floor for net in self.nets for number, floor in net.free.items()}
        self.prices: list[Price] = [
            NOTHING if number in self.free else (cost(name), self.values[number])
            for number, name in enumerate(self.names)
        ]
        self.holders = self._holders()
        self.reaches = self._reaches()
        self.sensitive = sorted(self.reaches, key=lambda number: sortable(self.names[number]))
        self.vain: set[tuple[Number, Reach, bool]] = set()
        self.ways: dict[tuple[Number, Reach], list[_Way]] = {}
        self.linked_ways: dict[
            tuple[int, frozenset[tuple[Number, int]], Reach], Sequence[_Way]
        ] = {}

    def margins(self, number: Number) -> int:
        """On how many axes the cell is a total, where it is one on the fewest."""
        return min(net.keys[number].count(None) for net in self.nets if number in net.keys)

    def move(self, number: Number, hidden: set[Number]) -> Numbers:
        """What has to be hidden so that this cell can move far enough.

        What is hidden already is cheap and can lead the search astray; then it is looked for as
        if nothing were. When no table can complete a move, everything that is linked with the cell
        is hidden: safe, and worth a redesign.
        """
        reaches = list(self.reaches[number](self.values[number], self.threshold))
        for known, equal in product((hidden, set[Number]()), reaches):
            found = [self._found(number, reach, known) for reach in equal]
            best = min(filter(None, found), key=lambda one: self._price(one, hidden), default=None)
            if best:
                return best
        return self._linked(number)

    def _found(self, number: Number, reach: Reach, hidden: set[Number]) -> Numbers:
        """First among what is hidden already; a longer search that was in vain is not repeated."""
        free = (way for way in self._ways(number, reach) if way.dear <= hidden)
        for way in islice(free, WAYS_AT_HOME):
            hunt = _Hunt(reach, hidden, iter(range(STEPS)), only_hidden=True)
            if whole := self._from_home(number, way, hunt):
                return frozenset(whole)
        attempt = (number, reach, bool(hidden))
        found = frozenset() if attempt in self.vain else self._cheapest(number, reach, hidden)
        if not found:
            self.vain.add(attempt)
        return found

    def _cheapest(self, number: Number, reach: Reach, hidden: set[Number]) -> Numbers:
        best: Numbers = frozenset()
        least: Price | None = None
        ways = [(self._worth(way, reach, hidden), way) for way in self._ways(number, reach)]
        for worth, way in sorted(ways, key=itemgetter(0))[:WAYS_AT_HOME]:
            if least is not None and worth[1] >= least:
                break
            hunt = _Hunt(reach, hidden, iter(range(STEPS)))
            whole = self._from_home(number, way, hunt)
            if whole is not None:
                price = self._price(whole.keys(), hidden)
                if least is None or price < least:
                    best, least = frozenset(whole), price
        return best

    def _worth(self, way: _Way, reach: Reach, hidden: set[Number]) -> tuple[bool, Price]:
        """What is looked at first. Where a cell can only rise, everything that is linked with it
        can rise too, but what falls may meet its floor far away."""
        return not reach.down and way.falls, self._price(way.dear, hidden)

    def _ways(self, number: Number, reach: Reach) -> list[_Way]:
        """The moves of a cell as its first table allows them; they are asked for often."""
        if (number, reach) not in self.ways:
            net = self.nets[self._home(number)]
            whole = net.keys[number] in net.table.whole
            found = completions(net, {number: 1}, reach, classes_only=whole)
            self.ways[number, reach] = [self._way(one, {}) for one in found]
        return self.ways[number, reach]

    def _home(self, number: Number) -> int:
        """The table from which a cell starts: where it holds for a whole group, else the first."""
        held = [at for at, net in enumerate(self.nets) if number in net.keys]
        nets = ((at, self.nets[at]) for at in held)
        return next((at for at, net in nets if net.keys[number] in net.table.whole), held[0])

    def _from_home(self, number: Number, way: _Way, hunt: _Hunt) -> Moves | None:
        return self._completed(way.moves, way.disturbs, hunt, 1 << self._home(number))

    def _completed(self, moved: Moves, reached: Tables, hunt: _Hunt, done: Tables) -> Moves | None:
        """The move with what it needs in the tables that it reached and that are not done, the
        cheapest that fits; the first of them at every step.

        A table is done until another one moves a cell of it again: a chain of stocks goes through
        a table once for every year.
        """
        left = reached & ~done
        if not left or next(hunt.steps, None) is None:
            return None if left else moved
        at = (left & -left).bit_length() - 1
        for way in self._in_linked(at, moved, hunt, done):
            done_then = (done & ~way.disturbs) | (1 << at)
            whole = self._completed({**moved, **way.moves}, reached | way.disturbs, hunt, done_then)
            if whole is not None:
                return whole
        return None

    def _in_linked(self, at: int, moved: Moves, hunt: _Hunt, done: Tables) -> list[_Way]:
        """Some ways to complete a move in a linked table: first what leaves the others alone.

        What moved already costs the same in all of them.
        """
        ways: list[tuple[tuple[bool, bool, Price], _Way]] = []
        for way in self._linked_ways(at, moved, hunt.reach):
            if hunt.only_hidden and not way.dear <= hunt.hidden:
                continue
            falls, price = self._worth(way, hunt.reach, hunt.hidden)
            ways.append(((falls, bool(way.disturbs & done), price), way))
        return [way for _worth, way in sorted(ways, key=itemgetter(0))[:WAYS_IN_LINKED]]

    def _linked_ways(self, at: int, moved: Moves, reach: Reach) -> Sequence[_Way]:
        """Every completion in a linked table; they are asked for often, and do not depend on what
        is hidden."""
        net = self.nets[at]
        touched = {number: sign for number, sign in moved.items() if number in net.keys}
        asked = (at, frozenset(touched.items()), reach)
        if asked not in self.linked_ways:
            found = completions(net, touched, reach)
            self.linked_ways[asked] = [self._way(one, touched) for one in found]
        return self.linked_ways[asked]

    def _way(self, moves: Moves, touched: Moves) -> _Way:
        new = moves.keys() - touched.keys()
        dear = frozenset(number for number in new if self.prices[number] != NOTHING)
        return _Way(moves, dear, self._held(new), -1 in moves.values())

    def _held(self, numbers: Iterable[Number]) -> Tables:
        """The tables in which any of these cells stands."""
        held = 0
        for number in numbers:
            held |= self.holders[number]
        return held

    def _price(self, numbers: AbstractSet[Number], hidden: set[Number]) -> Price:
        cost = value = 0
        for number in numbers - hidden:
            own = self.prices[number]
            cost, value = cost + own[0], value + own[1]
        return cost, value

    def _linked(self, number: Number) -> Numbers:
        """All cells of the tables that are linked with this cell, near or far."""
        reached, before = self.holders[number], 0
        while reached != before:
            before = reached
            reached |= self._held(n for net in self._among(before) for n in net.keys)
        cells = (n for net in self._among(reached) for n in net.keys)
        return frozenset(n for n in cells if self.values[n])

    def _among(self, tables: Tables) -> Iterator[Net]:
        return (net for at, net in enumerate(self.nets) if tables >> at & 1)

    def _holders(self) -> Sequence[Tables]:
        found = [0] * len(self.names)
        for at, net in enumerate(self.nets):
            for number in net.keys:
                found[number] |= 1 << at
        return found

    def _reaches(self) -> dict[Number, ReachesOf]:
        found: dict[Number, ReachesOf] = {}
        for net in self.nets:
            also = net.table.also & net.numbers.keys()
            found |= {net.numbers[key]: reaches_of_other for key in also}
            found |= {net.numbers[key]: reaches_of_whole for key in net.table.whole}
        small = [number for number in range(len(self.names)) if self._is_small(number)]
        return found | dict.fromkeys(small, reaches_of_small)

    def _is_small(self, number: Number) -> bool:
        """What can be less than nothing is a difference and no number of units."""
        return 0 < self.values[number] < self.threshold and self.free.get(number, 0) >= 0


def values_of(tables: Sequence[Table]) -> dict[Name, int]:
    """Every cell once. Raises InconsistentFamilyError."""
    values: dict[Name, int] = {}
    for table in tables:
        for name, key in table.keys.items():
            if values.setdefault(name, table.values[key]) != table.values[key]:
                raise InconsistentFamilyError(f"{name}: {values[name]} and {table.values[key]}")
    return values


def sortable(name: Name) -> tuple[str, ...]:
    """A stable order for names that mix numbers, codes and TOTAL."""
    parts = name if isinstance(name, tuple) else (name,)
    return tuple("" if part is None else str(part).rjust(12) for part in parts)
