"""The top bar: only the rooms this user may enter."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.models import Role, User
from cases.policies import works_on_dossiers
from design.navigation import NavigationItem
from lib.addresses import address
from registrations.policies import answers_1712, may_be_convened
from reporting.policies import may_answer_questions, may_deliver_figures, may_see_figures


def chrome(request: HttpRequest) -> dict[str, Any]:
    """Context for design/base.html."""
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return {}
    return {
        "navigation": _items(user, request.path),
        "search_url": address("cases:search") if user.centre_ids() else "",
        "new_intake_url": address("registrations:intake_new") if user.centre_ids() else "",
        "new_contact_url": address("registrations:helpline_new") if answers_1712(user) else "",
        "user_name": user.display_name,
        "centre_name": ", ".join(
            sorted({str(m.centre) for m in user.memberships_today if m.centre})
        ),
        "user_links": (
            NavigationItem(label=_("Change password"), url=address("accounts:change_password")),
        ),
        "names_toggle_url": address("accounts:toggle_names"),
        "shortcuts_toggle_url": address("accounts:toggle_shortcuts"),
        "sign_out_url": address("accounts:sign_out"),
        "names_hidden": request.session.get("hide_names", False),
        "shortcuts_on": user.show_shortcuts,
    }


def _items(user: User, path: str) -> tuple[NavigationItem, ...]:
    is_staff = bool(user.centre_ids())
    has_dossiers = works_on_dossiers(user)
    # Who sees figures finds the deliveries among them.
    is_deliverer = not may_see_figures(user) and may_deliver_figures(user)
    rooms = [
        (has_dossiers, _("Today"), address("registrations:today")),
        (is_staff or may_be_convened(user), _("Dossiers"), address("cases:dossier_list")),
        (is_staff, _("Advice requests"), address("registrations:advice_list")),
        (answers_1712(user), _("Contacts with 1712"), address("registrations:helpline_list")),
        (may_see_figures(user), _("Figures"), address("reporting:index")),
        (is_deliverer, _("Deliveries"), address("reporting:deliveries")),
        (may_answer_questions(user), _("Questions"), address("reporting:questions")),
        (user.has_role(Role.PRIVACY_OFFICER), _("Oversight"), address("accounts:oversight")),
        (user.is_staff and user.has_role(Role.FUNCTIONAL_ADMIN), _("Administration"), "/beheer/"),
    ]
    return tuple(
        NavigationItem(label=label, url=url, active=_is_active(url, path))
        for allowed, label, url in rooms
        if allowed
    )


def _is_active(url: str, path: str) -> bool:
    return path == url if url == "/" else path.startswith(url)
