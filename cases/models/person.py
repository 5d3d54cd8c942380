from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre
from accounts.periods import ends_after_start
from cases.models.dossier import Dossier
from cases.querysets import OfDossierQuerySet, PersonQuerySet


class Sex(models.TextChoices):
    FEMALE = "f", _("woman")
    MALE = "m", _("man")
    OTHER = "x", _("other")
    UNKNOWN = "u", _("unknown")


class Person(models.Model):
    """A person known to one centre. There is no address here: that waits for the vault.

    `search_key` is the name without accents in lower case (lib.text.search_key).
    """

    centre = models.ForeignKey(Centre, models.PROTECT, verbose_name=_("centre"))
    given_name = models.CharField(_("given name"), max_length=120, blank=True)
    family_name = models.CharField(_("family name"), max_length=120, blank=True)
    search_key = models.CharField(max_length=250, editable=False)
    born_on = models.DateField(_("date of birth"), null=True, blank=True)
    sex = models.CharField(_("sex"), max_length=1, choices=Sex.choices, default=Sex.UNKNOWN)
    secret_address = models.BooleanField(_("secret address"), default=False)
    contact_warning = models.CharField(_("mind when contacting"), max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PersonQuerySet["Person"].as_manager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.CheckConstraint(
                condition=~Q(given_name="") | ~Q(family_name=""), name="person_has_a_name"
            ),
        ]
        indexes = [
            models.Index(fields=["centre", "search_key"], name="person_by_name"),
            models.Index(fields=["centre", "born_on"], name="person_by_birth_date"),
        ]

    def __str__(self) -> str:
        # Never the name: this string ends up in logs and error messages.
        return f"persoon {self.pk}"

    @property
    def full_name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()


class InvolvementRole(models.TextChoices):
    """The role in this dossier; it may change. Who did what to whom is said per offence."""

    VICTIM = "victim", _("victim")
    OFFENDER = "offender", _("offender")
    CHILD = "child", _("child")
    OTHER = "other", _("other person involved")


class Involvement(models.Model):
    """A person has a role in a dossier, from a day to a day."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="involvements")
    person = models.ForeignKey(Person, models.PROTECT, related_name="involvements")
    role = models.CharField(_("role"), max_length=10, choices=InvolvementRole.choices)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"), null=True, blank=True)

    objects = OfDossierQuerySet["Involvement"].as_manager()

    class Meta:
        verbose_name = _("involvement")
        verbose_name_plural = _("involvements")
        ordering = ["id"]
        constraints = [
            ends_after_start("involvement_period"),
            models.CheckConstraint(
                condition=Q(role__in=["victim", "offender", "child", "other"]),
                name="involvement_known_role",
            ),
            models.UniqueConstraint(
                fields=["dossier", "person", "role"],
                condition=Q(ends_on__isnull=True),
                name="involvement_once",
            ),
        ]

    def __str__(self) -> str:
        return f"betrokkenheid {self.pk}"
