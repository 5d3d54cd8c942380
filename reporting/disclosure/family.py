"""Hiding over a family of linked tables: what one table hides, no other gives back.

Two tables are linked when they print the same number: "all dossiers" of the stalking table is
"dossiers opened" of another, and the year totals of every breakdown are the same. Such a cell
has one name in all of them. A move that protects a cell must be possible in every table at once,
so the pattern in one table is completed in each other that holds a cell of it.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from reporting.disclosure.hypercube import (
    Reach,
    reaches_of_other,
    reaches_of_small,
    reaches_of_whole,
)
from reporting.disclosure.patterns import completions
from reporting.disclosure.table import InconsistentFamilyError, Name, Names, Table

Cost = Callable[[Name], int]
Reaches = Callable[[int, int], Iterator[Reach]]
Moves = Mapping[Name, int]
Price = tuple[int, int]
WAYS_IN_LINKED = 6
"""How many of the cheapest ways to complete a move in a linked table are tried."""
ROUNDS = 4
"""How often every cell looks again for a cheaper move beside those of the others."""


def hidden_names(tables: Sequence[Table], *, threshold: int, cost: Cost) -> Names:
    """The cells to hide in all tables together: every value from 1 to threshold - 1, what must
    be hidden besides, and what protects them.

    `cost` says how much a reader loses with a cell. Several orders of work are tried and the
    cheapest result is taken; it depends on nothing but the numbers, so that the same family
    hides the same cells. Raises InconsistentFamilyError.
    """
    family = _Family(tables, threshold, cost)
    tries = [family.hidden(order) for order in _orders(family)]
    return min(tries, key=lambda hidden: sum(map(cost, hidden)), default=frozenset())


class _Family:
    """The tables together, by name."""

    def __init__(self, tables: Sequence[Table], threshold: int, cost: Cost) -> None:
        self.tables = tables
        self.threshold = threshold
        self.cost = cost
        self.values = _values(tables)
        self.free = {table.name(key) for table in tables for key in table.unprinted}
        self.holders = _holders(tables)
        self.reaches = self._reaches()
        self.sensitive = sorted(self.reaches, key=sortable)
        self.ways: dict[tuple[Name, Reach], list[Moves]] = {}

    def margins(self, name: Name) -> int:
        """On how many axes the cell is a total, where it is one on the fewest."""
        held = self.holders[name]
        return min(self.tables[at].keys[name].count(None) for at in held)

    def hidden(self, order: Sequence[Name]) -> Names:
        """Give every cell its cheapest move in turn, then let each look again beside the others:
        a cell that no move needs any more is shown."""
        chosen = _Chosen(self.reaches.keys())
        for turn in range(ROUNDS):
            before = dict(chosen.moves)
            for name in order if turn % 2 == 0 else reversed(order):
                chosen.drop(name)
                chosen.take(name, self._move(name, chosen.hidden))
            if chosen.moves == before:
                break
        return frozenset(chosen.hidden - self.free)

    def _move(self, name: Name, hidden: AbstractSet[Name]) -> Names:
        """What has to be hidden so that this cell can move far enough.

        When no table can complete a move, everything that is linked with the cell is hidden:
        safe, and worth a redesign.
        """
        for reach in self.reaches[name](self.values[name], self.threshold):
            found = self._cheapest(name, reach, hidden)
            if found:
                return found
        return self._linked(name)

    def _cheapest(self, name: Name, reach: Reach, hidden: AbstractSet[Name]) -> Names:
        best: Names = frozenset()
        least: Price | None = None
        priced = [(self._price(moved, hidden), moved) for moved in self._ways(name, reach)]
        for price, moved in sorted(priced, key=lambda one: one[0]):
            if least is not None and price >= least:
                break
            home = self.holders[name][0]
            whole = next(self._completed(moved, reach, frozenset([home]), hidden), None)
            if whole is not None and (least is None or self._price(whole, hidden) < least):
                best, least = frozenset(whole), self._price(whole, hidden)
        return best

    def _ways(self, name: Name, reach: Reach) -> list[Moves]:
        """The moves of a cell as its first table allows them; they are asked for often."""
        if (name, reach) not in self.ways:
            table = self.tables[self.holders[name][0]]
            key = table.keys[name]
            found = completions(table, {key: 1}, reach, classes_only=key in table.whole)
            self.ways[name, reach] = [_named(table, pattern) for pattern in found]
        return self.ways[name, reach]

    def _completed(
        self, moved: Moves, reach: Reach, done: frozenset[int], hidden: AbstractSet[Name]
    ) -> Iterator[Moves]:
        """The move with what it needs in the tables that are not done, the cheapest first."""
        at = self._next(moved, done)
        if at is None:
            yield moved
            return
        table = self.tables[at]
        touched = {table.keys[name]: sign for name, sign in moved.items() if name in table.keys}
        ways = (_named(table, pattern) for pattern in completions(table, touched, reach))
        apart = [way for way in ways if not self._disturbs(way.keys() - moved.keys(), done)]
        for way in sorted(apart, key=lambda one: self._price(one, hidden))[:WAYS_IN_LINKED]:
            yield from self._completed({**moved, **way}, reach, done | {at}, hidden)

    def _next(self, moved: Moves, done: frozenset[int]) -> int | None:
        """The first table that holds a moved cell and is not done."""
        return min((at for name in moved for at in self.holders[name] if at not in done),
                   default=None)  # fmt: skip

    def _disturbs(self, names: AbstractSet[Name], done: frozenset[int]) -> bool:
        return any(at in done for name in names for at in self.holders[name])

    def _price(self, names: Moves, hidden: AbstractSet[Name]) -> Price:
        new = [name for name in names if name not in hidden and name not in self.free]
        return sum(map(self.cost, new)), sum(self.values[name] for name in new)

    def _linked(self, name: Name) -> Names:
        """All cells of the tables that are linked with this cell, near or far."""
        reached: set[int] = set()
        new = set(self.holders[name])
        while new:
            reached |= new
            names = {one for at in new for one in self.tables[at].keys}
            new = {at for one in names for at in self.holders[one]} - reached
        return frozenset(one for at in reached for one in self.tables[at].keys if self.values[one])

    def _reaches(self) -> dict[Name, Reaches]:
        found: dict[Name, Reaches] = {}
        for table in self.tables:
            found |= {table.name(key): reaches_of_other for key in table.also & table.values.keys()}
            found |= {table.name(key): reaches_of_whole for key in table.whole}
        small = (name for name, value in self.values.items() if 0 < value < self.threshold)
        return found | dict.fromkeys(small, reaches_of_small)


class _Chosen:
    """The moves that were chosen, and what is hidden for them and because it is sensitive."""

    def __init__(self, sensitive: AbstractSet[Name]) -> None:
        self.sensitive = sensitive
        self.hidden = set(sensitive)
        self.moves: dict[Name, Names] = {}
        self.uses: Counter[Name] = Counter()

    def take(self, name: Name, move: Names) -> None:
        self.moves[name] = move
        self.uses.update(move)
        self.hidden |= move

    def drop(self, name: Name) -> None:
        """Without the move of this cell, as long as it has no other one."""
        move = self.moves.pop(name, frozenset())
        self.uses.subtract(move)
        self.hidden -= {one for one in move if not self.uses[one]} - self.sensitive


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
    return {table.name(key): sign for key, sign in pattern.items()}


def _orders(family: _Family) -> Iterator[list[Name]]:
    """Orders in which the cells choose their moves: margins and large ones early or late."""
    for largest_first in (True, False):
        for margins_first in (True, False):
            yield sorted(
                family.sensitive,
                key=lambda name: (
                    family.margins(name) * (-1 if margins_first else 1),
                    family.values[name] * (-1 if largest_first else 1),
                ),
            )


def sortable(name: Name) -> tuple[str, ...]:
    """A stable order for names that mix numbers, codes and TOTAL."""
    parts = name if isinstance(name, tuple) else (name,)
    return tuple("" if part is None else str(part).rjust(12) for part in parts)
