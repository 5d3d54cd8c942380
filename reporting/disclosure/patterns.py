"""How the cells that move in one table can be completed to a move that every line allows."""

from collections import defaultdict
from collections.abc import Iterator

from reporting.disclosure.hypercube import TOTAL, Axes, Index, Key, Reach
from reporting.disclosure.table import Line, Pattern, Table


def completions(
    table: Table, pattern: Pattern, reach: Reach, *, classes_only: bool = False
) -> Iterator[Pattern]:
    """Every pattern that holds this one and that all lines of the table allow.

    Axis by axis, cells whose line is out of balance get a partner at one other index: from one
    cell this gives the box of the hypercube method, from a rectangle of shared totals the box on
    it. Where parts only cover their total, a cell may also move alone as far as there is room.
    With `classes_only` a class, on the last axis, is completed by another one and not by the sum.
    """
    axes = (*table.axes[:-1], table.axes[-1][:-1]) if classes_only else table.axes
    for whole in _along(table, axes, pattern, reach):
        if _is_allowed(table, whole, reach):
            yield whole


def _along(
    table: Table, axes: Axes, pattern: Pattern, reach: Reach, axis: int = 0
) -> Iterator[Pattern]:
    if axis == len(axes):
        yield pattern
        return
    unbalanced = _unbalanced(table, pattern, axis)
    if all(line.slack for _key, line in unbalanced):
        yield from _along(table, axes, pattern, reach, axis + 1)
    for there in axes[axis] if unbalanced else ():
        partners = _partners(table, pattern, [key for key, _line in unbalanced], axis, there)
        if partners and all(table.can_move(key, sign, reach) for key, sign in partners.items()):
            yield from _along(table, axes, {**pattern, **partners}, reach, axis + 1)


def _partners(
    table: Table, pattern: Pattern, keys: list[Key], axis: int, there: Index
) -> dict[Key, int]:
    """The same cells at another index; nothing when one is lacking or moves already."""
    found: dict[Key, int] = {}
    for key in keys:
        partner = (*key[:axis], there, *key[axis + 1 :])
        if partner in pattern or partner in found or partner not in table.values:
            return {}
        # Two categories of one total move against each other; a part and its total together.
        together = key[axis] is TOTAL or there is TOTAL
        found[partner] = pattern[key] if together else -pattern[key]
    return found


def _unbalanced(table: Table, pattern: Pattern, axis: int) -> list[tuple[Key, Line]]:
    """The cells of lines along this axis that do not add up while they move."""
    sums: defaultdict[Line, int] = defaultdict(int)
    held: list[tuple[Key, Line]] = []
    for key, sign in pattern.items():
        for along, line in table.lines.get(key, ()):
            if along == axis:
                sums[line] += -sign if key[axis] is TOTAL else sign
                held.append((key, line))
    return [(key, line) for key, line in held if sums[line]]


def _is_allowed(table: Table, pattern: Pattern, reach: Reach) -> bool:
    """Whether every line that is touched allows it; each is summed once, over what moves in it."""
    surplus: dict[Line, int] = {}
    for key, sign in pattern.items():
        for axis, line in table.lines.get(key, ()):
            surplus[line] = surplus.get(line, 0) + (-sign if key[axis] is TOTAL else sign)
    return all(
        line.covers(table.values, pattern, left, reach) if line.slack else not left
        for line, left in surplus.items()
    )
