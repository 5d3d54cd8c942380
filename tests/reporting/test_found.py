"""What the search found goes from the preview to the approval, and only for the same tables."""

import pytest
from django.core import signing

from cases.errors import StaleVersion
from lib.acting import acting_as
from reporting.disclosure.family import hidden_names
from reporting.disclosure.found import Found
from reporting.disclosure.hypercube import Key
from reporting.disclosure.table import Table
from reporting.models import ReleasedFigures
from reporting.services.answers import SALT, Terms, approve, preview
from tests.database import as_owner
from tests.reporting.test_answers import Desk, desk

__all__ = ["desk"]
TOTAL = None
NUMBERS: dict[Key, int] = {("a", 1): 3, ("b", 1): 30, ("c", 1): 40, (TOTAL, 1): 73}


def table(*, values: dict[Key, int] | None = None, also: frozenset[Key] = frozenset()) -> Table:
    cells: dict[Key, int] = {**NUMBERS, **(values or {})}
    totals: dict[Key, int] = {(row, TOTAL): value for (row, _column), value in cells.items()}
    return Table({**cells, **totals}, name=lambda key: key, also=also)


def hidden(of: Table, found: Found, threshold: int = 5) -> frozenset[object]:
    return hidden_names([of], threshold=threshold, cost=lambda _name: 1, found=found)


class TestTheSearch:
    def test_the_same_tables_are_not_searched_again(self) -> None:
        """Nothing is hidden when that is what was found."""
        found: Found = {}
        whole = hidden(table(), found)
        assert ("a", 1) in whole
        (text,) = found.values()
        assert hidden(table(), {**found}) == whole
        nothing = {one: text.translate(dict.fromkeys(map(ord, text), "0")) for one in found}
        assert hidden(table(), nothing) == frozenset()

    @pytest.mark.parametrize(
        ("other", "threshold"),
        [
            (table(values={("b", 1): 31, (TOTAL, 1): 74}), 5),
            (table(also=frozenset([("c", 1)])), 5),
            (table(), 4),
        ],
    )
    def test_others_are(self, other: Table, threshold: int) -> None:
        found: Found = {}
        hidden(table(), found)
        assert hidden(other, found, threshold)
        assert len(found) == 2


@pytest.mark.django_db
class TestTheApproval:
    def test_takes_it_from_the_preview(self, desk: Desk) -> None:
        """Another one in a note of ours gives other figures than those that were shown."""
        with acting_as(desk.coordinator.pk):
            shown = preview(by=desk.coordinator, question=desk.question, terms=Terms("parliament"))
            note = signing.loads(shown.token, salt=SALT)
            assert note["found"]
            note["found"] = dict.fromkeys(note["found"], "00")
            token = signing.dumps(note, salt=SALT)
            with pytest.raises(StaleVersion):
                approve(by=desk.coordinator, question=desk.question, token=token)
            answer = approve(by=desk.coordinator, question=desk.question, token=shown.token)
        assert answer.content == shown.content.to_text()

    def test_searches_again_after_an_edition_in_between(self, desk: Desk) -> None:
        """It printed a number that differs from this one by a single dossier."""
        with acting_as(desk.coordinator.pk):
            shown = preview(by=desk.coordinator, question=desk.question, terms=Terms("parliament"))
        cells = [[desk.centre.code, 2024, "all", 10]]
        with as_owner():
            ReleasedFigures.objects.create(
                indicator="dossiers_stalking", profile="parliament", axis="centre", cells=cells
            )
        with acting_as(desk.coordinator.pk), pytest.raises(StaleVersion):
            approve(by=desk.coordinator, question=desk.question, token=shown.token)

    def test_a_note_of_before_this_was_carried_still_counts(self, desk: Desk) -> None:
        with acting_as(desk.coordinator.pk):
            shown = preview(by=desk.coordinator, question=desk.question, terms=Terms("parliament"))
            note = signing.loads(shown.token, salt=SALT)
            del note["found"]
            token = signing.dumps(note, salt=SALT)
            answer = approve(by=desk.coordinator, question=desk.question, token=token)
        assert answer.content == shown.content.to_text()


def test_it_is_small_enough_for_a_form() -> None:
    """A bit for each of five thousand cells."""
    cells: dict[Key, int] = {(row, 1): 100 + row for row in range(2_500)}
    cells[TOTAL, 1] = sum(cells.values())
    totals: dict[Key, int] = {(row, TOTAL): value for (row, _column), value in cells.items()}
    found: Found = {}
    hidden_names(
        [Table({**cells, **totals}, name=lambda key: key)],
        threshold=5,
        cost=lambda _name: 1,
        found=found,
    )
    assert len(signing.dumps(found, compress=True)) < 2_000
