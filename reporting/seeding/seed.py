"""`manage.py seed`: coherent synthetic families at any size, the same for the same seed."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection, transaction

from audit.models import Event
from reporting.models import DossierFact, UnitFact, UnitKind
from reporting.seeding.arrivals import Arrivals
from reporting.seeding.contacts import ContactMaker
from reporting.seeding.dice import Dice
from reporting.seeding.dossiers import DossierMaker
from reporting.seeding.loading import bulk_load, last_keys, move_sequences, refresh_statistics
from reporting.seeding.referrals import ReferralMaker
from reporting.seeding.rows import MODELS, Rows
from reporting.seeding.staff import ensure_staff
from reporting.seeding.world import read_world
from reporting.services.importing import lower_registration_starts, start_where_facts_begin
from reporting.unit_sources import backfill

SINCE = dt.date(2018, 1, 1)
UNTIL = dt.date(2026, 10, 31)
CHUNK = 1000
# From here on it is quicker to build indexes and check foreign keys once, at the end.
REBUILD_FROM = 20_000

DOSSIERS, REFERRALS = "cases_dossier_reference", "registrations_referral_reference"
"""The sequences behind the numbers."""

_FACTS = """
    INSERT INTO reporting_dossierfact (dossier_id, centre_id, received_on, year, stalking,
                                       stalking_offence, exclusion, imported, known_from)
    SELECT c.dossier_id, c.centre_id, c.received_on, c.year, c.stalking, c.stalking_offence,
           c.exclusion, c.imported, d.created_at
    FROM reporting_current c JOIN cases_dossier d ON d.id = c.dossier_id
    WHERE d.id > %s
"""
_EVENTS = """
    INSERT INTO audit_event (id, at, event_type, action, outcome, actor_id, actor_name, role,
                             centre_id, dossier_id, object_type, object_id, fields, row_ids,
                             reason, address)
    SELECT md5('seed ' || d.reference)::uuid, d.created_at,
           CASE WHEN d.import_source = '' THEN 'cases.dossier.opened'
                ELSE 'cases.dossier.imported' END,
           'C', 'success', u.id, coalesce(u.username, 'operator'),
           CASE WHEN u.id IS NULL THEN 'operator' ELSE 'caseworker' END,
           d.centre_id, d.id, 'dossier', d.reference,
           ARRAY['centre', 'received_on', 'stalking', 'summary', 'people'], '{}', '', ''
    FROM cases_dossier d LEFT JOIN accounts_user u ON u.id = d.opened_by_id
    WHERE d.id > %s
"""


@dataclass(frozen=True)
class SeedReport:
    """What was made."""

    dossiers: int
    offences: int


@dataclass(frozen=True)
class SeedOrder:
    """What to make. The same order on the same reference data gives the same families."""

    dossiers: int
    seed: int
    since: dt.date = SINCE
    until: dt.date = UNTIL


@transaction.atomic
def seed(order: SeedOrder, *, progress: Callable[[int], None] = lambda _done: None) -> SeedReport:
    """Add dossiers with all that hangs on them, and contacts beside them: all or nothing.

    Raises NotReady without reference data. Works as the owner of the tables.
    """
    ensure_staff()
    world = read_world(order.until)
    dice = Dice(order.seed)
    before = last_keys(MODELS)
    rows = Rows(before)
    referrals = ReferralMaker(Dice(order.seed + 1), world, rows, _last_number(REFERRALS))
    maker = DossierMaker(dice, world, rows, _last_number(DOSSIERS), referrals)
    contacts = ContactMaker(Dice(order.seed + 2), world, rows)
    arrivals = Arrivals(world, order.since)
    with bulk_load(MODELS, rebuild=order.dossiers >= REBUILD_FROM) as loader:
        for done in range(order.dossiers):
            centre, day = arrivals.pick(dice, done / order.dossiers)
            maker.make(centre, day)
            contacts.make(centre, day)
            if (done + 1) % CHUNK == 0:
                loader.write(rows.take())
                progress(done + 1)
        loader.write(rows.take())
    move_sequences(rows.last_keys())
    for sequence, number in ((DOSSIERS, maker.last_number), (REFERRALS, referrals.last_number)):
        if number:
            _execute(f"SELECT setval('{sequence}', %s)", number)
    _follow(before[MODELS[1]], maker)
    return SeedReport(maker.made.dossiers, maker.made.offences)


def tidy() -> None:
    """Outside a transaction, after seeding: statistics, and tables that indexes can stand for."""
    refresh_statistics([*MODELS, DossierFact, UnitFact, Event])


def _follow(last_dossier: int, maker: DossierMaker) -> None:
    """What triggers and services do for ordinary rows, in one statement each."""
    for model in MODELS:
        _execute(f"ANALYZE {model._meta.db_table}")
    _execute(_FACTS, last_dossier)
    for kind in UnitKind.values:
        _execute(backfill(kind))
    _execute(_EVENTS, last_dossier)
    explicit = {pk: dt.date.fromordinal(day) for pk, day in maker.explicit_since.items()}
    lower_registration_starts(explicit, reason="synthetische gegevens")
    start_where_facts_begin(reason="synthetische gegevens")


def _last_number(sequence: str) -> int:
    with connection.cursor() as cursor:
        # One of the two names above.
        cursor.execute(f"SELECT last_value - (NOT is_called)::int FROM {sequence}")  # noqa: S608
        (number,) = cursor.fetchone()
    return int(number)


def _execute(statement: str, *parameters: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters or None)
