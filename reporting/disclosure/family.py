"""Hiding over a family of linked tables: what one table hides, no other gives back.

Two tables are linked when they print the same number: "all dossiers" of the stalking table is
"dossiers opened" of another. Such a cell has one name in both. A move that protects a cell must
be possible in every table at once, so the box in one table is completed with boxes in the
others that move exactly the same shared cells. Most boxes touch no shared cell and need none.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from reporting.disclosure.hypercube import (
    Axes,
    Key,
    Reach,
    Values,
    axes_of,
    boxes_around,
    reaches_of_other,
    reaches_of_small,
    reaches_of_whole,
    within_classes,
)

Name = Hashable
"""What a cell is called in the whole family; equal names are the same number."""
Names = frozenset[Name]
Cost = Callable[[Name], int]
Reaches = Callable[[int, int], Iterator[Reach]]


class InconsistentFamilyError(ValueError):
    """Two tables give different numbers for the same cell."""


@dataclass(frozen=True)
class Table:
    """The cells of one table with their margins, and what each is called in the family.

    `also` are cells that must be hidden although they are not small, `whole` those that hold
    for a whole group; the last axis of a key is then the class.
    """

    values: Values
    name: Callable[[Key], Name]
    also: AbstractSet[Key] = frozenset()
    whole: AbstractSet[Key] = frozenset()
    axes: Axes = field(init=False)
    keys: Mapping[Name, Key] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "axes", axes_of(self.values))
        object.__setattr__(self, "keys", {self.name(key): key for key in self.values})


def hidden_names(tables: Sequence[Table], *, threshold: int, cost: Cost) -> Names:
    """The cells to hide in all tables together: every value from 1 to threshold - 1, what must
    be hidden besides, and what protects them.

    `cost` says how much a reader loses with a cell. Several orders of work are tried and the
    cheapest result is taken; it depends on nothing but the numbers, so that the same family
    hides the same cells. Raises InconsistentFamilyError.
    """
    family = _Family(tables, threshold)
    boxes = {name: family.boxes(name) for name in family.sensitive}
    tries = (_attempt(family, boxes, order, cost) for order in _orders(family))
    return min(tries, key=lambda hidden: sum(map(cost, hidden)), default=frozenset())


class _Family:
    """The tables together, by name."""

    def __init__(self, tables: Sequence[Table], threshold: int) -> None:
        self.tables = tables
        self.threshold = threshold
        self.values = _values(tables)
        self.reaches = self._reaches()
        self.sensitive = sorted(self.reaches, key=sortable)

    def margins(self, name: Name) -> int:
        """On how many axes the cell is a total, where it is one on the fewest."""
        return min(table.keys[name].count(None) for table in self.tables if name in table.keys)

    def boxes(self, name: Name) -> list[Names]:
        """What can be hidden to protect this cell, each complete over all tables.

        A cell always has a box in its own table. When no box can be completed in a linked
        one, everything is hidden that the cell's own tables hold: safe, and worth a redesign.
        """
        home = next(i for i, table in enumerate(self.tables) if name in table.keys)
        for reach in self.reaches[name](self.values[name], self.threshold):
            found = list(dict.fromkeys(self._complete({name: 1}, home, reach, frozenset())))
            if found:
                return found
        return [frozenset(self.tables[home].keys)]

    def _complete(
        self, moved: Mapping[Name, int], at: int, reach: Reach, done: frozenset[int]
    ) -> Iterator[Names]:
        """Boxes in table `at` that move just those of its cells which the tables done moved."""
        for signs in self._matching(moved, self.tables[at], reach, done):
            together = {**moved, **signs}
            following = self._next(together, done | {at})
            if following is None:
                yield frozenset(together)
            else:
                yield from self._complete(together, following, reach, done | {at})

    def _matching(
        self, moved: Mapping[Name, int], table: Table, reach: Reach, done: frozenset[int]
    ) -> Iterator[Mapping[Name, int]]:
        touched = {name: sign for name, sign in moved.items() if name in table.keys}
        anchor, along = next(iter(touched.items()))
        linked = {name for i in done for name in self.tables[i].keys} & table.keys.keys()
        key = table.keys[anchor]
        axes = within_classes(table.axes) if key in table.whole and not done else table.axes
        for box in boxes_around(table.values, axes, key, reach.seen_from(along)):
            signs = {table.name(corner): sign * along for corner, sign in box.signs.items()}
            shared = {name: sign for name, sign in signs.items() if name in linked}
            if not done or shared == touched:
                yield signs

    def _next(self, moved: Mapping[Name, int], done: frozenset[int]) -> int | None:
        """A table that holds a moved cell and has not been looked at."""
        for i, table in enumerate(self.tables):
            if i not in done and not table.keys.keys().isdisjoint(moved):
                return i
        return None

    def _reaches(self) -> dict[Name, Reaches]:
        found: dict[Name, Reaches] = {}
        for table in self.tables:
            found |= {table.name(key): reaches_of_other for key in table.also & table.values.keys()}
            found |= {table.name(key): reaches_of_whole for key in table.whole}
        small = (name for name, value in self.values.items() if 0 < value < self.threshold)
        return found | dict.fromkeys(small, reaches_of_small)


def _values(tables: Sequence[Table]) -> dict[Name, int]:
    values: dict[Name, int] = {}
    for table in tables:
        for name, key in table.keys.items():
            if values.setdefault(name, table.values[key]) != table.values[key]:
                raise InconsistentFamilyError(f"{name}: {values[name]} and {table.values[key]}")
    return values


def _orders(family: _Family) -> Iterator[list[Name]]:
    """Orders in which the cells choose their boxes: margins and large ones early or late."""
    for largest_first in (True, False):
        for margins_first in (True, False):
            yield sorted(
                family.sensitive,
                key=lambda name: (
                    family.margins(name) * (-1 if margins_first else 1),
                    family.values[name] * (-1 if largest_first else 1),
                ),
            )


def _attempt(
    family: _Family, boxes: Mapping[Name, list[Names]], order: Sequence[Name], cost: Cost
) -> Names:
    """Give every cell its cheapest box in turn, then show what no box needs any more."""
    hidden = set(order)
    for name in order:
        hidden |= min(boxes[name], key=lambda box: _price(box - hidden, family.values, cost))
    return _thinned(hidden, boxes, lambda name: (cost(name), family.values[name], sortable(name)))


def _price(new: AbstractSet[Name], values: Mapping[Name, int], cost: Cost) -> tuple[int, int]:
    return sum(map(cost, new)), sum(values[name] for name in new)


def _thinned(
    hidden: set[Name],
    boxes: Mapping[Name, list[Names]],
    worth: Callable[[Name], tuple[int, int, tuple[str, ...]]],
) -> Names:
    """Show again, most missed first, each cell without which every other one keeps a box.

    What stays hidden beside the sensitive cells is a corner of a box that some of them cannot
    do without, so it can move too.
    """
    left = {name: [box for box in boxes[name] if box <= hidden] for name in boxes}
    for spare in sorted(hidden - boxes.keys(), key=worth, reverse=True):
        without = {name: [box for box in left[name] if spare not in box] for name in left}
        if all(without.values()):
            left = without
            hidden = hidden - {spare}
    return frozenset(hidden)


def sortable(name: Name) -> tuple[str, ...]:
    """A stable order for names that mix numbers, codes and TOTAL."""
    parts = name if isinstance(name, tuple) else (name,)
    return tuple("" if part is None else str(part).rjust(12) for part in parts)
