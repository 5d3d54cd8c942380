"""The quality report: each check finds what it says, and a signed year is definitive."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases.errors import Refused
from cases.models import Dossier
from lib.acting import acting_as
from lib.calendar import brussels_today
from reporting.asking import Ask
from reporting.models import YearSignature
from reporting.quality.checks import BY_CODE, CHECKS
from reporting.quality.report import NOBODY, dossiers_asked, dossiers_found, quality_report
from reporting.services.figures import answer
from reporting.services.quality import sign_year, withdraw_signature
from tests import make
from tests.database import as_owner
from tests.persons import Cast, cast

pytestmark = pytest.mark.django_db
DAY = dt.date(2025, 3, 1)


@pytest.fixture
def people() -> Cast:
    return cast()


def in_order(people: Cast) -> Dossier:
    """A dossier that passes every check."""
    centre, director = people.antwerp, people.case_director
    dossier = make.dossier(centre, received_on=DAY, stalking="no", case_director=director)
    victim = make.person(centre, born_on=dt.date(1990, 1, 1), sex="f")
    offender = make.person(centre, born_on=dt.date(1989, 1, 1), sex="m")
    make.involvement(dossier, victim, "victim")
    make.involvement(dossier, offender, "offender")
    make.offence(
        dossier,
        occurred_from=DAY,
        forms=(make.form("physical"),),
        relation=make.relation(),
        affected=(victim,),
        acted=(offender,),
    )
    make.criteria(dossier, director, assessed_on=DAY)
    return dossier


def found(people: Cast) -> set[str]:
    """The checks that find something, as the coordinator of Antwerp."""
    by = people.coordinator
    with acting_as(by.pk):
        dossiers = dossiers_asked(by=by, centre_id=people.antwerp.pk, year=2025)
        report = quality_report(by=by, centre_id=people.antwerp.pk, year=2025)
        listed = {one.code for one in CHECKS if dossiers_found(dossiers, one).exists()}
    assert {one.check.code for one in report.findings if one.found} == listed
    return listed


def test_nothing_is_found_where_all_is_in_order(people: Cast) -> None:
    in_order(people)
    assert found(people) == set()


def test_an_empty_dossier_misses_everything(people: Cast) -> None:
    make.dossier(people.antwerp, received_on=DAY, stalking="unknown")
    assert found(people) == {
        *("stalking_unknown", "no_victim", "no_offender", "no_offence", "no_criteria"),
        "no_director",
    }


def _stalking(dossier: Dossier, people: Cast) -> None:
    make.offence(
        dossier, occurred_from=DAY, forms=(make.stalking_form(),), relation=make.relation("ex")
    )


def _late_offence(dossier: Dossier, people: Cast) -> None:
    with as_owner():
        Dossier.objects.filter(pk=dossier.pk).update(
            closed_on=DAY, closed_by=people.coordinator, closure_reason=make.closure_reason()
        )
        dossier.offences.update(occurred_from=DAY + dt.timedelta(days=1))


def _early_criteria(dossier: Dossier, people: Cast) -> None:
    with as_owner():
        dossier.criteria_assessments.update(assessed_on=DAY - dt.timedelta(days=1))


def _both(dossier: Dossier, people: Cast) -> None:
    with as_owner():
        victim = dossier.involvements.get(role="victim").person
        offence = dossier.offences.get()
    with as_owner():
        offence.parties.create(person=victim, part="acted")


def _bare_offence(dossier: Dossier, people: Cast) -> None:
    make.offence(dossier, occurred_from=DAY, forms=())


def _vague_people(dossier: Dossier, people: Cast) -> None:
    with as_owner():
        victim = dossier.involvements.get(role="victim").person
        type(victim).objects.filter(pk=victim.pk).update(sex="u", born_on=None)


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        (_stalking, {"answer_against_offence"}),
        (_late_offence, {"offence_after_closing"}),
        (_early_criteria, {"criteria_before_intake"}),
        (_both, {"victim_is_offender"}),
        (_bare_offence, {"no_form", "no_relation"}),
        (_vague_people, {"sex_unknown", "birth_unknown"}),
    ],
)
def test_each_mistake_is_found_by_its_check(
    people: Cast, spoil: Callable[[Dossier, Cast], None], expected: set[str]
) -> None:
    spoil(in_order(people), people)
    assert found(people) == expected


def test_refuted_offences_and_dossiers_that_do_not_count_are_left_alone(people: Cast) -> None:
    dossier = in_order(people)
    make.offence(dossier, occurred_from=DAY, forms=(make.stalking_form(),), status="refuted")
    make.dossier(people.antwerp, received_on=DAY, counting_exclusion="training")
    make.dossier(people.leuven, received_on=DAY)
    assert found(people) == set()


def test_the_report_counts_each_dossier_once_and_by_worker(people: Cast) -> None:
    in_order(people)
    make.dossier(people.antwerp, received_on=DAY, stalking="unknown")
    by = people.coordinator
    with acting_as(by.pk), CaptureQueriesContext(connection) as captured:
        report = quality_report(by=by, centre_id=people.antwerp.pk, year=2025)
    assert len([one for one in captured.captured_queries if "cases_dossier" in one["sql"]]) == 1
    assert (report.dossiers, report.incomplete, report.contradictory) == (2, 1, 0)
    lines = {line.worker_id: (line.dossiers, line.missing) for line in report.workers}
    assert lines == {NOBODY: (1, 1), people.case_director.pk: (1, 0)}


def test_a_caseworker_sees_her_own_line_only(people: Cast) -> None:
    in_order(people)
    make.dossier(people.antwerp, received_on=DAY)
    by = people.case_director
    with acting_as(by.pk):
        report = quality_report(by=by, centre_id=people.antwerp.pk, year=2025, only_mine=True)
    assert [line.worker_id for line in report.workers] == [by.pk]
    assert report.dossiers == 2


@pytest.mark.usefixtures("a_fixed_day")
class TestSigning:
    def sign(self, people: Cast, year: int = 2025, remark: str = "") -> YearSignature:
        with acting_as(people.coordinator.pk):
            return sign_year(by=people.coordinator, centre=people.antwerp, year=year, remark=remark)

    def test_the_coordinator_signs_and_takes_it_back(self, people: Cast) -> None:
        in_order(people)
        signature = self.sign(people)
        assert (signature.dossiers, signature.incomplete, signature.contradictions) == (1, 0, 0)
        with pytest.raises(Refused, match="al getekend"):
            self.sign(people)
        with acting_as(people.coordinator.pk):
            with pytest.raises(Refused, match="enkele woorden"):
                withdraw_signature(
                    by=people.coordinator, centre=people.antwerp, year=2025, reason=""
                )
            withdraw_signature(
                by=people.coordinator, centre=people.antwerp, year=2025, reason="Late dossiers."
            )
        assert self.sign(people).pk != signature.pk

    def test_not_a_running_year(self, people: Cast) -> None:
        with pytest.raises(Refused, match="nog niet voorbij"):
            self.sign(people, year=2026)

    def test_contradictions_need_a_remark(self, people: Cast) -> None:
        _stalking(in_order(people), people)
        with pytest.raises(Refused, match="tegenstrijdigheden"):
            self.sign(people)
        assert self.sign(people, remark="Wordt nagevraagd.").contradictions == 1

    def test_nobody_else_signs(self, people: Cast) -> None:
        with pytest.raises(PermissionDenied):
            sign_year(by=people.colleague, centre=people.antwerp, year=2025, remark="")

    def test_wall_2_says_the_same(self, people: Cast) -> None:
        signature = self.sign(people)
        values = {"centre": people.antwerp, "year": 2024, "signed_by": people.colleague}
        counts = dict.fromkeys(("dossiers", "incomplete", "contradictions"), 0)
        with acting_as(people.colleague.pk), pytest.raises(ProgrammingError), transaction.atomic():
            YearSignature.objects.create(**values, **counts)
        with acting_as(people.coordinator.pk):
            with pytest.raises(ProgrammingError), transaction.atomic():
                YearSignature.objects.filter(pk=signature.pk).update(year=2024)
            with pytest.raises(ProgrammingError), transaction.atomic():
                YearSignature.objects.filter(pk=signature.pk).delete()

    def test_a_contradiction_without_remark_is_refused_by_the_database(self, people: Cast) -> None:
        with as_owner(), pytest.raises(IntegrityError), transaction.atomic():
            YearSignature.objects.create(
                centre=people.antwerp,
                year=2025,
                signed_by=people.coordinator,
                dossiers=1,
                incomplete=0,
                contradictions=1,
            )


@pytest.fixture
def coordinator(people: Cast, client: Client) -> Client:
    client.force_login(people.coordinator)
    return client


PAGE = "/cijfers/kwaliteit/"


def test_from_the_number_to_the_dossier(coordinator: Client, people: Cast) -> None:
    dossier = in_order(people)
    _stalking(dossier, people)
    page = coordinator.get(PAGE, {"year": 2025}).content.decode()
    assert "check=answer_against_offence" in page
    listed = coordinator.get(
        f"{PAGE}dossiers/", {"year": "2025", "check": "answer_against_offence"}
    ).content.decode()
    assert dossier.reference in listed
    assert str(BY_CODE["answer_against_offence"].advice) in listed


def test_the_years_stand_in_order_and_the_last_whole_one_is_chosen(coordinator: Client) -> None:
    page = coordinator.get(PAGE).content.decode()
    page = page[page.index('name="year"') :]
    running = brussels_today().year
    years = [int(year) for year in re.findall(r'<option value="(\d{4})"', page)]
    assert years == sorted(years, reverse=True)
    assert years[0] == running
    assert re.search(rf'<option value="{running - 1}" selected', page)


def test_signing_on_the_page(coordinator: Client, people: Cast) -> None:
    in_order(people)
    address = f"{PAGE}tekenen/?centre={people.antwerp.pk}&year=2025"
    assert "Voorlopig" in coordinator.get(PAGE, {"year": 2025}).content.decode()
    answer = coordinator.post(address, {"remark": ""}, follow=True)
    assert "Definitief" in answer.content.decode()
    answer = coordinator.post(address, {"remark": "", "withdraw": "1"})
    assert answer.status_code == 422
    assert "enkele woorden" in answer.content.decode()


@pytest.mark.parametrize(
    "query", [{"year": "x"}, {"year": "0"}, {"centre": "\x00"}, {"centre": "9" * 30}]
)
def test_a_filter_that_cannot_be_read(coordinator: Client, query: dict[str, str]) -> None:
    assert coordinator.get(PAGE, query).status_code == 422
    listed = coordinator.get(f"{PAGE}dossiers/", {**query, "check": "no_victim"})
    assert listed.status_code == 404


@pytest.mark.parametrize("worker", ["x", "-1", "9" * 30])
def test_a_worker_that_cannot_be(coordinator: Client, worker: str) -> None:
    asked = {"year": "2025", "check": "no_victim", "worker": worker}
    assert coordinator.get(f"{PAGE}dossiers/", asked).status_code == 404


def test_a_table_says_which_years_are_definitive(people: Cast) -> None:
    in_order(people)
    ask = Ask(indicator="dossiers_stalking", from_year=2025, to_year=2025)
    with acting_as(people.coordinator.pk):
        assert "Voorlopig" in answer(by=people.coordinator, ask=ask).notes[-1]
        sign_year(by=people.coordinator, centre=people.antwerp, year=2025, remark="")
        assert "2025: Antwerpen." in answer(by=people.coordinator, ask=ask).notes[-1]
        withdraw_signature(by=people.coordinator, centre=people.antwerp, year=2025, reason="Laat.")
        assert "Voorlopig" in answer(by=people.coordinator, ask=ask).notes[-1]
