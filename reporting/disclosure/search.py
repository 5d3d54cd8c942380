"""Looking for the cheapest move that every linked table allows."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import product

from reporting.disclosure.hypercube import (
    Key,
    Reach,
    Reaches,
    reaches_of_other,
    reaches_of_small,
    reaches_of_whole,
)
from reporting.disclosure.patterns import completions
from reporting.disclosure.table import InconsistentFamilyError, Name, Names, Table

Cost = Callable[[Name], int]
ReachesOf = Callable[[int, int], Reaches]
Moves = Mapping[Name, int]
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
    """One search: how far the cell must move, what is hidden already, and how many tables may be
    looked at. `most` is what a table may cost, None is anything."""

    reach: Reach
    hidden: set[Name]
    steps: Iterator[int]
    most: Price | None


class Family:
    """The tables together, by name."""

    def __init__(self, tables: Sequence[Table], threshold: int, cost: Cost) -> None:
        self.tables = tables
        self.threshold = threshold
        self.values = _values(tables)
        self.free = {
            table.name(key): floor for table in tables for key, floor in table.unprinted.items()
        }
        self.prices: dict[Name, Price] = {
            name: NOTHING if name in self.free else (cost(name), value)
            for name, value in self.values.items()
        }
        self.holders = _holders(tables)
        self.reaches = self._reaches()
        self.sensitive = sorted(self.reaches, key=sortable)
        self.vain: set[tuple[Name, Reach, bool]] = set()
        self.ways: dict[tuple[Name, Reach], list[Moves]] = {}
        self.linked_ways: dict[
            tuple[int, frozenset[tuple[Key, int]], Reach], list[tuple[Moves, set[Name]]]
        ] = {}

    def margins(self, name: Name) -> int:
        """On how many axes the cell is a total, where it is one on the fewest."""
        held = self.holders[name]
        return min(self.tables[at].keys[name].count(None) for at in held)

    def move(self, name: Name, hidden: set[Name]) -> Names:
        """What has to be hidden so that this cell can move far enough.

        What is hidden already is cheap and can lead the search astray; then it is looked for as
        if nothing were. When no table can complete a move, everything that is linked with the cell
        is hidden: safe, and worth a redesign.
        """
        reaches = list(self.reaches[name](self.values[name], self.threshold))
        for known, equal in product((hidden, set()), reaches):
            found = [self._found(name, reach, known) for reach in equal]
            best = min(filter(None, found), key=lambda one: self._price(one, hidden), default=None)
            if best:
                return best
        return self._linked(name)

    def _found(self, name: Name, reach: Reach, hidden: set[Name]) -> Names:
        """First among what is hidden already; a longer search that was in vain is not repeated."""
        free = [way for way in self._ways(name, reach) if self._price(way, hidden) == NOTHING]
        for way in free[:WAYS_AT_HOME]:
            hunt = _Hunt(reach, hidden, iter(range(STEPS)), NOTHING)
            if whole := self._completed(way, hunt, {self._home(name)}):
                return frozenset(whole)
        attempt = (name, reach, bool(hidden))
        found = frozenset() if attempt in self.vain else self._cheapest(name, reach, hidden)
        if not found:
            self.vain.add(attempt)
        return found

    def _cheapest(self, name: Name, reach: Reach, hidden: set[Name]) -> Names:
        best: Names = frozenset()
        least: Price | None = None
        worth = {id(way): self._worth(way, reach, hidden) for way in self._ways(name, reach)}
        ways = sorted(self._ways(name, reach), key=lambda way: worth[id(way)])
        for moved in ways[:WAYS_AT_HOME]:
            if least is not None and worth[id(moved)][1] >= least:
                break
            hunt = _Hunt(reach, hidden, iter(range(STEPS)), None)
            whole = self._completed(moved, hunt, {self._home(name)})
            if whole is not None and (least is None or self._price(whole, hidden) < least):
                best, least = frozenset(whole), self._price(whole, hidden)
        return best

    def _worth(self, way: Moves, reach: Reach, hidden: set[Name]) -> tuple[bool, Price]:
        """What is looked at first. Where a cell can only rise, everything that is linked with it
        can rise too, but what falls may meet its floor far away."""
        return not reach.down and -1 in way.values(), self._price(way, hidden)

    def _ways(self, name: Name, reach: Reach) -> list[Moves]:
        """The moves of a cell as its first table allows them; they are asked for often."""
        if (name, reach) not in self.ways:
            table = self.tables[self._home(name)]
            key = table.keys[name]
            found = completions(table, {key: 1}, reach, classes_only=key in table.whole)
            self.ways[name, reach] = [_named(table, pattern) for pattern in found]
        return self.ways[name, reach]

    def _home(self, name: Name) -> int:
        """The table from which a cell starts: where it holds for a whole group, else the first."""
        held = self.holders[name]
        return next((at for at in held if self.tables[at].keys[name] in self.tables[at].whole),
                    held[0])  # fmt: skip

    def _completed(self, moved: Moves, hunt: _Hunt, done: AbstractSet[int]) -> Moves | None:
        """The move with what it needs in the tables that are not done, the cheapest that fits.

        A table is done until another one moves a cell of it again: a chain of stocks goes through
        a table once for every year.
        """
        at = self._next(moved, done)
        if at is None or next(hunt.steps, None) is None:
            return moved if at is None else None
        for way in self._in_linked(at, moved, hunt, done):
            disturbed = {one for name in way.keys() - moved.keys() for one in self.holders[name]}
            whole = self._completed({**moved, **way}, hunt, (done - disturbed) | {at})
            if whole is not None:
                return whole
        return None

    def _in_linked(self, at: int, moved: Moves, hunt: _Hunt, done: AbstractSet[int]) -> list[Moves]:
        """Some ways to complete a move in a linked table: first what leaves the others alone."""
        ways: list[tuple[tuple[bool, bool, Price], Moves]] = []
        for way, new in self._linked_ways(at, moved, hunt.reach):
            if hunt.most is not None and self._price(new, hunt.hidden) > hunt.most:
                continue
            disturbs = any(not done.isdisjoint(self.holders[name]) for name in new)
            falls, price = self._worth(way, hunt.reach, hunt.hidden)
            ways.append(((falls, disturbs, price), way))
        return [way for _worth, way in sorted(ways, key=lambda one: one[0])[:WAYS_IN_LINKED]]

    def _linked_ways(self, at: int, moved: Moves, reach: Reach) -> list[tuple[Moves, set[Name]]]:
        """Every completion in a linked table, with the cells that it adds; they are asked for
        often, and do not depend on what is hidden."""
        table = self.tables[at]
        touched = {table.keys[name]: sign for name, sign in moved.items() if name in table.keys}
        asked = (at, frozenset(touched.items()), reach)
        if asked not in self.linked_ways:
            found = (_named(table, one) for one in completions(table, touched, reach))
            self.linked_ways[asked] = [(way, way.keys() - moved.keys()) for way in found]
        return self.linked_ways[asked]

    def _next(self, moved: Moves, done: AbstractSet[int]) -> int | None:
        """The first table that holds a moved cell and is not done; holders are in order."""
        first = len(self.tables)
        for name in moved:
            for at in self.holders[name]:
                if at >= first:
                    break
                if at not in done:
                    first = at
                    break
        return first if first < len(self.tables) else None

    def _price(self, names: Iterable[Name], hidden: set[Name]) -> Price:
        cost = value = 0
        for name in names:
            if name not in hidden:
                own = self.prices[name]
                cost, value = cost + own[0], value + own[1]
        return cost, value

    def _linked(self, name: Name) -> Names:
        """All cells of the tables that are linked with this cell, near or far."""
        reached: set[int] = set()
        new = set(self.holders[name])
        while new:
            reached |= new
            names = {one for at in new for one in self.tables[at].keys}
            new = {at for one in names for at in self.holders[one]} - reached
        return frozenset(one for at in reached for one in self.tables[at].keys if self.values[one])

    def _reaches(self) -> dict[Name, ReachesOf]:
        found: dict[Name, ReachesOf] = {}
        for table in self.tables:
            found |= {table.name(key): reaches_of_other for key in table.also & table.values.keys()}
            found |= {table.name(key): reaches_of_whole for key in table.whole}
        small = [name for name, value in self.values.items() if self._is_small(name, value)]
        return found | dict.fromkeys(small, reaches_of_small)

    def _is_small(self, name: Name, value: int) -> bool:
        """What can be less than nothing is a difference and no number of units."""
        return 0 < value < self.threshold and self.free.get(name, 0) >= 0


def _values(tables: Sequence[Table]) -> dict[Name, int]:
    values: dict[Name, int] = {}
    for table in tables:
        for name, key in table.keys.items():
            if values.setdefault(name, table.values[key]) != table.values[key]:
                raise InconsistentFamilyError(f"{name}: {values[name]} and {table.values[key]}")
    return values


def _holders(tables: Sequence[Table]) -> Mapping[Name, list[int]]:
    """The tables in which each cell stands, in order."""
    found: defaultdict[Name, list[int]] = defaultdict(list)
    for at, table in enumerate(tables):
        for name in table.keys:
            found[name].append(at)
    return found


def _named(table: Table, pattern: Mapping[tuple[object, ...], int]) -> Moves:
    return {table.names[key]: sign for key, sign in pattern.items()}


def sortable(name: Name) -> tuple[str, ...]:
    """A stable order for names that mix numbers, codes and TOTAL."""
    parts = name if isinstance(name, tuple) else (name,)
    return tuple("" if part is None else str(part).rjust(12) for part in parts)
