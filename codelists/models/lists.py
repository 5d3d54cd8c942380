"""The code lists. Each is a table of its own, so that a foreign key cannot point astray."""

import datetime as dt
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from codelists.models.entry import CodeListEntry, CodeListQuerySet


class FormOfViolence(CodeListEntry):
    """How: physical, psychological, stalking … Independent of relation and of qualification."""

    counts_as_stalking = models.BooleanField(_("counts as stalking"), default=False)

    objects = CodeListQuerySet["FormOfViolence"].as_manager()

    class Meta(CodeListEntry.Meta):
        verbose_name = _("form of violence")
        verbose_name_plural = _("forms of violence")


class Relation(CodeListEntry):
    """Between whom. Intrafamilial violence is defined by the relation (COL 3/2006, 4/2006)."""

    intrafamilial = models.BooleanField(_("intrafamilial"), default=True)

    objects = CodeListQuerySet["Relation"].as_manager()

    class Meta(CodeListEntry.Meta):
        verbose_name = _("relation")
        verbose_name_plural = _("relations")


class OffenceTypeQuerySet(CodeListQuerySet["OffenceType"]):
    def valid_on(self, day: dt.date) -> Self:
        """Qualifications for facts of this day: under the old or the new Criminal Code."""
        code_in_force = (
            OffenceType.LegalCode.NEW
            if day >= settings.NEW_CRIMINAL_CODE_APPLIES_ON
            else OffenceType.LegalCode.OLD
        )
        other_laws = OffenceType.LegalCode.OTHER
        return super().valid_on(day).filter(Q(legal_code__in=[code_in_force, other_laws]))


class OffenceType(CodeListEntry):
    """A legal qualification with its article. Stalking is belaging, art. 442bis Sw.

    The new Code (laws of 29 February 2024) applies to facts from a day that is a setting;
    its article for belaging could not be verified and stays empty.
    """

    class LegalCode(models.TextChoices):
        OLD = "old", _("Criminal Code of 1867")
        NEW = "new", _("new Criminal Code (2024)")
        OTHER = "other", _("other law")

    legal_article = models.CharField(_("article"), max_length=80, blank=True)
    legal_code = models.CharField(
        _("law"), max_length=5, choices=LegalCode.choices, default=LegalCode.OLD
    )
    code_system = models.CharField(_("code system"), max_length=40, blank=True)
    counts_as_stalking = models.BooleanField(_("counts as stalking"), default=False)

    objects = OffenceTypeQuerySet.as_manager()

    class Meta(CodeListEntry.Meta):
        verbose_name = _("offence type")
        verbose_name_plural = _("offence types")


class ReporterSector(CodeListEntry):
    objects = CodeListQuerySet["ReporterSector"].as_manager()

    class Meta(CodeListEntry.Meta):
        verbose_name = _("sector of the reporter")
        verbose_name_plural = _("sectors of reporters")


class ReporterRole(CodeListEntry):
    objects = CodeListQuerySet["ReporterRole"].as_manager()

    class Meta(CodeListEntry.Meta):
        verbose_name = _("role of the reporter")
        verbose_name_plural = _("roles of reporters")


class IntakeOutcome(CodeListEntry):
    """What became of an intake. Refused and redirected intakes stay countable."""

    opens_dossier = models.BooleanField(_("opens a dossier"), default=False)

    objects = CodeListQuerySet["IntakeOutcome"].as_manager()

    class Meta(CodeListEntry.Meta):
        verbose_name = _("outcome of an intake")
        verbose_name_plural = _("outcomes of intakes")


class ClosureReason(CodeListEntry):
    objects = CodeListQuerySet["ClosureReason"].as_manager()

    class Meta(CodeListEntry.Meta):
        verbose_name = _("closure reason")
        verbose_name_plural = _("closure reasons")


class Municipality(CodeListEntry):
    """`code` is the NIS code."""

    province = models.CharField(_("province"), max_length=40, blank=True)
    district = models.CharField(_("judicial district"), max_length=60, blank=True)

    objects = CodeListQuerySet["Municipality"].as_manager()

    class Meta(CodeListEntry.Meta):
        verbose_name = _("municipality")
        verbose_name_plural = _("municipalities")


class PoliceZone(CodeListEntry):
    objects = CodeListQuerySet["PoliceZone"].as_manager()

    class Meta(CodeListEntry.Meta):
        verbose_name = _("police zone")
        verbose_name_plural = _("police zones")
