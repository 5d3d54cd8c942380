"""What goes out and what comes in. Names of people are not part of version 1."""

import datetime as dt
from typing import Any

from rest_framework import serializers

from accounts.models import Centre, User
from cases.api.fields import Code, Text
from cases.models import CountingExclusion, Dossier, Offence, OffenceStatus, StalkingAnswer
from cases.policies import sees_centre_notes
from codelists.models import ClosureReason, FormOfViolence, OffenceType, Relation

NOTE_LENGTH = 20_000
CENTRE_NOTES = ("summary",)


def _plain(value: object) -> object:
    match value:
        case dt.date():
            return value.isoformat()
        case User():
            return value.username
        case Centre() | ClosureReason():
            return value.code
    return value


class DossierOut(serializers.ModelSerializer[Dossier]):
    """A dossier as the caller may see it; a convened partner gets no notes of the centre."""

    centre = serializers.CharField(source="centre.code")
    case_director = serializers.CharField(source="case_director.username", default=None)
    closure_reason = serializers.CharField(source="closure_reason.code", default=None)

    class Meta:
        model = Dossier
        fields = (
            "reference",
            "centre",
            "received_on",
            "opened_on",
            "closed_on",
            "closure_reason",
            "stalking",
            "counting_exclusion",
            "case_director",
            "summary",
            "version",
        )
        read_only_fields = fields

    def to_representation(self, instance: Dossier) -> dict[str, Any]:
        """By hand: the framework makes every field anew for every answer, half of its time."""
        notes = sees_centre_notes(self.context["request"].user, instance)
        names = [name for name in self.Meta.fields if notes or name not in CENTRE_NOTES]
        return {name: _plain(getattr(instance, name)) for name in names}


class CentreCode(Code[Centre]):
    """A centre by its code. The caller's own are known already; the service refuses others."""

    def to_internal_value(self, data: Any) -> Any:
        held = self.context["request"].user.centres()
        own = {centre.code: centre for centre in held.values()}
        return (
            own[data] if isinstance(data, str) and data in own else super().to_internal_value(data)
        )


class DossierIn(serializers.Serializer[Dossier]):
    """A new dossier. The stalking answer is explicit: there is no default."""

    centre = CentreCode(queryset=Centre.objects.all())
    received_on = serializers.DateField()
    stalking = serializers.ChoiceField(StalkingAnswer.choices)
    summary = Text(max_length=NOTE_LENGTH, required=False, allow_blank=True, default="")


class DossierChange(serializers.Serializer[Dossier]):
    """What may be changed; what is left out stays. `reason` is kept in the log."""

    stalking = serializers.ChoiceField(StalkingAnswer.choices, required=False)
    summary = Text(max_length=NOTE_LENGTH, required=False, allow_blank=True)
    counting_exclusion = serializers.ChoiceField(
        CountingExclusion.choices, required=False, allow_blank=True
    )
    reason = Text(max_length=500, required=False, allow_blank=True, default="")


class OffenceOut(serializers.ModelSerializer[Offence]):
    """An offence. Who did what to whom is shown on screen only."""

    forms = serializers.SerializerMethodField()
    relation = serializers.CharField(source="relation.code", default=None)
    offence_type = serializers.CharField(source="offence_type.code", default=None)

    class Meta:
        model = Offence
        fields = (
            "id",
            "occurred_from",
            "occurred_until",
            "forms",
            "relation",
            "offence_type",
            "status",
            "description",
            "version",
        )
        read_only_fields = fields

    def get_forms(self, offence: Offence) -> list[str]:
        return sorted(form.code for form in offence.forms.all())


class OffenceIn(serializers.Serializer[Offence]):
    """A new offence, or the whole content of one that is replaced."""

    occurred_from = serializers.DateField()
    occurred_until = serializers.DateField(required=False, allow_null=True, default=None)
    forms: Any = Code[FormOfViolence](
        queryset=FormOfViolence.objects.all(), many=True, allow_empty=False
    )
    relation = Code[Relation](
        queryset=Relation.objects.all(), required=False, allow_null=True, default=None
    )
    offence_type = Code[OffenceType](
        queryset=OffenceType.objects.all(), required=False, allow_null=True, default=None
    )
    status = serializers.ChoiceField(OffenceStatus.choices, default=OffenceStatus.SUSPECTED)
    description = Text(max_length=NOTE_LENGTH, required=False, allow_blank=True, default="")
