"""Times, processor time and memory of many requests."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count
from statistics import median

from bench.browser import Answer, Browser, Fields
from bench.web import Use, WebServer
from launcher.errors import LauncherError

WARM_UP = 60
"""Every thread of a worker has a connection, and each plans what it is asked three times."""
ROUNDS = 7


@dataclass(frozen=True)
class Request:
    """One thing to ask, and the status that says it went well."""

    path: str
    fields: Fields | None = None
    expected: int = 200
    content: Mapping[str, str] | None = None
    """JSON for the API."""

    def of(self, browser: Browser) -> Answer:
        """Raises LauncherError for an answer that is not the expected one."""
        answer = self._ask(browser)
        if answer.status != self.expected:
            text = answer.body[:300].decode(errors="replace")
            raise LauncherError(f"{self.path} answered {answer.status}: {text}")
        return answer

    def _ask(self, browser: Browser) -> Answer:
        if self.content is not None:
            return browser.post_json(self.path, self.content)
        return (
            browser.get(self.path) if self.fields is None else browser.post(self.path, self.fields)
        )


@dataclass(frozen=True)
class Sample:
    """A number of requests, one after another on every connection."""

    seconds: list[float]
    used: Use
    lasted: float


@dataclass(frozen=True)
class Measured:
    """Milliseconds per request; of processor time the median round, so that one round in which
    the machine was busy elsewhere says nothing.
    """

    p50: float
    p95: float
    p99: float
    web_cpu: float
    database_cpu: float
    per_second: float


@dataclass(frozen=True)
class Target:
    """A server, who asks and what."""

    server: WebServer
    request: Callable[[int], Request]
    session: str = ""


def measure_beside(floor: Target, page: Target, *, times: int) -> tuple[Measured, Measured]:
    """The floor and the page in turn: what else the machine does weighs on both alike."""
    numbers = count()
    for target in (floor, page):
        _sample(target, numbers, WARM_UP * target.server.worker_count)
    samples: tuple[list[Sample], list[Sample]] = ([], [])
    for _round in range(ROUNDS):
        samples[0].append(_sample(floor, numbers, times))
        samples[1].append(_sample(page, numbers, times // ROUNDS))
    return _summary(samples[0]), _summary(samples[1])


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which this share of all values lies (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def _sample(target: Target, numbers: Iterator[int], times: int) -> Sample:
    """One connection for every worker; each waits for its own answers only."""
    server = target.server
    browsers = [Browser(server.port, target.session) for _worker in range(server.worker_count)]
    shares = [
        [target.request(next(numbers)) for _request in range(max(1, times // len(browsers)))]
        for _browser in browsers
    ]
    before, began = server.use(), time.perf_counter()
    with ThreadPoolExecutor(len(browsers)) as pool:
        asked = [pool.submit(_ask_all, *pair) for pair in zip(browsers, shares, strict=True)]
        seconds = [each for future in asked for each in future.result()]
    return Sample(seconds, server.use() - before, time.perf_counter() - began)


def _summary(samples: Sequence[Sample]) -> Measured:
    seconds = [each for sample in samples for each in sample.seconds]
    number = len(seconds)
    return Measured(
        p50=percentile(seconds, 0.50) * 1000,
        p95=percentile(seconds, 0.95) * 1000,
        p99=percentile(seconds, 0.99) * 1000,
        web_cpu=median(sample.used.web / len(sample.seconds) for sample in samples) * 1000,
        database_cpu=median(sample.used.database / len(sample.seconds) for sample in samples)
        * 1000,
        per_second=number / sum(sample.lasted for sample in samples),
    )


def _ask_all(browser: Browser, requests: Sequence[Request]) -> list[float]:
    return [request.of(browser).seconds for request in requests]
