"""The stalking table of the product beside the best SQL that can be written by hand."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, LiteralString, TypeVar

import psycopg
from django.db import transaction
from psycopg import sql

from accounts.models import Centre
from bench.actors import Actor
from launcher.errors import LauncherError
from lib.acting import acting_as
from lib.calendar import brussels_today
from reporting.queries import count_dossiers_stalking
from reporting.tables import FigureTable, State

_T = TypeVar("_T")
Rows = list[tuple[Any, ...]]

TIMES = 9
MOST = 1.5
FROM_YEAR = 2018

_JOIN = """
SELECT d.centre_id, extract(year FROM d.received_on)::int AS year,
       count(*) FILTER (WHERE d.stalking = 'yes' OR s.dossier_id IS NOT NULL),
       count(*) FILTER (WHERE d.stalking = 'unknown' AND s.dossier_id IS NULL),
       count(*) FILTER (WHERE d.stalking = 'no' AND s.dossier_id IS NULL)
FROM cases_dossier d
LEFT JOIN (
    SELECT DISTINCT o.dossier_id
    FROM cases_offence o
    LEFT JOIN codelists_offencetype t ON t.id = o.offence_type_id
    LEFT JOIN cases_offenceform f ON f.offence_id = o.id
    LEFT JOIN codelists_formofviolence v ON v.id = f.form_id
    WHERE o.status <> 'refuted' AND (t.counts_as_stalking OR v.counts_as_stalking)
) s ON s.dossier_id = d.id
WHERE d.counting_exclusion = '' AND d.received_on >= '2018-01-01'
GROUP BY 1, 2 ORDER BY 1, 2
"""
_FACTS = """
SELECT centre_id, year,
       count(*) FILTER (WHERE stalking = 'yes' OR stalking_offence),
       count(*) FILTER (WHERE stalking = 'unknown' AND NOT stalking_offence),
       count(*) FILTER (WHERE stalking = 'no' AND NOT stalking_offence)
FROM reporting_dossierfact
WHERE known_until IS NULL AND exclusion = '' AND year >= 2018
GROUP BY 1, 2 ORDER BY 1, 2
"""
# Grouping by the columns of the index in its order needs no sort and no hash per row.
_INDEX = """
SELECT centre_id, year,
       coalesce(sum(n) FILTER (WHERE stalking = 'yes' OR stalking_offence), 0)::bigint,
       coalesce(sum(n) FILTER (WHERE stalking = 'unknown' AND NOT stalking_offence), 0)::bigint,
       coalesce(sum(n) FILTER (WHERE stalking = 'no' AND NOT stalking_offence), 0)::bigint
FROM (
    SELECT centre_id, year, stalking, stalking_offence, count(*) AS n
    FROM reporting_dossierfact
    WHERE known_until IS NULL AND exclusion = '' AND year >= 2018
    GROUP BY centre_id, year, exclusion, stalking, stalking_offence
) g
GROUP BY 1, 2 ORDER BY 1, 2
"""
# Naming the centres lets the planner walk the index centre by centre instead of the table.
_CENTRES = """
SELECT centre_id, year,
       coalesce(sum(n) FILTER (WHERE stalking = 'yes' OR stalking_offence), 0)::bigint,
       coalesce(sum(n) FILTER (WHERE stalking = 'unknown' AND NOT stalking_offence), 0)::bigint,
       coalesce(sum(n) FILTER (WHERE stalking = 'no' AND NOT stalking_offence), 0)::bigint
FROM (
    SELECT centre_id, year, stalking, stalking_offence, count(*) AS n
    FROM reporting_dossierfact
    WHERE known_until IS NULL AND exclusion = '' AND year >= 2018
      AND centre_id = ANY (ARRAY(SELECT id FROM accounts_centre))
    GROUP BY centre_id, year, exclusion, stalking, stalking_offence
) g
GROUP BY 1, 2 ORDER BY 1, 2
"""
PRODUCT = "product"
BY_HAND: dict[str, LiteralString] = {
    "plain join over dossiers and offences": _JOIN,
    "facts, one pass": _FACTS,
    "facts, grouped along the index": _INDEX,
    "facts, the index centre by centre": _CENTRES,
}
MEASURES = ("stalking", "unknown", "no")


@dataclass(frozen=True)
class Counts:
    """Milliseconds: the best of several runs each. By hand there is no wall and no state."""

    dossiers: int
    offences: int
    product: float
    by_hand: dict[str, float]

    @property
    def ratio(self) -> float:
        """The product against the best that was written by hand."""
        return self.product / min(self.by_hand.values())

    @property
    def holds(self) -> bool:
        return self.ratio <= MOST


def measure_counts(coordinator: Actor, owner_url: str) -> Counts:
    """Time both in turn, so that they see the same machine. Their numbers must agree."""
    with psycopg.connect(owner_url, autocommit=True) as connection:
        timings: dict[str, list[float]] = {name: [] for name in (PRODUCT, *BY_HAND)}
        answers: dict[str, Rows] = {}
        table = stalking_table(coordinator)
        for _turn in range(TIMES):
            for name, query in BY_HAND.items():
                answers[name] = _timed(timings[name], partial(_fetch, connection, query))
            table = _timed(timings[PRODUCT], partial(stalking_table, coordinator))
        _require_agreement(table, answers)
        best = {name: min(times) for name, times in timings.items()}
        return Counts(
            dossiers=_number(connection, "cases_dossier"),
            offences=_number(connection, "cases_offence"),
            product=best.pop(PRODUCT),
            by_hand=best,
        )


def _timed(times: list[float], act: Callable[[], _T]) -> _T:
    began = time.perf_counter()
    answer = act()
    times.append((time.perf_counter() - began) * 1000)
    return answer


def _fetch(connection: psycopg.Connection, query: LiteralString) -> Rows:
    return connection.execute(query).fetchall()


def stalking_table(coordinator: Actor) -> FigureTable:
    """As the screen counts: as the application's role, behind row-level security."""
    with acting_as(coordinator.user_id), transaction.atomic():
        return count_dossiers_stalking(
            centres=Centre.objects.all(), from_year=FROM_YEAR, to_year=brussels_today().year
        )


def _require_agreement(table: FigureTable, answers: Mapping[str, Rows]) -> None:
    """A faster answer that is another answer is worth nothing."""
    for name, rows in answers.items():
        by_hand = {(centre, year): tuple(numbers) for centre, year, *numbers in rows}
        for (centre, year), cell in table.cells.items():
            figures = [cell[code] for code in MEASURES]
            if centre is None or year is None or figures[0].state is not State.COUNTED:
                continue
            product = tuple(figure.value for figure in figures)
            if product != by_hand.get((centre, year), (0, 0, 0)):
                raise LauncherError(f"{name} disagrees with the product on {centre} in {year}")


def _number(connection: psycopg.Connection, table: LiteralString) -> int:
    query = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))
    (number,) = connection.execute(query).fetchone() or (0,)
    return int(number)
