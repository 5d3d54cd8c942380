"""Hiding over a family of linked tables: what one table hides, no other gives back.

Two tables are linked when they print the same number: "all dossiers" of the stalking table is
"dossiers opened" of another, and the year totals of every breakdown are the same. Such a cell
has one name in all of them. A move that protects a cell must be possible in every table at once,
so the pattern in one table is completed in each other that holds a cell of it.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import islice

from reporting.disclosure.found import Found, fingerprint, packed, unpacked
from reporting.disclosure.net import Number
from reporting.disclosure.search import Cost, Family, Numbers, values_of
from reporting.disclosure.table import InconsistentFamilyError, Name, Names, Table

__all__ = ["InconsistentFamilyError", "Name", "Names", "Table", "hidden_names"]

MANY = 80
"""With more sensitive cells than this one order of work is tried: there is little to choose."""
ROUNDS = 4
"""How often every cell looks again for a cheaper move beside those of the others."""


def hidden_names(
    tables: Sequence[Table], *, threshold: int, cost: Cost, found: Found | None = None
) -> Names:
    """The cells to hide in all tables together: every value from 1 to threshold - 1, what must
    be hidden besides, and what protects them.

    `cost` says how much a reader loses with a cell. Several orders of work are tried and the
    cheapest result is taken; it depends on nothing but the numbers, so that the same family
    hides the same cells. `found` is what was found before and is added to. Raises
    InconsistentFamilyError.
    """
    found = {} if found is None else found
    names = list(values_of(tables))
    asked = fingerprint(tables, threshold)
    if asked not in found:
        found[asked] = packed(names, _searched(Family(tables, threshold, cost)))
    return unpacked(names, found[asked])


def _searched(family: Family) -> Names:
    orders = _orders(family) if len(family.sensitive) <= MANY else islice(_orders(family), 1)
    tries = [_hidden(family, order) for order in orders]
    hidden = min(tries, key=lambda one: sum(family.prices[n][0] for n in one), default=())
    return frozenset(family.names[number] for number in hidden)


def _hidden(family: Family, order: Sequence[Number]) -> Numbers:
    """Give every cell its cheapest move in turn, then let each look again beside the others:
    a cell that no move needs any more is shown."""
    chosen = _Chosen(family.reaches.keys())
    for turn in range(ROUNDS):
        before = dict(chosen.moves)
        for number in order if turn % 2 == 0 else reversed(order):
            chosen.drop(number)
            chosen.take(number, family.move(number, chosen.hidden))
        if chosen.moves == before:
            break
    return frozenset(chosen.hidden - family.free.keys())


class _Chosen:
    """The moves that were chosen, and what is hidden for them and because it is sensitive."""

    def __init__(self, sensitive: AbstractSet[Number]) -> None:
        self.sensitive = sensitive
        self.hidden = set(sensitive)
        self.moves: dict[Number, Numbers] = {}
        self.uses: Counter[Number] = Counter()

    def take(self, number: Number, move: Numbers) -> None:
        self.moves[number] = move
        self.uses.update(move)
        self.hidden |= move

    def drop(self, number: Number) -> None:
        """Without the move of this cell, as long as it has no other one."""
        move = self.moves.pop(number, frozenset())
        self.uses.subtract(move)
        self.hidden -= {one for one in move if not self.uses[one]} - self.sensitive


def _orders(family: Family) -> Iterator[list[Number]]:
    """Orders in which the cells choose their moves: margins and large ones early or late."""
    for largest_first in (True, False):
        for margins_first in (True, False):
            yield sorted(
                family.sensitive,
                key=lambda number: (
                    family.margins(number) * (-1 if margins_first else 1),
                    family.values[number] * (-1 if largest_first else 1),
                ),
            )
