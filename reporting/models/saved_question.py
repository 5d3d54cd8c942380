from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre, User
from reporting.policies import may_see_figures


class SavedQuestionQuerySet(models.QuerySet["SavedQuestion"]):
    def visible_to(self, user: User) -> "SavedQuestionQuerySet":
        """Her own, those of her centres, and those for everybody who may see figures."""
        if not may_see_figures(user):
            return self.none()
        everybody = Q(audience=SavedQuestion.Audience.EVERYBODY)
        own = Q(owner=user)
        return self.filter(own | everybody | Q(centre__in=user.centre_ids()))


class SavedQuestion(models.Model):
    """A question somebody put together and keeps under a name.

    It holds the question and no answer: whoever opens it counts with her own rights, now.
    `question` is Composition.to_json().
    """

    class Audience(models.TextChoices):
        OWNER = "owner", _("only I")
        CENTRE = "centre", _("my centre")
        EVERYBODY = "everybody", _("everybody who may see figures")

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("owner")
    )
    name = models.CharField(_("name"), max_length=120)
    question = models.JSONField(_("question"))
    audience = models.CharField(_("who sees it"), max_length=9, choices=Audience.choices)
    centre = models.ForeignKey(
        Centre, models.PROTECT, null=True, blank=True, verbose_name=_("centre")
    )
    saved_at = models.DateTimeField(_("saved on"), auto_now_add=True)

    objects: ClassVar[models.Manager["SavedQuestion"]] = SavedQuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved question")
        verbose_name_plural = _("saved questions")
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(audience="centre", centre__isnull=False)
                | Q(audience__in=["owner", "everybody"], centre__isnull=True),
                name="saved_question_shared_with_a_centre",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="saved_question_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name
