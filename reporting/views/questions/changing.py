"""The pages that change a question: itself, its parts, texts and promises."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases.forms.once import VersionedForm
from reporting.models import Commitment, Narrative, Question
from reporting.questions.forms import (
    CommitmentForm,
    NarrativeForm,
    PartForm,
    QuestionForm,
)
from reporting.services import questions as services
from reporting.views.questions.editing import Editing, handle
from reporting.views.questions.rights import anchored, answering_user, find_part, find_question

form_page = require_http_methods(["GET", "HEAD", "POST"])
_QUESTION = ("subject", "asker", "asked_on", "due_on", "keywords")


@form_page
def question_form(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Enter a question, or change what is known of it."""
    user = answering_user(request)
    found = find_question(request, pk) if pk else None
    return handle(
        request,
        Editing(
            question=found,
            heading=_("Change the question") if found else _("New question"),
            form=partial(QuestionForm, positions=_positions(found)),
            stored=partial(_stored_question, found),
            save=partial(_save_question, user, found),
            saved=_("Question saved."),
            back=found.get_absolute_url() if found else reverse("reporting:questions"),
        ),
    )


def _stored_question(found: Question | None) -> dict[str, Any]:
    if found is None:
        return {"version": 0}
    found.refresh_from_db()
    values: dict[str, Any] = {name: getattr(found, name) for name in _QUESTION}
    return {
        **values,
        "keywords": ", ".join(found.keywords),
        "version": found.version,
        **{
            f"{name}_{one.position}": getattr(one, name)
            for one in found.addressees.all()
            for name in ("office", "number", "competence")
        },
    }


def _positions(found: Question | None) -> tuple[int, ...]:
    return tuple(one.position for one in found.addressees.all()) if found else ()


def _save_question(user: Any, found: Question | None, form: Any) -> str:
    given = form.cleaned_data
    saved = services.save_question(
        by=user,
        question=found,
        version=given["version"],
        changes={name: given[name] for name in _QUESTION},
        ministers=form.ministers(),
    )
    return saved.get_absolute_url()


@form_page
def part_form(request: HttpRequest, pk: int, number: int | None = None) -> HttpResponse:
    """Add a part, or change what it asks."""
    user, found = answering_user(request), find_question(request, pk)
    part = find_part(found, number) if number is not None else None
    names = ("asked", "breakdown", "topic", "addressee")

    def stored() -> dict[str, Any]:
        if part is None:
            return {"version": 0}
        part.refresh_from_db()
        values = {name: getattr(part, name) for name in names}
        return {**values, "addressee": part.addressee_id, "version": part.version}

    def save(form: VersionedForm) -> None:
        given = form.cleaned_data
        changes = {name: given[name] for name in names}
        services.save_part(
            by=user, question=found, part=part, version=given["version"], changes=changes
        )

    return handle(
        request,
        Editing(
            question=found,
            heading=_("Part %(number)s") % {"number": number} if number else _("Add a part"),
            form=partial(PartForm, question=found),
            stored=stored,
            save=save,
            saved=_("Part saved."),
            back=anchored(found, number),
        ),
    )


@form_page
def narrative_form(request: HttpRequest, pk: int, number: int, position: int) -> HttpResponse:
    """The words of one minister on one part, kept as a draft while they are typed."""
    user, found = answering_user(request), find_question(request, pk)
    part = find_part(found, number)
    addressee = get_object_or_404(found.addressees, position=position)

    def stored() -> dict[str, Any]:
        existing = Narrative.objects.filter(part=part, addressee=addressee).first()
        if existing is None:
            return {"version": 0, "text": ""}
        return {"version": existing.version, "text": existing.text}

    def save(form: VersionedForm) -> None:
        given = form.cleaned_data
        services.save_narrative(
            by=user,
            part=part,
            addressee=addressee,
            version=given["version"],
            text=given["text"],
        )

    return handle(
        request,
        Editing(
            question=found,
            heading=_("Part %(number)s: text of %(office)s")
            % {"number": number, "office": addressee.office},
            form=NarrativeForm,
            stored=stored,
            save=save,
            saved=_("Text saved."),
            intro=part.asked,
            draft=f"{found.pk}.{number}.{position}",
            back=anchored(found, number),
        ),
    )


@form_page
def commitment_form(
    request: HttpRequest, pk: int, commitment_id: int | None = None
) -> HttpResponse:
    """Note a promise, or say what became of it."""
    user, found = answering_user(request), find_question(request, pk)
    names = ("text", "part", "due_words", "due_on", "owner", "state", "note")
    promise: Commitment | None = None
    if commitment_id is not None:
        promise = get_object_or_404(found.commitments, pk=commitment_id)

    def stored() -> dict[str, Any]:
        if promise is None:
            return {"version": 0}
        promise.refresh_from_db()
        values = {name: getattr(promise, name) for name in names}
        return {**values, "part": promise.part_id, "version": promise.version}

    def save(form: VersionedForm) -> None:
        given = form.cleaned_data
        services.save_commitment(
            by=user,
            question=found,
            commitment=promise,
            version=given["version"],
            changes={name: given[name] for name in names},
        )

    return handle(
        request,
        Editing(
            question=found,
            heading=_("Promise"),
            form=partial(CommitmentForm, question=found),
            stored=stored,
            save=save,
            saved=_("Promise saved."),
            back=f"{found.get_absolute_url()}#beloften",
        ),
    )
