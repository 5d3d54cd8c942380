"""Wall 1 of questions and answers: for who answers them, and nobody else."""

import datetime as dt
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef

from accounts.models import User
from reporting.policies import may_answer_questions


class _ForWhoAnswers(models.QuerySet[Any]):
    def visible_to(self, user: User) -> Self:
        """Everything for who answers questions, nothing for others."""
        return self.all() if may_answer_questions(user) else self.none()


class QuestionQuerySet(_ForWhoAnswers):
    """Questions come with the first deadline in front."""

    def unanswered_first(self) -> Self:
        """Without an answer first, by deadline."""
        from reporting.models.answer import Answer

        answered = Exists(Answer.objects.filter(question=OuterRef("pk")))
        return self.annotate(is_answered=answered).order_by(
            "is_answered", models.F("due_on").asc(nulls_last=True), "-asked_on", "-pk"
        )


class CommitmentQuerySet(_ForWhoAnswers):
    def open(self) -> Self:
        """What was promised and is not settled yet."""
        return self.filter(state="open")

    def due_by(self, day: dt.date) -> Self:
        """Due on or before this day."""
        return self.filter(due_on__lte=day)


class AnswerQuerySet(_ForWhoAnswers):
    def released(self) -> Self:
        """What was ever given to everybody as open data, with what was withdrawn since."""
        return self.filter(profile="open_data").select_related("withdrawal")
