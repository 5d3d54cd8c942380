"""The figures as a table for people and as JSON for machines."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from bench.answer import MOST as ANSWER_MOST
from bench.answer import AnswerCost
from bench.counts import MOST as COUNTS_MOST
from bench.counts import Counts
from bench.crowd import Crowd
from bench.measure import Measured

MEMORY_MOST = 120.0
SEED_MOST = {100_000: 180, 1_000_000: 1800}
COUNTS_FROM = 1_000_000
"""Below this size the few milliseconds of everything round the count weigh too much."""
FAR_PAGE_MOST = 1.5
"""Page 1,000 is as fast as page 1: within the noise of a busy machine."""


@dataclass(frozen=True)
class PageFigures:
    """One page with one number of workers; `floor` is the floor page beside it."""

    name: str
    workers: int
    measured: Measured
    floor: Measured
    queries: int | None = None
    most: float | None = None
    most_queries: int | None = None

    @property
    def ratio(self) -> float:
        """Processor time of the web workers against that of the floor page."""
        return self.measured.web_cpu / self.floor.web_cpu if self.floor.web_cpu else 0.0

    @property
    def ratio_with_database(self) -> float:
        """The same with the processor time of the database backends on both sides."""
        floor = self.floor.web_cpu + self.floor.database_cpu
        return (self.measured.web_cpu + self.measured.database_cpu) / floor if floor else 0.0

    @property
    def holds(self) -> bool:
        # With two workers two clients press on two cores: there the figure is throughput.
        fits = self.most is None or self.workers > 1 or self.ratio <= self.most
        few = self.most_queries is None or (self.queries or 0) <= self.most_queries
        return fits and few


@dataclass
class Result:
    """Everything one run found."""

    dossiers: int
    seeded_in: float | None
    pages: list[PageFigures] = field(default_factory=list)
    memory: dict[int, float] = field(default_factory=dict)
    counts: Counts | None = None
    answer: AnswerCost | None = None
    crowd: Crowd | None = None
    near_page: str = ""
    far_page: str = ""

    @property
    def verdicts(self) -> list[tuple[str, bool]]:
        """Every limit of the issue that this run can judge, and whether it holds."""
        return list(self._verdicts())

    @property
    def holds(self) -> bool:
        return all(holds for _limit, holds in self.verdicts)

    def as_text(self) -> str:
        """For a terminal and for docs/performance.md."""
        return "\n".join([*self._head(), *self._pages(), *self._rest(), *self._limits(), ""])

    def as_json(self) -> str:
        return json.dumps(self._figures(), indent=2, ensure_ascii=False) + "\n"

    def _verdicts(self) -> Iterator[tuple[str, bool]]:
        for page in self.pages:
            if page.most and page.workers == 1:
                text = f"{page.name}: {page.ratio:.1f} x the floor, at most {page.most:.0f} x"
                yield text, page.ratio <= page.most
            if page.most_queries and page.workers == 1:
                text = f"{page.name}: {page.queries} queries, at most {page.most_queries}"
                yield text, (page.queries or 0) <= page.most_queries
        yield from self._other_verdicts()

    def _other_verdicts(self) -> Iterator[tuple[str, bool]]:
        cost = {page.name: page.ratio for page in self.pages if page.workers == 1}
        near, far = cost.get(self.near_page), cost.get(self.far_page)
        if near and far:
            text = f"{self.far_page}: {far / near:.2f} x page 1, at most {FAR_PAGE_MOST} x"
            yield text, far / near <= FAR_PAGE_MOST
        for workers, memory in self.memory.items():
            text = f"memory of a worker ({workers}): {memory:.0f} MB, at most {MEMORY_MOST:.0f} MB"
            yield text, memory <= MEMORY_MOST
        if self.counts and self.counts.dossiers >= COUNTS_FROM:
            text = f"counts: {self.counts.ratio:.2f} x the best by hand, at most {COUNTS_MOST} x"
            yield text, self.counts.holds
            if self.answer:
                text = f"answer 841: {self.answer.ratio:.1f} x that table, at most {ANSWER_MOST} x"
                yield text, self.answer.ratio <= ANSWER_MOST
                frozen = f"{self.answer.frozen_ratio:.1f} x that table, at most {ANSWER_MOST} x"
                yield f"answer 841 frozen: {frozen}", self.answer.frozen_ratio <= ANSWER_MOST
        if self.crowd:
            number = self.crowd.errors.total()
            yield f"{self.crowd.people} colleagues at once: {number} errors", self.crowd.holds
        most = SEED_MOST.get(self.dossiers)
        if most and self.seeded_in is not None:
            text = f"seeding {self.dossiers}: {self.seeded_in:.0f} s, at most {most} s"
            yield text, self.seeded_in <= most

    def _head(self) -> Iterator[str]:
        seeded = "kept" if self.seeded_in is None else f"seeded in {self.seeded_in:.0f} s"
        yield f"{self.dossiers} dossiers, {seeded}"
        yield ""

    def _pages(self) -> Iterator[str]:
        if not self.pages:
            return
        yield (
            f"{'page':<27}{'workers':>8}{'p50 ms':>8}{'p95 ms':>8}{'p99 ms':>8}{'queries':>8}"
            f"{'CPU-ms':>8}{'x floor':>8}{'DB ms':>7}{'x both':>7}{'req/s':>7}"
        )
        for page in self.pages:
            yield _line(page, page.name, page.measured, page.queries)
            yield _line(page, "  floor beside it", page.floor, 1)
        yield ""

    def _rest(self) -> Iterator[str]:
        if self.counts:
            size = f"{self.counts.dossiers} dossiers with {self.counts.offences} offences"
            yield f"counting stalking over {size}: product {self.counts.product:.1f} ms"
            for name, best in self.counts.by_hand.items():
                yield f"  by hand, {name}: {best:.1f} ms"
            yield ""
        if self.answer:
            yield from _answer_lines(self.answer)
        if self.crowd:
            yield from _crowd_lines(self.crowd)

    def _limits(self) -> Iterator[str]:
        for limit, holds in self.verdicts:
            yield f"{'OK    ' if holds else 'NOT OK'}  {limit}"

    def _figures(self) -> dict[str, Any]:
        return {
            "dossiers": self.dossiers,
            "seeded_in": self.seeded_in,
            "pages": [
                {
                    "name": page.name,
                    "workers": page.workers,
                    "queries": page.queries,
                    "ratio": page.ratio,
                    "ratio_with_database": page.ratio_with_database,
                    "floor": asdict(page.floor),
                    **asdict(page.measured),
                }
                for page in self.pages
            ],
            "memory": self.memory,
            "counts": asdict(self.counts) if self.counts else None,
            "answer": asdict(self.answer) if self.answer else None,
            "crowd": _crowd_figures(self.crowd) if self.crowd else None,
            "limits": [{"limit": limit, "holds": holds} for limit, holds in self.verdicts],
        }


def _line(page: PageFigures, name: str, measured: Measured, queries: int | None) -> str:
    is_floor = measured is page.floor
    ratio = 1.0 if is_floor else page.ratio
    both = 1.0 if is_floor else page.ratio_with_database
    return (
        f"{name:<27}{page.workers:>8}{measured.p50:>8.1f}{measured.p95:>8.1f}{measured.p99:>8.1f}"
        f"{queries or '':>8}{measured.web_cpu:>8.2f}{ratio:>8.1f}{measured.database_cpu:>7.2f}"
        f"{both:>7.1f}{measured.per_second:>7.0f}"
    )


def _answer_lines(answer: AnswerCost) -> Iterator[str]:
    yield (
        f"answer 841, {answer.blocks} blocks: on screen {answer.on_screen:.0f} ms, "
        f"beside a stalking table of {answer.table:.1f} ms"
    )
    yield (
        f"  frozen, small cells hidden: {answer.frozen:.0f} ms at the preview, "
        f"{answer.approved:.0f} ms at the approval, {answer.from_facts:.0f} ms without a settlement"
    )
    yield (
        f"  people in dossiers, small cells hidden: {answer.people:.0f} ms, "
        f"{answer.people_from_facts:.0f} ms without a settlement"
    )
    yield f"  settling all counts: {answer.settled_in:.0f} s"
    yield (
        f"  peak while hiding: {answer.peak:.0f} MB of Python objects, "
        f"{answer.people_peak:.0f} MB for people"
    )
    yield ""


def _crowd_lines(crowd: Crowd) -> Iterator[str]:
    yield (
        f"{crowd.people} colleagues at once for {crowd.seconds:.0f} s: "
        f"{len(crowd.times)} answers, {crowd.per_second:.0f} per second, "
        f"p50 {crowd.at(0.5):.0f} ms, p95 {crowd.at(0.95):.0f} ms, p99 {crowd.at(0.99):.0f} ms, "
        f"{crowd.errors.total()} errors"
    )
    for problem, times in crowd.errors.most_common(5):
        yield f"  {times} x {problem}"
    yield ""


def _crowd_figures(crowd: Crowd) -> dict[str, Any]:
    return {
        "people": crowd.people,
        "seconds": crowd.seconds,
        "per_second": crowd.per_second,
        "p50": crowd.at(0.50),
        "p95": crowd.at(0.95),
        "p99": crowd.at(0.99),
        "asked": dict(crowd.asked),
        "errors": dict(crowd.errors),
    }
