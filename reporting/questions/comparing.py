"""Two answers to the same part side by side: what differs, and why."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from lib.dutch import write_moment, write_number
from reporting.answers.content import AnswerContent, PartContent
from reporting.exports.document import Amount
from reporting.models import Answer, Question
from reporting.questions.exhibits import Exhibit
from reporting.questions.explaining import Explainer, cells_of
from reporting.tables import State

_SINCE: dict[State, Promise] = {
    State.NOT_SPLITTABLE: gettext_lazy("The registration can be split like this now."),
    State.NOT_REGISTERED: gettext_lazy("This is registered now."),
    State.NOT_PUBLISHED: gettext_lazy("The figures were published since."),
    State.NOT_COMPETENT: gettext_lazy("The figures of others are shown with their source."),
    State.NOT_DELIVERED: gettext_lazy("The figures were delivered since."),
}
"""Why there is a figure where this stood."""
_WHY_CAME = gettext_lazy("A centre opened or a code came into use, or was renamed.")
_WHY_GONE = gettext_lazy("A centre closed or a code went out of use, or was renamed.")


@dataclass(frozen=True)
class Difference:
    """One thing that differs: what it was, what it is, and the reason."""

    label: str
    then: str
    now: str
    why: str


@dataclass(frozen=True)
class EarlierAnswer:
    """What was answered before to a part about the same figure."""

    answer: Answer
    content: AnswerContent
    part: PartContent
    differences: tuple[Difference, ...]


def earlier_answers(
    question: Question, parts: Sequence[PartContent], *, by: User
) -> dict[int, tuple[EarlierAnswer, ...]]:
    """Per part the last edition of this answer and of those on the same topic, newest first."""
    frozen, explainer = _last_answers(by), Explainer(by)
    return {part.number: tuple(_about(question, part, frozen, explainer)) for part in parts}


def _last_answers(by: User) -> list[tuple[Answer, AnswerContent]]:
    answers = Answer.objects.visible_to(by).select_related("question")
    last: dict[int, Answer] = {}
    for answer in answers.order_by("question", "edition"):
        last[answer.question_id] = answer
    newest = sorted(last.values(), key=lambda answer: answer.approved_at, reverse=True)
    return [(answer, AnswerContent.from_text(answer.content)) for answer in newest]


def _about(
    question: Question,
    part: PartContent,
    frozen: Sequence[tuple[Answer, AnswerContent]],
    explainer: Explainer,
) -> Iterator[EarlierAnswer]:
    for answer, content in frozen:
        own = answer.question_id == question.pk
        for then in content.parts:
            same = then.number == part.number if own else then.topic == part.topic != ""
            if same:
                yield EarlierAnswer(answer, content, then, compare(then, part, explainer))


def compare(then: PartContent, now: PartContent, explainer: Explainer) -> tuple[Difference, ...]:
    """Every difference with its reason; equal things are not mentioned.

    Between two editions of our own the reasons of a number have amounts that add up; next to a
    figure that others published there are only words.
    """
    return tuple(_differences(then, now, explainer))


def _differences(then: PartContent, now: PartContent, explainer: Explainer) -> Iterator[Difference]:
    aspects = (
        (_("State"), _states, _why_state(then, now)),
        (_("Source"), _sources, _("The figures come from another source.")),
        (
            _("Counting unit"),
            _units,
            _("Something else is counted, so the numbers cannot be compared."),
        ),
        (_("Definition"), _definitions, _("The figures follow another definition.")),
        (_("Period"), _periods, _("The figures are about other years.")),
        (
            _("Moment of extraction"),
            _moments,
            _("Counted later: late entries and corrections are in the newer figures."),
        ),
    )
    for label, read, why in aspects:
        before, after = read(then), read(now)
        if before != after:
            yield Difference(label, before or _("nothing"), after or _("nothing"), why)
    yield from _rows_of_one(then, now)
    yield from _values(then, now, explainer)


def _rows_of_one(then: PartContent, now: PartContent) -> Iterator[Difference]:
    """The rows that only one of two editions of a table has; years are told of as the period."""
    for old, new in product(then.exhibits, now.exhibits):
        if not old.version or (old.indicator, _axis(old)) != (new.indicator, _axis(new)):
            continue
        before, after = set(_row_names(old)), set(_row_names(new))
        gone = _joined(name for name in _row_names(old) if name not in after)
        came = _joined(name for name in _row_names(new) if name not in before)
        if gone or came:
            why = (_WHY_CAME if came else "", _WHY_GONE if gone else "")
            text = " ".join(str(one) for one in why if one)
            yield Difference(_("Rows"), gone or _("no other"), came or _("no other"), text)


def _axis(exhibit: Exhibit) -> str:
    return exhibit.document.columns[0].label


def _row_names(exhibit: Exhibit) -> Iterator[str]:
    return (str(row.values[0]) for row in exhibit.document.rows if not row.is_total)


def _why_state(then: PartContent, now: PartContent) -> str:
    """The reason why there is a figure now, or none any more."""
    before = {code for code, _words in then.states}
    after = {code for code, _words in now.states}
    if State.COUNTED not in after:
        return _("There is still no figure; the reason changed.")
    for state, why in _SINCE.items():
        if state in before - after:
            return str(why)
    return _("For some years there is a figure and for others there is none.")


def _states(part: PartContent) -> str:
    return "; ".join(words for _code, words in part.states)


def _sources(part: PartContent) -> str:
    return _joined(
        source.title if source.name == source.title else f"{source.publisher}: {source.title}"
        for exhibit in part.exhibits
        for source in exhibit.sources
    )


def _units(part: PartContent) -> str:
    return _joined(exhibit.unit for exhibit in part.exhibits)


def _definitions(part: PartContent) -> str:
    return _joined(
        _("version %(version)s of %(code)s") % {"version": one.version, "code": one.indicator}
        if one.version
        else _("as the source defines it")
        for one in part.exhibits
        if one.has_figures
    )


def _periods(part: PartContent) -> str:
    return ", ".join(sorted({period for one in part.exhibits for period in _rows_by(one, 1)}))


def _moments(part: PartContent) -> str:
    return _joined(
        write_moment(one.document.maker.at)
        if one.version
        else one.moment or _("not stated by the source")
        for one in part.exhibits
        if one.has_figures
    )


def _rows_by(exhibit: Exhibit, column: int) -> Iterator[str]:
    """The texts of a column in rows with a number; totals over all years are left out."""
    for row in exhibit.document.rows:
        value = row.values[column]
        if isinstance(value, str) and not row.is_total and _number(row.values):
            yield value


def _number(values: Sequence[str | Amount]) -> Amount | None:
    return next((v for v in values if isinstance(v, Amount) and v.value is not None), None)


def _values(then: PartContent, now: PartContent, explainer: Explainer) -> Iterator[Difference]:
    """Numbers and states for the same row, period and column that are not equal."""
    before, after = _cells(then), _cells(now)
    reasons = _reasons(then, now, explainer)
    for place in before:
        old, new = before[place], after.get(place, before[place])
        if (old.value, old.code) != (new.value, new.code):
            why = reasons.get(place) or _why_value(old, new)
            yield Difference(" · ".join(place), _written(old), _written(new), why)


def _why_value(old: Amount, new: Amount) -> str:
    """Without amounts: why there is no number any more, why there is one, or where to look."""
    if new.value is None:
        return new.code.explanation
    if old.value is None and old.code in _SINCE:
        return str(_SINCE[old.code])
    return _("See the differences in source, definition and moment above.")


def _written(amount: Amount) -> str:
    return amount.state if amount.value is None else write_number(amount.value)


def _reasons(
    then: PartContent, now: PartContent, explainer: Explainer
) -> dict[tuple[str, ...], str]:
    """With amounts, where both are editions of a figure that is counted here."""
    found: dict[tuple[str, ...], str] = {}
    for old, new in product(then.exhibits, now.exhibits):
        found |= explainer.reasons_of(old, new)
    return found


def _cells(part: PartContent) -> dict[tuple[str, ...], Amount]:
    return {place: amount for exhibit in part.exhibits for place, amount in cells_of(exhibit)}


def _joined(texts: Iterator[str]) -> str:
    return "; ".join(dict.fromkeys(text for text in texts if text))
