"""The whole answer to question 841, every part counted anew, beside one stalking table."""

import time
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from accounts.models import User
from bench.actors import Actor
from lib.acting import acting_as
from reporting.disclosure import PROFILES
from reporting.models import Question
from reporting.questions.assembly import content_of
from reporting.questions.evaluation import Setting
from reporting.questions.loading import NOW

TIMES = 5
MOST = 10
PROFILE = PROFILES["parliament"]


@dataclass(frozen=True)
class AnswerCost:
    """Milliseconds, the best of several runs. `on_screen` is the whole answer as the coordinator
    sees it, and has the limit. `hidden` is what is done once, to freeze it: all years of every
    table, as known at the moment of the preview, with small cells hidden. `table` is the
    stalking table of the same run.
    """

    blocks: int
    on_screen: float
    hidden: float
    table: float

    @property
    def ratio(self) -> float:
        """The answer on screen beside the table."""
        return self.on_screen / self.table

    @property
    def holds(self) -> bool:
        return self.ratio <= MOST


def measure_answer(coordinator: Actor, *, table: float) -> AnswerCost:
    """Evaluate the preloaded question of today with all its parts, behind the wall."""
    with acting_as(coordinator.user_id), transaction.atomic(), override("nl"):
        user = User.objects.get(pk=coordinator.user_id)
        question = Question.objects.visible_to(user).get(origin=NOW)
        return AnswerCost(
            blocks=sum(part.blocks.count() for part in question.parts.all()),
            on_screen=_best(question, user, hides_small=False),
            hidden=_best(question, user, hides_small=True),
            table=table,
        )


def _best(question: Question, user: User, *, hides_small: bool) -> float:
    return min(_once(question, user, hides_small=hides_small) for _turn in range(TIMES))


def _once(question: Question, user: User, *, hides_small: bool) -> float:
    setting = Setting(
        by=user,
        known_on=timezone.now(),
        maker_name="bench",
        profile=PROFILE,
        hides_small=hides_small,
        live=not hides_small,
    )
    began = time.perf_counter()
    content_of(question, setting=setting, edition=1, profile=PROFILE.code)
    return (time.perf_counter() - began) * 1000
