"""How the cells that move in one table can be completed to a move that every line allows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reporting.disclosure.hypercube import TOTAL, Index, Reach
from reporting.disclosure.net import Line, Moves, Net, Number

Surplus = dict[Line, int]
"""By how much the parts of each line that is touched move more than its total; equations of which
nothing is left are not in it."""


def completions(
    net: Net, moves: Moves, reach: Reach, *, classes_only: bool = False
) -> Iterator[Moves]:
    """Every move that holds this one and that all lines of the table allow.

    Axis by axis, cells whose line is out of balance get a partner at one other index: from one
    cell this gives the box of the hypercube method, from a rectangle of shared totals the box on
    it. Where parts only cover their total, a cell may also move alone as far as there is room.
    With `classes_only` a class, on the last axis, is completed by another one and not by the sum.
    """
    last = len(net.axes) - 1
    axes = [
        (axis, indices[:-1] if classes_only and axis == last else indices)
        for axis, indices in enumerate(net.axes)
        if net.along[axis]
    ]
    moving = _Moving(net, reach, axes)
    yield from moving.along(moves, moving.surplus(moves, {}), 0)


@dataclass(frozen=True)
class _Moving:
    """Completing one move along the axes that add up. What each line is out of balance by goes
    along with the cells."""

    net: Net
    reach: Reach
    axes: Sequence[tuple[int, Sequence[Index]]]

    def along(self, moves: Moves, surplus: Surplus, turn: int) -> Iterator[Moves]:
        if turn == len(self.axes):
            if self._is_allowed(moves, surplus):
                yield moves
            return
        axis, indices = self.axes[turn]
        lines = self.net.along[axis]
        unbalanced = [
            (number, lines[number])
            for number in moves
            if number in lines and surplus.get(lines[number])
        ]
        if all(line.slack for _key, line in unbalanced):
            yield from self.along(moves, surplus, turn + 1)
        for there in indices if unbalanced else ():
            if partners := self._partners(moves, unbalanced, axis, there):
                left = self.surplus(partners, surplus)
                yield from self.along({**moves, **partners}, left, turn + 1)

    def surplus(self, moves: Moves, before: Surplus) -> Surplus:
        """What was left before, with these cells moving too."""
        left = {**before}
        for number, sign in moves.items():
            for line, weight in self.net.touching[number]:
                by = left.get(line, 0) + sign * weight
                if by or line.slack:
                    left[line] = by
                else:
                    del left[line]
        return left

    def _partners(
        self, moves: Moves, unbalanced: Sequence[tuple[Number, Line]], axis: int, there: Index
    ) -> dict[Number, int]:
        """The same cells at another index; nothing when one is lacking, moves already or cannot."""
        found: dict[Number, int] = {}
        for number, line in unbalanced:
            partner = line.at.get(there)
            if partner is None or partner in moves or partner in found:
                return {}
            # Two categories of one total move against each other; a part and its total together.
            together = number == line.total or there is TOTAL
            sign = moves[number] if together else -moves[number]
            if not self.net.can_move(partner, sign, self.reach):
                return {}
            found[partner] = sign
        return found

    def _is_allowed(self, moves: Moves, surplus: Surplus) -> bool:
        """Whether every line that is touched allows it: an equation when nothing is left."""
        return all(
            line.slack and line.covers(self.net.values, moves, left, self.reach)
            for line, left in surplus.items()
        )
