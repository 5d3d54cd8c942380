from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre, User
from reporting.policies import countable_centres


class YearSignatureQuerySet(models.QuerySet["YearSignature"]):
    def visible_to(self, user: User) -> "YearSignatureQuerySet":
        """Signatures of the centres this user counts over."""
        return self.filter(centre__in=countable_centres(user))

    def standing(self) -> "YearSignatureQuerySet":
        return self.filter(withdrawn_at__isnull=True)


class YearSignature(models.Model):
    """A coordinator says that a year of her centre is complete: only then it is definitive.

    A signature is never deleted: withdrawing it keeps who signed what, and why it was taken
    back. It changes no count; figures say whether their year was signed.
    """

    centre = models.ForeignKey(Centre, models.PROTECT, verbose_name=_("centre"))
    year = models.PositiveSmallIntegerField(_("year"))
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("signed by")
    )
    signed_at = models.DateTimeField(_("signed at"), auto_now_add=True)
    dossiers = models.PositiveIntegerField(_("dossiers"))
    incomplete = models.PositiveIntegerField(_("incomplete dossiers"))
    contradictions = models.PositiveIntegerField(_("dossiers with a contradiction"))
    remark = models.TextField(_("remark"), blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawal_reason = models.TextField(_("reason"), blank=True)

    objects = YearSignatureQuerySet.as_manager()

    class Meta:
        verbose_name = _("signature under a year")
        verbose_name_plural = _("signatures under years")
        ordering = ["-year", "-signed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["centre", "year"],
                condition=Q(withdrawn_at__isnull=True),
                name="year_signed_once",
            ),
            models.CheckConstraint(
                condition=Q(contradictions=0) | ~Q(remark=""),
                name="year_signature_explains_contradictions",
            ),
            models.CheckConstraint(
                condition=Q(
                    withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawal_reason=""
                )
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False)
                & ~Q(withdrawal_reason=""),
                name="year_signature_withdrawn_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.centre} {self.year}"
