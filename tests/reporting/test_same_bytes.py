"""An answer comes out the same in two years: on another day, in another world, by newer code."""

import datetime as dt
import hashlib
import io
import json
import zipfile
from pathlib import Path

import pytest
import time_machine
from django.db.models import F, Value
from django.db.models.functions import Concat
from django.utils import translation

from accounts.models import Centre, Role, User
from cases.models import Dossier
from codelists.models import FormOfViolence, Relation
from reporting.answers.content import AnswerContent
from reporting.answers.formats import ANSWER_FORMATS
from reporting.models import Addressee, Answer, Block, Question
from reporting.questions.assembly import content_of
from reporting.questions.evaluation import Setting
from reporting.questions.loading import NOW, load_questions
from reporting.questions.storing import store_answer
from reporting.services.answers import file_of
from reporting.services.published import load_published_figures
from tests import make
from tests.database import as_owner

FROZEN = Path(__file__).with_name("frozen")
MOMENT = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
FIGURES = {
    "csvw": lambda name: True,
    "xlsx": lambda name: name.startswith("xl/worksheets/") or name == "xl/sharedStrings.xml",
    "odt": lambda name: name == "content.xml",
    "docx": lambda name: name == "word/document.xml",
}
"""Of each package, the parts that hold the figures. A PDF has no parts, and its bytes are those
of the program that sets it; its numbers are compared in test_answer_files."""


@pytest.fixture
def answer() -> Answer:
    """Counts of our own, some in percent, published figures and reasons, all frozen."""
    with time_machine.travel(MOMENT, tick=False), as_owner():
        load_published_figures()
        load_questions()
        centre = make.centre("Veilig Huis Antwerpen")
        user = make.member("coordinator", Role.COORDINATOR, at=centre, first_name="Els")
        for stalking in ("yes", "no", "unknown"):
            make.dossier(centre, stalking=stalking, received_on=dt.date(2025, 5, 1))
        question = Question.objects.get(origin=NOW)
        part = question.parts.get(number=7)
        spec = {
            "indicator": "dossiers_stalking",
            "from_year": 2024,
            "to_year": 2025,
            "share_of": "dossiers_opened:all",
        }
        Block.objects.create(part=part, position=9, kind="counted", title="Procent", spec=spec)
        setting = Setting(by=user, known_on=MOMENT, maker_name=user.display_name)
        return store_answer(
            question,
            content_of(question, setting=setting, edition=1, profile="internal"),
            approved_by=None,
        )


def another_world() -> None:
    """Everything an answer was made of gets another name, and its dossiers leave the counts."""
    for model, field in (
        *((Centre, "name"), (FormOfViolence, "label"), (Relation, "label")),
        *((User, "first_name"), (Question, "subject"), (Addressee, "office"), (Block, "title")),
    ):
        model._default_manager.update(**{field: Concat(F(field), Value(" (nu anders)"))})
    Dossier._default_manager.update(received_on=dt.date(2020, 1, 1))


@pytest.mark.django_db
@pytest.mark.parametrize("code", ANSWER_FORMATS)
def test_two_years_later_in_another_world_every_byte_is_the_same(answer: Answer, code: str) -> None:
    with time_machine.travel(MOMENT, tick=False):
        before = file_of(answer, ANSWER_FORMATS[code])
    with as_owner():
        another_world()
        again = Answer.objects.get(pk=answer.pk)
    later = MOMENT + dt.timedelta(days=731, hours=5)
    with time_machine.travel(later, tick=False), translation.override("en"):
        after = file_of(again, ANSWER_FORMATS[code])
    assert after == before
    assert len(before.body) > 5_000


def digests(content: AnswerContent, fingerprint: str) -> dict[str, str]:
    """The SHA-256 of every part of every package that holds figures."""
    found = {}
    for code, holds_figures in FIGURES.items():
        body = ANSWER_FORMATS[code].write(content, fingerprint)
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            for name in filter(holds_figures, archive.namelist()):
                found[f"{code}/{name}"] = hashlib.sha256(archive.read(name)).hexdigest()
    return found


def test_newer_code_writes_the_figures_of_an_old_answer_byte_for_byte() -> None:
    """`frozen/` holds an answer of 2026 and what was written from it then.

    Red means that who downloads an old answer gets another file than the one in the ledger. Do
    not make new digests for that: keep the old shape readable under its number.
    """
    text = (FROZEN / "answer.json").read_text(encoding="utf-8")
    expected = json.loads((FROZEN / "digests.json").read_text(encoding="utf-8"))
    fingerprint = hashlib.sha256(text.encode()).hexdigest()
    assert digests(AnswerContent.from_text(text), fingerprint) == expected
