"""A table of a family: its cells, and the lines along which they tell of each other."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from reporting.disclosure.hypercube import TOTAL, Axes, Index, Key, Reach, Values, axes_of

Name = Hashable
"""What a cell is called in the whole family; equal names are the same number."""
Names = frozenset[Name]
Pattern = Mapping[Key, int]
"""Cells that move together, each with 1 or -1: along or against."""


class InconsistentFamilyError(ValueError):
    """Two tables give different numbers for the same cell, or a total is more than its parts."""


@dataclass(frozen=True, eq=False)
class Line:
    """The cells along one axis with their total.

    `slack` is how much the parts are more than the total. 0 is an equation, whoever knows why;
    else some units stand in several cells, and a reader knows that the total lies between the
    largest part and the sum of all.
    """

    parts: tuple[Key, ...]
    total: Key
    slack: int
    at: Mapping[Index, Key]
    """Its cells by their index on the axis."""

    def covers(self, values: Values, pattern: Pattern, surplus: int, reach: Reach) -> bool:
        """Whether the total stays within its bounds when the cells move that way together, and
        the parts move `surplus` more than it. For a line that is no equation."""
        if not _stays(self.slack, surplus, reach):
            return False
        total, up = values[self.total], pattern.get(self.total, 0)
        for part in self.parts:
            if not _stays(total - values[part], up - pattern.get(part, 0), reach):
                return False
        return True


def _stays(room: int, step: int, reach: Reach) -> bool:
    """Whether what is 0 or more stays so over the whole reach."""
    return room + step * (reach.up if step < 0 else -reach.down) >= 0


@dataclass(frozen=True)
class Table:
    """The cells of one table with their margins, and what each is called in the family.

    `also` are cells that must be hidden although they are not small, `whole` those that hold
    for a whole group; the last axis of a key is then the class. Along the axes in `apart`
    nothing adds up or covers, such as stocks over the years. `unprinted` cells stand in no
    table that anybody gets, each with the lowest value that a reader must think possible.
    Raises InconsistentFamilyError when a total is more than the sum of its parts.
    """

    values: Values
    name: Callable[[Key], Name]
    also: AbstractSet[Key] = frozenset()
    whole: AbstractSet[Key] = frozenset()
    apart: AbstractSet[int] = frozenset()
    unprinted: Mapping[Key, float] = field(default_factory=dict)
    axes: Axes = field(init=False)
    keys: Mapping[Name, Key] = field(init=False)
    names: Mapping[Key, Name] = field(init=False)
    along: Sequence[Mapping[Key, Line]] = field(init=False)
    """By axis the line of each cell that is in one."""
    touching: Mapping[Key, Sequence[tuple[Line, int]]] = field(init=False)
    """The lines of each cell, with 1 where it is a part and -1 where it is the total."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "axes", axes_of(self.values))
        object.__setattr__(self, "names", {key: self.name(key) for key in self.values})
        object.__setattr__(self, "keys", {name: key for key, name in self.names.items()})
        object.__setattr__(self, "along", [self._lines(axis) for axis in range(len(self.axes))])
        object.__setattr__(self, "touching", {key: self._touching(key) for key in self.values})

    def can_move(self, key: Key, sign: int, reach: Reach) -> bool:
        """No printed cell needs to fall to 0; with zeros, one that is 0 may rise."""
        value = self.values[key]
        fall = reach.down if sign > 0 else reach.up
        if key in self.unprinted:
            return value - fall >= self.unprinted[key]
        return value > fall or (reach.with_zeros and value == fall == 0)

    def _touching(self, key: Key) -> list[tuple[Line, int]]:
        return [
            (lines[key], -1 if key[axis] is TOTAL else 1)
            for axis, lines in enumerate(self.along)
            if key in lines
        ]

    def _lines(self, axis: int) -> Mapping[Key, Line]:
        if axis in self.apart:
            return {}
        groups: defaultdict[Key, dict[Index, Key]] = defaultdict(dict)
        for key in self.values:
            groups[key[:axis] + key[axis + 1 :]][key[axis]] = key
        found: dict[Key, Line] = {}
        for at in groups.values():
            if line := self._line(at):
                found |= dict.fromkeys(at.values(), line)
        return found

    def _line(self, at: Mapping[Index, Key]) -> Line | None:
        """None where no total was counted."""
        total = at.get(TOTAL)
        parts = tuple(key for index, key in at.items() if index is not TOTAL)
        if total is None or not parts:
            return None
        slack = sum(self.values[part] for part in parts) - self.values[total]
        if slack < 0:
            raise InconsistentFamilyError(f"{self.name(total)} is more than its parts")
        return Line(parts, total, slack, at)
