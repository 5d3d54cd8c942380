"""Drafts: one per user, form and subject; nobody else's; gone after seven days."""

import datetime as dt

from django.db.models import F
from django.utils import timezone

from accounts.models import User
from cases.models import Draft, IdempotencyRecord
from cases.services.drafts import discard_draft, draft_of, keep_draft
from cases.tasks import purge_expired_drafts
from lib.acting import acting_as
from tests import make
from tests.database import as_owner
from tests.persons import Cast


def test_the_latest_text_is_kept(by: User) -> None:
    keep_draft(by=by, form="summary", subject="VH-2026-000001", content={"text": "Eerst"})
    kept = keep_draft(by=by, form="summary", subject="VH-2026-000001", content={"text": "Later"})
    found = draft_of(by=by, form="summary", subject="VH-2026-000001")
    assert found == kept
    assert found is not None
    assert found.content == {"text": "Later"}
    assert Draft.objects.count() == 1


def test_subjects_do_not_mix(by: User) -> None:
    keep_draft(by=by, form="summary", subject="een", content={"text": "1"})
    keep_draft(by=by, form="summary", subject="twee", content={"text": "2"})
    discard_draft(by=by, form="summary", subject="een")
    assert [draft.subject for draft in Draft.objects.all()] == ["twee"]
    assert draft_of(by=by, form="summary", subject="een") is None


def test_a_draft_belongs_to_who_typed_it(by: User, cast: Cast) -> None:
    keep_draft(by=by, form="summary", content={"text": "Geheim"})
    with acting_as(cast.coordinator.pk):
        assert draft_of(by=cast.coordinator, form="summary") is None
        # Wall 2 says the same without the filter.
        assert not Draft.objects.exists()
        discard_draft(by=cast.coordinator, form="summary")
    assert draft_of(by=by, form="summary") is not None


def test_old_drafts_and_keys_are_purged_by_nobody_in_particular(cast: Cast) -> None:
    """The nightly task acts for no user, so it sees no draft; it still ends the old ones."""
    now = timezone.now()
    with as_owner():
        for days in (1, 8):
            draft = make.draft(cast.colleague, form=f"form{days}")
            Draft.objects.filter(pk=draft.pk).update(saved_at=now - dt.timedelta(days=days))
        for days in (1, 31):
            key = IdempotencyRecord.objects.create(
                user=cast.colleague, key=f"00000000-0000-0000-0000-0000000000{days:02}"
            )
            IdempotencyRecord.objects.filter(pk=key.pk).update(
                created_at=F("created_at") - dt.timedelta(days=days)
            )
    assert purge_expired_drafts() == 1
    with as_owner():
        assert [draft.form for draft in Draft.objects.all()] == ["form1"]
        assert IdempotencyRecord.objects.count() == 1
