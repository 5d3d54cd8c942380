"""A table of a family: its cells, and the lines along which they tell of each other."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from reporting.disclosure.hypercube import TOTAL, Axes, Key, Reach, Values, axes_of

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

    def covers(self, values: Values, pattern: Pattern, surplus: int, reach: Reach) -> bool:
        """Whether the total stays within its bounds when the cells move that way together, and
        the parts move `surplus` more than it. For a line that is no equation."""
        total, up = values[self.total], pattern.get(self.total, 0)
        moves = ((total - values[part], up - pattern.get(part, 0)) for part in self.parts)
        return all(_stays(room, step, reach) for room, step in ((self.slack, surplus), *moves))


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
    lines: Mapping[Key, Sequence[tuple[int, Line]]] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "axes", axes_of(self.values))
        object.__setattr__(self, "names", {key: self.name(key) for key in self.values})
        object.__setattr__(self, "keys", {name: key for key, name in self.names.items()})
        object.__setattr__(self, "lines", self._lines())

    def can_move(self, key: Key, sign: int, reach: Reach) -> bool:
        """No printed cell needs to fall to 0; with zeros, one that is 0 may rise."""
        value = self.values[key]
        fall = reach.seen_from(sign).down
        if key in self.unprinted:
            return value - fall >= self.unprinted[key]
        return value > fall or (reach.with_zeros and value == fall == 0)

    def _lines(self) -> Mapping[Key, Sequence[tuple[int, Line]]]:
        found: defaultdict[Key, list[tuple[int, Line]]] = defaultdict(list)
        for axis in range(len(self.axes)):
            if axis in self.apart:
                continue
            groups: defaultdict[Key, list[Key]] = defaultdict(list)
            for key in self.values:
                groups[key[:axis] + key[axis + 1 :]].append(key)
            for keys in groups.values():
                for key, line in self._line(axis, keys):
                    found[key].append((axis, line))
        return found

    def _line(self, axis: int, keys: Sequence[Key]) -> list[tuple[Key, Line]]:
        """Each cell of a line with that line; none where no total was counted."""
        total = next((key for key in keys if key[axis] is TOTAL), None)
        parts = tuple(key for key in keys if key[axis] is not TOTAL)
        if total is None or not parts:
            return []
        slack = sum(self.values[part] for part in parts) - self.values[total]
        if slack < 0:
            raise InconsistentFamilyError(f"{self.name(total)} is more than its parts")
        line = Line(parts, total, slack)
        return [(key, line) for key in keys]
