"""The pages that change the tables of a part: what they ask for, and their places."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponseRedirect,
)
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cases.forms.once import VersionedForm
from reporting.models import Block, Question, SubQuestion
from reporting.questions.block_forms import BLOCK_FORMS, BlockForm
from reporting.services import questions as services
from reporting.views.questions.editing import Editing, handle
from reporting.views.questions.rights import anchored, answering_user, find_part, find_question

form_page = require_http_methods(["GET", "HEAD", "POST"])
LAST_PLACE = 1_000


@form_page
def block_new(request: HttpRequest, pk: int, number: int, kind: str) -> HttpResponse:
    """Add a count, published figures, or the reason why there is no figure."""
    if kind not in BLOCK_FORMS:
        raise Http404
    found = find_question(request, pk)
    return _block_page(request, found, find_part(found, number), kind, None)


@form_page
def block_edit(request: HttpRequest, pk: int, number: int, block_id: int) -> HttpResponse:
    """Change what a table asks for."""
    found = find_question(request, pk)
    part = find_part(found, number)
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
            back=anchored(found, part.number),
        ),
    )


@require_POST
def block_place(request: HttpRequest, pk: int, number: int, block_id: int) -> HttpResponse:
    """Put a table in another place; the page comes back with that table in view."""
    user, found = answering_user(request), find_question(request, pk)
    block = _block(find_part(found, number), block_id)
    try:
        place = int(request.POST.get("place", ""))
    except ValueError:
        return HttpResponseBadRequest(_("This form is incomplete. Open the page again."))
    services.place_block(by=user, block=block, place=min(place, LAST_PLACE))
    messages.success(
        request, _("“%(title)s” stands in another place now.") % {"title": block.title}
    )
    return HttpResponseRedirect(f"{found.get_absolute_url()}#cijfers-{block.pk}")


@form_page
def block_remove(request: HttpRequest, pk: int, number: int, block_id: int) -> HttpResponse:
    """Take a table out, after a page that says which one."""
    user, found = answering_user(request), find_question(request, pk)
    block = _block(find_part(found, number), block_id)
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
            back=anchored(found, number),
        ),
    )


def _block(part: SubQuestion, block_id: int) -> Block:
    found: Block = get_object_or_404(part.blocks, pk=block_id)
    return found
