"""What PostgreSQL itself lets a partner do with deliveries: his own tables, and no signature."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from accounts.models import Membership, Role, User
from lib.acting import acting_as
from reporting.deliveries.catalogue import deliverers
from reporting.models import Delivery, DeliveryFile, PublishedObservation, PublishedSource
from reporting.policies import delivers_itself
from tests import make
from tests.database import as_owner
from tests.persons import Cast, cast
from tests.reporting.deliveries import deliver, offenders, sign

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Cast:
    return cast()


def own(people: Cast, **fields: Any) -> Delivery:
    """Handed in by the organisation of the CGG itself."""
    return make.delivery(people.figures_partner, organisation_id=people.cgg_figures.pk, **fields)


def withdrawn(by: User) -> dict[str, Any]:
    return {
        "state": "withdrawn",
        "withdrawn_by": by,
        "withdrawn_at": timezone.now(),
        "withdrawal_reason": "Verkeerd.",
    }


def checked(by: User, **fields: Any) -> dict[str, Any]:
    return {"state": "checked", "checked_by": by, **fields}


def all_kinds(people: Cast) -> list[Delivery]:
    """In every state, handed in by the partner and on his behalf, and a table of somebody else."""
    found = [own(people), own(people, state="checked"), own(people, **withdrawn(people.analyst))]
    found.append(make.delivery(people.analyst))
    signed = deliver(people.figures_partner, offenders("135", "155", "127"))
    sign(people.figures_partner, people.analyst, signed)
    other = make.delivery(people.analyst, source=make.delivery_source("1712"))
    return [*found, signed, other]


def everybody(people: Cast) -> Iterator[User]:
    for value in vars(people).values():
        if isinstance(value, User):
            yield value


def ids(sql: str) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return {number for (number,) in cursor.fetchall()}


@pytest.mark.parametrize("deliverer", deliverers(), ids=lambda one: one.code)
def test_the_database_knows_the_organisation_of_each_deliverer(deliverer: Any) -> None:
    user = make.member(role=Role.PARTNER, of=make.deliverer(deliverer.code))
    with acting_as(user.pk), connection.cursor() as cursor:
        cursor.execute("SELECT key FROM reporting_acting_deliverers()")
        keys = [key for (key,) in cursor.fetchall()]
    assert keys == [one.source_key for one in delivers_itself(user)] == [deliverer.source_key]


def test_the_database_knows_no_other_deliverer() -> None:
    """Somebody who works for every organisation of the catalogue delivers for nobody else."""
    user = make.member(role=Role.PARTNER, of=make.deliverer("cgg"))
    others = [one.code for one in deliverers() if one.code != "cgg"]
    for code in others:
        make.membership(user, Role.PARTNER, of=make.deliverer(code))
    make.membership(user, Role.PARTNER, of=make.organisation("CAW Voorbeeld", code="caw_antwerpen"))
    with acting_as(user.pk), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM reporting_acting_deliverers()")
        assert cursor.fetchone() == (len(deliverers()),)


def test_every_deliverer_has_an_organisation_in_the_reference_data() -> None:
    path = Path(__file__).parents[2] / "accounts" / "data" / "organisations.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        known = {row["code"] for row in csv.DictReader(stream)}
    assert {one.organisation for one in deliverers()} <= known


def test_wall_1_says_the_same_as_wall_2(people: Cast) -> None:
    all_kinds(people)
    for user in everybody(people):
        with as_owner():
            seen = set(Delivery.objects.visible_to(user).values_list("pk", flat=True))
            edited = set(Delivery.objects.editable_by(user).values_list("pk", flat=True))
        with acting_as(user.pk), transaction.atomic():
            assert ids("SELECT id FROM reporting_delivery") == seen, user.username
            # A row that may not be changed cannot be locked either.
            assert ids("SELECT id FROM reporting_delivery FOR UPDATE") == edited, user.username


def test_a_partner_sees_his_own_tables_and_their_files_only(people: Cast) -> None:
    deliveries = all_kinds(people)
    with acting_as(people.figures_partner.pk):
        assert set(Delivery.objects.all()) == set(deliveries[:-1])
        assert Delivery.objects.filter(file__isnull=False).count() == 5
        readable = set(DeliveryFile.objects.values_list("pk", flat=True))
    assert readable == {one.file_id for one in deliveries[:-1]}
    with acting_as(people.helpline_partner.pk):
        assert list(Delivery.objects.all()) == deliveries[-1:]
    with acting_as(people.other_partner.pk):
        assert not Delivery.objects.exists()
        assert not DeliveryFile.objects.exists()


def test_nothing_is_left_when_the_membership_has_ended(people: Cast) -> None:
    own(people)
    with as_owner():
        Membership.objects.filter(user=people.figures_partner).update(ends_on=make.FIRST_DAY)
    with acting_as(people.figures_partner.pk):
        assert not Delivery.objects.exists()
        assert not DeliveryFile.objects.exists()


def insert(people: Cast, **changes: Any) -> None:
    """As the CGG partner would by raw SQL, with these columns different."""
    values = {
        "source_id": make.delivery_source("cgg").pk,
        "organisation_id": people.cgg_figures.pk,
        "indicator": "cgg_stalking_offenders",
        "unit": "dader",
        "source_system": "",
        "state": "draft",
        "by_form": False,
        "rows": "[]",
        "explanations": "{}",
        "uploaded_by_id": people.figures_partner.pk,
        "uploaded_at": timezone.now(),
        "withdrawal_reason": "",
        **changes,
    }
    columns, places = ", ".join(values), ", ".join(["%s"] * len(values))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO reporting_delivery ({columns}) VALUES ({places})",
            list(values.values()),
        )


def test_a_partner_inserts_a_draft_in_his_own_name(people: Cast) -> None:
    with acting_as(people.figures_partner.pk):
        insert(people)
        assert Delivery.objects.count() == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda _c: {"state": "checked"},
        lambda c: {"state": "checked", "checked_by_id": c.figures_partner.pk},
        lambda _c: {"state": "signed_off", "version": 1, "signed_off_at": timezone.now()},
        lambda c: {
            "state": "signed_off",
            "version": 1,
            "signed_off_at": timezone.now(),
            "signed_off_by_id": c.analyst.pk,
        },
        lambda _c: {"signed_off_at": timezone.now()},
        lambda c: {"signed_off_by_id": c.analyst.pk},
        lambda c: {"checked_by_id": c.analyst.pk},
        lambda c: {"uploaded_by_id": c.analyst.pk},
        lambda _c: {"uploaded_by_id": None},
        lambda _c: {"organisation_id": None},
        lambda c: {"organisation_id": c.police.pk},
        lambda c: {"organisation_id": c.helpline.pk},
        lambda _c: {"source_id": make.delivery_source("1712").pk},
    ],
)
def test_a_partner_inserts_nothing_else(people: Cast, change: Any) -> None:
    changes = change(people)
    with acting_as(people.figures_partner.pk), pytest.raises(DatabaseError, match="row-level"):
        insert(people, **changes)


def test_a_partner_of_two_organisations_does_not_mix_them(people: Cast) -> None:
    make.membership(people.figures_partner, Role.PARTNER, of=people.helpline)
    with acting_as(people.figures_partner.pk), pytest.raises(DatabaseError, match="row-level"):
        insert(people, organisation_id=people.helpline.pk)


def test_a_partner_who_delivers_nothing_inserts_nothing(people: Cast) -> None:
    changes = {"uploaded_by_id": people.other_partner.pk, "organisation_id": people.care.pk}
    with acting_as(people.other_partner.pk), pytest.raises(DatabaseError, match="row-level"):
        insert(people, **changes)


@pytest.mark.parametrize("who", ["coordinator", "analyst"])
def test_who_signs_off_cannot_pretend_to_be_the_organisation(people: Cast, who: str) -> None:
    user = getattr(people, who)
    with acting_as(user.pk), pytest.raises(DatabaseError, match="row-level"):
        insert(people, uploaded_by_id=user.pk)


def change(user: User, delivery: Delivery, **changes: Any) -> int:
    with acting_as(user.pk), transaction.atomic():
        return Delivery.objects.filter(pk=delivery.pk).update(**changes)


def test_a_partner_checks_and_withdraws_in_his_own_name(people: Cast) -> None:
    partner, delivery = people.figures_partner, own(people)
    assert change(partner, delivery, state="checked", checked_by=partner) == 1
    assert change(partner, delivery, **withdrawn(partner)) == 1
    # And then it is closed.
    assert change(partner, delivery, state="draft") == 0


@pytest.mark.parametrize("state", ["draft", "checked"])
@pytest.mark.parametrize(
    "changes",
    [
        lambda _c: {"state": "signed_off", "version": 1, "signed_off_at": timezone.now()},
        lambda c: {
            "state": "signed_off",
            "version": 1,
            "signed_off_at": timezone.now(),
            "signed_off_by": c.analyst,
        },
        lambda _c: {"state": "superseded", "version": 1, "signed_off_at": timezone.now()},
        lambda c: {"state": "checked", "checked_by": c.analyst},
        lambda c: withdrawn(c.analyst),
        lambda c: {"signed_off_by": c.analyst},
        lambda c: checked(c.figures_partner, signed_off_by=c.analyst),
        lambda c: checked(c.figures_partner, signed_off_at=timezone.now()),
        lambda c: {**withdrawn(c.figures_partner), "version": 1},
        lambda _c: {"state": "draft"},
    ],
)
def test_a_partner_never_signs_off_nor_acts_in_the_name_of_another(
    people: Cast, state: str, changes: Any
) -> None:
    delivery = own(people, state=state)
    with pytest.raises(DatabaseError, match="row-level"):
        change(people.figures_partner, delivery, **changes(people))


@pytest.mark.parametrize("column", [{"rows": []}, {"unit": "oproep"}, {"organisation": None}])
def test_what_was_delivered_does_not_change(people: Cast, column: dict[str, Any]) -> None:
    delivery, partner = own(people), people.figures_partner
    with pytest.raises(DatabaseError):
        change(partner, delivery, state="checked", checked_by=partner, **column)
    with as_owner(), pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        Delivery.objects.filter(pk=delivery.pk).update(**column)


def test_a_partner_leaves_alone_what_he_did_not_hand_in_or_what_is_closed(people: Cast) -> None:
    partner = people.figures_partner
    _draft, _checked, *others = all_kinds(people)
    assert [change(partner, one, **withdrawn(partner)) for one in others] == [0, 0, 0, 0]


def test_a_partner_writes_no_figure(people: Cast) -> None:
    signed = deliver(people.figures_partner, offenders("135", "155", "127"))
    sign(people.figures_partner, people.analyst, signed)
    figure = PublishedObservation.objects.all()[0]
    with acting_as(people.figures_partner.pk):
        assert PublishedObservation.objects.update(known_until=timezone.now()) == 0
        figure.pk, figure.printed, figure.value = None, "9", 9
        with pytest.raises(DatabaseError, match="row-level"), transaction.atomic():
            PublishedObservation.objects.bulk_create([figure])


@pytest.mark.parametrize(
    ("key", "kind"),
    [("levering_caw", "delivered"), ("levering_cgg", "published"), ("sv841", "delivered")],
)
def test_a_partner_adds_no_source_but_his_own(people: Cast, key: str, kind: str) -> None:
    with acting_as(people.figures_partner.pk):
        with pytest.raises(DatabaseError, match="row-level"), transaction.atomic():
            PublishedSource.objects.create(key=key, kind=kind, title="x", publisher="x")
        PublishedSource.objects.create(
            key="levering_cgg", kind="delivered", title="x", publisher="x"
        )


def test_a_partner_keeps_no_file_for_another(people: Cast) -> None:
    bytes_of = {"sha256": "0" * 64, "kind": "csv", "content": b"x"}
    with acting_as(people.figures_partner.pk):
        for organisation in (None, people.helpline, people.police):
            with pytest.raises(DatabaseError, match="row-level"), transaction.atomic():
                DeliveryFile.objects.create(organisation=organisation, **bytes_of)


def test_the_same_bytes_of_two_organisations_tell_neither_of_the_other(people: Cast) -> None:
    rows = offenders("135", "155", "127")
    mine = deliver(people.figures_partner, rows)
    on_behalf = deliver(people.analyst, rows)
    again = deliver(people.figures_partner, rows)

    assert again == mine
    assert mine.file_id != on_behalf.file_id
    assert (mine.organisation, on_behalf.organisation) == (people.cgg_figures, None)
