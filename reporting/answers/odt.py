"""ODT: OpenDocument 1.3 text written by hand. Real headings, real tables, Dutch of Belgium."""

from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from reporting.answers.content import AnswerContent
from reporting.answers.outline import (
    Grid,
    Heading,
    Paragraph,
    Piece,
    outline,
    title_of_answer,
)
from reporting.answers.package import package
from reporting.answers.screen import Box, Table

MIME = "application/vnd.oasis.opendocument.text"
_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{address}:1.0"'
    for name, address in (
        ("office", "office"),
        ("table", "table"),
        ("text", "text"),
        ("style", "style"),
        ("fo", "xsl-fo-compatible"),
        ("meta", "meta"),
        ("manifest", "manifest"),
    )
)
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_VERSION = 'office:version="1.3"'


def write(content: AnswerContent, fingerprint: str) -> bytes:
    """The answer as an OpenDocument text."""
    body = "".join(
        _drawn(piece, number) for number, piece in enumerate(outline(content, fingerprint))
    )
    return package(
        (
            ("META-INF/manifest.xml", _manifest()),
            ("meta.xml", _meta(content)),
            ("styles.xml", _styles()),
            (
                "content.xml",
                _content(body),
            ),
        ),
        mimetype=MIME,
    )


def _content(body: str) -> str:
    return (
        f"{_HEAD}<office:document-content {_SPACES} {_VERSION}>"
        f"<office:automatic-styles>{_AUTOMATIC}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body>"
        "</office:document-content>"
    )


_AUTOMATIC = (
    '<style:style style:name="bold" style:family="text">'
    '<style:text-properties fo:font-weight="bold"/></style:style>'
    '<style:style style:name="right" style:family="paragraph" '
    'style:parent-style-name="Standard"><style:paragraph-properties fo:text-align="end"/>'
    "</style:style>"
    '<style:style style:name="grid" style:family="table">'
    '<style:table-properties fo:margin-bottom="0.3cm" table:align="margins"/></style:style>'
    '<style:style style:name="box" style:family="table-cell"><style:table-cell-properties '
    'fo:border="0.05pt solid #808080" fo:padding="0.1cm"/></style:style>'
)


def _drawn(piece: Piece, number: int) -> str:
    if isinstance(piece, Heading):
        level = piece.level
        return (
            f'<text:h text:style-name="Heading_20_{level}" text:outline-level="{level}">'
            f"{escape(piece.text)}</text:h>"
        )
    if isinstance(piece, Paragraph):
        return _paragraph(escape(piece.text))
    if isinstance(piece, Grid):
        return _table(piece.table, number)
    return "".join(
        _paragraph(f"{_bold(f'{line.label}: ')}{escape(line.text)}") for line in piece.lines
    )


def _paragraph(inner: str, style: str = "Standard") -> str:
    return f'<text:p text:style-name="{style}">{inner}</text:p>'


def _bold(text: str) -> str:
    return f'<text:span text:style-name="bold">{escape(text)}</text:span>'


def _table(table: Table, number: int) -> str:
    """`table:title` is what a screen reader says of it."""
    title = f"<table:title>{escape(table.caption)}</table:title>"
    columns = f'<table:table-column table:number-columns-repeated="{len(table.headings)}"/>'
    name = quoteattr(f"Tabel {number}")
    rows = "".join(_rows(table))
    return (
        f'<table:table table:style-name="grid" table:name={name}>{title}{columns}{rows}'
        "</table:table>"
    )


def _rows(table: Table) -> Iterator[str]:
    headings = "".join(
        _cell(_bold(heading.label), right=heading.is_number) for heading in table.headings
    )
    yield (
        f"<table:table-header-rows><table:table-row>{headings}</table:table-row>"
        "</table:table-header-rows>"
    )
    for row in table.rows:
        boxes = "".join(_box(box, bold=row.is_total) for box in row.boxes)
        yield f"<table:table-row>{boxes}</table:table-row>"


def _box(box: Box, *, bold: bool) -> str:
    inner = _bold(box.text) if bold else escape(box.text)
    return _cell(inner, right=box.is_number or box.is_state)


def _cell(inner: str, *, right: bool) -> str:
    style = "right" if right else "Standard"
    return (
        '<table:table-cell table:style-name="box" office:value-type="string">'
        f"{_paragraph(inner, style)}</table:table-cell>"
    )


def _manifest() -> str:
    parts = [("/", MIME), *((name, "text/xml") for name in ("content.xml", "styles.xml"))]
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="{kind}"/>'
        for name, kind in (*parts, ("meta.xml", "text/xml"))
    )
    return (
        f'{_HEAD}<manifest:manifest {_SPACES} manifest:version="1.3">{entries}</manifest:manifest>'
    )


def _meta(content: AnswerContent) -> str:
    moment = content.approved_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    return (
        f'{_HEAD}<office:document-meta {_SPACES} xmlns:dc="http://purl.org/dc/elements/1.1/" '
        f"{_VERSION}><office:meta><dc:title>{escape(title_of_answer(content))}</dc:title>"
        f"<meta:initial-creator>{escape(content.approver_name)}</meta:initial-creator>"
        f"<meta:creation-date>{moment}</meta:creation-date><dc:language>nl-BE</dc:language>"
        "</office:meta></office:document-meta>"
    )


def _styles() -> str:
    headings = "".join(
        f'<style:style style:name="Heading_20_{level}" style:display-name="Heading {level}" '
        f'style:family="paragraph" style:parent-style-name="Standard" '
        f'style:default-outline-level="{level}"><style:paragraph-properties '
        f'fo:margin-top="0.4cm" fo:margin-bottom="0.15cm" fo:keep-with-next="always"/>'
        f'<style:text-properties fo:font-size="{size}pt" fo:font-weight="bold"/></style:style>'
        for level, size in ((1, 18), (2, 14), (3, 12))
    )
    return (
        f"{_HEAD}<office:document-styles {_SPACES} {_VERSION}><office:styles>"
        '<style:default-style style:family="paragraph"><style:text-properties '
        'fo:font-family="Arial" fo:font-size="10pt" fo:language="nl" fo:country="BE"/>'
        '</style:default-style><style:style style:name="Standard" style:family="paragraph">'
        '<style:paragraph-properties fo:margin-bottom="0.15cm"/></style:style>'
        f"{headings}</office:styles><office:automatic-styles>"
        '<style:page-layout style:name="a4"><style:page-layout-properties '
        'fo:page-width="29.7cm" fo:page-height="21cm" style:print-orientation="landscape" '
        'fo:margin="2cm"/></style:page-layout></office:automatic-styles><office:master-styles>'
        '<style:master-page style:name="Standard" style:page-layout-name="a4"/>'
        "</office:master-styles></office:document-styles>"
    )
