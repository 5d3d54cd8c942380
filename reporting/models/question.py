"""Parliamentary questions: what was asked, what answers each part, and what was promised.

A question is worked on here; what was answered is frozen in reporting/models/answer.py. Every
change of any part bumps `Question.revision`, so that an approval knows what it approves.
"""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from reporting.published.labels import COMPETENCES
from reporting.questions.querysets import CommitmentQuerySet, QuestionQuerySet


class Question(models.Model):
    """A written question. Its numbers stand with the ministers it was put to."""

    subject = models.CharField(_("subject"), max_length=200)
    remark = models.CharField(_("remark"), max_length=200, blank=True)
    asker = models.CharField(_("asked by"), max_length=120)
    asked_on = models.DateField(_("asked on"))
    due_on = models.DateField(_("deadline"), null=True, blank=True)
    keywords = ArrayField(
        models.CharField(max_length=40), verbose_name=_("keywords"), default=list, blank=True
    )
    origin = models.CharField(_("loaded as"), max_length=40, null=True, unique=True)  # noqa: DJ001
    version = models.PositiveIntegerField(default=1)
    revision = models.PositiveIntegerField(default=1)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    edited_at = models.DateTimeField(auto_now=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = [models.F("due_on").asc(nulls_last=True), "-asked_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(due_on__isnull=True) | Q(due_on__gte=models.F("asked_on")),
                name="question_deadline_after_asking",
            )
        ]

    def __str__(self) -> str:
        return f"vraag {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("reporting:question", args=[self.pk])


class Addressee(models.Model):
    """A minister the question was put to, with the number it got there."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="addressees")
    position = models.PositiveSmallIntegerField()
    office = models.CharField(_("minister"), max_length=120)
    number = models.PositiveIntegerField(_("number of the question"), null=True, blank=True)
    competence = models.CharField(
        _("competence"), max_length=30, choices=list(COMPETENCES.items()), blank=True
    )

    class Meta:
        verbose_name = _("minister")
        verbose_name_plural = _("ministers")
        ordering = ["question_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["question", "position"], name="addressee_once")
        ]

    def __str__(self) -> str:
        return self.office


class SubQuestion(models.Model):
    """One numbered part. `topic` is the figure it asks for: equal topics are compared.

    `addressee` is the competent minister; none means all of them together.
    """

    question = models.ForeignKey(Question, models.CASCADE, related_name="parts")
    number = models.PositiveSmallIntegerField(_("part"))
    asked = models.TextField(_("asked"))
    breakdown = models.CharField(_("breakdown asked"), max_length=200, blank=True)
    topic = models.CharField(_("figure asked for"), max_length=60, blank=True)
    addressee = models.ForeignKey(
        Addressee, models.PROTECT, null=True, blank=True, verbose_name=_("competent minister")
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("part of a question")
        verbose_name_plural = _("parts of a question")
        ordering = ["question_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["question", "number"], name="sub_question_once")
        ]

    def __str__(self) -> str:
        return f"{self.question_id}.{self.number}"


class BlockKind(models.TextChoices):
    """Where the figures of a block come from."""

    COUNTED = "counted", _("counted here")
    PUBLISHED = "published", _("published or delivered")
    STATE = "state", _("no figure")


class Block(models.Model):
    """One table of an answer. `spec` says which; reporting/questions/specs.py reads it."""

    part = models.ForeignKey(SubQuestion, models.CASCADE, related_name="blocks")
    position = models.PositiveSmallIntegerField(_("place"))
    kind = models.CharField(_("kind"), max_length=10, choices=BlockKind.choices)
    title = models.CharField(_("title"), max_length=200)
    remark = models.TextField(_("remark"), blank=True)
    spec = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("figures in an answer")
        verbose_name_plural = _("figures in an answer")
        ordering = ["part_id", "position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=BlockKind.values), name="block_kind_known")
        ]

    def __str__(self) -> str:
        return f"blok {self.pk}"


class Narrative(models.Model):
    """The words of one minister on one part."""

    part = models.ForeignKey(SubQuestion, models.CASCADE, related_name="narratives")
    addressee = models.ForeignKey(Addressee, models.PROTECT, verbose_name=_("minister"))
    text = models.TextField(_("text"), blank=True)
    version = models.PositiveIntegerField(default=1)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    edited_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("text of a minister")
        verbose_name_plural = _("texts of ministers")
        ordering = ["part_id", "addressee__position"]
        constraints = [models.UniqueConstraint(fields=["part", "addressee"], name="narrative_once")]

    def __str__(self) -> str:
        return f"tekst {self.pk}"


class CommitmentState(models.TextChoices):
    OPEN = "open", _("open")
    KEPT = "kept", _("kept")
    NOT_KEPT = "not_kept", _("not kept")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Commitment(models.Model):
    """A promise of an answer ("verwacht eind 2024") with a day and an owner.

    `due_words` are the words of the promise; `due_on` is the last day that fits them.
    """

    question = models.ForeignKey(Question, models.CASCADE, related_name="commitments")
    part = models.ForeignKey(
        SubQuestion, models.PROTECT, null=True, blank=True, verbose_name=_("part")
    )
    text = models.CharField(_("what was promised"), max_length=300)
    due_words = models.CharField(_("in the words of the answer"), max_length=80, blank=True)
    due_on = models.DateField(_("due on"))
    owner = models.CharField(_("owner"), max_length=120)
    state = models.CharField(
        _("state"), max_length=10, choices=CommitmentState.choices, default=CommitmentState.OPEN
    )
    note = models.CharField(_("note"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=CommitmentState.values), name="commitment_state_known"
            ),
            models.CheckConstraint(condition=~Q(owner=""), name="commitment_has_owner"),
        ]

    def __str__(self) -> str:
        return f"belofte {self.pk}"
