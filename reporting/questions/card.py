"""Vragen on the page Today: deadlines that come near and promises that are due."""

import datetime as dt

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from lib.calendar import brussels_today
from lib.dutch import write_date
from registrations.cards import Card, CardLine
from reporting.models import Answer, Commitment, Question
from reporting.policies import may_answer_questions
from reporting.questions.planning import title_of

DAYS_AHEAD = 30
LINES = 4


def questions_card(user: User) -> Card | None:
    """What is due within thirty days or is late already; nobody else sees a card."""
    if not may_answer_questions(user):
        return None
    today = brussels_today()
    until = today + dt.timedelta(days=DAYS_AHEAD)
    answered = Exists(Answer.objects.filter(question=OuterRef("pk")))
    questions = Question.objects.visible_to(user).filter(~answered, due_on__lte=until)
    promises = Commitment.objects.visible_to(user).open().due_by(until)
    lines = [
        (one.due_on, CardLine(title_of(one), one.get_absolute_url(), _due(one.due_on)))
        for one in questions.prefetch_related("addressees")
    ]
    lines += [
        (
            one.due_on,
            CardLine(one.text, f"{one.question.get_absolute_url()}#beloften", _due(one.due_on)),
        )
        for one in promises.select_related("question")
    ]
    lines.sort(key=lambda pair: pair[0])
    return Card(
        key="questions",
        title=_("Questions"),
        count=len(lines),
        lines=tuple(line for _day, line in lines[:LINES]),
        all_label=_("All questions"),
        all_url=reverse("reporting:questions"),
        is_late=any(day < today for day, _line in lines),
    )


def _due(day: dt.date) -> str:
    return _("due on %(day)s") % {"day": write_date(day)}
