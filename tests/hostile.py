"""Reading forms out of pages, and texts that have broken other systems."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

HOSTILE = (
    "",
    "a\x00b",
    "\ufffd\udcff".encode("utf-8", "surrogateescape").decode("latin-1"),
    "\u202egnp.exe",
    "-1",
    "0",
    "9" * 40,
    "1e309",
    "31.02.2026",
    "2026-02-31",
    "01.01.0001",
    "99999-01-01",
    "<script>alert(1)</script>",
    "{{ 7|add:7 }}{% debug %}",
    "' OR 1=1 --",
    "../../etc/passwd",
    "%00%0d%0aSet-Cookie: a=b",
    "=cmd|' /C calc'!A0",
    "\U0001f642" * 50,
    "x" * 300_000,
)
"""Each goes into every form, in all fields at once."""

SHARPEST = ("a\x00b", "9" * 40, "31.02.2026")
"""These also go into one field at a time, so that an earlier complaint cannot shield it."""


@dataclass
class Form:
    """One form of a page, with the values it would send untouched."""

    action: str
    method: str
    values: dict[str, list[str]] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._open: Form | None = None
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = Form(given.get("action", ""), given.get("method", "get").lower())
            self.forms.append(self._open)
        elif self._open is not None:
            self._control(self._open, tag, given)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None

    def _control(self, form: Form, tag: str, given: dict[str, str]) -> None:
        name = given.get("name", "")
        if tag == "select":
            self._select = name
        if tag in {"input", "textarea", "select", "button"} and name:
            if name not in form.names:
                form.names.append(name)
            checkable = given.get("type") in {"radio", "checkbox"}
            if tag == "input" and (not checkable or "checked" in given):
                form.values.setdefault(name, []).append(given.get("value", ""))
        elif tag == "option" and self._select and "selected" in given:
            form.values.setdefault(self._select, []).append(given.get("value", ""))


def forms_in(html: str) -> list[Form]:
    """Every form of a page."""
    parser = _Forms()
    parser.feed(html)
    return parser.forms
