"""What is committed: nothing from outside, nothing inline, everything translated and licensed."""

import re
from pathlib import Path

import polib
import pytest

import design

ROOT = Path(design.__file__).parent.parent
STATIC = ROOT / "design" / "static" / "design"
SPRITE = (STATIC / "icons.svg").read_text(encoding="utf-8")
TEMPLATES = sorted(
    path
    for folder in ROOT.iterdir()
    if (folder / "apps.py").exists() or (folder / "urls.py").exists()
    for path in folder.glob("templates/**/*.html")
)
MESSAGES = polib.pofile(str(ROOT / "design/locale/nl/LC_MESSAGES/django.po"))

# Names of XML dialects, not addresses that anything fetches.
NAMESPACES = {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_there_is_something_to_check() -> None:
    assert len(TEMPLATES) > 20
    assert SPRITE.count("<symbol") > 30


@pytest.mark.parametrize(
    "path",
    sorted(path for path in STATIC.iterdir() if path.suffix in {".css", ".js", ".svg"}),
    ids=name_of,
)
def test_a_static_file_points_nowhere_outside(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert set(re.findall(r"https?://[^\s\"')]+", text)) <= NAMESPACES
    assert "@import" not in text
    for target in re.findall(r"url\(\s*[\"']?([^\"')]+)", text):
        assert target.startswith(("data:", "fonts/")), target
        assert target.startswith("data:") or (path.parent / target).exists(), target


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_template_has_nothing_the_csp_would_refuse(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"<style\b|\sstyle\s*=", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert not re.search(r"\son[a-z]+\s*=|javascript:|hx-on|hx-vals='js:", text)
    assert not re.search(r"""(src|href|action)=["']\s*(https?:)?//""", text)
    assert "|safe" not in text


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_every_icon_of_a_template_is_in_the_sprite(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    used = re.findall(r"{%\s*icon\s+[\"']([^\"']+)", text)
    used += re.findall(r"{%\s*pill\s+\S+\s+[\"'][^\"']*[\"']\s+[\"']([^\"']+)", text)
    for name in used:
        assert f'id="{name}"' in SPRITE, name


def test_the_vendored_files_carry_their_licence_and_version() -> None:
    assert (
        "Appuniversum 4.4.1, MIT" in (STATIC / "appuniversum.css").read_text(encoding="utf-8")[:200]
    )
    assert "MIT License" in (STATIC / "licences/appuniversum.txt").read_text(encoding="utf-8")
    assert "SIL Open Font License" in (STATIC / "licences/source-sans-3.txt").read_text(
        encoding="utf-8"
    )
    assert len(list((STATIC / "fonts").glob("*.woff2"))) == 6


def test_our_own_files_stay_small() -> None:
    assert (STATIC / "vh.js").stat().st_size < 5_000
    assert sum(path.stat().st_size for path in STATIC.glob("vh*.css")) < 40_000


def _sources() -> set[str]:
    """The English texts of this app, as gettext asks for them."""
    found: set[str] = set()
    for path in (ROOT / "design").glob("templates/**/*.html"):
        text = path.read_text(encoding="utf-8")
        found.update(re.findall(r'{%\s*translate\s+"([^"]+)"', text))
    for path in (ROOT / "design").glob("**/*.py"):
        text = path.read_text(encoding="utf-8")
        for call in re.findall(r'\b(?:_|gettext)\(\s*((?:"[^"]*"\s*)+)\)', text):
            found.add("".join(re.findall(r'"([^"]*)"', call)))
    return found


def test_every_text_is_dutch() -> None:
    known = {entry.msgid for entry in MESSAGES if entry.translated()}
    missing = _sources() - known
    assert len(_sources()) > 60
    assert not missing


def test_no_placeholder_is_lost_in_translation() -> None:
    for entry in MESSAGES:
        for text in [entry.msgstr, *entry.msgstr_plural.values()]:
            wanted = set(re.findall(r"%\(\w+\)s", entry.msgid))
            assert set(re.findall(r"%\(\w+\)s", text)) <= wanted, entry.msgid


def _luminance(colour: str) -> float:
    parts = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


TOKENS = dict(
    re.findall(
        r"--au-([a-z]+-?\d*):\s*(#[0-9a-f]{6})", (STATIC / "appuniversum.css").read_text("utf-8")
    )
)


@pytest.mark.parametrize(
    ("front", "back", "least"),
    [
        ("gray-700", "white", 3.0),  # borders of fields, WCAG 1.4.11, which axe does not check
        ("gray-700", "gray-100", 3.0),  # the same in the filter bar
        ("blue-900", "white", 3.0),  # the focus outline
        ("blue-900", "yellow-300", 3.0),
        ("gray-800", "white", 4.5),  # help text
        ("blue-700", "white", 4.5),
        ("red-700", "red-200", 4.5),
        ("orange-700", "orange-200", 4.5),
        ("green-700", "green-200", 4.5),
        ("white", "blue-700", 4.5),
    ],
)
def test_colours_contrast_enough(front: str, back: str, least: float) -> None:
    full = {"white": "#ffffff", **TOKENS}
    assert _contrast(full[front], full[back]) >= least


def test_a_field_border_is_not_the_pale_one() -> None:
    forms = (STATIC / "vh-forms.css").read_text(encoding="utf-8")
    frame = (STATIC / "vh.css").read_text(encoding="utf-8")
    assert "--vh-field-border: 0.1rem solid var(--au-gray-700)" in frame
    assert ".au-c-input, .au-c-textarea, .vh-select { border: var(--vh-field-border)" in forms
