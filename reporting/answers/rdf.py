"""A few RDF statements written as Turtle and as JSON-LD, from one structure."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

PREFIXES: Mapping[str, str] = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


@dataclass(frozen=True)
class Uri:
    """A whole address."""

    address: str


@dataclass(frozen=True)
class Literal:
    """A text with a language, or with a datatype such as `xsd:date`."""

    text: str
    language: str = ""
    datatype: str = ""


@dataclass(frozen=True)
class Node:
    """Something with properties; without an address it is known only through what names it."""

    kind: str
    properties: Sequence[tuple[str, "Uri | Literal | Node"]]
    address: str = ""


def dutch(text: str) -> Literal:
    """A Dutch text."""
    return Literal(text, language="nl")


def turtle(root: Node) -> str:
    """The statements as Turtle."""
    prefixes = "".join(f"@prefix {name}: <{address}> .\n" for name, address in PREFIXES.items())
    subjects = "\n\n".join(f"<{node.address}> {_predicates(node, 1)} ." for node in _named(root))
    return f"{prefixes}\n{subjects}\n"


def json_ld(root: Node) -> str:
    """The same statements as JSON-LD."""
    document = {"@context": dict(PREFIXES), **_object(root)}
    return json.dumps(document, ensure_ascii=False, indent=1)


def _named(node: Node) -> Iterator[Node]:
    """Every node with an address, the outer ones first."""
    if node.address:
        yield node
    for _name, value in node.properties:
        if isinstance(value, Node):
            yield from _named(value)


def _predicates(node: Node, depth: int) -> str:
    indent = "  " * depth
    lines = [f"a {node.kind}"]
    lines += [f"{name} {_term(value, depth)}" for name, value in node.properties]
    return f" ;\n{indent}".join(lines)


def _term(value: "Uri | Literal | Node", depth: int) -> str:
    if isinstance(value, Uri):
        return f"<{value.address}>"
    if isinstance(value, Node):
        return f"<{value.address}>" if value.address else f"[ {_predicates(value, depth + 1)} ]"
    # A JSON string escapes what a Turtle string must escape.
    text = json.dumps(value.text, ensure_ascii=False)
    if value.language:
        return f"{text}@{value.language}"
    return f"{text}^^{value.datatype}" if value.datatype else text


def _object(value: "Uri | Literal | Node") -> Any:
    if isinstance(value, Uri):
        return {"@id": value.address}
    if isinstance(value, Literal):
        extra = {"@language": value.language, "@type": value.datatype}
        return {"@value": value.text, **{key: word for key, word in extra.items() if word}}
    made: dict[str, Any] = {"@id": value.address} if value.address else {}
    made["@type"] = value.kind
    for name, inner in value.properties:
        made.setdefault(name, []).append(_object(inner))
    return made
