"""Deliveries: received, checked, signed off by somebody else, withdrawn. Never overwritten."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Role, User
from audit.events import EventType
from audit.log import Actor, Subject, record
from cases.errors import Refused
from lib.dutch import write_date
from lib.uploads import UploadRefusedError, read_table
from reporting.deliveries.catalogue import DeliveredIndicator, Deliverer
from reporting.deliveries.checking import DryRun
from reporting.deliveries.columns import Columns
from reporting.deliveries.files import keep_file
from reporting.deliveries.findings import errors, to_explain
from reporting.deliveries.queries import dry_run_of
from reporting.deliveries.raw import RawRow, rows_of
from reporting.deliveries.refusals import in_words
from reporting.events import (
    DELIVERY_CHECKED,
    DELIVERY_FILE_READ,
    DELIVERY_READ,
    DELIVERY_RECEIVED,
    DELIVERY_SIGNED_OFF,
    DELIVERY_WITHDRAWN,
)
from reporting.models.delivery import Delivery, DeliveryFile, DeliveryState
from reporting.models.published import PublishedSource, SourceKind
from reporting.policies import deliverers_for, may_change_delivery, may_sign_off_deliveries
from reporting.services.versions import hold, let_go


@dataclass(frozen=True)
class Received:
    """What somebody says about the table she delivers. `name` is what the file was called."""

    indicator: DeliveredIndicator
    period_start: dt.date
    period_end: dt.date
    source_system: str
    extracted_on: dt.date | None
    content: bytes
    name: str
    by_form: bool = False


@transaction.atomic
def receive_delivery(*, by: User, received: Received) -> Delivery:
    """Keep a table as a draft, with its bytes. Its rows are not figures yet.

    The same file for the same table, still open, is the same delivery: a double click happens
    once. Raises PermissionDenied, and Refused with everything that makes the file unreadable.
    """
    deliverer = received.indicator.deliverer
    if deliverer not in deliverers_for(by):
        raise PermissionDenied
    rows, kind = _read(received)
    source = _source_of(deliverer)
    _refuse_overlap(source, received)
    organisation_id = _itself(by, deliverer)
    file = keep_file(received.content, kind, organisation_id)
    series = {
        "source": source,
        "indicator": received.indicator.code,
        "unit": received.indicator.unit,
        "period_start": received.period_start,
        "period_end": received.period_end,
    }
    facts = {"source_system": received.source_system, "extracted_on": received.extracted_on}
    open_ones = Delivery.objects.filter(state=DeliveryState.DRAFT, uploaded_by=by)
    same: Delivery | None = open_ones.filter(**series, **facts, file=file).first()
    if same:
        return same
    delivery = Delivery.objects.create(
        **series,
        **facts,
        organisation_id=organisation_id,
        file=file,
        by_form=received.by_form,
        rows=[row.as_json() for row in rows],
        uploaded_by=by,
        uploaded_at=timezone.now(),
    )
    fields = ["file", "rows", *series, *facts]
    role = Role.PARTNER if organisation_id else _role(by)
    _record(DELIVERY_RECEIVED, by, delivery, fields=fields, role=role)
    return delivery


@transaction.atomic
def check_delivery(*, by: User, delivery: Delivery, explanations: Mapping[str, str]) -> None:
    """A draft without errors, with every warning explained, is ready to be signed.

    `explanations` holds a text per kind of warning. Raises PermissionDenied and Refused.
    """
    locked = _lock(by, delivery, DeliveryState.DRAFT)
    given = {kind: text.strip() for kind, text in explanations.items() if text.strip()}
    _require_sound(locked, given)
    locked.explanations = given
    locked.state = DeliveryState.CHECKED
    locked.checked_by, locked.checked_at = by, timezone.now()
    locked.save()
    _record(DELIVERY_CHECKED, by, locked, fields=["state", "explanations"])


@transaction.atomic
def sign_off_delivery(*, by: User, delivery: Delivery) -> None:
    """The figures hold from now on; those of the version before stay readable.

    A coordinator or analyst signs, and somebody else than who uploaded. Everything is checked once
    more, because other figures may have come in since. Raises PermissionDenied and Refused.
    """
    if not may_sign_off_deliveries(by):
        raise PermissionDenied
    locked = _lock(by, delivery, DeliveryState.CHECKED)
    if locked.uploaded_by_id == by.pk:
        raise Refused({"": _("You uploaded this delivery yourself. Ask a colleague to sign it.")})
    run = _require_sound(locked, locked.explanations)
    locked.signed_off_by = by
    hold([(locked, run.figures)], at=timezone.now())
    _record(DELIVERY_SIGNED_OFF, by, locked, fields=["state", "version", "observations"])


@transaction.atomic
def withdraw_delivery(*, by: User, delivery: Delivery, reason: str) -> None:
    """Take a delivery back. What it said stays readable, but no longer holds.

    A partner takes back what his organisation handed in; a coordinator or analyst sends it back
    to him the same way, with the reason he reads. Raises PermissionDenied, and Refused without a
    reason or for a version that was replaced.
    """
    states = (DeliveryState.DRAFT, DeliveryState.CHECKED, DeliveryState.SIGNED_OFF)
    locked = _lock(by, delivery, *states)
    if not reason.strip():
        raise Refused({"reason": _("Say why this delivery is withdrawn.")})
    let_go([locked.pk], at=timezone.now(), reason=reason.strip(), by=by)
    _record(DELIVERY_WITHDRAWN, by, locked, fields=["state", "withdrawal_reason"])


def read_delivery(*, by: User, delivery: Delivery) -> DryRun | None:
    """The dry run for a screen."""
    _record(DELIVERY_READ, by, delivery)
    return dry_run_of(delivery)


def file_of(*, by: User, delivery: Delivery) -> DeliveryFile | None:
    """The bytes as they came in."""
    if delivery.file is not None:
        _record(DELIVERY_FILE_READ, by, delivery)
    return delivery.file


def _itself(by: User, deliverer: Deliverer) -> int | None:
    """The organisation of this deliverer for which the user works; None enters on its behalf."""
    own = (one.pk for one in by.organisations() if one.code == deliverer.organisation)
    return next(own, None)


def _lock(by: User, delivery: Delivery, *states: DeliveryState) -> Delivery:
    if not may_change_delivery(by, delivery.organisation_id):
        raise PermissionDenied
    rows = Delivery.objects.editable_by(by).select_for_update(of=("self",))
    locked: Delivery | None = rows.filter(pk=delivery.pk).first()
    if locked is None or locked.state not in states:
        raise Refused({"": _("Somebody else changed this delivery in the meantime. Look again.")})
    return locked


def _read(received: Received) -> tuple[list[RawRow], str]:
    try:
        table = read_table(received.content, received.name)
    except UploadRefusedError as refused:
        raise Refused({"file": in_words(refused)}) from refused
    rows, problems = rows_of(table, Columns(received.indicator))
    if problems:
        shown = [
            _("Row %(row)s, %(column)s: %(problem)s")
            % {"row": one.line, "column": one.column or "–", "problem": one.message}
            for one in problems
        ]
        raise Refused({"file": "\n".join(shown)})
    return rows, table.kind


def _source_of(deliverer: Deliverer) -> PublishedSource:
    source, _is_new = PublishedSource.objects.get_or_create(
        key=deliverer.source_key,
        defaults={
            "kind": SourceKind.DELIVERED,
            "title": _("Delivered by %(name)s") % {"name": deliverer.name},
            "publisher": deliverer.name,
        },
    )
    return source


def _refuse_overlap(source: PublishedSource, received: Received) -> None:
    """A figure belongs to one table: half the same period would be two truths."""
    other = (
        Delivery.objects.filter(
            source=source,
            indicator=received.indicator.code,
            unit=received.indicator.unit,
            state=DeliveryState.SIGNED_OFF,
            period_start__lte=received.period_end,
            period_end__gte=received.period_start,
        )
        .exclude(period_start=received.period_start, period_end=received.period_end)
        .first()
    )
    if other and other.period_start and other.period_end:
        text = _("There is a signed delivery for %(start)s – %(end)s. Deliver exactly that period.")
        days = {"start": write_date(other.period_start), "end": write_date(other.period_end)}
        raise Refused({"period_start": text % days})


def _require_sound(delivery: Delivery, explanations: Mapping[str, str]) -> DryRun:
    run = dry_run_of(delivery)
    if run is None or errors(run.findings):
        raise Refused({"": _("There are still errors in this table. Upload a corrected file.")})
    silent = [kind for kind in to_explain(run.findings) if not explanations.get(kind)]
    if silent:
        text = _("Explain the warnings “%(kind)s”, or correct the table.")
        raise Refused({f"explain_{kind}": text % {"kind": kind.label} for kind in silent})
    return run


def _role(by: User) -> Role:
    """The role that lets her do it: a coordinator who works for a partner too is a coordinator."""
    held = (role for role in (Role.COORDINATOR, Role.ANALYST) if by.has_role(role))
    return next(held, Role.PARTNER)


def _record(
    event: EventType,
    by: User,
    delivery: Delivery,
    *,
    fields: Sequence[str] = (),
    role: Role | None = None,
) -> None:
    record(
        event,
        actor=Actor(by.pk, by.username, role or _role(by)),
        subject=Subject("delivery", str(delivery.pk)),
        fields=fields,
    )
