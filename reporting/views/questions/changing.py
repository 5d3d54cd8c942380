"""The pages that change a question: itself, its parts, texts, reasons and promises."""

from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases.forms.once import VersionedForm
from reporting.models import Block, Commitment, Narrative, Question, SubQuestion
from reporting.questions.block_forms import BLOCK_FORMS, BlockForm
from reporting.questions.forms import (
    CommitmentForm,
    NarrativeForm,
    PartForm,
    QuestionForm,
)
from reporting.services import questions as services
from reporting.views.questions.editing import Editing, handle
from reporting.views.questions.rights import answering_user, find_question

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
            form=QuestionForm,
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
    first = found.addressees.first()
    values: dict[str, Any] = {name: getattr(found, name) for name in _QUESTION}
    return {
        **values,
        "keywords": ", ".join(found.keywords),
        "version": found.version,
        "office": first.office if first else "",
        "number": first.number if first else None,
    }


def _save_question(user: Any, found: Question | None, form: Any) -> str:
    given = form.cleaned_data
    saved = services.save_question(
        by=user,
        question=found,
        version=given["version"],
        changes={name: given[name] for name in _QUESTION},
    )
    services.save_addressee(
        by=user,
        question=saved,
        addressee=saved.addressees.first(),
        changes={"office": given["office"], "number": given["number"]},
    )
    return saved.get_absolute_url()


@form_page
def part_form(request: HttpRequest, pk: int, number: int | None = None) -> HttpResponse:
    """Add a part, or change what it asks."""
    user, found = answering_user(request), find_question(request, pk)
    part = _part(found, number) if number is not None else None
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
            back=_anchored(found, number),
        ),
    )


@form_page
def narrative_form(request: HttpRequest, pk: int, number: int, position: int) -> HttpResponse:
    """The words of one minister on one part, kept as a draft while they are typed."""
    user, found = answering_user(request), find_question(request, pk)
    part = _part(found, number)
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
            back=_anchored(found, number),
        ),
    )


@form_page
def block_new(request: HttpRequest, pk: int, number: int, kind: str) -> HttpResponse:
    """Add a count, published figures, or the reason why there is no figure."""
    if kind not in BLOCK_FORMS:
        raise Http404
    found = find_question(request, pk)
    return _block_page(request, found, _part(found, number), kind, None)


@form_page
def block_edit(request: HttpRequest, pk: int, number: int, block_id: int) -> HttpResponse:
    """Change what a table asks for."""
    found = find_question(request, pk)
    part = _part(found, number)
    block = _block(part, block_id)
    return _block_page(request, found, part, block.kind, block)


def _block_page(
    request: HttpRequest, found: Question, part: SubQuestion, kind: str, block: Block | None
) -> HttpResponse:
    user = answering_user(request)

    def stored() -> dict[str, Any]:
        if block is None:
            return {"version": 0}
        block.refresh_from_db()
        own = {"version": block.version, "title": block.title, "remark": block.remark}
        return {**own, **BLOCK_FORMS[kind].shown(block.spec)}

    def save(form: BlockForm) -> None:
        given = form.cleaned_data
        changes = {
            "kind": kind,
            "title": given["title"],
            "remark": given["remark"],
            "spec": form.spec(),
        }
        services.save_block(
            by=user, part=part, block=block, version=given["version"], changes=changes
        )

    return handle(
        request,
        Editing(
            question=found,
            heading=_("Part %(number)s: figures") % {"number": part.number},
            form=partial(BLOCK_FORMS[kind], before=block.spec if block else {}),
            stored=stored,
            save=save,
            saved=_("Saved."),
            intro=part.asked,
            back=_anchored(found, part.number),
        ),
    )


@form_page
def block_remove(request: HttpRequest, pk: int, number: int, block_id: int) -> HttpResponse:
    """Take a table out, after a page that says which one."""
    user, found = answering_user(request), find_question(request, pk)
    block = _block(_part(found, number), block_id)
    return handle(
        request,
        Editing(
            question=found,
            heading=_("Take out: %(title)s") % {"title": block.title},
            form=partial(VersionedForm),
            stored=lambda: {"version": block.version},
            save=lambda _form: services.remove_block(by=user, block=block),
            saved=_("Taken out. Frozen answers keep it."),
            intro=_("The table leaves the answer that is being made. Frozen answers keep it."),
            save_label=_("Take out"),
            back=_anchored(found, number),
        ),
    )


@form_page
def commitment_form(
    request: HttpRequest, pk: int, commitment_id: int | None = None
) -> HttpResponse:
    """Note a promise, or say what became of it."""
    user, found = answering_user(request), find_question(request, pk)
    names = ("text", "due_words", "due_on", "owner", "state", "note")
    promise: Commitment | None = None
    if commitment_id is not None:
        promise = get_object_or_404(found.commitments, pk=commitment_id)

    def stored() -> dict[str, Any]:
        if promise is None:
            return {"version": 0}
        promise.refresh_from_db()
        return {"version": promise.version, **{name: getattr(promise, name) for name in names}}

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
            form=CommitmentForm,
            stored=stored,
            save=save,
            saved=_("Promise saved."),
            back=f"{found.get_absolute_url()}#beloften",
        ),
    )


def _part(question: Question, number: int) -> SubQuestion:
    found: SubQuestion = get_object_or_404(question.parts.select_related("question"), number=number)
    return found


def _block(part: SubQuestion, block_id: int) -> Block:
    found: Block = get_object_or_404(part.blocks, pk=block_id)
    return found


def _anchored(question: Question, number: int | None) -> str:
    anchor = f"#deel-{number}" if number else ""
    return f"{question.get_absolute_url()}{anchor}"
