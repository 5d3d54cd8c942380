"""Drafts: what somebody typed and did not save yet survives a crash, a lock and a logout."""

from typing import Any

from accounts.models import User
from cases.models import Draft


def keep_draft(*, by: User, form: str, subject: str = "", content: dict[str, Any]) -> Draft:
    """Keep the latest text of one form. One draft per user, form and subject."""
    draft, _created = Draft.objects.update_or_create(
        user=by, form=form, subject=subject, defaults={"content": content}
    )
    return draft


def draft_of(*, by: User, form: str, subject: str = "") -> Draft | None:
    """The draft of this form, if there is one."""
    return Draft.objects.visible_to(by).filter(form=form, subject=subject).first()


def discard_draft(*, by: User, form: str, subject: str = "") -> None:
    """Forget the draft: its text was saved or thrown away."""
    Draft.objects.visible_to(by).filter(form=form, subject=subject).delete()
