"""The whole answer to question 841, every part counted anew, beside one stalking table."""

import runpy
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from accounts.models import User
from bench.actors import Actor
from bench.counts import stalking_table
from cases.models import Dossier
from launcher import PROJECT
from lib.acting import acting_as
from lib.calendar import brussels_today
from lib.maintenance import as_owner
from reporting.asking import Ask
from reporting.disclosure import PROFILES, Found
from reporting.models import Question, Settlement
from reporting.policies import countable_centres
from reporting.protected import Families, count_as
from reporting.questions.assembly import content_of
from reporting.questions.evaluation import Setting
from reporting.questions.loading import NOW
from reporting.settled import settle

TIMES = 5
MOST = 10
CHANGED = 1_000
"""So many dossiers are corrected between the night and the answer: more than on any day."""
PROFILE = PROFILES["parliament"]
PEOPLE = "people_in_dossiers"
"""The dearest family."""


@dataclass(frozen=True)
class AnswerCost:
    """Milliseconds, the best of several runs; `table` is the stalking table of the same run.

    `on_screen` is the whole answer as the coordinator sees it, from the facts. `frozen` is its
    preview: all years of every table, as known at that moment, small cells hidden, some hours
    after the counts were settled. `approved` is the same with what the preview searched, and
    `from_facts` without a settlement, once. `people` is one table of the dearest family. The peaks
    are megabytes of Python objects while hiding, of the answer and of the people.
    """

    blocks: int
    on_screen: float
    from_facts: float
    settled_in: float
    frozen: float
    approved: float
    people_from_facts: float
    people: float
    peak: float
    people_peak: float
    table: float

    @property
    def ratio(self) -> float:
        """The answer on screen beside the table."""
        return self.on_screen / self.table

    @property
    def frozen_ratio(self) -> float:
        """The same of the frozen one."""
        return self.frozen / self.table


class _Answers:
    """The preloaded question of today with all its parts, behind the wall."""

    def __init__(self, coordinator: Actor) -> None:
        self.user = User.objects.get(pk=coordinator.user_id)
        self.question = Question.objects.visible_to(self.user).get(origin=NOW)
        self.found: Found = {}

    def on_screen(self) -> None:
        self._answer(hides_small=False)

    def frozen(self) -> None:
        self.found = {}
        self._answer(hides_small=True)

    def approved(self) -> None:
        self._answer(hides_small=True)

    def people(self) -> None:
        year = brussels_today().year
        ask = Ask(PEOPLE, year, year, known_on=timezone.now(), profile=PROFILE.code)
        count_as(ask, list(countable_centres(self.user)))

    def _answer(self, *, hides_small: bool) -> None:
        setting = Setting(
            by=self.user,
            known_on=timezone.now(),
            maker_name="bench",
            profile=PROFILE,
            hides_small=hides_small,
            live=not hides_small,
            families=Families(self.found),
        )
        content_of(self.question, setting=setting, edition=1, profile=PROFILE.code)


def measure_answer(coordinator: Actor) -> AnswerCost:
    """Evaluate every part, from the facts alone and as on a day after a night."""
    _collect_as_a_web_worker()
    with as_owner():
        # Of an earlier run on a database that was kept.
        Settlement.objects.all().delete()
    with acting_as(coordinator.user_id), transaction.atomic(), override("nl"):
        before = _Answers(coordinator)
        (on_screen,) = _best(before.on_screen)
        from_facts, people_from_facts = _once(before.frozen), _once(before.people)
    settled_in = _once(settle)
    _correct_some()
    with acting_as(coordinator.user_id), transaction.atomic(), override("nl"):
        after = _Answers(coordinator)
        # In turn, so that they see the same machine.
        table, frozen, approved = _best(
            lambda: stalking_table(coordinator), after.frozen, after.approved
        )
        return AnswerCost(
            blocks=sum(part.blocks.count() for part in after.question.parts.all()),
            on_screen=on_screen,
            from_facts=from_facts,
            settled_in=settled_in / 1000,
            frozen=frozen,
            approved=approved,
            people_from_facts=people_from_facts,
            people=_once(after.people),
            peak=_peak(after.frozen),
            people_peak=_peak(after.people),
            table=table,
        )


def _collect_as_a_web_worker() -> None:
    runpy.run_path(str(PROJECT / "deploy" / "gunicorn.conf.py"))["post_worker_init"](None)


def _correct_some() -> None:
    with as_owner():
        unknown = Dossier.objects.filter(stalking="unknown").order_by("pk")
        keys = list(unknown.values_list("pk", flat=True))
        # Of all centres and years: those with the lowest keys would be of one of them.
        some = keys[:: max(1, len(keys) // CHANGED)]
        Dossier.objects.filter(pk__in=some).update(stalking="no")


def _best(*acts: Callable[[], object]) -> list[float]:
    turns = [[_once(act) for act in acts] for _turn in range(TIMES)]
    return [min(times) for times in zip(*turns, strict=True)]


def _once(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * 1000


def _peak(act: Callable[[], object]) -> float:
    tracemalloc.start()
    act()
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most / 1_000_000
