"""Every kind of PDF, judged by another program than the one that set it (PDF/UA-1, after the
Matterhorn Protocol), and read as a screen reader reads it."""

import datetime as dt
import io
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import Any

import page as validator
import pytest
import typst
from django.utils import timezone
from pypdf import PdfReader, PdfWriter
from pypdf.generic import BooleanObject, NameObject

from accounts.models import Centre
from lib.acting import acting_as
from reporting.answers.content import AnswerContent
from reporting.answers.formats import ANSWER_FORMATS
from reporting.asking import Ask
from reporting.composing.composition import Composition, Show
from reporting.disclosure import PROFILES
from reporting.exports import FORMATS
from reporting.exports.document import Amount, Column, Document, Line, Maker, Row
from reporting.models import Answer, Question
from reporting.questions.assembly import content_of
from reporting.questions.evaluation import Setting
from reporting.questions.loading import NOW, load_questions
from reporting.services.answers import file_of
from reporting.services.compositions import export_composition
from reporting.services.figures import Selection, export_figures
from reporting.services.indicator_files import export_answer
from reporting.services.ledger import Purpose
from reporting.services.published import load_published_figures
from reporting.tables import State
from tests import make
from tests.database import as_owner
from tests.persons import Cast, cast
from tests.reporting.pdf_tree import Element, tree_of
from tests.reporting.test_same_bytes import FROZEN

MAKER = Maker("Ilse Maes", dt.datetime(2026, 11, 23, 12, 30, tzinfo=dt.UTC), "VH-1234")
ODD = 'D’Hondt–Çelik & Søn <b> #read("x") $x$ *vet* \\ // [a] @b\tZoë\u0301\u200b\u00ad\n= kop'
HIEROGLYPH = "Huis 𓀀"


def complaints(body: bytes) -> dict[str, str]:
    """What the validator has against a PDF, by rule."""
    report = validator.validate_pdf_bytes(body, profile=validator.ValidationProfile.PDF_UA_1)
    assert report.rules.total > 100
    found = {failure.rule_id: failure.message for failure in report.failures}
    assert report.is_compliant is not bool(found)
    return found


# --- what the product makes -------------------------------------------------------------------


@pytest.fixture
def people() -> Cast:
    """Numbers that are small enough to hide in Leuven."""
    made = cast()
    for centre, answers in (
        (made.antwerp, ["yes"] * 9 + ["no"] * 12 + ["unknown"] * 6),
        (made.leuven, ["yes"] * 2 + ["no"] * 20),
    ):
        for answer in answers:
            make.dossier(centre, stalking=answer, received_on=dt.date(2025, 5, 1))
    return made


def as_answered(_people: Cast) -> bytes:
    with as_owner():
        return file_of(Answer.objects.get(), ANSWER_FORMATS["pdf"]).body


def as_computed(people: Cast) -> bytes:
    return computed(people, Setting(people.coordinator, timezone.now(), "Els"), "internal")


def with_hidden_cells(people: Cast) -> bytes:
    profile = PROFILES["parliament"]
    setting = Setting(people.coordinator, timezone.now(), "Els", profile, hides_small=True)
    return computed(people, setting, profile.code)


def computed(people: Cast, setting: Setting, profile: str) -> bytes:
    with as_owner():
        question = Question.objects.get(origin=NOW)
        content = content_of(question, setting=setting, edition=1, profile=profile)
    return ANSWER_FORMATS["pdf"].write(content, "0" * 64)


def stalking(people: Cast) -> bytes:
    centres = list(Centre.objects.all())
    asked = Selection(centres, centres, 2023, 2026)
    file = export_figures(
        by=people.coordinator, selection=asked, file_format=FORMATS["pdf"], profile="parliament"
    )
    return file.body


def indicator(people: Cast) -> bytes:
    ask = Ask("dossiers_opened", 2024, 2025, profile="open_data")
    return export_answer(by=people.coordinator, ask=ask, file_format=FORMATS["pdf"]).body


def percentage(people: Cast) -> bytes:
    asked = Composition(
        Ask("dossiers_stalking", 2025, 2025), "stalking", show=Show.OF, of="dossiers_opened:all"
    )
    return export_composition(
        by=people.coordinator,
        composition=asked,
        file_format=FORMATS["pdf"],
        purpose=Purpose.OWN_WORK,
    ).body


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize(
    "made",
    [as_answered, as_computed, with_hidden_cells, stalking, indicator, percentage],
)
def test_another_program_finds_nothing_against_it(
    people: Cast, made: Callable[[Cast], bytes]
) -> None:
    with as_owner():
        load_published_figures()
        load_questions()
    with acting_as(people.coordinator.pk):
        body = made(people)
    assert complaints(body) == {}
    assert all(table.attributes["/Summary"] for table in tree_of(body).all("/Table"))
    if made in (with_hidden_cells, stalking):
        assert "verborgen" in tree_of(body).text


# --- by hand: what is hard to set -------------------------------------------------------------


def document(*, rows: int = 3, name: str = "Antwerpen") -> Document:
    """A table of which every third number is not registered, the last row a total."""
    missing = Amount(None, "niet geregistreerd (pas sinds 2023)", State.NOT_REGISTERED)
    return Document(
        title=f"Dossiers van {name}",
        subtitle="2024–2025",
        columns=(
            Column("Centrum", is_wide=True),
            Column("Jaar"),
            Column("Alle", is_amount=True),
            Column("Opmerking", is_wide=True),
        ),
        rows=tuple(
            Row(
                (name, str(2024 + at), missing if at % 3 == 1 else Amount(1000 + at, "geteld"), ""),
                is_total=at == rows - 1,
            )
            for at in range(rows)
        ),
        explanation=(Line("Bron", f"Volgens {name}"), Line("Mind", "Loopt nog.")),
        file_stem="dossiers",
        maker=replace(MAKER, name=name),
    )


def pdf(**given: Any) -> bytes:
    return FORMATS["pdf"].write(document(**given))


def frozen(**changes: Any) -> bytes:
    text = (FROZEN / "answer.json").read_text(encoding="utf-8")
    return ANSWER_FORMATS["pdf"].write(replace(AnswerContent.from_text(text), **changes), "0" * 64)


def test_a_table_over_many_pages_has_one_head_for_who_listens() -> None:
    body = pdf(rows=400)
    (table,) = tree_of(body).all("/Table")
    assert len(PdfReader(io.BytesIO(body)).pages) > 5
    assert complaints(body) == {}
    assert len([one for one in table.all("/TH") if one.attributes["/Scope"] == "/Column"]) == 4
    assert len(list(table.all("/TR"))) == 401


def test_an_odd_name_is_set_as_it_is() -> None:
    for body in (pdf(name=ODD), frozen(subject=ODD, approver_name=ODD, remark=ODD)):
        assert complaints(body) == {}
        assert "<b> #read(" in tree_of(body).text


def test_a_letter_without_a_shape_costs_the_seal_and_nothing_else() -> None:
    """No font has it, so it is drawn as `.notdef` (ISO 14289-1, 7.21.8) and stands for no letter
    (7.21.7); the file then does not claim to be PDF/UA-1 (5). All the rest is still right."""
    expected = {
        "PDFUA1-NOTDEF-GLYPH-001",
        "PDFUA1-FONT-UNICODE-MAPPING-001",
        "PDFUA1-ID-SCHEMA-001",
        "PDFUA1-ID-PART-001",
    }
    for body in (pdf(name=HIEROGLYPH), frozen(subject=HIEROGLYPH)):
        assert set(complaints(body)) == expected


# --- it can fail ------------------------------------------------------------------------------


def spoilt(spoil: Callable[[Any], None]) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf())))
    spoil(writer.root_object)
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def hide_title(root: Any) -> None:
    root["/ViewerPreferences"][NameObject("/DisplayDocTitle")] = BooleanObject(False)


def lose_title(root: Any) -> None:
    data = root["/Metadata"].get_data()
    root["/Metadata"].set_data(data.replace(b"dc:title", b"dc:other"))


def lose_tags(root: Any) -> None:
    del root["/StructTreeRoot"], root["/MarkInfo"]


def lose_language(root: Any) -> None:
    del root["/Lang"]


def lose_scopes(root: Any) -> None:
    def visit(node: Any) -> None:
        for kid in node.get("/K", []):
            found = kid.get_object()
            if isinstance(found, dict):
                if found.get("/S") == "/TH":
                    del found["/A"]
                visit(found)

    visit(root["/StructTreeRoot"])


@pytest.mark.parametrize("spoil", [hide_title, lose_title, lose_tags, lose_language, lose_scopes])
def test_a_spoilt_file_is_refused(spoil: Callable[[Any], None]) -> None:
    assert complaints(pdf()) == {}
    assert complaints(spoilt(spoil))


def test_a_file_without_tags_is_refused() -> None:
    bare = typst.compile(b'#set document(title: "x")\n= x', format="pdf", pdf_tags=False)
    assert complaints(bare)


# --- what a screen reader hears ---------------------------------------------------------------


def cells(row: Element) -> list[tuple[str, str, str]]:
    """Tag, scope and words of each cell."""
    return [
        (one.tag, str(one.attributes.get("/Scope", "")), one.text)
        for one in row.kids
        if isinstance(one, Element)
    ]


def test_every_number_is_between_a_heading_above_and_before_it() -> None:
    (table,) = tree_of(pdf()).all("/Table")
    head, first, second, total = table.all("/TR")
    assert table.attributes["/Summary"] == "Dossiers van Antwerpen, 2024–2025"
    assert [one[:2] for one in cells(head)] == [("/TH", "/Column")] * 4
    assert cells(first) == [
        ("/TH", "/Row", "Antwerpen"),
        ("/TH", "/Row", "2024"),
        ("/TD", "", "1.000"),
        ("/TD", "", ""),
    ]
    assert cells(second)[2] == ("/TD", "", "niet geregistreerd (pas sinds 2023)")
    assert cells(total)[2] == ("/TD", "", "1.002")
    assert all("/Headers" not in cell.attributes for cell in table.all("/TD"))


def test_label_and_text_are_a_list_and_the_foot_of_a_page_is_not_read() -> None:
    tree = tree_of(pdf())
    items = list(tree.all("/LI"))
    assert [one.text for one in items] == ["Bron Volgens Antwerpen", "Mind Loopt nog."]
    assert [next(one.all("/Lbl")).text for one in items] == ["Bron", "Mind"]
    assert "VH-1234" not in tree.text


def test_an_answer_is_read_in_order_under_headings_without_a_gap() -> None:
    tree = tree_of(frozen())
    assert tree.text.startswith("Antwoord op vraag 841, 900: Stalking - Aanpak zoals nu te")
    (body,) = tree.all("/Document")
    tags = [one.tag for one in body.kids if isinstance(one, Element)]
    levels = [int(tag[2]) for tag in tags if tag[:2] == "/H"]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert max(after - before for before, after in pairwise(levels)) == 1
    for at, tag in enumerate(tags):
        if tag == "/Table":
            assert tags[at - 1] == "/H3"
    assert set(tags) <= {"/H1", "/H2", "/H3", "/P", "/L", "/Table"}


def test_every_table_of_an_answer_has_headings_for_its_rows() -> None:
    tables = list(tree_of(frozen()).all("/Table"))
    assert len(tables) == 14
    for table in tables:
        _head, *rows = table.all("/TR")
        assert rows
        for row in rows:
            scopes = [scope for _tag, scope, _words in cells(row)]
            assert scopes[0] == "/Row"
            assert "" in scopes
