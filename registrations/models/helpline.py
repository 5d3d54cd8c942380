from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from codelists.models import (
    CallerClass,
    FormOfViolence,
    HelplineContext,
    HelplineReferral,
    HelplineTheme,
)
from registrations.models.counted import CountedContact, CountedContactQuerySet

HELPLINE_CODE = "helpline_1712"
"""The organisation that answers 1712; wall 2 says the same in registrations/migrations."""
MOST_PEOPLE = 999
"""People reported in one call: a school or a rest home fits, a typing error does not."""


class CallerSex(models.TextChoices):
    FEMALE = "female", _("woman")
    MALE = "male", _("man")
    UNKNOWN = "unknown", _("unknown")


class CallerAge(models.TextChoices):
    """The classes that the helpline publishes (2018)."""

    UNDER_12 = "under_12", _("younger than 12")
    FROM_12 = "from_12", _("12 to 17")
    ADULT = "adult", _("adult")
    UNCLEAR = "unclear", _("unclear")


class HelplineContact(CountedContact):
    """One call, chat or e-mail to helpline 1712.

    Two units, kept apart: a row is one contact (oproep), and `reported_people` is how many
    people were reported in it, which may be none.
    """

    PLACE = "organisation"

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("organisation")
    )
    caller_class = models.ForeignKey(
        CallerClass, models.PROTECT, related_name="+", verbose_name=_("who calls")
    )
    caller_sex = models.CharField(_("sex of the caller"), max_length=7, choices=CallerSex.choices)
    caller_age = models.CharField(_("age of the caller"), max_length=8, choices=CallerAge.choices)
    anonymous = models.BooleanField(_("the caller stays anonymous"))
    theme = models.ForeignKey(
        HelplineTheme, models.PROTECT, related_name="+", verbose_name=_("theme")
    )
    main_form = models.ForeignKey(
        FormOfViolence,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("main form of violence"),
    )
    context = models.ForeignKey(
        HelplineContext, models.PROTECT, related_name="+", verbose_name=_("context")
    )
    reported_people = models.PositiveSmallIntegerField(_("people reported"))
    referred_to = models.ForeignKey(
        HelplineReferral, models.PROTECT, related_name="+", verbose_name=_("referred to")
    )

    objects = CountedContactQuerySet["HelplineContact"].as_manager()

    class Meta(CountedContact.Meta):
        verbose_name = _("contact with the helpline")
        verbose_name_plural = _("contacts with the helpline")
        constraints = [
            *CountedContact.Meta.constraints,
            models.CheckConstraint(
                condition=Q(caller_sex__in=CallerSex.values), name="helplinecontact_known_sex"
            ),
            models.CheckConstraint(
                condition=Q(caller_age__in=CallerAge.values), name="helplinecontact_known_age"
            ),
            models.CheckConstraint(
                condition=Q(reported_people__gte=0, reported_people__lte=MOST_PEOPLE),
                name="helplinecontact_possible_people",
            ),
        ]
        indexes = [
            *CountedContact.Meta.indexes,
            models.Index(
                fields=["organisation", "-received_on", "-id"], name="helplinecontact_list"
            ),
        ]

    def __str__(self) -> str:
        return f"oproep {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("registrations:helpline_detail", args=[self.pk])

    @classmethod
    def place_ids(cls, user: User) -> list[int]:
        """The helpline, for a partner who works for it today; nobody else sees a contact."""
        return sorted({one.pk for one in user.organisations() if one.code == HELPLINE_CODE})
