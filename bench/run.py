"""One run of the benchmark, from the first page to the last figure."""

import sys
from collections.abc import Callable

from django.contrib.contenttypes.models import ContentType
from django.db import connections

from bench.actors import Actor, caseworker_of, caseworkers, coordinator_everywhere
from bench.answer import measure_answer
from bench.cli import Size
from bench.counts import measure_counts
from bench.crowd import Crowd, gather
from bench.measure import Request, Target, measure_beside
from bench.pages import Page, pages
from bench.queries import count_queries
from bench.report import PageFigures, Result
from bench.web import FLOOR, PRODUCT, serving
from launcher.roles import DatabaseUrls
from lib.maintenance import as_owner

HOME = "limburg"
"""The largest centre: most to show."""


def run(
    size: Size, urls: DatabaseUrls, *, seeded_in: float | None, counts_only: bool = False
) -> Result:
    """Everything, one after another: two measurements at once would measure each other."""
    result = Result(size.dossiers, seeded_in)
    try:
        _fill(result, size, urls, counts_only=counts_only)
    finally:
        # Otherwise the database cannot be dropped.
        connections.close_all()
    return result


def _fill(result: Result, size: Size, urls: DatabaseUrls, *, counts_only: bool) -> None:
    colleague, coordinator = caseworker_of(HOME), coordinator_everywhere()
    result.counts = measure_counts(coordinator, urls.owner)
    result.answer = measure_answer(coordinator)
    if counts_only:
        return
    asked = pages(colleague, coordinator)
    result.near_page, result.far_page = asked[2].name, asked[3].name
    queries = {page.name: count_queries(page.actor, page.request(0)) for page in asked}
    for workers in size.workers:
        _measure_all(result, size, urls, asked, queries, workers)
    result.crowd = _crowd(size, urls)


def _measure_all(
    result: Result,
    size: Size,
    urls: DatabaseUrls,
    asked: list[Page],
    queries: dict[str, int],
    workers: int,
) -> None:
    """Every page beside the floor, both servers up at the same time."""
    with (
        serving(FLOOR, workers=workers, owner_url=urls.owner) as bare,
        serving(PRODUCT, workers=workers, owner_url=urls.owner) as product,
    ):
        floor = Target(bare, _one_row())
        for page in asked:
            _say(f"{page.name}, {workers} worker(s)")
            target = Target(product, page.request, page.actor.session)
            beside, measured = measure_beside(floor, target, times=size.requests)
            result.pages.append(
                PageFigures(
                    page.name,
                    workers,
                    measured,
                    beside,
                    queries=queries[page.name],
                    most=page.most,
                    most_queries=page.queries,
                )
            )
        result.memory[workers] = product.memory()


def _one_row() -> Callable[[int], Request]:
    with as_owner():
        keys = list(ContentType.objects.order_by("pk").values_list("pk", flat=True))
    return lambda number: Request(f"/floor/{keys[number % len(keys)]}/")


def _crowd(size: Size, urls: DatabaseUrls) -> Crowd:
    actors: list[Actor] = caseworkers(size.crowd)
    _say(f"{size.crowd} colleagues at once, 2 workers")
    with serving(PRODUCT, workers=2, owner_url=urls.owner) as server:
        return gather(server, actors, seconds=size.crowd_seconds)


def _say(text: str) -> None:
    sys.stderr.write(f"{text} ...\n")
    sys.stderr.flush()
