"""Approving an answer, looking at a frozen one, and taking it along."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from cases.errors import Refused, StaleVersion
from reporting.answers.content import AnswerContent
from reporting.answers.formats import ANSWER_FORMATS
from reporting.answers.outline import outline
from reporting.disclosure import PROFILES
from reporting.models import Answer, ProfileCode, Question
from reporting.policies import may_approve_answers
from reporting.questions.forms import ApprovalForm, TermsForm, WithdrawalForm
from reporting.questions.planning import title_of
from reporting.services.answers import Terms, approve, download_answer, preview, read_answer
from reporting.services.figures import ExportedFile
from reporting.services.withdrawing import withdraw_answer
from reporting.views.questions.editing import Editing, handle
from reporting.views.questions.rights import answering_user, crumbs_of, find_question


@require_http_methods(["GET", "HEAD", "POST"])
def approval(request: HttpRequest, pk: int) -> HttpResponse:
    """The answer as it would be frozen; a POST freezes what the page showed."""
    user, question = answering_user(request), find_question(request, pk)
    if not may_approve_answers(user):
        raise PermissionDenied
    if request.method == "POST":
        return _approve(request, user, question)
    return _show(request, user, question, ApprovalForm())


def _approve(request: HttpRequest, user: User, question: Question) -> HttpResponse:
    form = ApprovalForm(request.POST)
    if not form.is_valid():
        return _show(request, user, question, form, status=422)
    try:
        answer = approve(
            by=user,
            question=question,
            token=form.cleaned_data["token"],
            reason=form.cleaned_data["reason"],
        )
    except Refused as refusal:
        form.refuse(dict(refusal.fields))
        return _show(request, user, question, form, status=422)
    except StaleVersion:
        form.refuse({"": _("The question or a figure changed since you looked. Look again.")})
        return _show(request, user, question, form, status=409)
    messages.success(request, _("The answer is approved and frozen."))
    return HttpResponseRedirect(answer.get_absolute_url())


def _show(
    request: HttpRequest,
    user: User,
    question: Question,
    form: ApprovalForm,
    *,
    status: int = 200,
) -> HttpResponse:
    terms_form, terms = _terms(request)
    shown = preview(by=user, question=question, terms=terms)
    # A refused form is over a new preview: what it says now is what may be approved now.
    form.initial["token"] = shown.token
    if form.is_bound:
        data: Any = form.data.copy()  # type: ignore[attr-defined]
        data["token"] = shown.token
        form.data = data
    context = {
        "crumbs": crumbs_of(question, _("Approve")),
        "question": question,
        "title": title_of(question),
        "form": form,
        "terms_form": terms_form,
        "profile": PROFILES[terms.profile],
        "prints_small": terms.prints_small,
        "is_public": terms.profile == ProfileCode.OPEN_DATA,
        "is_last_editor": question.edited_by_id == user.pk,
        **_pieces(shown.content, ""),
    }
    return render(request, "reporting/questions/approval.html", context, status=status)


def _terms(request: HttpRequest) -> tuple[TermsForm, Terms]:
    """For parliament unless said otherwise; a profile that does not exist falls back too."""
    data = request.GET.copy()
    data.setdefault("profile", ProfileCode.PARLIAMENT)
    form = TermsForm(data)
    if not form.is_valid():
        return form, Terms(ProfileCode.PARLIAMENT)
    return form, Terms(form.cleaned_data["profile"], form.cleaned_data["small"])


@require_safe
def answer(request: HttpRequest, pk: int, edition: int) -> HttpResponse:
    """A frozen answer as a page, from what was frozen and nothing else."""
    user = answering_user(request)
    found = find_answer(user, pk, edition)
    content = read_answer(by=user, answer=found)
    context = {
        "crumbs": crumbs_of(
            found.question, _("Answer, edition %(edition)s") % {"edition": edition}
        ),
        "answer": found,
        "may_withdraw": found.profile == ProfileCode.OPEN_DATA
        and found.taken_back is None
        and may_approve_answers(user),
        "formats": ANSWER_FORMATS.values(),
        **_pieces(content, found.fingerprint),
    }
    return render(request, "reporting/questions/answer.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def answer_withdraw(request: HttpRequest, pk: int, edition: int) -> HttpResponse:
    """Take a released edition back, after a page that says what stays. 404 for other editions."""
    user = answering_user(request)
    found = find_answer(user, pk, edition)
    if not may_approve_answers(user):
        raise PermissionDenied
    if found.profile != ProfileCode.OPEN_DATA:
        raise Http404
    at = {"edition": edition}
    return handle(
        request,
        Editing(
            question=found.question,
            heading=_("Withdraw edition %(edition)s") % at,
            form=WithdrawalForm,
            stored=dict,
            save=lambda form: _withdrawn(user, found, form.cleaned_data["reason"]),
            saved=_("Edition %(edition)s is withdrawn.") % at,
            intro=_(
                "The figures and the file leave the open data. The address stays, and says that "
                "and why the edition was withdrawn. Copies that others have stay with them."
            ),
            save_label=_("Withdraw"),
            back=found.get_absolute_url(),
        ),
    )


def _withdrawn(user: User, found: Answer, reason: str) -> None:
    withdraw_answer(by=user, answer=found, reason=reason)


@require_safe
def answer_file(request: HttpRequest, pk: int, edition: int, code: str) -> HttpResponse:
    """The frozen answer as a file; logged before it leaves."""
    user = answering_user(request)
    found = find_answer(user, pk, edition)
    file_format = ANSWER_FORMATS.get(code)
    if file_format is None:
        raise Http404
    return sent(download_answer(by=user, answer=found, file_format=file_format))


def sent(file: ExportedFile) -> HttpResponse:
    """A file to be kept, under its own name."""
    disposition = content_disposition_header(as_attachment=True, filename=file.name) or ""
    headers = {"Content-Disposition": disposition}
    return HttpResponse(file.body, content_type=file.content_type, headers=headers)


def find_answer(user: User, pk: int, edition: int) -> Answer:
    """The edition, or Http404."""
    # By way of the question: its own key refuses a number that no key can have.
    question = get_object_or_404(Question.objects.visible_to(user), pk=pk)
    found: Answer = get_object_or_404(question.answers.all(), edition=edition)
    return found


def _pieces(content: AnswerContent, fingerprint: str) -> dict[str, object]:
    """The outline for the template, with the kind of each piece in a word."""
    pieces = [
        {"kind": type(piece).__name__.lower(), "piece": piece}
        for piece in outline(content, fingerprint)
    ]
    return {"pieces": pieces, "content": content}
