"""Approving an answer, which freezes it; and handing out what was frozen."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.log import actor_of
from accounts.models import Role, User
from audit.log import Subject, record
from cases.errors import Refused, StaleVersion
from reporting.answers.content import AnswerContent, figures_fingerprint
from reporting.answers.formats import AnswerFormat
from reporting.answers.outline import file_stem
from reporting.disclosure import PROFILES, Found
from reporting.events import ANSWER_APPROVED, ANSWER_DOWNLOADED, ANSWER_READ
from reporting.exports.watermark import new_watermark
from reporting.models import Answer, ProfileCode, Question
from reporting.policies import may_answer_questions, may_approve_answers
from reporting.protected import Families, extent_of
from reporting.questions.assembly import UNANSWERED, content_of
from reporting.questions.evaluation import Setting, counted_tables
from reporting.questions.storing import store_answer
from reporting.releases import keep_release
from reporting.services.figures import ExportedFile
from reporting.services.ledger import Leaving, Purpose, enter, fingerprint_of
from reporting.services.questions import lock_question

KIND = "answer"
"""What the ledger calls a file of a frozen answer."""
SALT = "reporting.answers.approval"
HOURS = 8
"""How long a preview may be approved; later it must be looked at again."""


@dataclass(frozen=True)
class Terms:
    """For whom, and whether small numbers are printed after all."""

    profile: str
    asks_small: bool = False

    @property
    def prints_small(self) -> bool:
        """Small numbers against the rule: only where the profile allows it, and when asked."""
        return self.asks_small and PROFILES[self.profile].exact_after_approval

    @property
    def hides_small(self) -> bool:
        """Whether the rule of the profile is applied."""
        return PROFILES[self.profile].threshold is not None and not self.prints_small


@dataclass(frozen=True)
class Preview:
    """What would be frozen, and a sealed note of what was shown."""

    content: AnswerContent
    token: str


def preview(*, by: User, question: Question, terms: Terms) -> Preview:
    """The answer as it would be frozen now. Raises PermissionDenied for who may not approve."""
    if not may_approve_answers(by):
        raise PermissionDenied
    moment = timezone.now()
    setting = _setting(by, terms, moment)
    content = _content(question, terms, setting)
    note = {
        "question": question.pk,
        "revision": question.revision,
        "known_on": moment.isoformat(),
        "profile": terms.profile,
        "prints_small": terms.prints_small,
        "figures": figures_fingerprint(content.exhibits),
        "found": setting.families.found,
    }
    return Preview(content, signing.dumps(note, salt=SALT, compress=True))


@transaction.atomic
def approve(*, by: User, question: Question, token: str, reason: str = "") -> Answer:
    """Freeze exactly what the preview showed: the figures as known at its moment.

    The approver is a coordinator who did not make the last change. Small numbers are printed
    only with a reason, which is kept in the answer and in the log. One preview is approved
    once: a double click gets the edition of the first. Raises PermissionDenied, Refused, and
    StaleVersion when the question or a figure changed since the preview.
    """
    if not may_approve_answers(by):
        raise PermissionDenied
    question = lock_question(by=by, question=question)
    if question.edited_by_id == by.pk:
        raise Refused({"": _("You changed this answer last. Let a colleague approve it.")})
    note = _opened(token, question)
    moment = dt.datetime.fromisoformat(note["known_on"])
    # The moment of a preview, to the microsecond, is that of its edition.
    done: Answer | None = question.answers.filter(approved_by=by, approved_at=moment).first()
    if done is not None:
        return done
    terms = Terms(note["profile"], note["prints_small"])
    if terms.prints_small and not reason:
        raise Refused({"reason": _("Give the reason.")})
    # One setting: what is kept for the next edition is what this one prints.
    setting = _setting(by, terms, moment, note.get("found"))
    content = _content(question, terms, setting, reason)
    _require_whole(content)
    if figures_fingerprint(content.exhibits) != note["figures"]:
        raise StaleVersion
    answer = store_answer(
        question,
        content,
        approved_by=by,
        small_cells_reason=reason if terms.prints_small else "",
    )
    _keep_releases(question, setting)
    record(
        ANSWER_APPROVED,
        actor=actor_of(by),
        subject=_subject(answer),
        fields=[one.topic for one in content.parts if one.topic],
        reason=f"{terms.profile} {answer.small_cells_reason}".strip(),
    )
    return answer


def read_answer(*, by: User, answer: Answer) -> AnswerContent:
    """The frozen words, for a screen."""
    _require_right(by)
    record(ANSWER_READ, actor=actor_of(by), subject=_subject(answer))
    return AnswerContent.from_text(answer.content)


def download_answer(*, by: User, answer: Answer, file_format: AnswerFormat) -> ExportedFile:
    """A file of the frozen answer, with a line in the log and in the export ledger.

    The same answer gives the same bytes to everybody, so no export number is printed in it: the
    ledger knows the file by its SHA-256.
    """
    _require_right(by)
    file = file_of(answer, file_format)
    reason = f"{answer.profile} {file_format.code}"
    record(ANSWER_DOWNLOADED, actor=actor_of(by), subject=_subject(answer), reason=reason)
    enter(
        actor=actor_of(by),
        watermark=new_watermark(),
        leaving=Leaving(
            KIND,
            {"question": answer.question_id, "edition": answer.edition},
            file_format.code,
            answer.profile,
            Purpose.PARLIAMENT,
        ),
        file=fingerprint_of(file.body, rows=_rows_in(answer)),
    )
    return file


def file_of(answer: Answer, file_format: AnswerFormat) -> ExportedFile:
    """The file, from what was frozen and nothing else."""
    content = AnswerContent.from_text(answer.content)
    body = file_format.write(content, answer.fingerprint)
    name = f"{file_stem(content)}.{file_format.extension}"
    return ExportedFile(name, file_format.content_type, body)


def _rows_in(answer: Answer) -> int:
    content = AnswerContent.from_text(answer.content)
    return sum(len(exhibit.document.rows) for exhibit in content.exhibits)


def _content(question: Question, terms: Terms, setting: Setting, reason: str = "") -> AnswerContent:
    last = question.answers.aggregate(last=Max("edition"))["last"] or 0
    return content_of(
        question,
        setting=setting,
        edition=last + 1,
        profile=terms.profile,
        small_cells=_small_cells(terms, reason),
        approver_role=str(Role.COORDINATOR.label),
    )


def _setting(by: User, terms: Terms, moment: dt.datetime, found: Found | None = None) -> Setting:
    return Setting(
        by=by,
        known_on=moment,
        maker_name=_signs_as(by, terms),
        profile=PROFILES[terms.profile],
        hides_small=terms.hides_small,
        families=Families(found),
    )


def _signs_as(by: User, terms: Terms) -> str:
    """Who is printed as maker and approver. No colleague is named on a public page; who it was
    stays in `Answer.approved_by` and in the log.
    """
    return _("Veilige Huizen") if terms.profile == ProfileCode.OPEN_DATA else by.display_name


def _keep_releases(question: Question, setting: Setting) -> None:
    """The next edition must not give back what this one hides, nor say what changed a little."""
    if setting.profile.threshold is not None:
        for table in counted_tables(question, setting=setting):
            if not table.indicator.missing:
                extent = extent_of(table, setting.centres)
                keep_release(table, setting.profile, extent=extent)


def _small_cells(terms: Terms, reason: str) -> str:
    if terms.hides_small:
        return str(PROFILES[terms.profile].explanation)
    if terms.prints_small:
        return _("Printed after approval, because: %(reason)s") % {"reason": reason or "…"}
    return _("Printed: for internal use only.")


def _opened(token: str, question: Question) -> dict[str, Any]:
    """The note of the preview, of this question as it is now."""
    try:
        note: dict[str, Any] = signing.loads(token, salt=SALT, max_age=HOURS * 3600)
    except signing.BadSignature:
        raise StaleVersion from None
    if (note["question"], note["revision"]) != (question.pk, question.revision):
        raise StaleVersion
    return note


def _require_whole(content: AnswerContent) -> None:
    """Nothing goes out half: every part has a figure, a state or words."""
    open_parts = [
        str(part.number)
        for part in content.parts
        if any(code == UNANSWERED for code, _words in part.states)
    ]
    if open_parts or not content.parts:
        parts = ", ".join(open_parts)
        raise Refused({"": _("These parts have no answer yet: %(parts)s.") % {"parts": parts}})


def _require_right(by: User) -> None:
    if not may_answer_questions(by):
        raise PermissionDenied


def _subject(answer: Answer) -> Subject:
    return Subject("answer", f"{answer.question_id}.{answer.edition}")
