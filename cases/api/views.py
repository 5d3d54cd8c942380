"""Read and create dossiers and offences, change them with If-Match."""

import json
from collections.abc import Callable
from typing import Any, cast

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import APIView

from accounts.models import User
from cases.api.permissions import WorksOnDossiers
from cases.api.preconditions import etag, key_from, version_from
from cases.api.serializers import DossierChange, DossierOut, OffenceIn, OffenceOut
from cases.events import DOSSIER_READ, OFFENCE_READ
from cases.log import record_on
from cases.models import Dossier, Offence
from cases.policies import require_edit
from cases.services.dossier import edit_dossier
from cases.services.idempotency import Answer, run_once
from cases.services.offences import OffenceContent, content_of, edit_offence, record_offence

IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key", str, OpenApiParameter.HEADER, required=True, description="a new UUID"
)
IF_MATCH = OpenApiParameter(
    "If-Match", str, OpenApiParameter.HEADER, required=True, description="the ETag you read"
)


class DossierView(APIView):
    """One dossier by its number."""

    permission_classes = (WorksOnDossiers,)

    @extend_schema(responses=DossierOut)
    def get(self, request: Request, reference: str) -> Response:
        dossier = dossier_or_404(request, reference)
        return shown_dossier(request, dossier)

    @extend_schema(request=DossierChange, responses=DossierOut, parameters=[IF_MATCH])
    def patch(self, request: Request, reference: str) -> Response:
        dossier = writable_or_403(request, reference)
        version = version_from(request)
        change = valid(DossierChange(data=request.data, partial=True))
        edit_dossier(by=user_of(request), dossier=dossier, version=version, **change)
        return shown_dossier(request, dossier_or_404(request, reference))


class OffenceListView(APIView):
    """The offences of one dossier."""

    permission_classes = (WorksOnDossiers,)

    @extend_schema(responses=OffenceOut(many=True))
    def get(self, request: Request, reference: str) -> Response:
        dossier = dossier_or_404(request, reference)
        offences = offences_of(request).filter(dossier=dossier)
        record_on(dossier, OFFENCE_READ, by=user_of(request), fields=OffenceOut.Meta.fields)
        return Response(OffenceOut(offences, many=True).data)

    @extend_schema(request=OffenceIn, responses={201: OffenceOut}, parameters=[IDEMPOTENCY_KEY])
    def post(self, request: Request, reference: str) -> Response:
        dossier = writable_or_403(request, reference)

        def record() -> Answer:
            content = OffenceContent(**valid(OffenceIn(data=request.data)))
            offence = record_offence(by=user_of(request), dossier=dossier, content=content)
            location = reverse("v1:offence", args=[reference, offence.pk])
            return Answer(status.HTTP_201_CREATED, location, plain(OffenceOut(offence).data))

        return created_once(request, f"offences {reference}", record)


class OffenceView(APIView):
    """One offence of a dossier."""

    permission_classes = (WorksOnDossiers,)

    @extend_schema(responses=OffenceOut)
    def get(self, request: Request, reference: str, offence_id: int) -> Response:
        dossier = dossier_or_404(request, reference)
        offence = get_object_or_404(offences_of(request), dossier=dossier, pk=offence_id)
        return shown_offence(request, dossier, offence)

    @extend_schema(request=OffenceIn, responses=OffenceOut, parameters=[IF_MATCH])
    def put(self, request: Request, reference: str, offence_id: int) -> Response:
        """Replace the content; who did what to whom stays as it is."""
        dossier = writable_or_403(request, reference)
        offence = get_object_or_404(offences_of(request), dossier=dossier, pk=offence_id)
        version = version_from(request)
        before = content_of(offence)
        content = OffenceContent(
            **valid(OffenceIn(data=request.data)), acted=before.acted, affected=before.affected
        )
        edit_offence(by=user_of(request), offence=offence, version=version, content=content)
        changed = get_object_or_404(offences_of(request), pk=offence_id)
        return shown_offence(request, dossier, changed)


def user_of(request: Request) -> User:
    """The caller; WorksOnDossiers let nobody else through."""
    return cast(User, request.user)


def dossier_or_404(request: Request, reference: str) -> Dossier:
    """A dossier within the caller's scope; anything else does not exist."""
    related = ("centre", "case_director", "closure_reason")
    visible = Dossier.objects.visible_to(request.user).select_related(*related)
    return get_object_or_404(visible, reference=reference)


def writable_or_403(request: Request, reference: str) -> Dossier:
    """A dossier the caller may change. Asked before anything else he sent is looked at."""
    dossier = dossier_or_404(request, reference)
    require_edit(user_of(request), dossier)
    return dossier


def offences_of(request: Request) -> Any:
    """The offences within the caller's scope, with their codes."""
    visible = Offence.objects.visible_to(request.user)
    return visible.select_related("relation", "offence_type").prefetch_related("forms")


def shown_dossier(request: Request, dossier: Dossier) -> Response:
    """The dossier with its ETag, after logging which fields go out."""
    body = DossierOut(dossier, context={"request": request}).data
    record_on(dossier, DOSSIER_READ, by=user_of(request), fields=list(body))
    return Response(body, headers={"ETag": etag(dossier.version)})


def shown_offence(request: Request, dossier: Dossier, offence: Offence) -> Response:
    """The offence with its ETag, after logging which fields go out."""
    body = OffenceOut(offence).data
    record_on(
        dossier,
        OFFENCE_READ,
        by=user_of(request),
        fields=list(body),
        object_type="offence",
        object_id=str(offence.pk),
    )
    return Response(body, headers={"ETag": etag(offence.version)})


def valid(serializer: Any) -> dict[str, Any]:
    """The validated content. Raises ValidationError, which is answered with 422."""
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)


def plain(data: Any) -> dict[str, Any]:
    """A response body as it is stored for a retry."""
    return dict(json.loads(json.dumps(data, default=str)))


def created_once(request: Request, route: str, act: Callable[[], Answer]) -> Response:
    """Run a POST once per Idempotency-Key; a retry gets the same bytes and says so."""
    body = json.dumps(request.data, sort_keys=True).encode()
    answer = run_once(by=user_of(request), key=key_from(request), route=route, body=body, act=act)
    headers = {"Location": answer.location}
    if answer.response is not None and "version" in answer.response:
        headers["ETag"] = etag(int(answer.response["version"]))
    if answer.replayed:
        headers["Idempotency-Replayed"] = "true"
    return Response(answer.response, status=answer.status, headers=headers)
