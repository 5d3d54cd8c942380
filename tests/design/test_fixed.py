"""What never varies is drawn once per template; everything else in every request."""

from typing import Any

import pytest
from django.template import Context, Template

from design.templatetags.fixed import DrawnOnce

HEAD = ""


@pytest.mark.parametrize(
    ("source", "drawn"),
    [
        ('{% translate "Search" %}', "Zoek"),
        ('{% translate "yes" context "no such context" %}', "yes"),
        ('{% static "design/vh.css" %}', "/static/design/vh.css"),
        ('{% url "design:privacy" %}', "/privacy/"),
    ],
)
def test_what_is_written_out_in_the_template_is_drawn_once(source: str, drawn: str) -> None:
    template = Template(HEAD + source)
    node: Any
    (node,) = template.nodelist.get_nodes_by_type(DrawnOnce)
    assert [template.render(Context()) for _time in range(2)] == [drawn, drawn]
    # The second time nothing was looked up: a tag that would now fail is not asked.
    node.node = None
    assert template.render(Context()) == drawn


@pytest.mark.parametrize(
    ("source", "results"),
    [
        ("{% translate word %}", 2),
        ('{% translate "yes"|add:word %}', 2),
        ('{% translate "yes" context word %}', 1),
        ('{% translate "yes" noop %}', 1),
        ('{% translate "yes" as answer %}{{ answer }}', 1),
        ("{% static word %}", 2),
        ('{% static "x.css" as address %}{{ address }}', 1),
        ('{% url "cases:person_detail" number %}', 2),
        ('{% url "cases:person_detail" pk=number %}', 2),
        ('{% url "design:privacy" as address %}{{ address }}', 1),
        ("{% url name %}", 2),
    ],
)
def test_what_depends_on_the_request_is_not(source: str, results: int) -> None:
    template = Template(HEAD + source)
    assert not template.nodelist.get_nodes_by_type(DrawnOnce)
    drawn = {
        template.render(Context({"word": word, "number": number, "name": name}))
        for word, number, name in (("no", 1, "design:privacy"), ("yes", 2, "design:shortcuts"))
    }
    assert len(drawn) == results
    assert "" not in drawn


def test_a_text_with_a_tag_in_it_is_escaped_as_before() -> None:
    assert Template(HEAD + '{% translate "<b>" %}').render(Context()) == "<b>"
    assert Template(HEAD + "{% translate word %}").render(Context({"word": "<b>"})) == "&lt;b&gt;"
