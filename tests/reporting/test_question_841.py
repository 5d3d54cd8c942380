"""Question 841 as answered in 2023, through the frozen answer: each number and each state.

The expected values are typed here from the printed answer, not read from the file under test.
"""

import pytest

from reporting.answers.content import AnswerContent, PartContent
from reporting.exports.document import Amount
from reporting.models import Answer, Block, Commitment, Question
from reporting.questions.exhibits import Exhibit
from reporting.questions.loading import ANSWERED, NOW, load_questions
from reporting.services.published import load_published_figures
from tests.database import as_owner

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(autouse=True)
def loaded() -> None:
    with as_owner():
        load_published_figures()
        load_questions()


def part(number: int) -> PartContent:
    with as_owner():
        answer = Answer.objects.get(question__origin=ANSWERED)
    return AnswerContent.from_text(answer.content).parts[number - 1]


def printed(exhibit: Exhibit) -> list[tuple[str, str, str]]:
    """Row, period and value ('' when there is none) of a table."""
    rows = []
    for row in exhibit.document.rows:
        label, period, amount = row.values[:3]
        assert isinstance(amount, Amount)
        rows.append((str(label), str(period), "" if amount.value is None else str(amount.value)))
    return rows


def values(number: int) -> list[str]:
    return [value for one in part(number).exhibits for *_place, value in printed(one)]


def codes(number: int) -> list[str]:
    return [code for code, _words in part(number).states]


def words(number: int) -> str:
    return "; ".join(text for _code, text in part(number).states)


def test_part_1_has_178_calls_in_nine_classes() -> None:
    table = printed(part(1).exhibits[0])

    assert [value for *_place, value in table] == [
        *("164", "6", "0", "0", "4", "0", "3", "0", "1"),
        "178",
    ]
    assert [label.partition(": ")[2] for label, *_rest in table][4] == "Werk"
    assert table[-1][0].endswith("(gedrukt totaal)")
    assert part(1).exhibits[0].document.rows[-1].is_total
    assert part(1).exhibits[0].unit == "oproep"
    assert {period for _label, period, _value in table} == {"2022"}


def test_part_1_keeps_12044_persons_and_the_wrong_percent_with_its_unit_and_mark() -> None:
    calls, persons, share = part(1).exhibits[1:4]

    assert [value for *_place, value in printed(calls)] == ["178"]
    assert ([v for *_p, v in printed(persons)], persons.unit) == (["12044"], "gemelde persoon")
    assert [value for *_place, value in printed(share)] == ["1", "1.97"]
    flags = [line.text for line in share.document.explanation if "“w”" in line.label]
    assert flags == ["fout zoals gedrukt: bewaard als bewijs, niet hergebruiken"]
    assert "not_competent" in codes(1)


@pytest.mark.parametrize(
    ("number", "code", "detail"),
    [
        (2, "not_registered", "geen plannen"),
        (3, "not_published", ""),
        (6, "not_registered", ""),
        (7, "not_splittable", "aangekondigd voor dossiers vanaf oktober 2023"),
    ],
)
def test_parts_without_a_figure_say_why(number: int, code: str, detail: str) -> None:
    assert set(values(number)) == {""}
    assert codes(number)[0] == code
    assert detail in words(number)


def test_part_4_has_360_and_376_referred_and_nothing_by_offence() -> None:
    referred = printed(part(4).exhibits[0])

    assert [value for *_place, value in referred] == ["360", "376"]
    assert {period for _label, period, _value in referred} == {"01.01.2022 - 30.06.2023"}
    assert part(4).exhibits[0].unit == "verwijzing"
    assert set(values(4)[2:]) == {""}
    assert "verwacht eind 2024" in words(4)


def test_part_5_has_135_155_and_127() -> None:
    assert [(period, value) for _l, period, value in printed(part(5).exhibits[0])] == [
        ("2020", "135"),
        ("2021", "155"),
        ("2022", "127"),
    ]
    assert codes(5) == ["counted"]


def test_part_8_is_answered_in_words_by_the_first_minister() -> None:
    assert (part(8).exhibits, codes(8)) == ((), ["in_words"])
    assert "slachtofferapplicatie" in part(8).statements[0].text


def test_the_answer_of_2023_is_nobodys_approval_here() -> None:
    with as_owner():
        answer = Answer.objects.get(question__origin=ANSWERED)
    assert answer.approved_by is None
    assert "2023" in answer.approver_name
    content = AnswerContent.from_text(answer.content)
    assert [(one.number, one.competence) for one in content.ministers] == [
        (841, "vl_wvg"),
        (900, "vl_jh"),
    ]


def test_the_promises_are_dated_commitments_with_an_owner() -> None:
    with as_owner():
        found = list(Commitment.objects.values_list("part__number", "due_words", "due_on"))
        assert not Commitment.objects.filter(owner="").exists()
    assert [(number, words, f"{due:%d.%m.%Y}") for number, words, due in found] == [
        (7, "voor dossiers vanaf oktober 2023", "31.12.2023"),
        (8, "begin volgend jaar", "31.03.2024"),
        (4, "eind 2024", "31.12.2024"),
    ]


def test_loading_again_keeps_the_address_of_the_question_and_of_its_tables() -> None:
    with as_owner():
        question = Question.objects.get(origin=NOW)
        blocks = list(Block.objects.filter(part__question=question).values_list("pk", flat=True))
        assert load_questions() == 0
        assert Question.objects.get(origin=NOW).pk == question.pk
        again = Block.objects.filter(part__question=question).values_list("pk", flat=True)
        assert list(again) == blocks


def test_an_untouched_question_follows_the_product_under_its_own_address() -> None:
    with as_owner():
        question = Question.objects.get(origin=NOW)
        question.parts.filter(number=5).update(breakdown="zoals een oudere versie het zei")
        load_questions()
        again = Question.objects.get(origin=NOW)
        assert (again.pk, again.revision) == (question.pk, question.revision + 1)
        assert again.parts.get(number=5).breakdown == "per jaar, laatste drie jaren"
        assert again.addressees.count() == 2


def test_a_promise_on_the_open_question_survives_a_start() -> None:
    with as_owner():
        question = Question.objects.get(origin=NOW)
        question.parts.filter(number=5).update(breakdown="zoals een oudere versie het zei")
        Commitment.objects.create(
            question=question,
            part=question.parts.get(number=5),
            text="Een nieuwe levering.",
            due_on="2027-12-31",
            owner="Het kabinet",
        )
        load_questions()
        assert Commitment.objects.filter(question=question, part__number=5).exists()


def test_loading_again_changes_nothing_people_or_time_made() -> None:
    with as_owner():
        before = Answer.objects.values_list("content", flat=True).get()
        assert load_questions() == 0
        assert Answer.objects.values_list("content", flat=True).get() == before
        assert Question.objects.filter(origin__in=[ANSWERED, NOW]).count() == 2
