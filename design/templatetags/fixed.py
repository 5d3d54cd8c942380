"""translate, static and url without `{% load %}`: drawn once per template when nothing varies.

Everything on screen is Dutch, so a text that is written out in a template is the same in every
request, and so is the address of a page or of a static file. A page has some eighty of them;
looking each up again takes a third of the time of drawing it.
"""

from typing import Any

from django import template
from django.template import Context, defaulttags
from django.template.base import FilterExpression, Node, Parser, Token
from django.templatetags import i18n
from django.templatetags import static as static_files

register = template.Library()
for _library in (i18n.register, static_files.register):
    register.tags.update(_library.tags)
    register.filters.update(_library.filters)


class DrawnOnce(Node):
    """A tag that draws the same in every request."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self.drawn: str | None = None

    def render(self, context: Context) -> str:
        if self.drawn is None:
            self.drawn = self.node.render(context)
        return self.drawn


@register.tag("translate")
@register.tag("trans")
def translate(parser: Parser, token: Token) -> Node:
    """Django's, for a text without variable or filter that is drawn where it stands."""
    node: Any = i18n.do_translate(parser, token)
    return _once(node, node.filter_expression, node.message_context, stays=not node.noop)


@register.tag("static")
def static(parser: Parser, token: Token) -> Node:
    """Django's, for a file that is named in the template."""
    node: Any = static_files.do_static(parser, token)
    return _once(node, node.path, asvar=node.varname)


@register.tag("url")
def url(parser: Parser, token: Token) -> Node:
    """Django's, for a page that needs no argument."""
    node: Any = defaulttags.url(parser, token)
    return _once(node, node.view_name, stays=not (node.args or node.kwargs))


def _once(
    node: Any, *parts: FilterExpression | None, stays: bool = True, asvar: str | None = None
) -> Node:
    kept = stays and not (asvar or getattr(node, "asvar", None))
    return DrawnOnce(node) if kept and all(map(_is_fixed, parts)) else node


def _is_fixed(part: FilterExpression | None) -> bool:
    if part is None or isinstance(part.var, str):
        return True
    # Django's translate wraps its text in a variable.
    return not part.filters and getattr(part.var, "literal", None) is not None
