"""ODS: OpenDocument 1.3, written by hand. Six small parts in a zip file; no library needed."""

import io
import zipfile
from collections.abc import Iterable
from decimal import Decimal
from xml.sax.saxutils import escape, quoteattr

from django.utils.translation import gettext as _

from lib.spreadsheets import sheet_name
from reporting.exports.document import Document
from reporting.exports.sheet import (
    SheetColumn,
    Value,
    explanation_rows,
    sheet_columns,
    sheet_rows,
)

MIME = "application/vnd.oasis.opendocument.spreadsheet"
_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{address}:1.0"'
    for name, address in (
        ("office", "office"),
        ("table", "table"),
        ("text", "text"),
        ("style", "style"),
        ("number", "datastyle"),
        ("fo", "xsl-fo-compatible"),
        ("meta", "meta"),
        ("manifest", "manifest"),
    )
)
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_STYLES = """
<number:number-style style:name="whole">
<number:number number:decimal-places="0" number:min-integer-digits="1" number:grouping="true"/>
</number:number-style>
<number:number-style style:name="decimal">
<number:number number:decimal-places="1" number:min-decimal-places="1"
 number:min-integer-digits="1" number:grouping="true"/>
</number:number-style>
<number:number-style style:name="hundredth">
<number:number number:decimal-places="2" number:min-decimal-places="2"
 number:min-integer-digits="1" number:grouping="true"/>
</number:number-style>
"""
_STYLE_NAMES = {0: "whole", 1: "decimal", 2: "hundredth"}
_WIDTHS = {"wide": "18cm", "text": "4.4cm", "number": "2.6cm"}


def write(document: Document) -> bytes:
    """The document as an OpenDocument spreadsheet."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        # First and not compressed, so that the kind of file can be read from its first bytes.
        archive.writestr(zipfile.ZipInfo("mimetype"), MIME, zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", _manifest())
        archive.writestr("meta.xml", _meta(document))
        archive.writestr("styles.xml", _styles())
        archive.writestr("content.xml", _content(document))
    return stream.getvalue()


_VERSION = 'office:version="1.3"'


def _manifest() -> str:
    parts = [
        ("/", MIME),
        *((name, "text/xml") for name in ("content.xml", "styles.xml", "meta.xml")),
    ]
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="{kind}"/>'
        for name, kind in parts
    )
    return (
        f'{_HEAD}<manifest:manifest {_SPACES} manifest:version="1.3">{entries}</manifest:manifest>'
    )


def _meta(document: Document) -> str:
    dublin_core = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'
    return (
        f"{_HEAD}<office:document-meta {_SPACES} {dublin_core} {_VERSION}><office:meta>"
        f"<dc:title>{escape(document.title)}</dc:title>"
        f"<meta:initial-creator>{escape(document.maker.name)}</meta:initial-creator>"
        "<dc:language>nl-BE</dc:language>"
        "</office:meta></office:document-meta>"
    )


def _styles() -> str:
    """The language in which the cells are read aloud."""
    return (
        f"{_HEAD}<office:document-styles {_SPACES} {_VERSION}><office:styles>"
        '<style:default-style style:family="table-cell"><style:text-properties '
        'fo:language="nl" fo:country="BE"/></style:default-style>'
        "</office:styles></office:document-styles>"
    )


def _content(document: Document) -> str:
    columns = sheet_columns(document)
    head = _row([_text(column.label, "heading") for column in columns])
    figures = [f"<table:table-header-rows>{head}</table:table-header-rows>"]
    for row, values in zip(document.rows, sheet_rows(document), strict=True):
        cells = (
            _cell(value, column, row.is_total)
            for value, column in zip(values, columns, strict=True)
        )
        figures.append(_row(cells))
    lines = [
        _row([_text(label, "heading"), _text(text, "wrapped")])
        for label, text in explanation_rows(document)
    ]
    widths = ["number" if column.is_number else "text" for column in columns]
    return (
        f"{_HEAD}<office:document-content {_SPACES} {_VERSION}>"
        f"<office:automatic-styles>{_automatic_styles()}</office:automatic-styles>"
        "<office:body><office:spreadsheet>"
        f"{_sheet(_('Figures'), widths, figures)}"
        f"{_sheet(_('Explanation'), ['text', 'wide'], lines)}"
        "</office:spreadsheet></office:body></office:document-content>"
    )


def _automatic_styles() -> str:
    columns = "".join(
        f'<style:style style:name="{name}" style:family="table-column">'
        f'<style:table-column-properties style:column-width="{width}"/></style:style>'
        for name, width in _WIDTHS.items()
    )
    cells = [_cell_style("heading", bold=True, wraps=True), _cell_style("wrapped", wraps=True)]
    for bold in (False, True):
        cells.append(_cell_style(_style("plain", bold), bold=bold))
        cells += [
            _cell_style(_style(data_style, bold), bold=bold, data_style=data_style)
            for data_style in _STYLE_NAMES.values()
        ]
    return _STYLES + columns + "".join(cells)


def _cell_style(name: str, *, bold: bool = False, wraps: bool = False, data_style: str = "") -> str:
    data = f' style:data-style-name="{data_style}"' if data_style else ""
    wrap = '<style:table-cell-properties fo:wrap-option="wrap"/>' if wraps else ""
    weight = '<style:text-properties fo:font-weight="bold"/>' if bold else ""
    return (
        f'<style:style style:name="cell-{name}" style:family="table-cell"{data}>'
        f"{wrap}{weight}</style:style>"
    )


def _style(name: str, bold: bool) -> str:
    return f"{name}-bold" if bold else name


def _sheet(name: str, widths: Iterable[str], rows: Iterable[str]) -> str:
    columns = "".join(f'<table:table-column table:style-name="{width}"/>' for width in widths)
    title = quoteattr(sheet_name(name))
    return f"<table:table table:name={title}>{columns}{''.join(rows)}</table:table>"


def _row(cells: Iterable[str]) -> str:
    return f"<table:table-row>{''.join(cells)}</table:table-row>"


def _cell(value: Value, column: SheetColumn, bold: bool) -> str:
    if isinstance(value, str):
        return _text(value, _style("plain", bold))
    style = _style(_STYLE_NAMES[column.decimals], bold)
    if value is None:
        return f'<table:table-cell table:style-name="cell-{style}"/>'
    return (
        f'<table:table-cell table:style-name="cell-{style}" office:value-type="float"'
        f' office:value="{value}"><text:p>{_shown(value)}</text:p></table:table-cell>'
    )


def _shown(value: int | Decimal) -> str:
    return str(value).replace(".", ",")


def _text(text: str, style: str) -> str:
    paragraphs = "".join(f"<text:p>{escape(line)}</text:p>" for line in text.split("\n"))
    return (
        f'<table:table-cell table:style-name="cell-{style}" office:value-type="string">'
        f"{paragraphs}</table:table-cell>"
    )
