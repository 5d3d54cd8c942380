"""Loading the questions the product brings along. Work that people did is never overwritten."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from lib.calendar import brussels_today
from reporting.models import (
    Addressee,
    Answer,
    Block,
    BlockKind,
    Commitment,
    Narrative,
    ProfileCode,
    Question,
    SubQuestion,
)
from reporting.question_841 import PARTS
from reporting.questions.assembly import content_of
from reporting.questions.evaluation import Setting
from reporting.questions.preloaded import (
    ASKED_ON,
    ASKER,
    KEYWORDS,
    OFFICES,
    PROMISES,
    SUBJECT,
    PartToLoad,
    as_answerable_now,
    as_answered,
)
from reporting.questions.storing import store_answer

ANSWERED, NOW = "841-2023", "841-now"
YEARS = 3
"""The question asks for the last three years: whole ones, as seen on the day of loading."""


@transaction.atomic
def load_questions() -> int:
    """Add question 841 as answered in 2023 and as it can be answered now; how many were added.

    A question that nobody touched yet follows a newer version of the product, under the same
    address. One that was edited or answered, or that holds a promise, stays as it is. Needs the
    published figures.
    """
    with override("nl"):
        return _load_answered() + _load_now()


def _load_answered() -> int:
    if Question.objects.filter(origin=ANSWERED).exists():
        return 0
    question = _question(ANSWERED, _("as answered in 2023"), as_answered())
    parts = {part.number: part for part in question.parts.all()}
    Commitment.objects.bulk_create(
        Commitment(
            question=question,
            part=parts[promise.part],
            text=promise.text,
            due_words=promise.due_words,
            due_on=dt.date.fromisoformat(promise.due_on),
            owner=promise.owner,
        )
        for promise in PROMISES
    )
    setting = Setting(by=None, known_on=timezone.now(), maker_name=_("the printed answer of 2023"))
    content = content_of(
        question,
        setting=setting,
        edition=1,
        profile=ProfileCode.PARLIAMENT,
        small_cells=_("Printed by parliament itself in 2023."),
        approver_role=_("taken over as printed"),
    )
    store_answer(question, content, approved_by=None)
    return 1


def _load_now() -> int:
    existing = Question.objects.filter(origin=NOW).first()
    parts = as_answerable_now()
    if existing is None:
        _question(NOW, _("as it can be answered now"), parts)
        return 1
    if not _is_touched(existing) and _stored(existing) != _to_load(parts):
        _empty(existing)
        _fill(existing, parts)
    return 0


def _is_touched(question: Question) -> bool:
    return bool(
        question.edited_by_id
        or Answer.objects.filter(question=question).exists()
        or question.commitments.exists()
    )


def _stored(question: Question) -> list[Any]:
    """What the question holds, to be held against what would be loaded."""
    found = []
    for part in question.parts.select_related("addressee").prefetch_related("blocks"):
        texts = Narrative.objects.filter(part=part)
        found.append(
            [
                *(part.number, part.asked, part.breakdown, part.topic),
                part.addressee.competence if part.addressee else "",
                [[one.kind, one.title, one.remark, one.spec] for one in part.blocks.all()],
                dict(texts.values_list("addressee__competence", "text")),
            ]
        )
    return found


def _to_load(parts: tuple[PartToLoad, ...]) -> list[Any]:
    return [
        [
            *(one.number, PARTS[one.number - 1].asked, one.breakdown, one.topic),
            one.competence,
            [[b.kind, b.title, b.remark, _with_years(b.kind, b.spec)] for b in one.blocks],
            one.texts,
        ]
        for one in parts
    ]


def _empty(question: Question) -> None:
    """Out with everything but the question; what somebody is looking at may not be approved."""
    Narrative.objects.filter(part__question=question).delete()
    question.parts.all().delete()
    question.addressees.all().delete()
    Question.objects.filter(pk=question.pk).update(revision=F("revision") + 1)


def _question(origin: str, remark: str, parts: tuple[PartToLoad, ...]) -> Question:
    question = Question.objects.create(
        origin=origin,
        subject=SUBJECT,
        remark=remark,
        asker=ASKER,
        asked_on=dt.date.fromisoformat(ASKED_ON),
        keywords=list(KEYWORDS),
    )
    _fill(question, parts)
    return question


def _fill(question: Question, parts: tuple[PartToLoad, ...]) -> None:
    offices = {
        competence: Addressee.objects.create(
            question=question,
            position=position,
            office=office,
            number=number,
            competence=competence,
        )
        for position, (competence, number, office) in enumerate(OFFICES, start=1)
    }
    for part in parts:
        _part(question, part, offices)


def _part(question: Question, given: PartToLoad, offices: dict[str, Addressee]) -> None:
    part = SubQuestion.objects.create(
        question=question,
        number=given.number,
        asked=PARTS[given.number - 1].asked,
        breakdown=given.breakdown,
        topic=given.topic,
        addressee=offices.get(given.competence),
    )
    Block.objects.bulk_create(
        Block(
            part=part,
            position=position,
            kind=block.kind,
            title=block.title,
            remark=block.remark,
            spec=_with_years(block.kind, block.spec),
        )
        for position, block in enumerate(given.blocks, start=1)
    )
    Narrative.objects.bulk_create(
        Narrative(part=part, addressee=offices[office], text=text)
        for office, text in given.texts.items()
    )


def _with_years(kind: str, spec: dict[str, Any]) -> dict[str, Any]:
    if kind != BlockKind.COUNTED:
        return spec
    last = brussels_today().year - 1
    return {"from_year": last - YEARS + 1, "to_year": last, **spec}
