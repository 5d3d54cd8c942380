"""A question with everything that answers it, read in a few queries and evaluated."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from reporting.answers.content import AnswerContent, Minister, PartContent, Statement
from reporting.models import Block, Narrative, Question, SubQuestion
from reporting.questions.evaluation import Setting, evaluate
from reporting.questions.exhibits import Exhibit
from reporting.tables import State

IN_WORDS = "in_words"
"""The state of a part that is answered with a text and no figures."""
UNANSWERED = "unanswered"
MOST_DETAILS = 2
"""More ways to say the same state are left to the table."""


def parts_of(question: Question) -> list[SubQuestion]:
    """The parts with their blocks, texts and competent minister."""
    narratives = Narrative.objects.select_related("addressee", "edited_by")
    blocks = Block.objects.select_related("part")
    return list(
        question.parts.select_related("addressee").prefetch_related(
            Prefetch("blocks", blocks), Prefetch("narratives", narratives)
        )
    )


def part_content(part: SubQuestion, *, setting: Setting) -> PartContent:
    """One part, evaluated."""
    exhibits = tuple(evaluate(block, setting=setting) for block in part.blocks.all())
    statements = tuple(
        Statement(one.addressee.office, one.text) for one in part.narratives.all() if one.text
    )
    return PartContent(
        number=part.number,
        asked=part.asked,
        breakdown=part.breakdown,
        topic=part.topic,
        competence=part.addressee.office if part.addressee else _("all ministers together"),
        states=states_of(exhibits, has_text=bool(statements)),
        statements=statements,
        exhibits=exhibits,
    )


def states_of(exhibits: Iterable[Exhibit], *, has_text: bool) -> tuple[tuple[str, str], ...]:
    """The states of a part, each code once with all its words; never nothing."""
    words: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for exhibit in exhibits:
        for code, text in exhibit.states:
            words[code][text] = None
    found = tuple((code, _together(code, list(texts))) for code, texts in words.items())
    if found:
        return found
    return (
        ((IN_WORDS, _("answered in words")),) if has_text else ((UNANSWERED, _("no answer yet")),)
    )


def _together(code: str, texts: Sequence[str]) -> str:
    """All of them, or where they stand: nine centres have nine days on which they began."""
    if len(texts) <= MOST_DETAILS:
        return "; ".join(texts)
    return _("%(state)s (the table says why)") % {"state": State(code).label}


def content_of(
    question: Question,
    *,
    setting: Setting,
    edition: int,
    profile: str,
    small_cells: str = "",
    approver_role: str = "",
) -> AnswerContent:
    """The whole answer as it would be frozen at the moment of the setting."""
    return AnswerContent(
        subject=question.subject,
        remark=question.remark,
        asker=question.asker,
        asked_on=question.asked_on,
        ministers=tuple(
            Minister(one.office, one.number, one.competence) for one in question.addressees.all()
        ),
        keywords=tuple(question.keywords),
        edition=edition,
        profile=profile,
        small_cells=small_cells,
        approver_name=setting.maker_name,
        approver_role=approver_role,
        approved_at=setting.known_on,
        parts=tuple(part_content(part, setting=setting) for part in parts_of(question)),
    )
