"""Taking a released edition back: the public address stays, and says so."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.log import actor_of
from accounts.models import User
from audit.log import Subject, record
from cases.errors import Refused
from reporting.events import ANSWER_WITHDRAWN
from reporting.models import Answer, ProfileCode, Withdrawal
from reporting.policies import may_approve_answers
from reporting.services.questions import lock_question


@transaction.atomic
def withdraw_answer(*, by: User, answer: Answer, reason: str) -> Withdrawal:
    """Withdraw an edition of open data, with a reason that is public.

    The question is locked, so that two coordinators do not both withdraw it. Raises
    PermissionDenied for who does not approve answers, and Refused.
    """
    if not may_approve_answers(by):
        raise PermissionDenied
    lock_question(by=by, question=answer.question)
    if answer.profile != ProfileCode.OPEN_DATA:
        raise Refused({"": _("Only an edition that is open data can be withdrawn.")})
    if Withdrawal.objects.filter(answer=answer).exists():
        raise Refused({"": _("This edition was withdrawn before.")})
    if not reason.strip():
        raise Refused({"reason": _("Give the reason.")})
    made = Withdrawal.objects.create(answer=answer, reason=reason.strip(), withdrawn_by=by)
    subject = Subject("answer", f"{answer.question_id}.{answer.edition}")
    record(ANSWER_WITHDRAWN, actor=actor_of(by), subject=subject, reason=made.reason)
    return made
