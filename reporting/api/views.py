"""Read figures: our own counts and what others published."""

from typing import Any, cast

from django.http import Http404, HttpRequest
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from reporting.asking import AskError
from reporting.exports.document import BOTH
from reporting.exports.json import as_json
from reporting.forms import FigureFilter
from reporting.indicator_forms import IndicatorFilter
from reporting.indicators import LIBRARY
from reporting.models import PublishedObservation
from reporting.policies import may_see_figures
from reporting.queries import NotYetError
from reporting.services.figures import answer, read_figures
from reporting.views.indicators import filter_of as indicator_filter_of
from reporting.views.rights import figures_user
from reporting.views.stalking import filter_of


class SeesFigures(IsAuthenticated):
    """Who may not see figures finds nothing here: 404."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        if not super().has_permission(request, view):
            return False
        if not may_see_figures(request.user):
            raise Http404
        return True


class StalkingView(APIView):
    """Dossiers with stalking per centre and year, with the states and the definition."""

    permission_classes = (SeesFigures,)

    @extend_schema(
        parameters=[
            OpenApiParameter("from", int),
            OpenApiParameter("to", int),
            OpenApiParameter("per", str, enum=["centre,year", "centre", "year"]),
        ],
        responses=OpenApiTypes.OBJECT,
    )
    def get(self, request: Request) -> Response:
        # DRF's request hands GET and user on to Django's.
        asked = cast(HttpRequest, request)
        user = figures_user(asked)
        form = filter_of(asked, user, FigureFilter)
        if not form.is_valid():
            raise serializers.ValidationError(
                {name: [str(text) for text in texts] for name, texts in form.errors.items()}
            )
        selection = form.selection()
        return Response(as_json(read_figures(by=user, selection=selection), per=selection.per))


class IndicatorView(APIView):
    """Any indicator of the library, with the states and the definition."""

    permission_classes = (SeesFigures,)

    @extend_schema(
        parameters=[
            OpenApiParameter("from", int),
            OpenApiParameter("to", int),
            OpenApiParameter("by", str, description="code of a dimension: the rows"),
            OpenApiParameter("centre", str, description="code of one centre"),
            OpenApiParameter("only_forms", str, description="only_DIMENSION: one category"),
        ],
        responses=OpenApiTypes.OBJECT,
    )
    def get(self, request: Request, code: str) -> Response:
        asked = cast(HttpRequest, request)
        user = figures_user(asked)
        if code not in LIBRARY:
            raise Http404
        form = indicator_filter_of(asked, user, LIBRARY[code], IndicatorFilter)
        if not form.is_valid():
            raise serializers.ValidationError(
                {name: [str(text) for text in texts] for name, texts in form.errors.items()}
            )
        try:
            table = answer(by=user, ask=form.ask())
        except (AskError, NotYetError) as error:
            raise serializers.ValidationError({"ask": [str(error)]}) from error
        return Response(as_json(table, per=BOTH))


class PublishedOut(serializers.ModelSerializer[PublishedObservation]):
    """A published figure exactly as printed; `value` is null unless it was delivered."""

    source = serializers.CharField(source="source.key")  # type: ignore[assignment]

    class Meta:
        model = PublishedObservation
        exclude = ("id", "position", "delivery", "known_until")


class PublishedQuery(serializers.Serializer[PublishedObservation]):
    """One indicator, or all of them."""

    indicator = serializers.SlugField(max_length=60, required=False)


class PublishedView(APIView):
    """Figures that others published, with unit, period, state, flags and source."""

    permission_classes = (SeesFigures,)

    @extend_schema(parameters=[PublishedQuery], responses=PublishedOut(many=True))
    def get(self, request: Request) -> Response:
        query = PublishedQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        observations = PublishedObservation.objects.with_source()
        if indicator := cast(dict[str, Any], query.validated_data).get("indicator"):
            observations = observations.about([indicator])
        return Response(PublishedOut(observations, many=True).data)
