"""How the cells that move in one table can be completed to a move that every line allows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reporting.disclosure.hypercube import TOTAL, Index, Key, Reach
from reporting.disclosure.table import Line, Pattern, Table

Surplus = dict[Line, int]
"""By how much the parts of each line that is touched move more than its total; equations of which
nothing is left are not in it."""


def completions(
    table: Table, pattern: Pattern, reach: Reach, *, classes_only: bool = False
) -> Iterator[Pattern]:
    """Every pattern that holds this one and that all lines of the table allow.

    Axis by axis, cells whose line is out of balance get a partner at one other index: from one
    cell this gives the box of the hypercube method, from a rectangle of shared totals the box on
    it. Where parts only cover their total, a cell may also move alone as far as there is room.
    With `classes_only` a class, on the last axis, is completed by another one and not by the sum.
    """
    last = len(table.axes) - 1
    axes = [
        (axis, indices[:-1] if classes_only and axis == last else indices)
        for axis, indices in enumerate(table.axes)
        if table.along[axis]
    ]
    moving = _Moving(table, reach, axes)
    yield from moving.along(pattern, moving.surplus(pattern, {}), 0)


@dataclass(frozen=True)
class _Moving:
    """Completing one pattern along the axes that add up. What each line is out of balance by goes
    along with the cells."""

    table: Table
    reach: Reach
    axes: Sequence[tuple[int, Sequence[Index]]]

    def along(self, pattern: Pattern, surplus: Surplus, turn: int) -> Iterator[Pattern]:
        if turn == len(self.axes):
            if self._is_allowed(pattern, surplus):
                yield pattern
            return
        axis, indices = self.axes[turn]
        lines = self.table.along[axis]
        unbalanced = [
            (key, lines[key]) for key in pattern if key in lines and surplus.get(lines[key])
        ]
        if all(line.slack for _key, line in unbalanced):
            yield from self.along(pattern, surplus, turn + 1)
        for there in indices if unbalanced else ():
            if partners := self._partners(pattern, unbalanced, axis, there):
                left = self.surplus(partners, surplus)
                yield from self.along({**pattern, **partners}, left, turn + 1)

    def surplus(self, pattern: Pattern, before: Surplus) -> Surplus:
        """What was left before, with these cells moving too."""
        left = {**before}
        for key, sign in pattern.items():
            for line, weight in self.table.touching[key]:
                moves = left.get(line, 0) + sign * weight
                if moves or line.slack:
                    left[line] = moves
                else:
                    del left[line]
        return left

    def _partners(
        self, pattern: Pattern, unbalanced: Sequence[tuple[Key, Line]], axis: int, there: Index
    ) -> dict[Key, int]:
        """The same cells at another index; nothing when one is lacking, moves already or cannot."""
        found: dict[Key, int] = {}
        for key, line in unbalanced:
            partner = line.at.get(there)
            if partner is None or partner in pattern or partner in found:
                return {}
            # Two categories of one total move against each other; a part and its total together.
            together = key[axis] is TOTAL or there is TOTAL
            sign = pattern[key] if together else -pattern[key]
            if not self.table.can_move(partner, sign, self.reach):
                return {}
            found[partner] = sign
        return found

    def _is_allowed(self, pattern: Pattern, surplus: Surplus) -> bool:
        """Whether every line that is touched allows it: an equation when nothing is left."""
        return all(
            line.slack and line.covers(self.table.values, pattern, left, self.reach)
            for line, left in surplus.items()
        )
