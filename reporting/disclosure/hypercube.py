"""Secondary suppression by the hypercube method (Repsilber; GHMITER in tau-ARGUS).

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
"""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from itertools import product

TOTAL = None
Index = Hashable | None
Key = tuple[Index, ...]
Cost = Callable[[Key], int]


def hidden_cells(values: Mapping[Key, int], *, threshold: int, cost: Cost) -> frozenset[Key]:
    """The cells to hide: every value from 1 to threshold - 1, and what protects them.

    `values` holds the cells that exist and their margins (TOTAL as index). `cost` says how much
    a reader loses with a cell; among cheap boxes the one with the smallest numbers is taken.
    """
    small = sorted(
        (key for key, value in values.items() if 0 < value < threshold),
        key=lambda key: (key.count(TOTAL), values[key], _sortable(key)),
    )
    hidden = set(small)
    axes = _axes(values)
    for key in small:
        box = _cheapest(values, axes, key, threshold, hidden, cost)
        hidden.update(box)
    return frozenset(hidden)


def _axes(values: Mapping[Key, int]) -> tuple[tuple[Index, ...], ...]:
    """The indices on every axis, TOTAL last."""
    dimensions = len(next(iter(values), ()))
    found = [sorted({key[axis] for key in values} - {TOTAL}, key=str) for axis in range(dimensions)]
    return tuple((*indices, TOTAL) for indices in found)


def _cheapest(
    values: Mapping[Key, int],
    axes: Sequence[Sequence[Index]],
    key: Key,
    threshold: int,
    hidden: set[Key],
    cost: Cost,
) -> tuple[Key, ...]:
    """The corners of the box that protects this cell and costs a reader least."""

    def price(box: tuple[Key, ...]) -> tuple[int, int, tuple[tuple[str, ...], ...]]:
        new = [corner for corner in box if corner not in hidden]
        return (
            sum(cost(corner) for corner in new),
            sum(values[corner] for corner in new),
            tuple(_sortable(corner) for corner in box),
        )

    value = values[key]
    exactly = _boxes(values, axes, key, down=value - 1, up=max(1, threshold - 1 - value))
    upwards = _boxes(values, axes, key, down=0, up=threshold)
    best = min(exactly, key=price, default=None)
    return best if best is not None else min(upwards, key=price)


def _boxes(
    values: Mapping[Key, int], axes: Sequence[Sequence[Index]], key: Key, *, down: int, up: int
) -> Iterator[tuple[Key, ...]]:
    """Every box round the cell that can carry it this far down and this far up."""
    others = ([index for index in axis if index != at] for axis, at in zip(axes, key, strict=True))
    for opposite in product(*others):
        corners = tuple(_corners(key, opposite))
        # A corner with sign 1 follows the cell down, one with -1 goes down when it goes up.
        if all(values.get(corner, 0) > (down if sign > 0 else up) for corner, sign in corners):
            yield tuple(corner for corner, _sign in corners)


def _corners(key: Key, opposite: Key) -> Iterator[tuple[Key, int]]:
    """The corners of a box and whether each moves with the cell (1) or against it (-1)."""
    for chosen in product((False, True), repeat=len(key)):
        sign = 1
        corner = []
        for here, there, crossed in zip(key, opposite, chosen, strict=True):
            corner.append(there if crossed else here)
            # Two categories of one total move against each other; a part and its total together.
            if crossed and here is not TOTAL and there is not TOTAL:
                sign = -sign
        yield tuple(corner), sign


def _sortable(key: Key) -> tuple[str, ...]:
    """A stable order for keys that mix numbers, codes and TOTAL."""
    return tuple("" if index is TOTAL else str(index).rjust(12) for index in key)
