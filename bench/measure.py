"""Times, processor time and memory of many requests."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count

from bench.browser import Answer, Browser, Fields
from bench.web import WebServer
from launcher.errors import LauncherError

WARM_UP = 15


@dataclass(frozen=True)
class Request:
    """One thing to ask, and the status that says it went well."""

    path: str
    fields: Fields | None = None
    expected: int = 200

    def of(self, browser: Browser) -> Answer:
        """Raises LauncherError for an answer that is not the expected one."""
        answer = browser.get(self.path) if self.fields is None else self._post(browser)
        if answer.status != self.expected:
            text = answer.body[:300].decode(errors="replace")
            raise LauncherError(f"{self.path} answered {answer.status}: {text}")
        return answer

    def _post(self, browser: Browser) -> Answer:
        return browser.post(self.path, self.fields or {})


@dataclass(frozen=True)
class Measured:
    """Milliseconds per request."""

    p50: float
    p95: float
    p99: float
    web_cpu: float
    database_cpu: float
    per_second: float


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which this share of all values lies (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def measure(
    server: WebServer, session: str, request: Callable[[int], Request], *, times: int
) -> Measured:
    """Ask `times` requests after a warm-up, over one connection for every worker."""
    browsers = [Browser(server.port, session) for _worker in range(server.worker_count)]
    numbers = count()
    for browser in browsers * WARM_UP:
        request(next(numbers)).of(browser)
    before, began = server.use(), time.perf_counter()
    with ThreadPoolExecutor(len(browsers)) as pool:
        # Sent in turn to every connection; each waits for its own answers only.
        shares = [range(i, times, len(browsers)) for i in range(len(browsers))]
        asked = [
            pool.submit(_ask_all, browser, [request(next(numbers)) for _ in share])
            for browser, share in zip(browsers, shares, strict=True)
        ]
        seconds = [each for future in asked for each in future.result()]
    used, lasted = server.use() - before, time.perf_counter() - began
    return Measured(
        p50=percentile(seconds, 0.50) * 1000,
        p95=percentile(seconds, 0.95) * 1000,
        p99=percentile(seconds, 0.99) * 1000,
        web_cpu=used.web * 1000 / times,
        database_cpu=used.database * 1000 / times,
        per_second=times / lasted,
    )


def _ask_all(browser: Browser, requests: Sequence[Request]) -> list[float]:
    return [request.of(browser).seconds for request in requests]
