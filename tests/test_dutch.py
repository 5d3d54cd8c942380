"""Every text on the screen has its Dutch: an English one would stand there in silence."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import django
import polib
from django.utils.translation.template import templatize

PROJECT = Path(__file__).parents[1]
APPS = [path.parent for path in PROJECT.glob("*/locale")]
PLAIN = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy"}
WITH_CONTEXT = {"pgettext", "pgettext_lazy", "npgettext"}
Text = tuple[str | None, str]
"""The context and the English text."""


def in_python(path: Path) -> Iterator[Text]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            constants = [
                argument.value
                for argument in node.args
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
            ]
            if node.func.id in PLAIN and constants:
                yield None, constants[0]
            if node.func.id in WITH_CONTEXT and len(constants) > 1:
                yield constants[0], constants[1]


def in_template(path: Path) -> Iterator[Text]:
    # Django's own reading of a template: gettext(u'…') for every text in it.
    found = re.findall(
        r"""\b(n?p?gettext)\(\s*u?("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
        r"""(?:\s*,\s*u?("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'))?""",
        templatize(path.read_text()),
    )
    for function, first, second in found:
        if function in WITH_CONTEXT:
            yield ast.literal_eval(first), ast.literal_eval(second)
        else:
            yield None, ast.literal_eval(first)


def used() -> Iterator[tuple[Path, Text]]:
    for app in APPS:
        for path in sorted(app.rglob("*.py")):
            if "migrations" not in path.parts:
                yield from ((path, text) for text in in_python(path))
        for path in sorted(app.rglob("templates/**/*.html")):
            yield from ((path, text) for text in in_template(path))


def translated() -> set[Text]:
    sources = [
        *PROJECT.glob("*/locale/nl/LC_MESSAGES/django.po"),
        *Path(django.__file__).parent.glob("**/locale/nl/LC_MESSAGES/django.po"),
    ]
    return {
        (entry.msgctxt, entry.msgid)
        for source in sources
        for entry in polib.pofile(str(source))
        if entry.translated()
    }


def test_every_text_has_its_dutch() -> None:
    known = translated()
    missing = [
        f"{path.relative_to(PROJECT)}: {text}"
        for path, (context, text) in used()
        if (context, text) not in known
    ]
    assert not missing, "\n".join(missing)


def test_a_text_without_dutch_is_found(tmp_path: Path) -> None:
    module, template = tmp_path / "a.py", tmp_path / "b.html"
    module.write_text('_("Not in any file")\npgettext("here", "Nor this")\n')
    template.write_text('{% load i18n %}{% translate "Nor that" %}')
    found = {*in_python(module), *in_template(template)}
    assert found == {(None, "Not in any file"), ("here", "Nor this"), (None, "Nor that")}
    assert found.isdisjoint(translated())
