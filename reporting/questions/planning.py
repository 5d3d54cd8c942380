"""What a list says about a question without counting anything."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import User
from reporting.answers.content import AnswerContent
from reporting.models import Answer, BlockKind, Commitment, Question, SubQuestion
from reporting.tables import State


@dataclass(frozen=True)
class PartState:
    """The number of a part with its state in words."""

    number: int
    words: str


@dataclass(frozen=True)
class QuestionRow:
    """One line of the list."""

    question: Question
    title: str
    numbers: str
    states: tuple[PartState, ...]
    editions: int
    is_late: bool


@dataclass(frozen=True)
class Reminder:
    """A promise that is not settled, and whether its day has passed."""

    commitment: Commitment
    title: str
    is_late: bool


def question_rows(*, by: User, today: dt.date) -> list[QuestionRow]:
    """Every question, without an answer first, with the first deadline in front."""
    questions = Question.objects.visible_to(by).unanswered_first()
    questions = questions.prefetch_related(
        "addressees", "answers", "parts__blocks", "parts__narratives"
    )
    return [_row(question, today) for question in questions]


def reminders(*, by: User, today: dt.date) -> list[Reminder]:
    """Open promises, the oldest day first."""
    found = Commitment.objects.visible_to(by).open().select_related("question", "part")
    found = found.prefetch_related("question__addressees")
    return [Reminder(one, title_of(one.question), one.due_on < today) for one in found]


def title_of(question: Question) -> str:
    """ "Vraag 841: Stalking - Aanpak"; a question without a number is only its subject."""
    number = next((one.number for one in question.addressees.all() if one.number), None)
    if number is None:
        return question.subject
    return _("Question %(number)s: %(subject)s") % {"number": number, "subject": question.subject}


def _row(question: Question, today: dt.date) -> QuestionRow:
    answers = list(question.answers.all())
    numbers = [str(one.number) for one in question.addressees.all() if one.number]
    late = question.due_on is not None and question.due_on < today and not answers
    return QuestionRow(
        question=question,
        title=title_of(question),
        numbers=", ".join(numbers),
        states=_answered(answers[0]) if answers else tuple(_planned(question)),
        editions=len(answers),
        is_late=late,
    )


def _answered(answer: Answer) -> tuple[PartState, ...]:
    """From the last edition, as it was frozen."""
    content = AnswerContent.from_text(answer.content)
    return tuple(
        PartState(part.number, "; ".join(words for _code, words in part.states))
        for part in content.parts
    )


def _planned(question: Question) -> Iterator[PartState]:
    for part in question.parts.all():
        yield PartState(part.number, "; ".join(dict.fromkeys(_sources_of(part))))


def _sources_of(part: SubQuestion) -> Iterator[str]:
    blocks = list(part.blocks.all())
    for block in blocks:
        if block.kind == BlockKind.STATE:
            yield State(block.spec["state"]).label
        else:
            yield str(BlockKind(block.kind).label)
    if not blocks:
        has_text = any(one.text for one in part.narratives.all())
        yield _("answered in words") if has_text else _("no answer yet")
