"""Colleagues at work at the same moment, each over a connection of her own, without pauses."""

import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPException

from django.urls import reverse

from bench.actors import Actor
from bench.browser import Browser
from bench.measure import Request, percentile
from bench.pages import creation, details_of
from bench.web import Use, WebServer
from launcher.errors import LauncherError

# Of a hundred things a caseworker asks.
MIX = {
    "dossier detail": 40,
    "list": 20,
    "today": 15,
    "search": 10,
    "create intake + dossier": 10,
    "stalking table": 5,
}

Asks = dict[str, Callable[[int], Request]]


@dataclass
class Crowd:
    """What came of it."""

    people: int
    seconds: float = 0.0
    times: list[float] = field(default_factory=list)
    asked: Counter[str] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    used: Use = field(default_factory=lambda: Use(0, 0))

    @property
    def per_second(self) -> float:
        return len(self.times) / self.seconds if self.seconds else 0.0

    def at(self, share: float) -> float:
        """Milliseconds within which this share of the answers came."""
        return percentile(self.times, share) * 1000 if self.times else 0.0

    @property
    def holds(self) -> bool:
        return not self.errors and bool(self.times)


def gather(server: WebServer, actors: list[Actor], *, seconds: float) -> Crowd:
    """Let all of them work for so many seconds."""
    crowd, together = Crowd(len(actors)), threading.Lock()
    # Here and not in the threads: what they will ask is looked up in the database.
    tasks = [_asks(actor) for actor in actors]
    before, began = server.use(), time.perf_counter()
    until = began + seconds
    with ThreadPoolExecutor(len(actors)) as pool:
        working = [
            pool.submit(_work, Browser(server.port, actor.session), asks, until, crowd, together)
            for actor, asks in zip(actors, tasks, strict=True)
        ]
        for each in working:
            each.result()
    crowd.seconds = time.perf_counter() - began
    crowd.used = server.use() - before
    return crowd


def _work(
    browser: Browser, asks: Asks, until: float, crowd: Crowd, together: threading.Lock
) -> None:
    dice = random.Random()  # noqa: S311 - what a colleague asks next is no secret
    while time.perf_counter() < until:
        (name,) = dice.choices(list(MIX), weights=list(MIX.values()))
        began = time.perf_counter()
        try:
            asks[name](dice.randrange(10**6)).of(browser)
            problem = ""
        except (LauncherError, OSError, HTTPException) as error:
            problem = f"{name}: {error}"
            browser = browser.anew()
        with together:
            crowd.asked[name] += 1
            if problem:
                crowd.errors[problem] += 1
            else:
                crowd.times.append(time.perf_counter() - began)


def _asks(actor: Actor) -> Asks:
    listing, today = reverse("cases:dossier_list"), reverse("registrations:today")
    search, table = reverse("cases:search"), reverse("reporting:stalking")
    return {
        "dossier detail": details_of(actor),
        "list": lambda _turn: Request(listing),
        "today": lambda _turn: Request(today),
        "search": lambda turn: Request(search, {"q": ("Peeters", "Yılmaz", "Maes")[turn % 3]}),
        "create intake + dossier": creation(),
        "stalking table": lambda _turn: Request(table),
    }
