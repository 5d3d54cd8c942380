"""The register and the workbench as pages: what they show, and how they are changed."""

import datetime as dt
import hashlib
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role, User
from lib.calendar import brussels_today
from reporting.disclosure import PROFILES
from reporting.exports.document import Amount, Column, Document, Maker, Row
from reporting.models import (
    Block,
    Commitment,
    CoverageEvent,
    ExportEntry,
    Narrative,
    Question,
)
from reporting.questions.assembly import states_of
from reporting.questions.evaluation import Setting, counted_tables, evaluate
from reporting.questions.exhibits import Exhibit
from reporting.questions.loading import NOW, load_questions
from reporting.services.published import load_published_figures
from reporting.tables import State
from tests import make
from tests.database import as_owner
from tests.hostile import forms_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def coordinator(client: Client) -> User:
    user = make.member("coordinator", Role.COORDINATOR, at=make.centre("Veilig Huis Antwerpen"))
    client.force_login(user)
    return user


@pytest.fixture
def loaded() -> Question:
    with as_owner():
        load_published_figures()
        load_questions()
        return Question.objects.get(origin=NOW)


def send(client: Client, path: str, **typed: str) -> Any:
    """Open a page, fill in its form and send it."""
    page = client.get(path)
    assert page.status_code == 200
    form = next(one for one in forms_in(page.content.decode()) if "submission" in one.names)
    values = {name: value[0] for name, value in form.values.items()}
    return client.post(path, {**values, **typed})


def test_the_list_has_both_questions_and_the_late_promises(
    client: Client, coordinator: User, loaded: Question
) -> None:
    page = client.get(reverse("reporting:questions")).content.decode()

    for text in ("zoals beantwoord in 2023", "zoals nu te beantwoorden", "eind 2024", "te laat"):
        assert text in page
    assert "niet geregistreerd (geen plannen)" in page
    assert "841, 900" in page


def test_what_is_due_stands_on_today_for_who_answers_and_for_nobody_else(
    client: Client, coordinator: User, loaded: Question
) -> None:
    make.question("Belaging", due_on=brussels_today() + dt.timedelta(days=3))
    page = client.get("/").content.decode()
    assert "Belaging" in page
    assert "Proefproject met de slachtofferapplicatie start." in page
    assert page.count("vh-card--late") >= 1

    worker = make.member("medewerker", Role.CASEWORKER, at=make.centre("Veilig Huis Leuven"))
    client.force_login(worker)
    assert "Belaging" not in client.get("/").content.decode()


def test_the_workbench_shows_eight_parts_beside_what_was_answered_in_2023(
    client: Client, coordinator: User, loaded: Question
) -> None:
    page = client.get(loaded.get_absolute_url()).content.decode()

    for number in range(1, 9):
        assert f'id="deel-{number}"' in page
    assert page.count("Eerder beantwoord") == 7  # part 8 asks for no figure
    assert "Dit wordt nu geregistreerd" not in page
    assert "De registratie kan nu zo gesplitst worden." in page
    assert "De cijfers zijn intussen gepubliceerd." in page


def test_what_happened_at_a_centre_stands_under_its_table_and_is_not_folded_away(
    client: Client, coordinator: User, loaded: Question
) -> None:
    with as_owner():
        event = CoverageEvent.objects.create(
            code="parket",
            kind="partner_withdrew",
            starts_on=dt.date(2024, 5, 1),
            text="Het parket stapte tijdelijk uit",
            source="ringtv.be",
        )
    page = client.get(loaded.get_absolute_url()).content.decode()
    part = page[page.index('id="deel-7"') : page.index('id="deel-8"')]
    notes = part[part.index("vh-answer__notes") : part.index("<details")]
    assert event.text in notes
    assert "Voorlopig: geen enkele coördinator" in notes


def test_a_count_has_the_title_that_was_typed(
    client: Client, coordinator: User, loaded: Question
) -> None:
    page = client.get(loaded.get_absolute_url()).content.decode()
    assert "Oproepen over stalking bij 1712, naar contactnemer" in page
    assert "na verwijzing door een Veilig Huis" in page


def test_our_own_arithmetic_is_named_as_the_source(
    client: Client, coordinator: User, loaded: Question
) -> None:
    page = client.get(loaded.get_absolute_url()).content.decode()
    assert "Bron: -" not in page
    assert "Bron: Eigen berekening uit rijen van dit bestand" in page


def test_a_day_of_extraction_is_printed_only_when_it_holds_for_every_row(
    loaded: Question,
) -> None:
    setting = Setting(by=None, known_on=timezone.now(), maker_name="An")
    with as_owner():
        block = Block.objects.get(
            part__question=loaded, spec__indicator="prosecution_stalking_inflow"
        )
        exhibit = evaluate(block, setting=setting)
    assert exhibit.moment == ""
    assert any("10.01.2013" in line.text for line in exhibit.document.explanation)


def exhibit_of(amounts: list[Amount]) -> Exhibit:
    rows = tuple(Row((amount,), is_total=False) for amount in amounts)
    maker = Maker("An", timezone.now())
    document = Document("Titel", "", (Column("Aantal", is_amount=True),), rows, (), "titel", maker)
    return Exhibit("1.1", "counted", "intakes", 1, "dossier", "", "", (), document)


def test_a_state_with_many_details_leaves_them_to_the_table() -> None:
    amounts = [
        Amount(None, f"niet geregistreerd (pas sinds 0{month}.2024)", State.NOT_REGISTERED)
        for month in range(1, 4)
    ]
    assert states_of([exhibit_of(amounts[:2])], has_text=False) == (
        (State.NOT_REGISTERED, f"{amounts[0].state}; {amounts[1].state}"),
    )
    assert states_of([exhibit_of(amounts)], has_text=False) == (
        (State.NOT_REGISTERED, "niet geregistreerd (de tabel zegt waarom)"),
    )


def test_a_text_is_saved_and_names_its_writer(
    client: Client, coordinator: User, loaded: Question
) -> None:
    path = reverse("reporting:narrative", args=[loaded.pk, 5, 1])
    assert send(client, path, text="Wij volgen dit op.").status_code == 302

    with as_owner():
        written = Narrative.objects.get(part__question=loaded, part__number=5)
        loaded.refresh_from_db()
    assert (written.text, written.edited_by) == ("Wij volgen dit op.", coordinator)
    assert (loaded.edited_by, loaded.revision) == (coordinator, 2)


def test_two_writers_see_both_texts_and_lose_none(
    client: Client, coordinator: User, loaded: Question
) -> None:
    path = reverse("reporting:narrative", args=[loaded.pk, 7, 2])
    first, second = (forms_in(client.get(path).content.decode()) for _ in range(2))
    values = [
        {name: value[0] for name, value in form[-1].values.items()} for form in (first, second)
    ]
    assert client.post(path, {**values[0], "text": "Tekst van de eerste."}).status_code == 302
    answer = client.post(path, {**values[1], "text": "Tekst van de tweede."})

    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Tekst van de eerste." in page
    assert "Tekst van de tweede." in page
    with as_owner():
        assert Narrative.objects.get(part__question=loaded, part__number=7).text.endswith("eerste.")


def test_what_is_typed_is_kept_as_a_draft(
    client: Client, coordinator: User, loaded: Question
) -> None:
    path = reverse("reporting:narrative", args=[loaded.pk, 5, 1])
    assert client.post(path, {"do": "draft", "text": "Half af"}).status_code == 200
    assert "Half af" in client.get(path).content.decode()


def test_a_question_is_entered_with_parts_figures_and_a_promise(
    client: Client, coordinator: User, loaded: Question
) -> None:
    made = send(
        client,
        reverse("reporting:question_new"),
        subject="Belaging",
        office_1="Vlaams minister van Justitie",
        number_1="12",
        asker="Een lid",
        asked_on="01.06.2026",
        due_on="01.07.2026",
        keywords="belaging, centra",
    )
    with as_owner():
        question = Question.objects.get(subject="Belaging")
    assert made["Location"] == question.get_absolute_url()
    send(client, reverse("reporting:part_new", args=[question.pk]), asked="Hoeveel dossiers?")
    kinds: dict[str, dict[str, str]] = {
        "counted": {
            "indicator": "dossiers_stalking",
            "from_year": "2024",
            "to_year": "2025",
            "by": "year",
        },
        "published": {"indicator": "cgg_stalking_offenders", "source": "sv841"},
        "state": {"asked_for": "slachtoffers", "state": "refused", "detail": "april 2025"},
    }
    for kind, typed in kinds.items():
        path = reverse("reporting:block_new", args=[question.pk, 1, kind])
        assert send(client, path, title=f"Tabel {kind}", **typed).status_code == 302
    path = reverse("reporting:commitment_new", args=[question.pk])
    send(client, path, text="Later meer.", due_on="31.12.2026", owner="Het kabinet", state="open")

    page = client.get(question.get_absolute_url()).content.decode()
    for text in ("135", "geweigerd (april 2025)", "Alle dossiers", "Later meer.", "Vraag 12"):
        assert text in page
    with as_owner():
        assert Commitment.objects.get(question=question).due_on == dt.date(2026, 12, 31)
        assert Block.objects.filter(part__question=question).count() == 3


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("counted", {"indicator": "dossiers_stalking", "from_year": "2025", "to_year": "2024"}),
        ("counted", {"indicator": "dossiers_stalking", "from_year": "2024", "to_year": "9998"}),
        ("published", {"indicator": "cgg_stalking_offenders", "source": "hln15"}),
        ("state", {"asked_for": "x", "state": "hidden"}),
    ],
)
def test_a_table_that_cannot_exist_is_refused_at_the_field(
    client: Client, coordinator: User, loaded: Question, kind: str, typed: dict[str, str]
) -> None:
    path = reverse("reporting:block_new", args=[loaded.pk, 1, kind])
    with as_owner():
        before = Block.objects.count()
    answer = send(client, path, title="Tabel", by="year", **typed)
    assert answer.status_code == 422
    assert "vh-error" in answer.content.decode()
    with as_owner():
        assert Block.objects.count() == before


def save_percentage(client: Client, question: Question, kind: str, **typed: str) -> Any:
    path = reverse("reporting:block_new", args=[question.pk, 1, kind])
    return send(client, path, title="Met procent", **typed)


def last_table(question: Question, setting: Setting) -> Exhibit:
    with as_owner():
        block = Block.objects.filter(part__question=question).latest("pk")
        return evaluate(block, setting=setting)


def test_178_calls_over_12044_people_is_refused_at_the_field_with_the_reason(
    client: Client, coordinator: User, loaded: Question
) -> None:
    calls = {"indicator": "helpline_contacts_stalking", "source": "sv841"}
    refused = save_percentage(
        client, loaded, "published", **calls, share_of="helpline_reported_persons"
    )
    assert refused.status_code == 422
    page = refused.content.decode()
    assert "178 (oproep) gedeeld door 12.044 (gemelde persoon)" in page
    assert 'id="id_share_of_error"' in page


def test_178_of_9045_calls_is_a_percentage_with_both_sources(
    client: Client, coordinator: User, loaded: Question
) -> None:
    calls = {"indicator": "helpline_contacts_stalking", "source": "sv841"}
    saved = save_percentage(client, loaded, "published", **calls, share_of="helpline_contacts")
    assert saved.status_code == 302

    table = last_table(loaded, Setting(coordinator, timezone.now(), "Els"))
    first = [one for one in table.document.rows[0].values if isinstance(one, Amount)]
    assert [one.value for one in first] == [178, 9045, Decimal("2.0")]
    years = [row for row in table.document.rows if "2019" in str(row.values[1])]
    assert all(amounts_of(row)[2].value is None for row in years)
    assert any(line.label == "Bron onder de streep" for line in table.document.explanation)
    assert client.get(loaded.get_absolute_url()).status_code == 200
    path = reverse("reporting:block", args=[loaded.pk, 1, newest_block(loaded)])
    (field,) = (
        one.values["share_of"]
        for one in forms_in(client.get(path).content.decode())
        if "share_of" in one.names
    )
    assert field[0] == "helpline_contacts"


def amounts_of(row: Row) -> list[Amount]:
    return [one for one in row.values if isinstance(one, Amount)]


def newest_block(question: Question) -> int:
    with as_owner():
        return Block.objects.filter(part__question=question).latest("pk").pk


def test_a_delivery_in_another_unit_turns_the_percentage_into_its_reason(
    client: Client, coordinator: User, loaded: Question
) -> None:
    calls = {"indicator": "helpline_contacts_stalking", "source": "sv841"}
    save_percentage(client, loaded, "published", **calls, share_of="helpline_contacts")
    with as_owner():
        block = Block.objects.get(pk=newest_block(loaded))
        block.spec["share_of"] = "helpline_reported_persons"
        block.save()
    table = last_table(loaded, Setting(coordinator, timezone.now(), "Els"))
    assert "12.044 (gemelde persoon)" in table.document.explanation[0].text
    assert len(amounts_of(table.document.rows[0])) == 1
    assert client.get(loaded.get_absolute_url()).status_code == 200


COUNTED = {"indicator": "dossiers_stalking", "from_year": "2025", "to_year": "2025", "by": "centre"}


@pytest.mark.parametrize(
    ("share_of", "reason"),
    [("offences:all", "misdrijf"), ("dossiers_active:all", "op een dag geteld")],
)
def test_a_count_in_percent_of_another_unit_is_refused(
    client: Client, coordinator: User, loaded: Question, share_of: str, reason: str
) -> None:
    refused = save_percentage(client, loaded, "counted", **COUNTED, share_of=share_of)
    assert refused.status_code == 422
    assert reason in refused.content.decode()


def test_a_count_in_percent_is_frozen_and_hidden_where_its_number_is(
    client: Client, coordinator: User, loaded: Question
) -> None:
    ghent, leuven = make.centre("Veilig Huis Gent"), make.centre("Veilig Huis Leuven")
    for centre, answer, many in (
        *((ghent, "yes", 20), (ghent, "no", 20)),
        *((leuven, "yes", 2), (leuven, "no", 30)),
    ):
        for _each in range(many):
            make.dossier(centre, stalking=answer, received_on=dt.date(2025, 5, 1))
    assert save_percentage(
        client, loaded, "counted", **COUNTED, share_of="dossiers_opened:all"
    ).has_header("Location")

    moment = timezone.now()
    inside = last_table(loaded, Setting(coordinator, moment, "Els"))
    shares = {str(row.values[0]): amounts_of(row)[-1].value for row in inside.document.rows}
    assert shares["Veilig Huis Gent"] == Decimal("50.0")
    assert shares["Veilig Huis Leuven"] == Decimal("6.3")

    setting = Setting(coordinator, moment, "Els", PROFILES["parliament"], hides_small=True)
    outside = last_table(loaded, setting)
    (row,) = (row for row in outside.document.rows if row.values[0] == "Veilig Huis Leuven")
    assert amounts_of(row)[0].code is State.HIDDEN
    assert (amounts_of(row)[-1].value, amounts_of(row)[-1].code) == (None, State.HIDDEN)
    with as_owner():
        tables = [table.indicator.code for table in counted_tables(loaded, setting=setting)]
    assert {"dossiers_stalking", "dossiers_opened"} <= set(tables)


def test_a_table_is_taken_out_after_a_page_that_asks(
    client: Client, coordinator: User, loaded: Question
) -> None:
    with as_owner():
        block = Block.objects.get(part__question=loaded, part__number=7)
    path = reverse("reporting:block_remove", args=[loaded.pk, 7, block.pk])
    assert send(client, path).status_code == 302
    with as_owner():
        assert not Block.objects.filter(pk=block.pk).exists()


def offices(question: Question) -> list[tuple[int, str, int | None, str]]:
    with as_owner():
        rows = question.addressees.values_list("position", "office", "number", "competence")
        return list(rows)


def test_a_question_is_put_to_several_ministers_on_one_form(
    client: Client, coordinator: User
) -> None:
    send(
        client,
        reverse("reporting:question_new"),
        subject="Belaging",
        asker="Een lid",
        asked_on="01.06.2026",
        office_1="Minister van Welzijn",
        number_1="12",
        office_2="Minister van Justitie",
        number_2="90",
        competence_2="vl_jh",
    )
    with as_owner():
        question = Question.objects.get(subject="Belaging")
    assert offices(question) == [
        (1, "Minister van Welzijn", 12, ""),
        (2, "Minister van Justitie", 90, "vl_jh"),
    ]
    send(client, reverse("reporting:part_new", args=[question.pk]), asked="Hoeveel?")
    for position in (1, 2):
        path = reverse("reporting:narrative", args=[question.pk, 1, position])
        assert send(client, path, text=f"Woorden {position}.").status_code == 302
    page = client.get(question.get_absolute_url()).content.decode()
    for text in ("Minister van Welzijn (12)", "Minister van Justitie (90)", "Woorden 2."):
        assert text in page


def test_a_minister_comes_and_goes_but_not_with_words_of_its_own(
    client: Client, coordinator: User, loaded: Question
) -> None:
    path = reverse("reporting:question_edit", args=[loaded.pk])
    before = offices(loaded)
    assert send(client, path, office_3="Minister van Media").status_code == 302
    assert offices(loaded)[2] == (3, "Minister van Media", None, "")
    assert send(client, path, office_3="").status_code == 302
    assert offices(loaded) == before

    refused = send(client, path, office_2="", number_2="", competence_2="", subject="Anders")
    assert refused.status_code == 422
    assert "blijft dus staan" in refused.content.decode()
    assert offices(loaded) == before
    with as_owner():
        loaded.refresh_from_db()
    assert loaded.subject != "Anders"


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"number_3": "5"}, "Welke minister is dit?"),
        ({"office_3": "Minister van Voorbeelden"}, "twee keer"),
    ],
)
def test_a_minister_without_office_or_twice_is_refused(
    client: Client, coordinator: User, typed: dict[str, str], message: str
) -> None:
    question = make.question("Belaging")
    path = reverse("reporting:question_edit", args=[question.pk])
    refused = send(client, path, **typed)
    assert refused.status_code == 422
    assert message in refused.content.decode()
    assert len(offices(question)) == 1


def test_a_table_is_put_in_another_place_once(
    client: Client, coordinator: User, loaded: Question
) -> None:
    def titles() -> list[str]:
        with as_owner():
            part = loaded.parts.get(number=1)
            return [one.title for one in part.blocks.all()]

    first, second, *others = titles()
    with as_owner():
        block = Block.objects.get(part__question=loaded, part__number=1, title=first)
        revision = Question.objects.get(pk=loaded.pk).revision
    path = reverse("reporting:block_place", args=[loaded.pk, 1, block.pk])
    client.post(path, {"place": "2"})
    answer = client.post(path, {"place": "2"})
    assert answer["Location"].endswith(f"#cijfers-{block.pk}")
    assert titles() == [second, first, *others]
    assert client.post(path, {"place": "99999999999999999999"}).status_code == 302
    assert titles() == [second, *others, first]
    assert client.post(path, {"place": "boven"}).status_code == 400
    with as_owner():
        assert Question.objects.get(pk=loaded.pk).revision == revision + 3
    page = client.get(loaded.get_absolute_url()).content.decode()
    assert page.count("Omhoog") == page.count("Omlaag") > 0


def test_a_promise_names_its_part_day_and_owner_and_is_settled(
    client: Client, coordinator: User, loaded: Question
) -> None:
    path = reverse("reporting:commitment_new", args=[loaded.pk])
    with as_owner():
        part = loaded.parts.get(number=5)
    typed = {
        "text": "Een nieuwe levering.",
        "due_words": "verwacht eind 2026",
        "part": str(part.pk),
    }
    refused = send(client, path, **typed, due_on="31.12.2026", owner="", state="open")
    assert refused.status_code == 422
    assert send(
        client, path, **typed, due_on="31.12.2026", owner="Het kabinet", state="open"
    ).has_header("Location")
    page = client.get(loaded.get_absolute_url()).content.decode()
    assert "verwacht eind 2026" in page
    with as_owner():
        promise = Commitment.objects.get(text="Een nieuwe levering.")
    assert (promise.part_id, promise.owner) == (part.pk, "Het kabinet")
    settled = reverse("reporting:commitment", args=[loaded.pk, promise.pk])
    assert send(client, settled, state="kept", note="Geleverd.").status_code == 302
    with as_owner():
        promise.refresh_from_db()
    assert (promise.state, promise.part_id, promise.due_on) == (
        "kept",
        part.pk,
        dt.date(2026, 12, 31),
    )


def test_approving_on_the_page_freezes_what_it_showed(
    client: Client, coordinator: User, loaded: Question
) -> None:
    path = reverse("reporting:approval", args=[loaded.pk])
    page = client.get(path).content.decode()
    form = next(one for one in forms_in(page) if "token" in one.names)
    answer = client.post(path, {"token": form.values["token"][0]})

    assert answer["Location"] == reverse("reporting:answer", args=[loaded.pk, 1])
    frozen = client.get(answer["Location"]).content.decode()
    assert "Vingerafdruk" in frozen
    for code in ("pdf", "odt", "docx", "xlsx", "csvw"):
        url = reverse("reporting:answer_file", args=[loaded.pk, 1, code])
        assert url in frozen
        file = client.get(url)
        with as_owner():
            line = ExportEntry.objects.latest("at")
        assert (line.kind, line.file_format, line.profile) == ("answer", code, "parliament")
        assert line.sha256 == hashlib.sha256(file.content).hexdigest()
    assert client.get(f"{answer['Location']}exe/").status_code == 404


@pytest.mark.parametrize("profile", ["parliament", "open_data"])
def test_a_double_click_approves_once(
    client: Client, coordinator: User, loaded: Question, profile: str
) -> None:
    path = reverse("reporting:approval", args=[loaded.pk]) + f"?profile={profile}"
    forms = forms_in(client.get(path).content.decode())
    form = next(one for one in forms if "token" in one.names)
    sent = {name: value[0] for name, value in form.values.items()}
    places = [client.post(path, sent)["Location"] for _click in range(2)]
    assert len(set(places)) == 1
    with as_owner():
        assert loaded.answers.count() == 1


def test_small_numbers_without_a_reason_are_refused_at_the_field(
    client: Client, coordinator: User, loaded: Question
) -> None:
    path = f"{reverse('reporting:approval', args=[loaded.pk])}?profile=parliament&small=on"
    form = next(f for f in forms_in(client.get(path).content.decode()) if "token" in f.names)
    answer = client.post(path, {"token": form.values["token"][0], "reason": ""})
    assert answer.status_code == 422
    assert "id_reason_error" in answer.content.decode()
