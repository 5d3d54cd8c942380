"""Code lists in the administration. A code is ended with a last day, never deleted.

The code and what it means for the counts stay what they were: dossiers of earlier years are
counted with them. Whoever needs another meaning ends the code and makes a new one.
"""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Max, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.administration import AdminForm, RoleAdmin
from codelists.models import (
    AdviceGiven,
    AdviceOutcome,
    AdviceTheme,
    CallerClass,
    ClosureReason,
    ContactChannel,
    FormOfViolence,
    HelplineContext,
    HelplineReferral,
    HelplineTheme,
    IntakeOutcome,
    Municipality,
    OffenceType,
    PoliceZone,
    Programme,
    ReferralEndReason,
    Relation,
    ReporterRole,
    ReporterSector,
)
from lib.calendar import brussels_today


class ValidityFilter(admin.SimpleListFilter):
    """Valid today, ended, or still to begin."""

    title = _("validity")
    parameter_name = "validity"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("today", _("valid today")), ("ended", _("ended")), ("later", _("begins later"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        today = brussels_today()
        conditions = {
            # Not `valid_on` of the offence types: the new Code is no ended code.
            "ended": {"valid_until__lt": today},
            "later": {"valid_from__gt": today},
        }
        if self.value() == "today":
            ended = queryset.filter(**conditions["ended"]).values("pk")
            later = queryset.filter(**conditions["later"]).values("pk")
            return queryset.exclude(pk__in=ended).exclude(pk__in=later)
        return queryset.filter(**conditions.get(self.value() or "", {}))


class CodeAdmin(RoleAdmin):
    """One list."""

    meaning: tuple[str, ...] = ()
    details: tuple[str, ...] = ()
    more: tuple[str, ...] = ()
    """On the page of a code only: the list has no room."""
    list_filter = (ValidityFilter, "verified")
    search_fields = ("code", "label")

    def get_list_display(self, request: HttpRequest) -> tuple[str, ...]:
        return (
            "label",
            "code",
            *self.details,
            *self.meaning,
            "valid_from",
            "valid_until",
            "verified",
        )

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return (
            *("code", "label", "description", *self.details, *self.more, *self.meaning),
            *("valid_from", "valid_until", "position", "verified", "source"),
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        fixed = ("code", *self.meaning) if obj else ()
        return (*super().get_readonly_fields(request, obj), *fixed)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A new code comes last."""
        last = self.model._default_manager.aggregate(last=Max("position"))["last"] or 0
        return {"position": last + 10}


class ProgrammeForm(AdminForm):
    """An old name points at programmes that exist."""

    def clean_successors(self) -> str:
        codes = str(self.cleaned_data["successors"]).split()
        known = set(Programme.objects.filter(code__in=codes).values_list("code", flat=True))
        unknown = [code for code in codes if code not in known]
        if unknown:
            raise ValidationError(
                _("There is no programme with the code %(codes)s."),
                params={"codes": ", ".join(unknown)},
            )
        return " ".join(codes)


@admin.register(AdviceTheme, FormOfViolence, HelplineTheme)
class StalkingCodeAdmin(CodeAdmin):
    meaning = ("counts_as_stalking",)


@admin.register(Relation)
class RelationAdmin(CodeAdmin):
    meaning = ("intrafamilial",)


@admin.register(OffenceType)
class OffenceTypeAdmin(CodeAdmin):
    details = ("legal_article", "legal_code")
    more = ("code_system",)
    meaning = ("counts_as_stalking",)


@admin.register(IntakeOutcome)
class IntakeOutcomeAdmin(CodeAdmin):
    meaning = ("opens_dossier",)


@admin.register(Municipality)
class MunicipalityAdmin(CodeAdmin):
    details = ("province", "district")


@admin.register(Programme)
class ProgrammeAdmin(CodeAdmin):
    form = ProgrammeForm
    details = ("provider_sector",)
    more = ("successors",)
    meaning = ("audience", "kind")


@admin.register(ReferralEndReason)
class ReferralEndReasonAdmin(CodeAdmin):
    meaning = ("moment",)


@admin.register(ContactChannel)
class ContactChannelAdmin(CodeAdmin):
    details = ("for_advice", "for_helpline")


@admin.register(HelplineContext)
class HelplineContextAdmin(CodeAdmin):
    meaning = ("in_family",)


@admin.register(
    AdviceGiven,
    AdviceOutcome,
    CallerClass,
    ClosureReason,
    HelplineReferral,
    PoliceZone,
    ReporterRole,
    ReporterSector,
)
class PlainCodeAdmin(CodeAdmin):
    pass
