"""Keeping a question under a name, and changing or deleting one's own."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.log import actor_of
from accounts.models import Centre, User
from audit.events import EventType
from audit.log import Subject, record
from reporting.composing.composition import Composition
from reporting.events import (
    SAVED_QUESTION_CHANGED,
    SAVED_QUESTION_DELETED,
    SAVED_QUESTION_KEPT,
)
from reporting.models import SavedQuestion
from reporting.policies import may_see_figures


@transaction.atomic
def save_question(
    *, by: User, composition: Composition, name: str, audience: str, centre: Centre | None = None
) -> SavedQuestion:
    """Keep a question. Raises PermissionDenied without a right to figures, or for a centre
    that is not hers."""
    _require(by, centre)
    saved = SavedQuestion.objects.create(
        owner=by,
        name=name,
        question=composition.to_json(),
        audience=audience,
        centre=centre,
    )
    _record(SAVED_QUESTION_KEPT, by, saved, "name", "question", "audience")
    return saved


@transaction.atomic
def change_question(
    *, by: User, saved: SavedQuestion, name: str, audience: str, centre: Centre | None = None
) -> None:
    """Another name or other readers. Raises PermissionDenied for somebody else's question."""
    _require(by, centre)
    kept = _own(by, saved)
    kept.name, kept.audience, kept.centre = name, audience, centre
    kept.save(update_fields=["name", "audience", "centre"])
    _record(SAVED_QUESTION_CHANGED, by, kept, "name", "audience")


@transaction.atomic
def delete_question(*, by: User, saved: SavedQuestion) -> None:
    """Delete one's own: it holds no figure and nobody answered it."""
    kept = _own(by, saved)
    _record(SAVED_QUESTION_DELETED, by, kept)
    kept.delete()


def _require(by: User, centre: Centre | None) -> None:
    if not may_see_figures(by) or (centre and centre.pk not in by.centre_ids()):
        raise PermissionDenied


def _own(by: User, saved: SavedQuestion) -> SavedQuestion:
    kept = SavedQuestion.objects.select_for_update().filter(pk=saved.pk, owner=by).first()
    if kept is None:
        raise PermissionDenied
    return kept


def _record(event: EventType, by: User, saved: SavedQuestion, *fields: str) -> None:
    """The name is not in the log: it is free text."""
    subject = Subject("savedquestion", str(saved.pk), centre_id=saved.centre_id)
    record(event, actor=actor_of(by, saved.centre_id), subject=subject, fields=fields)
