"""How forms are drawn: labels, messages, summary, and the admin left alone."""

import re
from typing import Any

import pytest
from django import forms
from django.contrib.admin.widgets import AdminRadioSelect
from django.template import Context, Template
from django.template.loader import render_to_string

from design.fields import SafeCharField
from design.forms import DesignRenderer, problems_of
from tests.design.showcase import TYPED, IntakeForm


def tags(html: str, name: str) -> list[str]:
    return re.findall(rf"<{name}\b[^>]*>", html)


def summary(*given: Any) -> str:
    names = " ".join(f"form_{index}" for index in range(len(given)))
    context = Context({f"form_{index}": form for index, form in enumerate(given)})
    return Template(f"{{% load design %}}{{% error_summary {names} %}}").render(context)


def test_every_control_has_a_label_or_stands_in_a_group_with_a_legend() -> None:
    html = str(IntakeForm())
    targets = set(re.findall(r'<label [^>]*for="([^"]+)"', html))
    for control in tags(html, "input") + tags(html, "select") + tags(html, "textarea"):
        wrapped = f'<label class="vh-choice">{control}' in html
        identity = re.search(r'id="([^"]+)"', control)
        assert wrapped or (identity and identity.group(1) in targets), control
    assert html.count("<fieldset") == html.count("<legend") == 2


def test_every_description_that_is_promised_exists() -> None:
    html = str(IntakeForm(TYPED["refused"]))
    promised = {
        word for ids in re.findall(r'aria-describedby="([^"]+)"', html) for word in ids.split()
    }
    assert "id_victim_error" in promised
    assert promised <= set(re.findall(r'\bid="([^"]+)"', html))


def test_every_line_of_the_summary_leads_to_a_control() -> None:
    form = IntakeForm(TYPED["refused"])
    html = str(form)
    targets = re.findall(r'<li><a href="#([^"]+)"', html)
    assert len(targets) == len(form.errors) == 7
    for target in targets:
        assert re.search(rf'<(input|select|textarea) [^>]*id="{target}"', html), target


def test_the_message_stands_above_the_control_and_is_marked() -> None:
    html = str(IntakeForm(TYPED["refused"]))
    assert html.index('id="id_victim_error"') < html.index('id="id_victim"')
    victim = next(tag for tag in tags(html, "input") if 'name="victim"' in tag)
    assert 'aria-invalid="true"' in victim
    assert "Fout:" in html


def test_required_is_told_to_assistive_technology_and_not_to_the_browser() -> None:
    html = str(IntakeForm())
    assert not re.search(r"<[^>]*\srequired\b", html)
    victim = next(tag for tag in tags(html, "input") if 'name="victim"' in tag)
    assert 'aria-required="true"' in victim
    radio = next(tag for tag in tags(html, "input") if 'name="stalking"' in tag)
    assert "aria-required" not in radio


def test_only_optional_fields_are_marked() -> None:
    html = str(IntakeForm())
    assert html.count("(niet verplicht)") == 2
    filters = type(
        "Filters", (forms.Form,), {"marks_optional": False, "q": forms.CharField(required=False)}
    )
    assert "niet verplicht" not in str(filters())


def test_a_choice_group_leads_to_its_first_choice_also_when_grouped() -> None:
    field = forms.ChoiceField(
        label="Rol",
        choices=[("Kern", [("a", "A")]), ("Gezin", [("b", "B")])],
        widget=forms.RadioSelect,
    )
    form = type("Grouped", (forms.Form,), {"role": field})({})
    (problem,) = problems_of(form)
    assert problem.target == "id_role_0_0"
    assert 'id="id_role_0_0"' in str(form)
    assert problem.message == "‘Rol’ is verplicht."


def test_the_summary_counts_and_takes_several_forms_and_formsets() -> None:
    one = type("One", (forms.Form,), {"name": SafeCharField(label="Naam")})
    rows: Any = forms.formset_factory(one, min_num=2, validate_min=True, extra=0)
    formset = rows({"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-name": ""})
    html = summary(one({"name": "x"}), None, formset, one({}, prefix="b"))
    assert "Er zijn 3 problemen" in html
    assert 'href="#id_form-0-name"' in html
    assert 'href="#id_b-name"' in html


def test_one_problem_is_singular_and_none_draws_nothing() -> None:
    one = type("One", (forms.Form,), {"name": SafeCharField(label="Naam")})
    assert "Er is 1 probleem" in summary(one({}))
    assert summary(one({"name": "x"}), one()).strip() == ""


def test_errors_of_the_whole_form_and_of_hidden_fields_reach_the_summary() -> None:
    class Whole(forms.Form):
        version = forms.IntegerField(widget=forms.HiddenInput)

        def clean(self) -> None:
            raise forms.ValidationError("Iemand anders wijzigde dit dossier.")

    messages = [problem.message for problem in problems_of(Whole({}))]
    assert messages[0] == "Iemand anders wijzigde dit dossier."
    assert len(messages) == 2


def test_typed_text_is_escaped_everywhere() -> None:
    attack = '"><script>alert(1)</script>'
    field = forms.ChoiceField(label=attack, choices=[(attack, attack)], help_text=attack)
    form = type("Attack", (forms.Form,), {"a": SafeCharField(label=attack), "b": field})
    html = str(form({"a": attack, "b": attack + "x"})) + str(form({}))
    assert "<script" not in html


def test_a_select_keeps_its_groups_and_its_choice() -> None:
    html = str(IntakeForm(TYPED["filled"])["reporter"])
    assert '<optgroup label="Politie">' in html
    assert '<option value="police" selected>PZ Antwerpen</option>' in html


def test_the_admin_keeps_its_own_radio_buttons() -> None:
    widget = AdminRadioSelect(choices=[("a", "A")])
    html = widget.render("x", "a", renderer=DesignRenderer())
    assert "vh-choice" not in html
    assert 'type="radio"' in html


@pytest.mark.parametrize("typed", [None, {}, {"phase": "x"}])
def test_the_filter_bar_draws_every_state(typed: dict[str, str] | None) -> None:
    form = type("F", (forms.Form,), {"phase": forms.CharField(label="Fase", required=False)})(typed)
    html = render_to_string("design/forms/filter_bar.html", {"form": form, "reset_url": "/x/"})
    assert 'method="get"' in html
    assert "Wis filters" in html
