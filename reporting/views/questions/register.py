"""The list of questions, and one question with everything that answers it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import User
from lib.calendar import brussels_today
from reporting.models import Question
from reporting.policies import may_approve_answers
from reporting.questions.assembly import part_content, parts_of
from reporting.questions.comparing import earlier_answers
from reporting.questions.evaluation import Setting
from reporting.questions.planning import question_rows, reminders, title_of
from reporting.questions.workbench import workbench
from reporting.services.questions import log_listed, log_read
from reporting.views.questions.rights import answering_user, crumbs_of, find_question


@require_safe
def question_list(request: HttpRequest) -> HttpResponse:
    """Every question with its deadline and the state of each part, and what was promised."""
    user, today = answering_user(request), brussels_today()
    log_listed(by=user)
    context = {
        "rows": question_rows(by=user, today=today),
        "reminders": reminders(by=user, today=today),
    }
    return render(request, "reporting/questions/list.html", context)


@require_safe
def question(request: HttpRequest, pk: int) -> HttpResponse:
    """The workbench: all parts on one screen, each with its figures, texts and earlier answers."""
    user, found = answering_user(request), find_question(request, pk)
    return render(request, "reporting/questions/workbench.html", _context(user, found))


def _context(user: User, found: Question) -> dict[str, object]:
    setting = Setting(by=user, known_on=timezone.now(), maker_name=user.display_name, live=True)
    rows = parts_of(found)
    contents = [part_content(part, setting=setting) for part in rows]
    earlier = earlier_answers(found, contents, by=user)
    log_read(by=user, question=found, topics=[one.topic for one in contents if one.topic])
    return {
        "crumbs": crumbs_of(found),
        "question": found,
        "title": title_of(found),
        "addressees": list(found.addressees.all()),
        "parts": workbench(rows, contents, earlier),
        "answers": list(found.answers.select_related("question", "approved_by")),
        "commitments": list(found.commitments.select_related("part")),
        "may_approve": may_approve_answers(user),
        "is_last_editor": found.edited_by_id == user.pk,
        "known_on": setting.known_on,
    }
