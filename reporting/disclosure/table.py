"""A table of a family: its cells and what they are called."""

from collections.abc import Callable, Hashable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from reporting.disclosure.hypercube import Axes, Key, Values, axes_of

Name = Hashable
"""What a cell is called in the whole family; equal names are the same number."""
Names = frozenset[Name]


class InconsistentFamilyError(ValueError):
    """Two tables give different numbers for the same cell, or a total is more than its parts."""


@dataclass(frozen=True)
class Table:
    """The cells of one table with their margins, and what each is called in the family.

    `also` are cells that must be hidden although they are not small, `whole` those that hold
    for a whole group; the last axis of a key is then the class. Along the axes in `apart`
    nothing adds up or covers, such as stocks over the years. `unprinted` cells stand in no
    table that anybody gets, each with the lowest value that a reader must think possible.
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

    def __post_init__(self) -> None:
        object.__setattr__(self, "axes", axes_of(self.values))
        object.__setattr__(self, "names", {key: self.name(key) for key in self.values})
        object.__setattr__(self, "keys", {name: key for key, name in self.names.items()})
