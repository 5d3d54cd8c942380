"""The lines along which the cells of one table tell of each other, every cell by its number."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reporting.disclosure.hypercube import TOTAL, Index, Key, Reach
from reporting.disclosure.table import InconsistentFamilyError, Name, Table

Number = int
"""A cell of the family. Names and keys are long to compare, and cells are compared all the time."""
Moves = Mapping[Number, int]
"""Cells that move together, each with 1 or -1: along or against."""


@dataclass(frozen=True, eq=False)
class Line:
    """The cells along one axis with their total.

    `slack` is how much the parts are more than the total. 0 is an equation, whoever knows why;
    else some units stand in several cells, and a reader knows that the total lies between the
    largest part and the sum of all. `at` are its cells by their index on the axis.
    """

    parts: tuple[Number, ...]
    total: Number
    slack: int
    at: Mapping[Index, Number]

    def covers(self, values: Sequence[int], moves: Moves, surplus: int, reach: Reach) -> bool:
        """Whether the total stays within its bounds when the cells move that way together, and
        the parts move `surplus` more than it. For a line that is no equation."""
        if not _stays(self.slack, surplus, reach):
            return False
        total, up = values[self.total], moves.get(self.total, 0)
        for part in self.parts:
            if not _stays(total - values[part], up - moves.get(part, 0), reach):
                return False
        return True


def _stays(room: int, step: int, reach: Reach) -> bool:
    """Whether what is 0 or more stays so over the whole reach."""
    return room + step * (reach.up if step < 0 else -reach.down) >= 0


class Net:
    """One table of a family. Raises InconsistentFamilyError when a total is more than the sum of
    its parts.

    `along` are by axis the line of each cell that is in one; `touching` the lines of each cell,
    with 1 where it is a part and -1 where it is the total.
    """

    def __init__(self, table: Table, numbers: Mapping[Name, Number], values: Sequence[int]) -> None:
        self.table = table
        self.values = values
        self.axes = table.axes
        self.numbers = {key: numbers[name] for key, name in table.names.items()}
        self.keys = {number: key for key, number in self.numbers.items()}
        self.free = {self.numbers[key]: floor for key, floor in table.unprinted.items()}
        self.along = [self._lines(axis) for axis in range(len(self.axes))]
        self.touching = {number: self._touching(number) for number in self.keys}

    def can_move(self, number: Number, sign: int, reach: Reach) -> bool:
        """No printed cell needs to fall to 0; with zeros, one that is 0 may rise."""
        value = self.values[number]
        fall = reach.down if sign > 0 else reach.up
        if number in self.free:
            return value - fall >= self.free[number]
        return value > fall or (reach.with_zeros and value == fall == 0)

    def _touching(self, number: Number) -> list[tuple[Line, int]]:
        lines = [along[number] for along in self.along if number in along]
        return [(line, -1 if number == line.total else 1) for line in lines]

    def _lines(self, axis: int) -> Mapping[Number, Line]:
        if axis in self.table.apart:
            return {}
        groups: defaultdict[Key, dict[Index, Number]] = defaultdict(dict)
        for key, number in self.numbers.items():
            groups[key[:axis] + key[axis + 1 :]][key[axis]] = number
        found: dict[Number, Line] = {}
        for at in groups.values():
            if line := self._line(at):
                found |= dict.fromkeys(at.values(), line)
        return found

    def _line(self, at: Mapping[Index, Number]) -> Line | None:
        """None where no total was counted."""
        total = at.get(TOTAL)
        parts = tuple(number for index, number in at.items() if index is not TOTAL)
        if total is None or not parts:
            return None
        slack = sum(self.values[part] for part in parts) - self.values[total]
        if slack < 0:
            name = self.table.names[self.keys[total]]
            raise InconsistentFamilyError(f"{name} is more than its parts")
        return Line(parts, total, slack, at)
