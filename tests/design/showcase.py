"""What the style guide shows in its three states: empty, filled in, refused."""

import datetime as dt
from typing import Any, Literal

from django import forms
from django.template.loader import render_to_string

from design.charts import Bar, BarChart
from design.fields import DutchDateField, SafeCharField, SafeTextField
from design.navigation import NavigationItem
from design.timeline import Step

State = Literal["empty", "filled", "refused"]

VIOLENCE = [
    ("stalking", "Stalking / belaging"),
    ("physical", "Fysiek geweld"),
    ("psychological", "Psychisch geweld"),
    ("sexual", "Seksueel geweld"),
    ("control", "Dwingende controle"),
    ("child", "Kind betrokken"),
]
TYPED = {
    "empty": None,
    "filled": {
        "victim": "Sofie Verhaegen",
        "story": "Berichten\nen aan de school",
        "violence": ["stalking", "child"],
        "reporter": "police",
        "received_on": "03.11.2026",
        "stalking": "yes",
        "checked": "on",
    },
    "refused": {
        "victim": "Sofie\u202eVerhaegen",
        "story": "x" * 220,
        "violence": ["onbekend"],
        "received_on": "31.02.2026",
    },
}


class IntakeForm(forms.Form):
    """One of every widget."""

    victim = SafeCharField(label="Slachtoffer", max_length=100, help_text="Naam, zoals gekend.")
    story = SafeTextField(
        label="Wat is er gebeurd?", max_length=200, help_text="Kort en feitelijk."
    )
    violence = forms.MultipleChoiceField(
        label="Soort geweld", choices=VIOLENCE, widget=forms.CheckboxSelectMultiple
    )
    stalking = forms.ChoiceField(
        label="Is er stalking?",
        choices=[("yes", "Ja"), ("no", "Nee"), ("unknown", "Nog niet geweten")],
        widget=forms.RadioSelect(attrs={"class": "vh-choices--row"}),
    )
    reporter = forms.ChoiceField(
        label="Aangemeld door",
        choices=[("", "Kies een dienst"), ("Politie", [("police", "PZ Antwerpen")])],
    )
    received_on = DutchDateField(
        label="Datum aanmelding", future=False, help_text="Je mag ook ‘vandaag’ typen."
    )
    document = forms.FileField(label="Document", required=False)
    remark = SafeTextField(label="Opmerking", required=False, max_length=4000)
    checked = forms.BooleanField(label="Ik heb nagekeken of de persoon al gekend is")


class FilterForm(forms.Form):
    marks_optional = False
    phase = forms.ChoiceField(label="Fase", choices=[("", "Alle")], required=False)
    since = DutchDateField(label="Sinds", required=False)


def chart() -> BarChart:
    return BarChart(
        title="2025 per centrum",
        description="Dossiers met stalking.",
        bars=(
            Bar("Antwerpen", 140, "140"),
            Bar("Gent", 77, "77"),
            Bar("Halle", 1, "1"),
            Bar("Kortrijk", 0, "0"),
            Bar("Oostende", None, state="n.v.t.: nog niet open"),
            Bar("Leuven", None, "<5"),
        ),
    )


def context(state: State, **extra: Any) -> dict[str, Any]:
    return {
        "form": IntakeForm(TYPED[state]),
        "filter_form": FilterForm({}),
        "navigation": (
            NavigationItem("Vandaag", "/"),
            NavigationItem("Dossiers", "/dossiers/", active=True),
            NavigationItem("Cijfers", "/cijfers/"),
        ),
        "crumbs": (
            NavigationItem("Dossiers", "/dossiers/"),
            NavigationItem("VH-2026-0412", "/dossiers/VH-2026-0412/"),
        ),
        "tabs": (
            NavigationItem("Overzicht", "#overview", active=True),
            NavigationItem("Betrokkenen (3)", "#people"),
            NavigationItem("Feiten (7)", "#offences"),
            NavigationItem("Overleg (2)", "#conference"),
            NavigationItem("Logboek", "#log"),
        ),
        "steps": (
            Step("Aanmelding", "done", "03.11.2026"),
            Step("Triage", "done", "05.11.2026"),
            Step("Casusoverleg", "current", "sinds 12.11.2026"),
            Step("Opvolging", "todo"),
            Step("Afsluiting", "todo"),
        ),
        "chart": chart(),
        "birth_date": dt.date(1989, 4, 12),
        "moment": dt.datetime(2026, 11, 23, 12, 30, tzinfo=dt.UTC),
        "search_url": "/zoeken/",
        "new_intake_url": "/aanmeldingen/nieuw/",
        "names_toggle_url": "/namen/",
        "sign_out_url": "/afmelden/",
        "user_name": "Ilse Maes",
        "centre_name": "Veilig Huis Antwerpen",
        "accessibility_url": "/toegankelijkheid/",
        "privacy_url": "/privacy/",
        "shortcuts_url": "/sneltoetsen/",
        "shortcuts_on": True,
        **extra,
    }


def style_guide(state: State, **extra: Any) -> str:
    return render_to_string("design/styleguide.html", context(state, **extra))
