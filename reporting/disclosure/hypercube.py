"""Secondary suppression by the hypercube method (Repsilber; GHMITER in tau-ARGUS): the boxes.

A table has axes; every axis has categories and their TOTAL, and along each axis a line of cells
adds up: categories - total = 0. These lines are all that a published table with all its
margins tells. To protect a small cell, take one other index on each axis. The cells at the
corners of that box can move together by a step, alternately up and down, and every line still
adds up: each line meets the box in no corner or in exactly two. Hide all corners, and the
published table fits several answers for each of them.

How far they can move is what counts. With a threshold of 5 a reader knows that a hidden small
number lies from 1 to 4; the box is chosen so wide that the published figures tell nothing
more: the number could be any of 1 up to the threshold - 1, and at least one other. No hidden
cell needs to become 0 for that, because a reader also knows that zeros are printed.

A small total of still smaller parts has no such box: 3 = 2 + 1 cannot be 1. For such a cell all
corners move up together, far enough for threshold - 1 possible values. That box always exists:
some cell under the total is not 0, and none of its totals is smaller than the cell itself.

Other cells can need hiding too. One that is hidden in an earlier edition must stay open in both
directions. And one that holds for a whole group: "all 12 dossiers here are stalking" says it of
each of the twelve. The last axis holds the classes, and such a group is protected when another
class of it, which is 0, could have taken some over; so that 0 is hidden too.
"""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass

TOTAL = None
Index = Hashable | None
Key = tuple[Index, ...]
Values = Mapping[Key, int]
Axes = Sequence[Sequence[Index]]


@dataclass(frozen=True)
class Reach:
    """How far a cell must be able to move; `with_zeros` lets corners be 0 that only rise."""

    down: int
    up: int
    with_zeros: bool = False

    def seen_from(self, sign: int) -> "Reach":
        """The same move for a cell that goes with it (1) or against it (-1)."""
        return self if sign > 0 else Reach(self.up, self.down, self.with_zeros)


def axes_of(values: Values) -> Axes:
    """The indices on every axis, TOTAL last."""
    dimensions = len(next(iter(values), ()))
    found = [sorted({key[axis] for key in values} - {TOTAL}, key=str) for axis in range(dimensions)]
    return tuple((*indices, TOTAL) for indices in found)


Reaches = Iterator[Sequence[Reach]]
"""How far a cell should be able to move, the best first; of those that are as good the cheapest."""


def reaches_of_small(value: int, threshold: int) -> Reaches:
    """A small number could be anything from 1 to threshold - 1, or else far enough upwards."""
    yield [Reach(down=value - 1, up=max(1, threshold - 1 - value))]
    yield [Reach(down=0, up=threshold)]


def reaches_of_other(value: int, threshold: int) -> Reaches:
    """A number that is not small has as many possible values as a small one.

    In whatever direction: what protected a small number in an earlier edition then protects it in
    the next one too, and when nothing changed nothing more is hidden.
    """
    if value == 0:
        yield [Reach(0, up, with_zeros=True) for up in (threshold - 2, threshold - 1, threshold)]
        return
    far = threshold - 2
    both = [Reach(down, far - down) for down in range(far + 1) if down < value]
    yield [*both, Reach(0, threshold), Reach(min(threshold, value - 1), 0)]


def reaches_of_whole(value: int, threshold: int) -> Reaches:
    """Part of a whole group could be in another class."""
    yield [Reach(min(threshold, value) - 1, 0, with_zeros=True)]
    yield [Reach(0, 0, with_zeros=True)]
