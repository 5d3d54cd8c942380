"""What every page of a dossier has in common: finding it and the way back."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from cases.models import Dossier
from cases.policies import require_edit
from cases.views.once import signed_in
from design.navigation import NavigationItem
from lib.addresses import address


def find(request: HttpRequest, reference: str) -> Dossier:
    """The dossier with this number, or 404 when the user may not see it."""
    return get_object_or_404(Dossier.objects.visible_to(request.user), reference=reference)


def find_to_edit(request: HttpRequest, reference: str) -> Dossier:
    """The dossier with this number: 404 when it is not seen, 403 when it is only read."""
    dossier = find(request, reference)
    require_edit(signed_in(request), dossier)
    return dossier


def crumbs(*further: NavigationItem) -> tuple[NavigationItem, ...]:
    """Dossiers › …"""
    return (NavigationItem(label=_("Dossiers"), url=address("cases:dossier_list")), *further)


def crumbs_of(dossier: Dossier, heading: str = "") -> tuple[NavigationItem, ...]:
    """Dossiers › VH-2026-000412 › heading"""
    own = NavigationItem(label=dossier.reference, url=dossier.get_absolute_url())
    return crumbs(own, NavigationItem(label=heading, url="")) if heading else crumbs(own)
