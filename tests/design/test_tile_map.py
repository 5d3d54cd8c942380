"""Nine squares in their place, and a tenth that nobody gave a place."""

import re
from decimal import Decimal

from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from design.patterns import Pattern
from design.tile_map import COLUMNS, Cell, Tile, TileMap


def tile(label: str, value: int | Decimal | None, cell: Cell | None = None) -> Tile:
    if value is None:
        return Tile(label, None, state="niet geregistreerd", pattern=Pattern.DIAGONAL, cell=cell)
    return Tile(label, value, str(value), cell=cell)


def drawing(*tiles: Tile) -> TileMap:
    return TileMap("2025 per centrum", tiles)


def steps(*values: int | Decimal | None) -> list[int]:
    return [shape.step for shape in drawing(*(tile("a", v) for v in values)).shapes]


def test_a_tile_stands_in_its_cell() -> None:
    west, east = drawing(tile("Oostende", 1, (0, 0)), tile("Hasselt", 2, (4, 1))).shapes
    assert west.x < east.x
    assert west.y < east.y


def test_a_tile_without_a_place_or_on_a_taken_one_goes_beneath() -> None:
    tiles = drawing(tile("A", 1, (2, 1)), tile("B", 1, (2, 1)), tile("Tiende", 1)).shapes
    assert tiles[1].y > tiles[0].y
    assert tiles[2].y == tiles[1].y
    assert tiles[2].x != tiles[1].x


def test_colour_follows_the_value_and_zero_is_no_colour() -> None:
    assert steps(0, 10, 20, 30, 40, None) == [0, 1, 2, 3, 4, 0]
    assert steps(Decimal("0.1"), Decimal("0.8")) == [1, 4]


def test_the_legend_says_what_a_colour_means() -> None:
    texts = [range_.text for range_ in drawing(tile("a", 40), tile("b", 3)).legend]
    assert texts == ["1 – 10", "11 – 20", "21 – 30", "31 – 40"]
    assert [range_.text for range_ in drawing(tile("a", 2)).legend] == ["1", "2"]
    assert drawing(tile("a", None)).legend == ()


def test_a_state_is_words_on_a_pattern() -> None:
    html = render_to_string("design/chart_tiles.html", {"chart": drawing(tile("Halle", None))})
    assert ">niet</text>" in html
    assert ">geregistreerd</text>" in html
    assert 'fill="url(#tiles-diagonal)"' in html
    assert "style=" not in html
    spoken = re.search(r"<desc[^>]*>(.*?)</desc>", html, re.DOTALL)
    assert spoken is not None
    assert spoken.group(1).strip() == "Halle: niet geregistreerd"


CELLS = st.none() | st.tuples(st.integers(-1, COLUMNS), st.integers(-1, 4))


@given(st.lists(st.tuples(st.none() | st.integers(0, 10**9), CELLS), max_size=15))
def test_no_two_tiles_cover_each_other_and_all_are_inside(
    given_tiles: list[tuple[int | None, Cell | None]],
) -> None:
    drawn = drawing(*(tile("Noord-West-Vlaanderen", value, cell) for value, cell in given_tiles))
    places = {(shape.x, shape.y) for shape in drawn.shapes}
    assert len(places) == len(given_tiles)
    assert all(0 <= x <= drawn.width - drawn.side for x, _y in places)
    assert all(0 <= y <= drawn.height - drawn.side for _x, y in places)
    for shape in drawn.shapes:
        assert (shape.step > 0) == (shape.fill == "" and shape.lines[-1].text != "0")
