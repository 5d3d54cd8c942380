"""What was released as open data: for everybody, without signing in, and reading only."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from reporting.answers.content import AnswerContent
from reporting.answers.dcat import LICENCE
from reporting.answers.dcat import catalogue as dcat_catalogue
from reporting.answers.formats import ANSWER_FORMATS
from reporting.answers.outline import outline, title_of_answer
from reporting.answers.rdf import json_ld, turtle
from reporting.models import Answer
from reporting.services.answers import file_of
from reporting.views.questions.answers import sent

LARGEST_ID = 2**63 - 1
_WRITERS = {
    "jsonld": (json_ld, "application/ld+json"),
    "ttl": (turtle, "text/turtle; charset=utf-8"),
}


@dataclass(frozen=True)
class Released:
    """One line of the public list."""

    title: str
    answer: Answer
    url: str


@login_not_required
@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """The list for people, with the way to the list for machines."""
    rows = [_line(one) for one in _released()]
    context = {
        "rows": [row for row in rows if row.answer.taken_back is None],
        "withdrawn": [row for row in rows if row.answer.taken_back],
        "licence": LICENCE,
        "codes": tuple(_WRITERS),
    }
    return render(request, "reporting/questions/open_data.html", context)


@login_not_required
@require_safe
def catalogue_file(request: HttpRequest, code: str) -> HttpResponse:
    """The catalogue in DCAT-AP, as JSON-LD or Turtle."""
    if code not in _WRITERS:
        raise Http404
    write, content_type = _WRITERS[code]

    def address(answer: Answer, what: str) -> str:
        return request.build_absolute_uri(_path(answer, what))

    home = request.build_absolute_uri(reverse("reporting:open_data"))
    root = dcat_catalogue(_released(), home=home, address=address)
    return HttpResponse(write(root), content_type=content_type)


@login_not_required
@require_safe
def dataset(request: HttpRequest, pk: int, edition: int) -> HttpResponse:
    """A released answer as a page; 410 with the reason when it was withdrawn."""
    found = _find(pk, edition)
    if found.taken_back is not None:
        return _gone(request, found)
    content = AnswerContent.from_text(found.content)
    pieces = [
        {"kind": type(piece).__name__.lower(), "piece": piece}
        for piece in outline(content, found.fingerprint)
    ]
    context = {
        "pieces": pieces,
        "content": content,
        "file_url": _path(found, "file"),
        "newer": _newer(found),
    }
    return render(request, "reporting/questions/open_data_set.html", context)


@login_not_required
@require_safe
def dataset_file(request: HttpRequest, pk: int, edition: int) -> HttpResponse:
    """The tables as CSV on the Web, in a zip; 410 with the reason when they were withdrawn."""
    found = _find(pk, edition)
    if found.taken_back is not None:
        return _gone(request, found)
    return sent(file_of(found, ANSWER_FORMATS["csvw"]))


def _gone(request: HttpRequest, answer: Answer) -> HttpResponse:
    """Never silence: who comes back with the old address reads what happened."""
    context = {
        "answer": answer,
        "title": _line(answer).title,
        "withdrawal": answer.taken_back,
        "newer": _newer(answer),
    }
    return render(request, "reporting/questions/open_data_gone.html", context, status=410)


def _newer(answer: Answer) -> Released | None:
    """The newest edition of the same answer that stands, when it is not this one."""
    editions = Answer.objects.released().filter(question_id=answer.question_id)
    newer = editions.filter(edition__gt=answer.edition, withdrawal=None).first()
    return _line(newer) if newer else None


def _line(answer: Answer) -> Released:
    title = title_of_answer(AnswerContent.from_text(answer.content))
    return Released(title, answer, _path(answer, "page"))


def _released() -> list[Answer]:
    return list(Answer.objects.released().order_by("-approved_at"))


def _find(pk: int, edition: int) -> Answer:
    if pk > LARGEST_ID:
        raise Http404
    found: Answer = get_object_or_404(Answer.objects.released(), question_id=pk, edition=edition)
    return found


def _path(answer: Answer, what: str) -> str:
    name = {"page": "open_data_set", "file": "open_data_file"}[what]
    return reverse(f"reporting:{name}", args=[answer.question_id, answer.edition])
