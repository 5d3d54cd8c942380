"""Facts follow dossiers on every path, and remember what was known when."""

import datetime as dt
import itertools
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import psycopg
import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from accounts.models import Centre
from cases.models import Dossier, Offence, OffenceForm
from codelists.models import FormOfViolence, OffenceType
from lib.acting import acting_as
from reporting.models import DossierFact
from tests import make
from tests.database import as_owner
from tests.persons import cast

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Known:
    """A fact without its period."""

    stalking: str = "no"
    offence: bool = False
    exclusion: str = ""
    year: int = 2025
    imported: bool = False


def facts(dossier: Dossier) -> list[DossierFact]:
    with as_owner():
        return list(DossierFact.objects.filter(dossier_id=dossier.pk).order_by("known_from", "pk"))


def current(dossier: Dossier) -> Known:
    (fact,) = [fact for fact in facts(dossier) if fact.known_until is None]
    assert fact.year == fact.received_on.year
    return known(fact)


def known(fact: DossierFact) -> Known:
    return Known(fact.stalking, fact.stalking_offence, fact.exclusion, fact.year, fact.imported)


@pytest.fixture
def antwerp() -> Centre:
    return make.centre("Veilig Huis Antwerpen")


@pytest.fixture
def dossier(antwerp: Centre) -> Dossier:
    return make.dossier(antwerp)


@pytest.fixture
def other_centre() -> Centre:
    return make.centre("Veilig Huis Leuven")


Row = Dossier | Offence | OffenceForm | FormOfViolence | OffenceType


def edit(row: Row, **fields: object) -> None:
    with as_owner():
        type(row)._default_manager.filter(pk=row.pk).update(**fields)


class TestDossier:
    def test_a_new_dossier_has_one_fact(self, dossier: Dossier) -> None:
        assert [known(fact) for fact in facts(dossier)] == [Known()]

    def test_many_at_once(self, antwerp: Centre) -> None:
        with as_owner():
            made = Dossier.objects.bulk_create(
                Dossier(
                    centre=antwerp,
                    reference=f"VH-2024-{number:06d}",
                    received_on=dt.date(2024, 2, 29),
                    opened_on=dt.date(2024, 2, 29),
                    stalking="unknown",
                    import_source="oud systeem",
                    source_reference=str(number),
                )
                for number in range(300)
            )
        expected = Known(stalking="unknown", year=2024, imported=True)
        assert {current(dossier) for dossier in made} == {expected}

    def test_the_answer(self, dossier: Dossier) -> None:
        edit(dossier, stalking="yes")
        assert current(dossier) == Known(stalking="yes")

    def test_the_day_of_intake(self, dossier: Dossier) -> None:
        edit(dossier, received_on=dt.date(2024, 12, 31), opened_on=dt.date(2025, 1, 1))
        assert current(dossier) == Known(year=2024)

    @pytest.mark.parametrize("exclusion", ["withdrawn", "duplicate", "training"])
    def test_left_out_and_back(self, dossier: Dossier, exclusion: str) -> None:
        edit(dossier, counting_exclusion=exclusion)
        assert current(dossier) == Known(exclusion=exclusion)
        edit(dossier, counting_exclusion="")
        assert current(dossier) == Known()

    def test_the_centre(self, dossier: Dossier, other_centre: Centre) -> None:
        edit(dossier, centre=other_centre)
        assert [fact.centre_id for fact in facts(dossier)] == [other_centre.pk]

    def test_every_row_of_a_statement(self, antwerp: Centre) -> None:
        made = [make.dossier(antwerp) for _ in range(3)]
        with as_owner():
            Dossier.objects.filter(pk__in=[made[0].pk, made[2].pk]).update(stalking="yes")
        assert [current(one).stalking for one in made] == ["yes", "no", "yes"]

    def test_a_caseworker_writes_through_the_wall(self) -> None:
        people = cast()
        dossier = make.dossier(people.antwerp)
        with acting_as(people.colleague.pk):
            Dossier.objects.filter(pk=dossier.pk).update(stalking="unknown")
        assert current(dossier) == Known(stalking="unknown")


class TestOffences:
    """Each row: what the offence is, and whether it makes the dossier count."""

    @pytest.mark.parametrize("status", ["suspected", "confirmed", "refuted"])
    @pytest.mark.parametrize("form", [None, "physical", "stalking", "both"])
    @pytest.mark.parametrize("qualification", [None, "assault", "belaging"])
    def test_every_combination(
        self, dossier: Dossier, status: str, form: str | None, qualification: str | None
    ) -> None:
        forms = {
            None: (),
            "physical": (make.form(),),
            "stalking": (make.stalking_form(),),
            "both": (make.form(), make.stalking_form()),
        }[form]
        types = {None: None, "assault": make.offence_type(), "belaging": make.belaging()}
        make.offence(dossier, status=status, forms=forms, offence_type=types[qualification])
        counts = status != "refuted" and (
            form in {"stalking", "both"} or qualification == "belaging"
        )
        assert current(dossier) == Known(offence=counts)

    def test_refuting_and_restoring(self, dossier: Dossier) -> None:
        offence = make.offence(dossier, forms=(make.stalking_form(),))
        edit(offence, status="refuted")
        assert current(dossier) == Known()
        edit(offence, status="confirmed")
        assert current(dossier) == Known(offence=True)

    def test_one_refuted_of_two(self, dossier: Dossier) -> None:
        first = make.offence(dossier, forms=(make.stalking_form(),))
        make.offence(dossier, offence_type=make.belaging())
        edit(first, status="refuted")
        assert current(dossier) == Known(offence=True)

    def test_the_qualification(self, dossier: Dossier) -> None:
        offence = make.offence(dossier)
        edit(offence, offence_type=make.belaging())
        assert current(dossier) == Known(offence=True)
        edit(offence, offence_type=make.offence_type())
        assert current(dossier) == Known()
        edit(offence, offence_type=None)
        assert current(dossier) == Known()

    def test_forms_added_changed_and_removed(self, dossier: Dossier) -> None:
        offence = make.offence(dossier)
        with as_owner():
            row = OffenceForm.objects.create(offence=offence, form=make.stalking_form())
        assert current(dossier) == Known(offence=True)
        edit(row, form=make.form())
        assert current(dossier) == Known()
        edit(row, form=make.stalking_form())
        with as_owner():
            row.delete()
        assert current(dossier) == Known()

    def test_a_form_moved_to_another_dossier(self, dossier: Dossier, antwerp: Centre) -> None:
        other = make.dossier(antwerp)
        make.offence(dossier, forms=(make.stalking_form(),))
        with as_owner():
            OffenceForm.objects.update(offence=make.offence(other))
        assert (current(dossier), current(other)) == (Known(), Known(offence=True))

    def test_an_offence_moved_to_another_dossier(self, dossier: Dossier, antwerp: Centre) -> None:
        other = make.dossier(antwerp)
        offence = make.offence(dossier, forms=(make.stalking_form(),))
        edit(offence, dossier=other)
        assert (current(dossier), current(other)) == (Known(), Known(offence=True))

    def test_an_offence_removed_by_the_owner(self, dossier: Dossier) -> None:
        offence = make.offence(dossier, offence_type=make.belaging())
        with as_owner():
            offence.delete()
        assert current(dossier) == Known()

    def test_other_dossiers_stay_as_they_are(self, dossier: Dossier, antwerp: Centre) -> None:
        other = make.dossier(antwerp)
        make.offence(dossier, forms=(make.stalking_form(),))
        assert current(other) == Known()


class TestDefinition:
    """Whether a code counts as stalking is part of the definition."""

    def test_a_form_that_counts_from_now_on(self, dossier: Dossier) -> None:
        digital = make.form("digital")
        make.offence(dossier, forms=(digital,))
        edit(digital, counts_as_stalking=True)
        assert current(dossier) == Known(offence=True)

    def test_a_qualification_that_counts_no_more(self, dossier: Dossier) -> None:
        belaging = make.belaging()
        make.offence(dossier, offence_type=belaging)
        edit(belaging, counts_as_stalking=False)
        assert current(dossier) == Known()

    def test_another_label_changes_nothing(self, dossier: Dossier) -> None:
        form = make.stalking_form()
        make.offence(dossier, forms=(form,))
        edit(form, label="Belaging (stalking)")
        assert current(dossier) == Known(offence=True)


@pytest.mark.django_db(transaction=True)
class TestHistory:
    """Each call below is a transaction of its own."""

    def test_every_version_is_kept_and_the_periods_join(self, dossier: Dossier) -> None:
        edit(dossier, stalking="unknown")
        offence = make.offence(dossier, forms=(make.stalking_form(),))
        edit(offence, status="refuted")
        edit(dossier, stalking="no", counting_exclusion="duplicate")
        assert [known(fact) for fact in facts(dossier)] == [
            Known(),
            Known(stalking="unknown"),
            Known(stalking="unknown", offence=True),
            Known(stalking="unknown"),
            Known(exclusion="duplicate"),
        ]
        assert_unbroken(facts(dossier))

    def test_what_no_count_reads_leaves_no_trace(self, dossier: Dossier) -> None:
        edit(dossier, summary="Verbeterd.", version=2)
        make.offence(dossier, forms=(make.form(),))
        assert len(facts(dossier)) == 1

    def test_changes_within_one_transaction_leave_one_trace(self, dossier: Dossier) -> None:
        with as_owner(), transaction.atomic():
            for answer in ("unknown", "yes", "unknown"):
                Dossier.objects.filter(pk=dossier.pk).update(stalking=answer)
        assert [known(fact) for fact in facts(dossier)] == [Known(), Known(stalking="unknown")]
        assert_unbroken(facts(dossier))

    def test_a_change_taken_back_leaves_none(self, dossier: Dossier) -> None:
        with as_owner(), transaction.atomic():
            for answer in ("unknown", "no"):
                Dossier.objects.filter(pk=dossier.pk).update(stalking=answer)
        assert [known(fact) for fact in facts(dossier)] == [Known()]

    def test_a_failed_transaction_leaves_none(self, dossier: Dossier) -> None:
        with as_owner(), transaction.atomic():
            Dossier.objects.filter(pk=dossier.pk).update(stalking="yes")
            transaction.set_rollback(True)
        assert [known(fact) for fact in facts(dossier)] == [Known()]

    def test_redefining_a_code_keeps_what_was_known_before(self, dossier: Dossier) -> None:
        form = make.form("digital")
        make.offence(dossier, forms=(form,))
        edit(form, counts_as_stalking=True)
        assert [known(fact) for fact in facts(dossier)] == [Known(), Known(offence=True)]

    def test_erasing_a_dossier_never_changes_a_published_year(self, dossier: Dossier) -> None:
        make.offence(dossier, forms=(make.stalking_form(),))
        before = periods(dossier)
        erase(dossier)
        assert periods(dossier) == before
        assert current(dossier) == Known(offence=True)


def erase(dossier: Dossier) -> None:
    """The way the object-relational mapper deletes: forms, offences, then the dossier."""
    with as_owner(), transaction.atomic():
        OffenceForm.objects.filter(offence__dossier=dossier).delete()
        Offence.objects.filter(dossier=dossier).delete()
        Dossier.objects.filter(pk=dossier.pk)._raw_delete("default")


def periods(dossier: Dossier) -> list[tuple[int, dt.datetime, dt.datetime | None]]:
    return [(fact.pk, fact.known_from, fact.known_until) for fact in facts(dossier)]


def assert_unbroken(history: list[DossierFact]) -> None:
    """Every period begins where the one before it ended; only the last has no end."""
    assert [earlier.known_until for earlier in history[:-1]] == [
        later.known_from for later in history[1:]
    ]
    assert history[-1].known_until is None


Connect = Callable[[], psycopg.Connection]


@pytest.fixture
def connect() -> Iterator[Connect]:
    """Connections of other people, as the owner of the tables."""
    opened: list[psycopg.Connection] = []
    parameters = connection.get_connection_params()
    names = ("host", "port", "dbname", "user", "password")
    address = {name: parameters[name] for name in names if parameters.get(name)}

    def open_one() -> psycopg.Connection:
        opened.append(psycopg.connect(**address))
        return opened[-1]

    yield open_one
    for one in opened:
        one.close()


@pytest.mark.django_db(transaction=True)
class TestTwoWriters:
    """Both see the other's uncommitted work as absent; the figures must not."""

    def test_one_answers_while_the_other_adds_an_offence(
        self, dossier: Dossier, connect: Connect
    ) -> None:
        form = make.stalking_form()
        offence = make.offence(dossier)
        first, second = connect(), connect()
        first.execute(
            "INSERT INTO cases_offenceform (offence_id, form_id) VALUES (%s, %s)",
            [offence.pk, form.pk],
        )
        waiting = in_background(
            lambda: second.execute(
                "UPDATE cases_dossier SET stalking = 'unknown' WHERE id = %s", [dossier.pk]
            )
        )
        wait_until_blocked(second)
        first.commit()
        waiting.join(timeout=10)
        second.commit()
        assert current(dossier) == Known(stalking="unknown", offence=True)
        assert_unbroken(facts(dossier))

    def test_two_add_an_offence_to_the_same_dossier(
        self, dossier: Dossier, connect: Connect
    ) -> None:
        belaging = make.belaging()
        add = (
            "INSERT INTO cases_offence (dossier_id, occurred_from, status, description,"
            " recorded_at, version, offence_type_id)"
            " VALUES (%s, '2025-03-01', 'suspected', '', now(), 1, %s)"
        )
        first, second = connect(), connect()
        first.execute(add, [dossier.pk, belaging.pk])
        waiting = in_background(lambda: second.execute(add, [dossier.pk, belaging.pk]))
        wait_until_blocked(second)
        first.commit()
        waiting.join(timeout=10)
        second.commit()
        assert [known(fact) for fact in facts(dossier)] == [Known(), Known(offence=True)]

    def test_who_began_first_may_write_last(self, dossier: Dossier, connect: Connect) -> None:
        early, late = connect(), connect()
        early.execute("SELECT 1")
        answer = "UPDATE cases_dossier SET stalking = %s WHERE id = %s"
        late.execute(answer, ["unknown", dossier.pk])
        late.commit()
        early.execute(answer, ["yes", dossier.pk])
        early.execute(answer, ["no", dossier.pk])
        early.execute(answer, ["yes", dossier.pk])
        early.commit()
        assert current(dossier) == Known(stalking="yes")
        history = facts(dossier)
        assert all(
            fact.known_until is None or fact.known_until >= fact.known_from for fact in history
        )
        moments = {fact.known_from for fact in history}
        assert all(len(known_at(history, moment)) == 1 for moment in moments)


def known_at(history: list[DossierFact], moment: dt.datetime) -> list[Known]:
    return [
        known(fact)
        for fact in history
        if fact.known_from <= moment and (fact.known_until is None or fact.known_until > moment)
    ]


def in_background(work: Callable[[], object]) -> threading.Thread:
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread


def wait_until_blocked(other: psycopg.Connection) -> None:
    """Wait until this connection waits for a lock; proof that the two really overlap."""
    with connection.cursor() as cursor:
        for _ in itertools.repeat(None, 500):
            cursor.execute(
                "SELECT cardinality(pg_blocking_pids(%s)) > 0, pg_sleep(0.01)",
                [other.info.backend_pid],
            )
            if cursor.fetchone()[0]:
                return
    pytest.fail("the second writer did not wait for the first")


class TestWalls:
    def test_nobody_writes_facts_by_hand(self, dossier: Dossier) -> None:
        with pytest.raises(ProgrammingError, match="permission denied"):
            DossierFact.objects.update(stalking="yes")

    @pytest.mark.parametrize(
        "wrong",
        [
            {"year": 2024},
            {"stalking": ""},
            {"known_until": dt.datetime(2001, 1, 1, tzinfo=dt.UTC)},
        ],
    )
    def test_the_database_refuses_nonsense(
        self, dossier: Dossier, wrong: dict[str, object]
    ) -> None:
        with as_owner(), pytest.raises(IntegrityError), transaction.atomic():
            DossierFact.objects.filter(dossier_id=dossier.pk).update(**wrong)
