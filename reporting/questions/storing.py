"""Writing a frozen answer: the text and its fingerprint in one row that never changes."""

from accounts.models import User
from reporting.answers.content import AnswerContent
from reporting.exports.frozen import fingerprint
from reporting.models import Answer, Question


def store_answer(
    question: Question,
    content: AnswerContent,
    *,
    approved_by: User | None,
    small_cells_reason: str = "",
) -> Answer:
    """Freeze the content as the edition it names. The database refuses to change it later."""
    text = content.to_text()
    return Answer.objects.create(
        question=question,
        edition=content.edition,
        profile=content.profile,
        content=text,
        fingerprint=fingerprint(text),
        approved_by=approved_by,
        approver_name=content.approver_name,
        approver_role=content.approver_role,
        approved_at=content.approved_at,
        last_editor_id=question.edited_by_id,
        small_cells_reason=small_cells_reason,
    )
