from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre
from accounts.periods import ends_after_start


class Variable(models.TextChoices):
    """What a centre registers; a figure needs one of these."""

    STALKING = "stalking", _("stalking")
    DOSSIERS = "dossiers", _("dossiers")
    INTAKES = "intakes", _("intakes")
    OFFENCES = "offences", _("offences")
    PEOPLE = "people", _("people")
    CRITERIA = "criteria", _("criteria assessments")
    CONVOCATIONS = "convocations", _("convocations")
    ADVICE = "advice", _("advice requests")
    HELPLINE = "helpline", _("calls to the helpline")
    REFERRALS = "referrals", _("referrals")


class RegistrationStart(models.Model):
    """From which day a centre registers a variable. Before it a cell is "not registered".

    Without a centre it holds for what belongs to no centre: the calls to the helpline.
    """

    Variable = Variable

    variable = models.CharField(_("variable"), max_length=30, choices=Variable.choices)
    centre = models.ForeignKey(
        Centre, models.PROTECT, null=True, blank=True, verbose_name=_("centre")
    )
    starts_on = models.DateField(_("registered since"))
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("start of registration")
        verbose_name_plural = _("starts of registration")
        ordering = ["variable", "centre"]
        constraints = [
            models.UniqueConstraint(
                fields=["variable", "centre"],
                name="registration_start_once",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_variable_display()} – {self.centre or _('everywhere')}"


class CoverageEvent(models.Model):
    """Something that makes a period of a figure no ordinary one.

    It prints itself under every table it touches: of this centre, or of all of them when none
    is named, for this variable, or for all of them when it is empty.
    """

    class Kind(models.TextChoices):
        PARTNER_WITHDREW = "partner_withdrew", _("a partner withdrew")
        INTAKE_STOP = "intake_stop", _("no new intakes")
        OUTAGE = "outage", _("registration was out of order")
        NEW_AREA = "new_area", _("the area changed")
        OTHER = "other", _("other")

    code = models.SlugField(_("code"), max_length=60, unique=True)
    centre = models.ForeignKey(
        Centre, models.PROTECT, null=True, blank=True, verbose_name=_("centre")
    )
    variable = models.CharField(_("variable"), max_length=30, choices=Variable.choices, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    text = models.CharField(_("as printed"), max_length=400)
    source = models.CharField(_("source"), max_length=300)
    verified = models.BooleanField(_("verified"), default=False)

    class Meta:
        verbose_name = _("coverage event")
        verbose_name_plural = _("coverage events")
        ordering = ["starts_on", "code"]
        constraints = [ends_after_start("coverage_event_period")]

    def __str__(self) -> str:
        return self.code
