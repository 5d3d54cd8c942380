"""All breakdowns of a family of indicators as the tables that are protected together.

Every breakdown that can be asked for is a table, over all its rows and years. What one was printed
as before counts for all of them.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from reporting.disclosure.breakdown import MEASURES, Breakdown
from reporting.disclosure.hypercube import TOTAL, Key
from reporting.disclosure.naming import Address, CellName, index_of, name_of
from reporting.disclosure.table import InconsistentFamilyError, Table
from reporting.disclosure.ties import ties
from reporting.indicators import LIBRARY
from reporting.indicators.dimension import CENTRE

Printed = Mapping[CellName, Sequence[int | None]]
"""What earlier editions printed of a cell, None where they hid it."""


@dataclass(frozen=True)
class Release:
    """What an earlier edition of an indicator printed by `axis`, None where it hid."""

    indicator: str
    figures: Mapping[Address, int | None]
    axis: str = CENTRE.code


@dataclass(frozen=True)
class Rules:
    """What must be hidden: `before` are the editions that the same readers have already."""

    threshold: int
    whole_groups: bool
    before: Printed


def printed_before(releases: Sequence[Release]) -> Printed:
    """By cell what was printed; a figure that is counted no more tells of nothing here."""
    found: defaultdict[CellName, list[int | None]] = defaultdict(list)
    for one in releases:
        indicator = LIBRARY.get(one.indicator)
        if indicator is None:
            continue
        for (row, year, measure), value in one.figures.items():
            found[name_of(indicator, one.axis, (row, year, index_of(measure)))].append(value)
    return found


def tables_of(breakdowns: Sequence[Breakdown], rules: Rules) -> Iterator[Table]:
    """Every table with, after those of each indicator, what ties it to the others.

    A table that only repeats the cells of another one changes nothing, so it is left out: the same
    cells are hidden whether it is asked for or not. Raises InconsistentFamilyError.
    """
    _require_agreement(breakdowns)
    ones = [one for one in breakdowns if not one.only_repeats]
    for _indicator, group in groupby(ones, key=lambda one: one.indicator.code):
        own = list(group)
        for one in own:
            yield Table(
                one.values,
                name=one.name,
                also=_touched_before(one, rules),
                whole=_whole_groups(one, rules),
                apart=one.apart,
            )
        yield from ties(own, ones, whole_from=rules.threshold if rules.whole_groups else 0)


def _require_agreement(breakdowns: Sequence[Breakdown]) -> None:
    """Each table is one count, so between two of them something can have been registered."""
    values: dict[CellName, int] = {}
    for one in breakdowns:
        for key, value in one.values.items():
            if values.setdefault(one.name(key), value) != value:
                raise InconsistentFamilyError(f"{one.name(key)}: {value}")


def _touched_before(one: Breakdown, rules: Rules) -> frozenset[Key]:
    """Cells that tell about a few people when both editions lie side by side.

    One that was hidden would print what was hidden, if nothing changed in between; one that was
    printed and changed by a small number would print that number, and so would the total over the
    years less the years that did not change.
    """
    hidden, changed = set(), set()
    for key, value in one.values.items():
        for printed in rules.before.get(one.name(key), ()):
            if printed is None:
                hidden.add(key)
            elif 0 < abs(value - printed) < rules.threshold:
                changed.add(key)
    totals = {(row, TOTAL, measure) for row, _year, measure in changed} & one.values.keys()
    return frozenset(hidden | changed | totals)


def _whole_groups(one: Breakdown, rules: Rules) -> frozenset[Key]:
    """Places where every unit is what the indicator is about."""
    if not rules.whole_groups:
        return frozenset()
    main = index_of(one.indicator.main)
    return frozenset(
        key
        for key, value in one.values.items()
        if key[MEASURES] == main is not TOTAL
        and value >= rules.threshold
        and one.values.get((*key[:MEASURES], TOTAL)) == value
    )
