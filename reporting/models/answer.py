"""Answers as they were given. Append-only: the database refuses every change."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from reporting.models.question import Question
from reporting.questions.querysets import AnswerQuerySet

if TYPE_CHECKING:
    from reporting.models.withdrawal import Withdrawal


class ProfileCode(models.TextChoices):
    """For whom an answer is made; it decides what may be printed."""

    INTERNAL = "internal", _("internal")
    STEERING = "steering", _("steering group")
    PARLIAMENT = "parliament", _("parliament")
    OPEN_DATA = "open_data", _("open data")


class Answer(models.Model):
    """One frozen edition: `content` is canonical JSON, `fingerprint` its SHA-256.

    Whoever renders an answer reads `content` and nothing else, so it says the same in two years.
    An answer that was printed elsewhere has no `approved_by`: nobody here approved it.
    """

    question = models.ForeignKey(Question, models.PROTECT, related_name="answers")
    edition = models.PositiveSmallIntegerField(_("edition"))
    profile = models.CharField(_("profile"), max_length=10, choices=ProfileCode.choices)
    content = models.TextField()
    fingerprint = models.CharField(_("SHA-256"), max_length=64)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    approver_name = models.CharField(_("approved by"), max_length=150)
    approver_role = models.CharField(_("role"), max_length=60)
    approved_at = models.DateTimeField(_("approved on"))
    last_editor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    small_cells_reason = models.CharField(
        _("why small numbers are printed"), max_length=300, blank=True
    )

    objects = AnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["question_id", "-edition"]
        constraints = [
            models.UniqueConstraint(fields=["question", "edition"], name="answer_edition_once"),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True)
                | Q(last_editor__isnull=True)
                | ~Q(approved_by=F("last_editor")),
                name="answer_four_eyes",
            ),
            models.CheckConstraint(
                condition=Q(profile__in=ProfileCode.values), name="answer_profile_known"
            ),
            models.CheckConstraint(
                condition=Q(small_cells_reason="") | ~Q(profile="open_data"),
                name="answer_open_data_without_small_cells",
            ),
        ]

    def __str__(self) -> str:
        return f"antwoord {self.question_id}.{self.edition}"

    def get_absolute_url(self) -> str:
        return reverse("reporting:answer", args=[self.question_id, self.edition])

    @property
    def taken_back(self) -> "Withdrawal | None":
        """How it was withdrawn; None as long as it stands."""
        return getattr(self, "withdrawal", None)
