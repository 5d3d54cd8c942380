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
from collections.abc import Set as AbstractSet
from itertools import product

TOTAL = None
Index = Hashable | None
Key = tuple[Index, ...]
Box = frozenset[Key]
Cost = Callable[[Key], int]


def hidden_cells(values: Mapping[Key, int], *, threshold: int, cost: Cost) -> frozenset[Key]:
    """The cells to hide: every value from 1 to threshold - 1, and what protects them.

    `values` holds the cells that exist and their margins (TOTAL as index). `cost` says how much
    a reader loses with a cell. Several orders of work are tried and the cheapest result is
    taken; it depends on nothing but the numbers, so that the same table hides the same cells.
    """
    axes = _axes(values)
    small = sorted((key for key, value in values.items() if 0 < value < threshold), key=_sortable)
    boxes = {key: _boxes_for(values, axes, key, threshold) for key in small}
    tries = (_attempt(values, boxes, order, cost) for order in _orders(values, small))
    return min(tries, key=lambda hidden: sum(map(cost, hidden)), default=frozenset())


def _orders(values: Mapping[Key, int], small: list[Key]) -> Iterator[list[Key]]:
    """Orders in which the small cells choose their boxes: margins and large ones early or late."""
    for largest_first in (True, False):
        for margins_first in (True, False):
            yield sorted(
                small,
                key=lambda key: (
                    key.count(TOTAL) * (-1 if margins_first else 1),
                    values[key] * (-1 if largest_first else 1),
                ),
            )


def _attempt(
    values: Mapping[Key, int], boxes: Mapping[Key, list[Box]], order: list[Key], cost: Cost
) -> frozenset[Key]:
    """Give every small cell its cheapest box in turn, then show what no box needs any more."""
    hidden = set(order)
    for key in order:
        hidden |= min(boxes[key], key=lambda box: _price(box - hidden, values, cost))
    return _thinned(hidden, boxes, lambda key: (cost(key), values[key], _sortable(key)))


def _price(new: AbstractSet[Key], values: Mapping[Key, int], cost: Cost) -> tuple[int, int]:
    return sum(map(cost, new)), sum(values[key] for key in new)


def _thinned(
    hidden: set[Key], boxes: Mapping[Key, list[Box]], worth: Callable[[Key], object]
) -> frozenset[Key]:
    """Show again, most missed first, each cell without which every small one keeps a box.

    What stays hidden beside the small cells is a corner of a box that some small cell cannot
    do without, so it can move too.
    """
    left = {key: [box for box in boxes[key] if box <= hidden] for key in boxes}
    for spare in sorted(hidden - boxes.keys(), key=worth, reverse=True):  # type: ignore[arg-type]
        without = {key: [box for box in left[key] if spare not in box] for key in left}
        if all(without.values()):
            left = without
            hidden = hidden - {spare}
    return frozenset(hidden)


def _axes(values: Mapping[Key, int]) -> tuple[tuple[Index, ...], ...]:
    """The indices on every axis, TOTAL last."""
    dimensions = len(next(iter(values), ()))
    found = [sorted({key[axis] for key in values} - {TOTAL}, key=str) for axis in range(dimensions)]
    return tuple((*indices, TOTAL) for indices in found)


def _boxes_for(
    values: Mapping[Key, int], axes: Sequence[Sequence[Index]], key: Key, threshold: int
) -> list[Box]:
    """The boxes that give a small cell all its possible values, or else enough upwards."""
    value = values[key]
    exactly = _boxes(values, axes, key, down=value - 1, up=max(1, threshold - 1 - value))
    return list(exactly) or list(_boxes(values, axes, key, down=0, up=threshold))


def _boxes(
    values: Mapping[Key, int], axes: Sequence[Sequence[Index]], key: Key, *, down: int, up: int
) -> Iterator[Box]:
    """Every box round the cell that can carry it this far down and this far up."""
    others = ([index for index in axis if index != at] for axis, at in zip(axes, key, strict=True))
    for opposite in product(*others):
        corners = tuple(_corners(key, opposite))
        # A corner with sign 1 follows the cell down, one with -1 goes down when it goes up.
        if all(values.get(corner, 0) > (down if sign > 0 else up) for corner, sign in corners):
            yield frozenset(corner for corner, _sign in corners)


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
