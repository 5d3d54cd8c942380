"""What the pages of a register are called: advice requests, and contacts with helpline 1712."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from design.navigation import NavigationItem
from registrations.contact_queries import seen_by
from registrations.forms.counted import AdviceForm, ContactForm, HelplineForm
from registrations.kinds import ADVICE, HELPLINE, Kind
from registrations.models.counted import CountedContact


@dataclass(frozen=True)
class Register:
    """One register on screen: its form, its columns and its words."""

    kind: Kind
    form: type[ContactForm]
    columns: tuple[str, ...]
    """What the list shows, the day first."""
    title: Any
    new_title: Any
    one: Any
    """Names one row, with its number."""
    edit_title: Any
    saved: Any
    saved_already: Any
    intro: Any
    nothing_yet: Any

    def url(self, page: str, *args: int) -> str:
        """The address of one of its pages."""
        return reverse(f"registrations:{self.kind.code}_{page}", args=args)

    def crumbs(self, *further: NavigationItem) -> tuple[NavigationItem, ...]:
        """Register › …"""
        return (NavigationItem(label=str(self.title), url=self.url("list")), *further)

    def crumb_of(self, row: CountedContact, *, linked: bool = False) -> NavigationItem:
        """One row; its address when there is a page below it."""
        url = self.url("detail", row.pk) if linked else ""
        return NavigationItem(label=str(self.one) % {"id": row.pk}, url=url)

    def places(self, user: User) -> list[Any]:
        """Where this user registers. Raises Http404 when that is nowhere."""
        places = self.kind.places(user)
        if not places:
            raise Http404
        return places

    def find(self, request: HttpRequest, pk: int) -> Any:
        """The row, or 404 when it is not of a place of this user."""
        return get_object_or_404(
            seen_by(request.user, self.kind).select_related("registered_by"), pk=pk
        )


ADVICE_REGISTER = Register(
    kind=ADVICE,
    form=AdviceForm,
    columns=("received_on", "theme", "asker_sector", "advice", "outcome"),
    title=_("Advice requests"),
    new_title=_("New advice request"),
    one=_("Advice request %(id)s"),
    edit_title=_("Change the advice request"),
    saved=_("The advice request was saved."),
    saved_already=_("You have saved this advice request already."),
    intro=_(
        "Somebody asks for advice and names nobody. You choose, you type nothing: so nobody can "
        "be recognised. It is counted apart from intakes and dossiers."
    ),
    nothing_yet=_("No advice requests here."),
)
HELPLINE_REGISTER = Register(
    kind=HELPLINE,
    form=HelplineForm,
    columns=("received_on", "theme", "caller_class", "reported_people", "referred_to"),
    title=_("Contacts with 1712"),
    new_title=_("New contact with 1712"),
    one=_("Contact %(id)s"),
    edit_title=_("Change the contact"),
    saved=_("The contact was saved."),
    saved_already=_("You have saved this contact already."),
    intro=_(
        "One call, chat or e-mail. You choose, and only the number of people is typed: so nobody "
        "can be recognised. Contacts and reported people are two units and are counted apart."
    ),
    nothing_yet=_("No contacts here."),
)
