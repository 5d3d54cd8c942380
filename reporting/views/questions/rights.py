"""Who may come into Vragen, and which question is meant. Nothing else exists: 404."""

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from design.navigation import NavigationItem
from reporting.models import Question, SubQuestion
from reporting.policies import may_answer_questions
from reporting.questions.planning import title_of


def answering_user(request: HttpRequest) -> User:
    """The signed-in user who answers questions. Raises Http404 for anybody else."""
    user = request.user
    if not isinstance(user, User) or not may_answer_questions(user):
        raise Http404
    return user


def find_question(request: HttpRequest, pk: int) -> Question:
    """The question, or Http404 when it does not exist for this user."""
    visible = Question.objects.visible_to(answering_user(request))
    found: Question = get_object_or_404(visible, pk=pk)
    return found


def find_part(question: Question, number: int) -> SubQuestion:
    """A part of a question that was found, or Http404."""
    found: SubQuestion = get_object_or_404(question.parts.select_related("question"), number=number)
    return found


def anchored(question: Question, number: int | None) -> str:
    """The workbench, at this part."""
    anchor = f"#deel-{number}" if number else ""
    return f"{question.get_absolute_url()}{anchor}"


def crumbs_of(question: Question | None, label: str = "") -> tuple[NavigationItem, ...]:
    """The way back: the list, the question, this page."""
    crumbs = [NavigationItem(label=_("Questions"), url=reverse("reporting:questions"))]
    if question is not None:
        url = question.get_absolute_url() if label else ""
        crumbs.append(NavigationItem(label=title_of(question), url=url))
    if label:
        crumbs.append(NavigationItem(label=label, url=""))
    return tuple(crumbs)
