"""Deliveries as the screens show them: what is in them, what comes next, what changed."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from accounts.models import User
from lib.calendar import brussels_day
from lib.dutch import write_date, write_number
from reporting.deliveries.checking import DryRun
from reporting.deliveries.findings import Finding, Kind, errors
from reporting.deliveries.observation import ObservationRow
from reporting.models.delivery import Delivery, DeliveryState
from reporting.models.published import ObservationStatus, PublishedObservation
from reporting.policies import may_change_delivery, may_sign_off_deliveries
from reporting.published.labels import breakdown_label, indicator_label

PILLS = {
    DeliveryState.DRAFT: "warning",
    DeliveryState.CHECKED: "ongoing",
    DeliveryState.SIGNED_OFF: "success",
    DeliveryState.SUPERSEDED: "border",
    DeliveryState.WITHDRAWN: "error",
}


@dataclass(frozen=True)
class Overview:
    """One line of the list."""

    delivery: Delivery
    title: str
    came_in: str
    period: str
    state: str
    pill: str


@dataclass(frozen=True)
class Version:
    """A column of the comparison."""

    number: int
    pk: int
    state: str
    signed_off_on: str
    extracted_on: str


@dataclass(frozen=True)
class Compared:
    """One figure over the versions; `changed` when they do not all say the same."""

    label: str
    values: tuple[str, ...]
    changed: bool


@dataclass(frozen=True)
class Steps:
    """What this user may do next. `sends_back`: a withdrawal that the partner must read."""

    may_check: bool
    may_sign_off: bool
    may_withdraw: bool
    sends_back: bool
    may_correct: bool
    hint: str


@dataclass(frozen=True)
class Page:
    """Everything on the page of one delivery that is not a form."""

    overview: Overview
    findings: tuple[Finding, ...]
    error_count: int
    warning_count: int
    figures: tuple[tuple[str, str, str, str], ...]
    versions: tuple[Version, ...]
    compared: tuple[Compared, ...]
    explained: tuple[tuple[str, str], ...]
    steps: Steps


def overview_of(delivery: Delivery) -> Overview:
    state = DeliveryState(delivery.state)
    return Overview(
        delivery=delivery,
        title=indicator_label(delivery.indicator),
        came_in=_came_in(delivery),
        period=_period(delivery),
        state=str(state.label),
        pill=PILLS[state],
    )


def page_of(delivery: Delivery, run: DryRun | None, user: User) -> Page:
    """`run` is None for a published table, whose rows were checked when it was loaded."""
    waits = delivery.is_open
    findings = run.findings if run and waits else ()
    wrong = len(errors(findings))
    figures = run.figures if run else ()
    versions, compared = _versions(delivery)
    return Page(
        overview=overview_of(delivery),
        findings=tuple(findings),
        error_count=wrong,
        warning_count=len(findings) - wrong,
        figures=tuple(_figure(row) for row in figures) or _kept_figures(delivery),
        versions=versions,
        compared=compared,
        explained=tuple((Kind(kind).label, text) for kind, text in delivery.explanations.items()),
        steps=_steps(delivery, run, user),
    )


def sends_back(delivery: Delivery, user: User) -> bool:
    """Whether withdrawing it now would send it back to the partner who handed it in."""
    of_partner = bool(delivery.organisation_id) and delivery.uploaded_by_id != user.pk
    return of_partner and delivery.is_open and may_sign_off_deliveries(user)


def _steps(delivery: Delivery, run: DryRun | None, user: User) -> Steps:
    is_sound = run is not None and not errors(run.findings)
    signs = may_sign_off_deliveries(user)
    changes = delivery.is_open and may_change_delivery(user, delivery.organisation_id)
    holds = delivery.state == DeliveryState.SIGNED_OFF
    is_checked = delivery.state == DeliveryState.CHECKED
    is_own = delivery.uploaded_by_id == user.pk
    return Steps(
        may_check=changes and delivery.state == DeliveryState.DRAFT and is_sound,
        may_sign_off=signs and is_checked and not is_own,
        may_withdraw=(changes or (signs and holds)) and run is not None,
        sends_back=sends_back(delivery, user),
        may_correct=not signs and delivery.state == DeliveryState.WITHDRAWN,
        hint=_hint(delivery, signs=signs, changes=changes, is_own=is_own),
    )


def _hint(delivery: Delivery, *, signs: bool, changes: bool, is_own: bool) -> str:
    """Who is next when it is not you."""
    if signs:
        waits_for_colleague = delivery.state == DeliveryState.CHECKED and is_own
        text = _("Checked. You uploaded this delivery yourself: a colleague must sign it off.")
        return text if waits_for_colleague else ""
    if delivery.is_open and not changes:
        return _("The Veilige Huizen entered this for your organisation, and check and sign it.")
    return {
        DeliveryState.CHECKED: _(
            "Checked. A coordinator or analyst of the Veilige Huizen signs it off, or sends it "
            "back with a reason."
        ),
        DeliveryState.SIGNED_OFF: _(
            "These figures hold now. To correct them, deliver the whole table again for the same "
            "period."
        ),
    }.get(DeliveryState(delivery.state), "")


def _came_in(delivery: Delivery) -> str:
    """Who handed it in, for whom; empty for what the operator loaded."""
    if delivery.organisation:
        return _("handed in by %(name)s itself") % {"name": delivery.organisation.name}
    if delivery.uploaded_by_id:
        return _("entered on behalf of %(name)s") % {"name": delivery.source.publisher}
    return ""


def _period(delivery: Delivery) -> str:
    start, end = delivery.period_start, delivery.period_end
    if start is None or end is None:
        return _("per row")
    if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31) and start.year == end.year:
        return str(start.year)
    return f"{write_date(start)} – {write_date(end)}"


Figured = ObservationRow | PublishedObservation


def _figure(row: Figured) -> tuple[str, str, str, str]:
    return _label(row), _value(row), str(ObservationStatus(row.status).label), row.note


def _kept_figures(delivery: Delivery) -> tuple[tuple[str, str, str, str], ...]:
    rows = PublishedObservation.every_version.filter(delivery=delivery)
    return tuple(_figure(row) for row in rows)


def _label(row: Figured) -> str:
    pairs = ((row.dim1, row.value1), (row.dim2, row.value2))
    categories = [f"{breakdown_label(name)}: {value}" for name, value in pairs if name]
    days = (row.period_start, row.period_end)
    period = " – ".join(write_date(day) for day in days if day) or _("no period stated")
    return ", ".join([row.place, *categories, period])


def _value(row: Figured) -> str:
    return write_number(Decimal(row.printed)) if row.printed else ""


def _versions(delivery: Delivery) -> tuple[tuple[Version, ...], tuple[Compared, ...]]:
    """The signed versions of this table, and every figure over all of them."""
    kept = [one for one in Delivery.objects.versions_of(delivery).defer("rows") if one.version]
    columns: list[dict[str, str]] = [
        {_label(row): _value(row) or str(ObservationStatus(row.status).label) for row in rows}
        for rows in (PublishedObservation.every_version.filter(delivery=one) for one in kept)
    ]
    labels = dict.fromkeys(label for column in columns for label in column)
    compared = []
    for label in labels:
        values = tuple(column.get(label, "–") for column in columns)
        compared.append(Compared(label, values, len(set(values)) > 1))
    return tuple(_version(one) for one in kept), tuple(compared) if len(kept) > 1 else ()


def _version(delivery: Delivery) -> Version:
    at, extracted_on = delivery.signed_off_at, delivery.extracted_on
    return Version(
        number=delivery.version or 0,
        pk=delivery.pk,
        state=str(DeliveryState(delivery.state).label),
        signed_off_on=write_date(brussels_day(at)) if at else "",
        extracted_on=write_date(extracted_on) if extracted_on else _("not stated"),
    )
