"""Reading and changing questions: who may, one at a time, and a line in the log each time."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import F
from django.utils import timezone

from accounts.log import actor_of
from accounts.models import User
from audit.events import EventType
from audit.log import Subject, record
from cases.errors import StaleVersion
from cases.services.locking import save_if_unchanged
from reporting.events import QUESTION_EDITED, QUESTION_READ, QUESTIONS_LISTED
from reporting.models import (
    Addressee,
    Block,
    Commitment,
    Narrative,
    Question,
    SubQuestion,
)
from reporting.policies import may_answer_questions
from reporting.questions.specs import SPECS
from reporting.services.ministers import Minister, set_ministers


def log_listed(*, by: User) -> None:
    """Somebody looked at the list."""
    record(QUESTIONS_LISTED, actor=actor_of(by), subject=Subject("question"))


def log_read(*, by: User, question: Question, topics: Sequence[str] = ()) -> None:
    """Somebody looked at a question; `topics` are the figures it showed."""
    _record(QUESTION_READ, by=by, question=question, fields=topics)


@transaction.atomic
def save_question(
    *,
    by: User,
    question: Question | None,
    version: int,
    changes: Mapping[str, Any],
    ministers: Sequence[Minister],
) -> Question:
    """Enter a question (None) or change what is known of it and whom it was put to.

    Raises PermissionDenied, StaleVersion, and Refused for a minister that cannot leave.
    """
    if question is None:
        _require_right(by)
        question = Question.objects.create(edited_by=by, **changes)
        set_ministers(question, ministers)
        _record(QUESTION_EDITED, by=by, question=question, fields=list(changes))
        return question
    question = lock_question(by=by, question=question)
    question = save_if_unchanged(question, version=version, changes=changes)
    set_ministers(question, ministers)
    return touch(by=by, question=question, fields=[*changes, "addressees"])


@transaction.atomic
def save_part(
    *,
    by: User,
    question: Question,
    part: SubQuestion | None,
    version: int,
    changes: Mapping[str, Any],
) -> None:
    """Add a part with the next number, or change it. Raises StaleVersion."""
    question = lock_question(by=by, question=question)
    if part is None:
        last = question.parts.aggregate(last=models.Max("number"))["last"] or 0
        SubQuestion.objects.create(question=question, number=last + 1, **changes)
    else:
        save_if_unchanged(part, version=version, changes=changes)
    touch(by=by, question=question, fields=["parts"])


@transaction.atomic
def save_narrative(
    *, by: User, part: SubQuestion, addressee: Addressee, version: int, text: str
) -> None:
    """The words of a minister on a part; `version` 0 when there were none. Raises StaleVersion."""
    question = lock_question(by=by, question=part.question)
    existing = Narrative.objects.filter(part=part, addressee=addressee).first()
    if existing is None:
        if version:
            raise StaleVersion
        Narrative.objects.create(part=part, addressee=addressee, text=text, edited_by=by)
    else:
        changes = {"text": text, "edited_by": by}
        save_if_unchanged(existing, version=version, changes=changes)
    touch(by=by, question=question, fields=["narratives"])


@transaction.atomic
def save_block(
    *, by: User, part: SubQuestion, block: Block | None, version: int, changes: Mapping[str, Any]
) -> None:
    """Add a table to a part, or change it. Raises SpecError and StaleVersion."""
    question = lock_question(by=by, question=part.question)
    SPECS[changes["kind"]].from_json(changes["spec"])
    if block is None:
        last = part.blocks.aggregate(last=models.Max("position"))["last"] or 0
        Block.objects.create(part=part, position=last + 1, **changes)
    else:
        save_if_unchanged(block, version=version, changes=changes)
    touch(by=by, question=question, fields=["blocks"])


@transaction.atomic
def place_block(*, by: User, block: Block, place: int) -> None:
    """Put a table in this place of its part, from 1; the others move up or down.

    Placing it twice is placing it once. A place beyond the last is the last.
    """
    question = lock_question(by=by, question=block.part.question)
    blocks = list(block.part.blocks.all())
    if block not in blocks:
        return
    blocks.remove(block)
    blocks.insert(max(place, 1) - 1, block)
    for position, one in enumerate(blocks, start=1):
        if one.position != position:
            Block.objects.filter(pk=one.pk).update(position=position)
    touch(by=by, question=question, fields=["blocks"])


@transaction.atomic
def remove_block(*, by: User, block: Block) -> None:
    """Take a table out of an answer that is being made; frozen answers keep theirs."""
    question = lock_question(by=by, question=block.part.question)
    block.delete()
    touch(by=by, question=question, fields=["blocks"])


@transaction.atomic
def save_commitment(
    *,
    by: User,
    question: Question,
    commitment: Commitment | None,
    version: int,
    changes: Mapping[str, Any],
) -> None:
    """Note a promise, or settle it. An answer does not change by it. Raises StaleVersion."""
    question = lock_question(by=by, question=question)
    if commitment is None:
        Commitment.objects.create(question=question, **changes)
    else:
        save_if_unchanged(commitment, version=version, changes=changes)
    _record(QUESTION_EDITED, by=by, question=question, fields=["commitments"])


def lock_question(*, by: User, question: Question) -> Question:
    """The question as it is now, locked until the transaction ends. Raises PermissionDenied."""
    _require_right(by)
    locked: Question = Question.objects.select_for_update(no_key=True).get(pk=question.pk)
    return locked


def touch(*, by: User, question: Question, fields: Sequence[str]) -> Question:
    """What is approved must be what was seen: every change counts up and names its editor."""
    Question.objects.filter(pk=question.pk).update(
        revision=F("revision") + 1, edited_by=by, edited_at=timezone.now()
    )
    _record(QUESTION_EDITED, by=by, question=question, fields=fields)
    question.refresh_from_db()
    return question


def _require_right(by: User) -> None:
    if not may_answer_questions(by):
        raise PermissionDenied


def _record(event: EventType, *, by: User, question: Question, fields: Sequence[str]) -> None:
    record(
        event,
        actor=actor_of(by),
        subject=Subject("question", str(question.pk)),
        fields=list(dict.fromkeys(fields)),
    )
