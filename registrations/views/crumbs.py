"""The way back from a page about an intake."""

from django.urls import reverse
from django.utils.translation import gettext as _

from design.navigation import NavigationItem


def crumbs(*further: NavigationItem) -> tuple[NavigationItem, ...]:
    """Intakes › …"""
    return (NavigationItem(label=_("Intakes"), url=reverse("registrations:intake_list")), *further)
