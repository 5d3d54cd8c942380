"""The register and the workbench as pages: what they show, and how they are changed."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role, User
from lib.calendar import brussels_today
from reporting.exports.document import Amount, Column, Document, Maker, Row
from reporting.models import Block, Commitment, CoverageEvent, Narrative, Question
from reporting.questions.assembly import states_of
from reporting.questions.evaluation import Setting, evaluate
from reporting.questions.exhibits import Exhibit
from reporting.tables import State
from tests import make
from tests.database import as_owner
from tests.hostile import forms_in
from tests.reporting.question_pages import send

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


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


def test_a_table_is_taken_out_after_a_page_that_asks(
    client: Client, coordinator: User, loaded: Question
) -> None:
    with as_owner():
        block = Block.objects.get(part__question=loaded, part__number=7)
    path = reverse("reporting:block_remove", args=[loaded.pk, 7, block.pk])
    assert send(client, path).status_code == 302
    with as_owner():
        assert not Block.objects.filter(pk=block.pk).exists()


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
