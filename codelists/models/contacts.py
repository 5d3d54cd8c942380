"""The code lists of advice requests and of contacts with helpline 1712."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from codelists.models.entry import CodeListEntry, CodeListQuerySet


class ContactChannel(CodeListEntry):
    """How somebody got in touch. Not every channel is open at a centre and at the helpline."""

    for_advice = models.BooleanField(_("for advice requests"), default=False)
    for_helpline = models.BooleanField(_("for the helpline"), default=False)

    objects = CodeListQuerySet["ContactChannel"].as_manager()

    class Meta(CodeListEntry.Meta):
        verbose_name = _("channel")
        verbose_name_plural = _("channels")


class AdviceTheme(CodeListEntry):
    counts_as_stalking = models.BooleanField(_("counts as stalking"), default=False)

    objects = CodeListQuerySet["AdviceTheme"].as_manager()

    class Meta(CodeListEntry.Meta):
        verbose_name = _("theme of an advice request")
        verbose_name_plural = _("themes of advice requests")


class AdviceGiven(CodeListEntry):
    objects = CodeListQuerySet["AdviceGiven"].as_manager()

    class Meta(CodeListEntry.Meta):
        verbose_name = _("advice given")
        verbose_name_plural = _("kinds of advice")


class AdviceOutcome(CodeListEntry):
    objects = CodeListQuerySet["AdviceOutcome"].as_manager()

    class Meta(CodeListEntry.Meta):
        verbose_name = _("outcome of an advice request")
        verbose_name_plural = _("outcomes of advice requests")


class CallerClass(CodeListEntry):
    """Contactnemer: the nine classes of the answer to question 841 (2023), in its order."""

    objects = CodeListQuerySet["CallerClass"].as_manager()

    class Meta(CodeListEntry.Meta):
        verbose_name = _("class of the caller")
        verbose_name_plural = _("classes of callers")


class HelplineTheme(CodeListEntry):
    """What a call is about. The list of 2018 has no stalking; later ones do."""

    counts_as_stalking = models.BooleanField(_("counts as stalking"), default=False)

    objects = CodeListQuerySet["HelplineTheme"].as_manager()

    class Meta(CodeListEntry.Meta):
        verbose_name = _("theme of the helpline")
        verbose_name_plural = _("themes of the helpline")


class HelplineContext(CodeListEntry):
    """Where the violence happens; `in_family` splits family from the world outside it."""

    in_family = models.BooleanField(_("within the family"), default=False)

    objects = CodeListQuerySet["HelplineContext"].as_manager()

    class Meta(CodeListEntry.Meta):
        verbose_name = _("context of a call")
        verbose_name_plural = _("contexts of calls")


class HelplineReferral(CodeListEntry):
    objects = CodeListQuerySet["HelplineReferral"].as_manager()

    class Meta(CodeListEntry.Meta):
        verbose_name = _("referral by the helpline")
        verbose_name_plural = _("referrals by the helpline")
