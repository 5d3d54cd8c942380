"""An earlier answer beside the one of now: reasons with amounts, and words where others counted."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from lib.acting import acting_as
from reporting.answers.content import PartContent
from reporting.exports.document import Amount, Row
from reporting.models import Block, Question
from reporting.questions.assembly import content_of, part_content, parts_of
from reporting.questions.comparing import Difference, compare
from reporting.questions.evaluation import Setting
from reporting.questions.explaining import Explainer
from reporting.questions.storing import store_answer
from reporting.tables import State
from tests import make
from tests.cases.budget import queries_of
from tests.database import as_owner
from tests.persons import Cast, cast
from tests.reporting.known import known_since

pytestmark = pytest.mark.django_db
THEN = dt.datetime(2026, 2, 10, 12, tzinfo=dt.UTC)
NUMBERS = "Zie de verschillen in bron, definitie en moment hierboven."
Counted = Callable[..., PartContent]


@pytest.fixture
def people() -> Cast:
    """Of 2025 in Antwerpen one dossier known at first, and two that came later."""
    made = cast()
    for day in ("2026-02-01", "2026-03-01", "2026-03-01"):
        received = dt.date(2025, 5, 1)
        known_since(make.dossier(made.antwerp, stalking="yes", received_on=received).pk, day)
    return made


@pytest.fixture
def counted(people: Cast) -> Counted:
    """One part of a question, counted as known at a moment."""
    question = make.question()

    def count(at: dt.datetime, **spec: Any) -> PartContent:
        asked = {"indicator": "dossiers_stalking", "from_year": 2024, "to_year": 2025, **spec}
        with as_owner():
            Block.objects.filter(part__question=question).delete()
            Block.objects.create(
                part=question.parts.get(), position=1, kind="counted", title="", spec=asked
            )
        setting = Setting(by=people.coordinator, known_on=at, maker_name="Ik")
        with acting_as(people.coordinator.pk):
            (part,) = parts_of(Question.objects.get(pk=question.pk))
            return part_content(part, setting=setting)

    return count


def differences(then: PartContent, now: PartContent, by: User) -> tuple[Difference, ...]:
    with acting_as(by.pk):
        return compare(then, now, Explainer(by))


def numbers(then: PartContent, now: PartContent, by: User) -> dict[str, tuple[str, str, str]]:
    found = differences(then, now, by)
    return {one.label: (one.then, one.now, one.why) for one in found if " · " in one.label}


@pytest.mark.parametrize("code", ["dossiers_stalking", "dossiers_opened"])
def test_every_number_has_its_reasons_with_amounts(
    people: Cast, counted: Counted, code: str
) -> None:
    then = counted(THEN, indicator=code)
    now = counted(timezone.now(), indicator=code)
    found = numbers(then, now, people.coordinator)
    changed = ("1", "3", "+2 laat ingevoerd")
    assert found == {
        f"{row} · {year}{column}": changed
        for row in ("Veilig Huis Antwerpen", "alle centra")
        for year in ("2025", "alle jaren")
        for column in ("", " · Alle dossiers")
    }


def test_a_number_of_another_column_has_its_reasons_too(people: Cast, counted: Counted) -> None:
    then = counted(THEN)
    with as_owner():
        known_since(make.dossier(people.antwerp, received_on=dt.date(2025, 5, 1)).pk, "2026-03-01")
    found = numbers(then, counted(timezone.now()), people.coordinator)
    assert found["Veilig Huis Antwerpen · 2025 · Geen stalking"] == (
        *("0", "1"),
        "+1 laat ingevoerd",
    )
    assert found["Veilig Huis Antwerpen · 2025 · Alle dossiers"] == (
        *("1", "4"),
        "+3 laat ingevoerd",
    )


def test_a_number_that_is_hidden_now_is_a_difference_with_its_reason(
    people: Cast, counted: Counted
) -> None:
    then, now = counted(THEN), counted(THEN)
    (exhibit,) = now.exhibits
    document = exhibit.document
    hidden = Amount(None, "verborgen", State.HIDDEN)
    rows = tuple(
        Row((*row.values[:3], hidden, *row.values[4:]), row.is_total) for row in document.rows
    )
    now = replace(now, exhibits=(replace(exhibit, document=replace(document, rows=rows)),))
    found = numbers(then, now, people.coordinator)
    assert found["Veilig Huis Antwerpen · 2025"] == ("1", "verborgen", State.HIDDEN.explanation)


def test_rows_of_another_dimension(people: Cast, counted: Counted) -> None:
    dossier = make.dossier(people.antwerp, received_on=dt.date(2025, 5, 1))
    make.offence(
        dossier, occurred_from=dt.date(2025, 5, 1), relation=make.relation(), forms=(make.form(),)
    )
    then = counted(THEN, indicator="offences", rows="relation")
    now = counted(timezone.now(), indicator="offences", rows="relation")
    found = numbers(then, now, people.coordinator)
    assert found["ex_partner · 2025"] == ("0", "1", "+1 laat ingevoerd")


def test_nothing_differs(people: Cast, counted: Counted) -> None:
    part = counted(THEN)
    assert differences(part, part, people.coordinator) == ()


def printed_otherwise(part: PartContent, number: int, version: int) -> PartContent:
    """As if the edition printed another number, by another version of the definition."""
    (exhibit,) = part.exhibits
    rows = tuple(
        Row(
            tuple(
                replace(value, value=number)
                if isinstance(value, Amount) and value.value == 1 and not value.state.endswith("%")
                else value
                for value in row.values
            ),
            row.is_total,
        )
        for row in exhibit.document.rows
    )
    document = replace(exhibit.document, rows=rows)
    return replace(part, exhibits=(replace(exhibit, version=version, document=document),))


def test_another_definition_is_a_reason_of_its_own(people: Cast, counted: Counted) -> None:
    then = printed_otherwise(counted(THEN), 4, version=99)
    found = numbers(then, counted(timezone.now()), people.coordinator)
    assert found["Veilig Huis Antwerpen · 2025"] == (
        *("4", "3"),
        "−3 definitie gewijzigd; +2 laat ingevoerd",
    )


def test_an_edition_with_fewer_columns_is_compared_as_far_as_it_goes(
    people: Cast, counted: Counted
) -> None:
    then = counted(THEN)
    (exhibit,) = then.exhibits
    document = exhibit.document
    fewer = replace(
        document,
        columns=document.columns[:4],
        rows=tuple(Row(row.values[:4], row.is_total) for row in document.rows),
    )
    then = replace(then, exhibits=(replace(exhibit, version=99, document=fewer),))
    found = numbers(then, counted(timezone.now()), people.coordinator)
    assert found["Veilig Huis Antwerpen · 2025"] == ("1", "3", "+2 laat ingevoerd")


def test_rows_that_only_one_of_the_two_has_are_named(people: Cast, counted: Counted) -> None:
    then, now = counted(THEN), counted(timezone.now())
    assert not rows_of_one(then, now, people.coordinator)
    (exhibit,) = then.exhibits
    renamed = [
        Row(("Veilig Huis Elders", *row.values[1:]), row.is_total)
        if "Leuven" in str(row.values[0])
        else row
        for row in exhibit.document.rows
    ]
    document = replace(exhibit.document, rows=tuple(renamed))
    then = replace(then, exhibits=(replace(exhibit, document=document),))
    (found,) = rows_of_one(then, now, people.coordinator)
    assert (found.then, found.now) == ("Veilig Huis Elders", "Veilig Huis Leuven")
    assert found.why == (
        "Er opende een centrum of een code kwam in gebruik, of kreeg een andere naam. "
        "Er sloot een centrum of een code is niet meer in gebruik, of kreeg een andere naam."
    )


def rows_of_one(then: PartContent, now: PartContent, by: User) -> list[Difference]:
    return [one for one in differences(then, now, by) if one.label == "Rijen"]


def test_what_does_not_follow_from_the_facts_is_said(people: Cast, counted: Counted) -> None:
    then = printed_otherwise(counted(THEN), 4, version=1)
    found = numbers(then, counted(timezone.now()), people.coordinator)
    assert found["Veilig Huis Antwerpen · 2025"] == (
        *("4", "3"),
        "+2 laat ingevoerd; −3 niet verklaard",
    )


def test_a_centre_that_the_edition_did_not_have(people: Cast, counted: Counted) -> None:
    """The rows that were frozen say which centres were counted."""
    then = counted(THEN)
    ghent = make.centre("Veilig Huis Gent")
    known_since(
        make.dossier(ghent, stalking="yes", received_on=dt.date(2025, 5, 1)).pk, "2026-02-01"
    )
    found = numbers(then, counted(timezone.now()), people.coordinator)
    assert found["alle centra · 2025"] == (
        *("1", "4"),
        "+1 centrum bijgekomen; +2 laat ingevoerd",
    )


def test_beside_a_figure_of_others_there_are_only_words(people: Cast, counted: Counted) -> None:
    then = counted(THEN)
    (exhibit,) = then.exhibits
    published = replace(then, exhibits=(replace(exhibit, version=None),))
    found = numbers(published, counted(timezone.now()), people.coordinator)
    assert {why for _then, _now, why in found.values()} == {NUMBERS}


def test_the_workbench_compares_with_the_last_edition_of_the_same_answer(
    client: Client, people: Cast
) -> None:
    question = make.question()
    asked = {"indicator": "dossiers_stalking", "from_year": 2024, "to_year": 2025}
    with as_owner():
        part = question.parts.get()
        Block.objects.create(part=part, position=1, kind="counted", title="", spec=asked)
        setting = Setting(by=people.coordinator, known_on=THEN, maker_name="Ik")
        content = content_of(question, setting=setting, edition=1, profile="internal")
        store_answer(question, content, approved_by=None)
    client.force_login(people.coordinator)
    page = client.get(question.get_absolute_url()).content.decode()
    assert "(editie 1)" in page
    assert "<td>1</td><td>3</td><td>+2 laat ingevoerd</td>" in page


def earlier_edition(people: Cast, known_on: dt.datetime) -> Question:
    """A question about stalking with an edition of that moment."""
    question = make.question()
    asked = {"indicator": "dossiers_stalking", "from_year": 2024, "to_year": 2025}
    with as_owner():
        question.parts.update(topic="dossiers_stalking")
        Block.objects.create(
            part=question.parts.get(), position=1, kind="counted", title="", spec=asked
        )
        setting = Setting(by=people.coordinator, known_on=known_on, maker_name="Ik")
        content = content_of(question, setting=setting, edition=1, profile="internal")
        store_answer(question, content, approved_by=None)
    return question


def test_one_more_earlier_answer_is_one_more_count(client: Client, people: Cast) -> None:
    """Each is counted at its own moment and asks what moved since. The figure of now, which all
    are held against, is counted once."""
    client.force_login(people.coordinator)
    question = earlier_edition(people, THEN)
    readings = []
    for days in (1, 2, 3):
        statements = queries_of(client, question.get_absolute_url())
        readings.append(sum("reporting_dossierfact" in sql for sql in statements))
        earlier_edition(people, THEN + dt.timedelta(days=days))
    assert [more - less for less, more in pairwise(readings)] == [2, 2]
