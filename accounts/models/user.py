from functools import cached_property

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.centre import Centre
from accounts.models.membership import Membership, Role, held_by
from accounts.models.organisation import Organisation
from lib.calendar import brussels_today

CENTRE_ROLES = frozenset({Role.CASEWORKER, Role.CASE_DIRECTOR, Role.COORDINATOR})


class User(AbstractUser):
    """A person who signs in. What she may do follows from memberships, never from flags.

    Rights are read again in every request: `memberships_today` is cached on this object only,
    and a request makes a new one.
    """

    show_shortcuts = models.BooleanField(_("single-letter shortcuts on"), default=True)

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ["username"]

    @cached_property
    def memberships_today(self) -> tuple[Membership, ...]:
        """The memberships that hold today, with their centre."""
        return held_by(self.pk, brussels_today()) if self.pk else ()

    def has_role(self, *roles: Role) -> bool:
        """Whether one of these roles holds today."""
        return any(membership.role in roles for membership in self.memberships_today)

    def centre_ids(self, *roles: Role) -> list[int]:
        """The centres where one of these roles holds today (default: any role at a centre)."""
        wanted = frozenset(roles) or CENTRE_ROLES
        return sorted(
            {m.centre_id for m in self.memberships_today if m.role in wanted and m.centre_id}
        )

    def centres(self) -> dict[int, Centre]:
        """Those of `centre_ids` by their id: they were read with the memberships."""
        own = {m.centre_id: m.centre for m in self.memberships_today if m.centre}
        return {pk: own[pk] for pk in self.centre_ids()}

    def organisation_ids(self) -> list[int]:
        """The partner organisations for which this user works today."""
        return sorted(
            {
                m.organisation_id
                for m in self.memberships_today
                if m.role == Role.PARTNER and m.organisation_id
            }
        )

    def organisations(self) -> tuple[Organisation, ...]:
        """Those of `organisation_ids`, read when first asked: only a partner has any."""
        return tuple(
            m.organisation
            for m in self.memberships_today
            if m.role == Role.PARTNER and m.organisation
        )

    def role_at(self, centre_id: int | None) -> str:
        """The role to write in the log for work at this centre.

        Else a role that holds everywhere, else any role: a refusal elsewhere has one too.
        """
        at_centre = [m.role for m in self.memberships_today if m.centre_id == centre_id]
        everywhere = [m.role for m in self.memberships_today if m.centre_id is None]
        anywhere = [m.role for m in self.memberships_today]
        return next(iter(at_centre + everywhere + anywhere), "")

    @property
    def display_name(self) -> str:
        """The name on screen: full name, or the username when there is none."""
        return self.get_full_name() or self.username
