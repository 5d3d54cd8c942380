"""Approving: who may, what is frozen, and that nothing in the world changes it afterwards."""

import datetime as dt
import hashlib
from dataclasses import dataclass

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import Centre, Role, User
from audit.models import Event
from cases.errors import Refused, StaleVersion
from cases.models import Dossier
from codelists.models import FormOfViolence
from lib.acting import acting_as
from reporting.answers.content import AnswerContent
from reporting.answers.formats import ANSWER_FORMATS
from reporting.exports.document import Amount
from reporting.models import Answer, Block, Question
from reporting.services.answers import Preview, Terms, approve, file_of, preview
from reporting.services.questions import save_narrative
from reporting.tables import State
from tests import make
from tests.database import as_owner

pytestmark = pytest.mark.django_db
PARLIAMENT = Terms("parliament")


@dataclass(frozen=True)
class Desk:
    """A question with one counted table, an analyst who prepared it and two coordinators."""

    question: Question
    centre: Centre
    dossiers: list[Dossier]
    analyst: User
    coordinator: User
    colleague: User


@pytest.fixture
def desk() -> Desk:
    """Two dossiers with stalking (a small number) and nine without, in 2024."""
    centre = make.centre("Veilig Huis Antwerpen")
    make.centre("Veilig Huis Leuven")
    answers = ["yes"] * 2 + ["no"] * 9
    dossiers = [
        make.dossier(centre, received_on=dt.date(2024, 3, 10), stalking=one) for one in answers
    ]
    question = make.question()
    with as_owner():
        Block.objects.create(
            part=question.parts.get(),
            position=1,
            kind="counted",
            title="Dossiers met stalking",
            spec={"indicator": "dossiers_stalking", "from_year": 2024, "to_year": 2024},
        )
    return Desk(
        question,
        centre,
        dossiers,
        make.member("analist", Role.ANALYST),
        make.member("coordinator", Role.COORDINATOR, at=centre),
        make.member("collega", Role.COORDINATOR, at=centre),
    )


def approved(desk: Desk, terms: Terms = PARLIAMENT, reason: str = "") -> Answer:
    with acting_as(desk.coordinator.pk):
        shown = preview(by=desk.coordinator, question=desk.question, terms=terms)
        return approve(
            by=desk.coordinator, question=desk.question, token=shown.token, reason=reason
        )


def stalking_of(answer: Answer, row: int = 0) -> Amount:
    document = next(iter(AnswerContent.from_text(answer.content).exhibits)).document
    amount = document.rows[row].values[3]
    assert isinstance(amount, Amount)
    return amount


def test_the_fingerprint_is_the_sha_256_of_what_is_stored(desk: Desk) -> None:
    answer = approved(desk)

    assert answer.fingerprint == hashlib.sha256(answer.content.encode()).hexdigest()
    assert (answer.edition, answer.approved_by) == (1, desk.coordinator)
    content = AnswerContent.from_text(answer.content)
    assert content.to_text() == answer.content
    exhibit = next(iter(content.exhibits))
    assert (exhibit.indicator, exhibit.version) == ("dossiers_stalking", 1)
    assert exhibit.unit
    assert exhibit.moment


def test_no_colleague_is_named_on_a_public_page(desk: Desk) -> None:
    answer = approved(desk, Terms("open_data"))
    assert desk.coordinator.display_name not in answer.content
    assert answer.approver_name == "Veilige Huizen"
    assert answer.approved_by == desk.coordinator
    assert desk.coordinator.display_name in approved(desk).content


def test_nothing_that_happens_later_changes_a_byte_of_any_file(desk: Desk) -> None:
    """Closed, corrected, left out, erased, renamed, redefined: the answer stays what it was."""
    answer = approved(desk, Terms("internal"))
    before = {code: file_of(answer, one).body for code, one in ANSWER_FORMATS.items()}
    assert stalking_of(answer).value == 2

    with as_owner():
        first, second, third, *rest = desk.dossiers
        Dossier.objects.filter(pk=first.pk).update(stalking="no")
        Dossier.objects.filter(pk=second.pk).update(counting_exclusion="duplicate")
        Dossier.objects.filter(pk=third.pk).update(received_on=dt.date(2023, 3, 10))
        Dossier.objects.filter(pk=rest[0].pk).delete()
        FormOfViolence.objects.update(label="Anders genoemd")
        Centre.objects.filter(pk=desk.centre.pk).update(name="Veilig Huis Elders")
        Block.objects.all().delete()
        desk.question.parts.update(asked="Iets anders?")

    again = Answer.objects.visible_to(desk.analyst)
    with acting_as(desk.analyst.pk):
        after = {code: file_of(again.get(), one).body for code, one in ANSWER_FORMATS.items()}
    assert after == before


def test_a_change_after_the_preview_does_not_slip_into_the_answer(desk: Desk) -> None:
    """Either the figures are those of the preview, or approval asks for another look."""
    with acting_as(desk.coordinator.pk):
        shown = preview(by=desk.coordinator, question=desk.question, terms=Terms("internal"))
    make.dossier(desk.centre, received_on=dt.date(2024, 5, 1), stalking="yes")

    # Facts are dated by the start of their transaction, and a test is one transaction: here the
    # new dossier seems to have been known before the preview.
    with acting_as(desk.coordinator.pk), pytest.raises(StaleVersion):
        approve(by=desk.coordinator, question=desk.question, token=shown.token)


@pytest.mark.django_db(transaction=True)
def test_a_dossier_that_came_after_the_preview_is_not_in_the_answer(desk: Desk) -> None:
    """In transactions of their own, as in life: what was seen is what is frozen."""
    shown = looked_at(desk)
    make.dossier(desk.centre, received_on=dt.date(2024, 5, 1), stalking="yes")
    with acting_as(desk.coordinator.pk):
        answer = approve(by=desk.coordinator, question=desk.question, token=shown.token)

    assert stalking_of(answer).value == 2
    assert answer.content == shown.content.to_text()
    assert looked_at(desk).content.parts != shown.content.parts


def looked_at(desk: Desk) -> Preview:
    """The preview, in a transaction as every request has one."""
    with transaction.atomic(), acting_as(desk.coordinator.pk):
        return preview(by=desk.coordinator, question=desk.question, terms=Terms("internal"))


def test_who_changed_it_last_does_not_approve_it(desk: Desk) -> None:
    with acting_as(desk.coordinator.pk):
        part, addressee = desk.question.parts.get(), desk.question.addressees.get()
        save_narrative(
            by=desk.coordinator, part=part, addressee=addressee, version=0, text="Ons antwoord."
        )
        desk.question.refresh_from_db()
    with pytest.raises(Refused):
        approved(desk)

    with acting_as(desk.colleague.pk):
        shown = preview(by=desk.colleague, question=desk.question, terms=PARLIAMENT)
        answer = approve(by=desk.colleague, question=desk.question, token=shown.token)
    assert answer.last_editor == desk.coordinator


def test_a_change_of_the_text_after_the_preview_asks_for_another_look(desk: Desk) -> None:
    with acting_as(desk.coordinator.pk):
        shown = preview(by=desk.coordinator, question=desk.question, terms=PARLIAMENT)
    with acting_as(desk.analyst.pk):
        part, addressee = desk.question.parts.get(), desk.question.addressees.get()
        save_narrative(by=desk.analyst, part=part, addressee=addressee, version=0, text="Later.")

    with acting_as(desk.coordinator.pk), pytest.raises(StaleVersion):
        approve(by=desk.coordinator, question=desk.question, token=shown.token)
    with as_owner():
        assert not Answer.objects.exists()


@pytest.mark.parametrize("token", ["", "x", "abc:def:ghi"])
def test_a_token_that_is_not_ours_approves_nothing(desk: Desk, token: str) -> None:
    with acting_as(desk.coordinator.pk), pytest.raises(StaleVersion):
        approve(by=desk.coordinator, question=desk.question, token=token)


def test_an_analyst_prepares_but_does_not_approve(desk: Desk) -> None:
    with acting_as(desk.analyst.pk), pytest.raises(PermissionDenied):
        preview(by=desk.analyst, question=desk.question, terms=PARLIAMENT)


def test_small_numbers_are_hidden_for_parliament_unless_a_reason_is_given(desk: Desk) -> None:
    hidden = stalking_of(approved(desk))
    assert (hidden.value, hidden.code) == (None, State.HIDDEN)

    printed = Terms("parliament", asks_small=True)
    with pytest.raises(Refused):
        approved(desk, printed)
    answer = approved(desk, printed, reason="Het cijfer is al bekend.")

    assert stalking_of(answer).value == 2
    assert answer.small_cells_reason == "Het cijfer is al bekend."
    with as_owner():
        logged = Event.objects.filter(event_type="reporting.answer.approved").latest("at")
    assert "al bekend" in logged.reason
    assert logged.actor_id == desk.coordinator.pk


def test_open_data_never_prints_small_numbers(desk: Desk) -> None:
    answer = approved(desk, Terms("open_data", asks_small=True), reason="Toch maar.")
    assert stalking_of(answer).code == State.HIDDEN
    assert answer.small_cells_reason == ""


def test_an_answer_with_an_empty_part_is_not_approved(desk: Desk) -> None:
    with as_owner():
        desk.question.parts.create(number=2, asked="En verder?")
    with pytest.raises(Refused, match="2"):
        approved(desk)
