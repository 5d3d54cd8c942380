"""Read figures: our own counts and what others published."""

import datetime as dt
from dataclasses import replace
from typing import Any, cast

from django import forms
from django.http import Http404, HttpRequest, QueryDict
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from lib.calendar import brussels_day
from reporting.asking import AskError
from reporting.exports.document import BOTH
from reporting.exports.json import as_json
from reporting.forms import FigureFilter
from reporting.indicator_forms import IndicatorFilter
from reporting.indicators import LIBRARY
from reporting.models import PublishedObservation
from reporting.moments import MomentError, read_moment
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


KNOWN_ON = OpenApiParameter(
    "known_on",
    str,
    description="the end of a day, 2026-01-15, or a moment, 2026-01-15T09:00+01:00; now without",
)


def known_on_of(request: HttpRequest) -> tuple[dt.datetime | None, QueryDict]:
    """As known when, and the other questions; without a last year it is the one that ran then.

    Raises ValidationError for what is no moment in the past.
    """
    data = request.GET.copy()
    data.pop("known", None)
    text = data.get("known_on", "")
    try:
        known_on = read_moment(text) if text else None
    except MomentError as error:
        raise serializers.ValidationError({"known_on": [str(error)]}) from error
    if known_on:
        data.setdefault("to", str(brussels_day(known_on).year))
    return known_on, data


def refuse_mistakes(form: forms.Form) -> None:
    """Raises ValidationError that says per question what is wrong with it."""
    if not form.is_valid():
        raise serializers.ValidationError(
            {name: [str(text) for text in texts] for name, texts in form.errors.items()}
        )


class StalkingView(APIView):
    """Dossiers with stalking per centre and year, with the states and the definition."""

    permission_classes = (SeesFigures,)

    @extend_schema(
        parameters=[
            OpenApiParameter("from", int),
            OpenApiParameter("to", int),
            OpenApiParameter("per", str, enum=["centre,year", "centre", "year"]),
            KNOWN_ON,
        ],
        responses=OpenApiTypes.OBJECT,
    )
    def get(self, request: Request) -> Response:
        # DRF's request hands GET and user on to Django's.
        asked = cast(HttpRequest, request)
        user = figures_user(asked)
        known_on, data = known_on_of(asked)
        form = filter_of(asked, user, FigureFilter, data)
        refuse_mistakes(form)
        selection = replace(form.selection(), known_on=known_on)
        try:
            table = read_figures(by=user, selection=selection)
        except NotYetError as error:
            raise serializers.ValidationError({"to": [str(error)]}) from error
        return Response(as_json(table, per=selection.per))


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
            KNOWN_ON,
        ],
        responses=OpenApiTypes.OBJECT,
    )
    def get(self, request: Request, code: str) -> Response:
        asked = cast(HttpRequest, request)
        user = figures_user(asked)
        if code not in LIBRARY:
            raise Http404
        known_on, data = known_on_of(asked)
        form = indicator_filter_of(asked, user, LIBRARY[code], IndicatorFilter, data)
        refuse_mistakes(form)
        try:
            table = answer(by=user, ask=replace(form.ask(), known_on=known_on))
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
