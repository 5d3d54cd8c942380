"""The list of dossiers, by keyset, and opening a new one."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import APIView

from accounts.log import actor_of
from audit.log import Subject, record
from cases.api.permissions import WorksOnDossiers
from cases.api.serializers import DossierIn, DossierOut
from cases.api.views import IDEMPOTENCY_KEY, created_once, plain, user_of, valid
from cases.events import DOSSIER_LISTED
from cases.models import Dossier, StalkingAnswer
from cases.services.idempotency import Answer
from cases.services.opening import open_dossier
from lib.keyset import BadCursorError, Cursor, page_of

PAGE_SIZE = 50


class ListQuery(serializers.Serializer[Dossier]):
    """What may be asked of the list. No personal data: it stands in a URL."""

    cursor = serializers.CharField(required=False, max_length=60)
    stalking = serializers.ChoiceField(StalkingAnswer.choices, required=False)
    received_from = serializers.DateField(required=False)
    received_until = serializers.DateField(required=False)
    open = serializers.BooleanField(required=False, allow_null=True, default=None)

    def validate_cursor(self, text: str) -> Cursor:
        try:
            return Cursor.decode(text)
        except BadCursorError:
            raise serializers.ValidationError(_("This cursor is not one of ours.")) from None


class DossierPage(serializers.Serializer[Dossier]):
    """Fifty dossiers, newest first; `older` and `newer` are cursors or empty."""

    results = DossierOut(many=True)
    older = serializers.CharField()
    newer = serializers.CharField()


class DossierListView(APIView):
    """The dossiers within the caller's scope."""

    permission_classes = (WorksOnDossiers,)

    @extend_schema(parameters=[ListQuery, OpenApiParameter("cursor", str)], responses=DossierPage)
    def get(self, request: Request) -> Response:
        query = valid(ListQuery(data=request.query_params))
        page = page_of(
            _filtered(Dossier.objects.visible_to(request.user), query),
            day="received_on",
            size=PAGE_SIZE,
            cursor=query.get("cursor"),
        )
        record(
            DOSSIER_LISTED,
            actor=actor_of(user_of(request)),
            subject=Subject(object_type="dossier"),
            fields=list(DossierOut.Meta.fields),
            row_ids=[dossier.pk for dossier in page.rows],
        )
        rows = DossierOut(page.rows, many=True, context={"request": request}).data
        return Response({"results": rows, "older": page.older, "newer": page.newer})

    @extend_schema(request=DossierIn, responses={201: DossierOut}, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request) -> Response:
        def create() -> Answer:
            content = valid(DossierIn(data=request.data, context={"request": request}))
            dossier = open_dossier(by=user_of(request), **content)
            body = plain(DossierOut(dossier, context={"request": request}).data)
            location = reverse("v1:dossier", args=[dossier.reference])
            return Answer(status.HTTP_201_CREATED, location, body)

        return created_once(request, "dossiers", create)


def _filtered(dossiers: Any, query: dict[str, Any]) -> Any:
    lookups = {
        "stalking": "stalking",
        "received_from": "received_on__gte",
        "received_until": "received_on__lte",
    }
    chosen = {lookup: query[name] for name, lookup in lookups.items() if name in query}
    if query["open"] is not None:
        chosen["closed_on__isnull"] = query["open"]
    return dossiers.filter(**chosen).select_related("centre", "case_director", "closure_reason")
