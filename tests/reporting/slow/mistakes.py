"""Mistakes to plant in the product: the comparison must tell each of them."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from reporting import unit_statement
from reporting.coverage import CentreCoverage
from reporting.indicators import LIBRARY
from reporting.indicators.indicator import Aggregate
from reporting.querysets import FactQuerySet


@dataclass(frozen=True)
class Mistake:
    """One that somebody could make in the product, and an indicator that must tell."""

    indicator: str
    plant: Callable[[pytest.MonkeyPatch], None]


def _closed_is_open(patch: pytest.MonkeyPatch) -> None:
    """What is closed on 31 December is still in stock."""
    days = unit_statement._stock_days
    patch.setattr(unit_statement, "_stock_days", lambda one: days(one).replace("> d.", ">= d."))


def _known_later(patch: pytest.MonkeyPatch) -> None:
    """What became known on the moment itself is not known yet."""
    parts = FactQuerySet.parts_known_on
    patch.setattr(
        FactQuerySet,
        "parts_known_on",
        lambda self, at: parts(self, at and at - dt.timedelta(microseconds=1)),
    )


def _left_out_counts(patch: pytest.MonkeyPatch) -> None:
    aggregate = unit_statement.aggregate_of
    patch.setattr(
        unit_statement,
        "aggregate_of",
        lambda one, rule, share: aggregate(one, rule.replace("exclusion = ''", "true"), share),
    )


def _people_twice(patch: pytest.MonkeyPatch) -> None:
    """Somebody in two dossiers is counted twice."""
    wrong = replace(LIBRARY["people_in_dossiers"], aggregate=Aggregate.COUNT)
    patch.setitem(LIBRARY, "people_in_dossiers", wrong)


def _always_open(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(CentreCoverage, "_is_open_in", lambda _self, _year: True)


MISTAKES = (
    Mistake("dossiers_active", _closed_is_open),
    Mistake("intakes", _known_later),
    Mistake("dossiers_opened", _left_out_counts),
    Mistake("people_in_dossiers", _people_twice),
    Mistake("offences", _always_open),
)
