"""DOCX: WordprocessingML written by hand. Real headings, real tables, Dutch as the language."""

from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from django.utils.translation import gettext as _

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

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_OFFICE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_LANDSCAPE = (
    '<w:sectPr><w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>'
    '<w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="567" '
    'w:footer="567" w:gutter="0"/></w:sectPr>'
)
_TABLE = (
    '<w:tblStyle w:val="TableGrid"/><w:tblW w:w="5000" w:type="pct"/>'
    '<w:tblLook w:val="0420" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" '
    'w:noHBand="0" w:noVBand="1"/>'
)


def write(content: AnswerContent, fingerprint: str) -> bytes:
    """The answer as a Word document."""
    body = "".join(_drawn(piece) for piece in outline(content, fingerprint))
    return package(
        (
            ("[Content_Types].xml", _content_types()),
            ("_rels/.rels", _package_relations()),
            ("docProps/core.xml", _core(content)),
            ("word/_rels/document.xml.rels", _document_relations()),
            ("word/styles.xml", _styles()),
            ("word/settings.xml", _settings()),
            (
                "word/document.xml",
                f"{_HEAD}<w:document {_W}><w:body>{body}{_LANDSCAPE}</w:body></w:document>",
            ),
        )
    )


def _drawn(piece: Piece) -> str:
    if isinstance(piece, Heading):
        return _paragraph(piece.text, style=f"Heading{piece.level}")
    if isinstance(piece, Paragraph):
        return _paragraph(piece.text)
    if isinstance(piece, Grid):
        return _table(piece.table)
    return "".join(_definition(line.label, line.text) for line in piece.lines)


def _definition(label: str, text: str) -> str:
    return f"<w:p>{_run(f'{label}: ', bold=True)}{_run(text)}</w:p>"


def _table(table: Table) -> str:
    caption = f"<w:tblCaption w:val={quoteattr(table.caption)}/>"
    description = f"<w:tblDescription w:val={quoteattr(_alternative(table))}/>"
    columns = "".join("<w:gridCol/>" for _heading in table.headings)
    return (
        f"<w:tbl><w:tblPr>{_TABLE}{caption}{description}</w:tblPr>"
        f"<w:tblGrid>{columns}</w:tblGrid>{''.join(_rows(table))}</w:tbl>{_paragraph('')}"
    )


def _alternative(table: Table) -> str:
    """What a screen reader says of the table as a whole."""
    values = {"rows": len(table.rows), "columns": len(table.headings)}
    return _("Table with %(rows)s rows and %(columns)s columns.") % values


def _rows(table: Table) -> Iterator[str]:
    headings = "".join(
        _cell(heading.label, bold=True, right=heading.is_number) for heading in table.headings
    )
    yield f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{headings}</w:tr>"
    for row in table.rows:
        boxes = "".join(_box(box, bold=row.is_total) for box in row.boxes)
        yield f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{boxes}</w:tr>"


def _box(box: Box, *, bold: bool) -> str:
    return _cell(box.text, bold=bold, right=box.is_number or box.is_state)


def _cell(text: str, *, bold: bool, right: bool) -> str:
    side = '<w:pPr><w:jc w:val="right"/></w:pPr>' if right else ""
    return f"<w:tc><w:tcPr/><w:p>{side}{_run(text, bold=bold)}</w:p></w:tc>"


def _paragraph(text: str, style: str = "") -> str:
    shape = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{shape}{_run(text) if text else ''}</w:p>"


def _run(text: str, *, bold: bool = False) -> str:
    weight = "<w:rPr><w:b/></w:rPr>" if bold else ""
    return f'<w:r>{weight}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def _content_types() -> str:
    parts = (
        ("/word/document.xml", f"{_OFFICE}.document.main+xml"),
        ("/word/styles.xml", f"{_OFFICE}.styles+xml"),
        ("/word/settings.xml", f"{_OFFICE}.settings+xml"),
        (
            "/docProps/core.xml",
            "application/vnd.openxmlformats-package.core-properties+xml",
        ),
    )
    overrides = "".join(
        f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in parts
    )
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType='
        f'"application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def _package_relations() -> str:
    return _relations(
        (f"{_RELATIONS}/officeDocument", "word/document.xml"),
        (f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
    )


def _document_relations() -> str:
    return _relations(
        (f"{_RELATIONS}/styles", "styles.xml"), (f"{_RELATIONS}/settings", "settings.xml")
    )


def _relations(*targets: tuple[str, str]) -> str:
    entries = "".join(
        f'<Relationship Id="r{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{entries}</Relationships>'


def _core(content: AnswerContent) -> str:
    moment = content.approved_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    spaces = (
        f'xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    )
    return (
        f"{_HEAD}<cp:coreProperties {spaces}><dc:title>{escape(title_of_answer(content))}"
        f"</dc:title><dc:creator>{escape(content.approver_name)}</dc:creator>"
        f"<dc:language>nl-BE</dc:language>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{moment}</dcterms:created>'
        f"</cp:coreProperties>"
    )


def _settings() -> str:
    """Without the mode of 2013 Word opens it as one of 2007, which has no title of a table."""
    mode = (
        '<w:compat><w:compatSetting w:name="compatibilityMode" '
        'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
    )
    return f'{_HEAD}<w:settings {_W}>{mode}<w:themeFontLang w:val="nl-BE"/></w:settings>'


def _styles() -> str:
    headings = "".join(
        f'<w:style w:type="paragraph" w:styleId="Heading{level}">'
        f'<w:name w:val="heading {level}"/><w:basedOn w:val="Normal"/><w:next w:val="Normal"/>'
        f'<w:qFormat/><w:pPr><w:keepNext/><w:spacing w:before="240" w:after="80"/>'
        f'<w:outlineLvl w:val="{level - 1}"/></w:pPr>'
        f'<w:rPr><w:b/><w:sz w:val="{size}"/></w:rPr></w:style>'
        for level, size in ((1, 36), (2, 28), (3, 24))
    )
    edges = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="808080"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    return (
        f"{_HEAD}<w:styles {_W}><w:docDefaults><w:rPrDefault><w:rPr>"
        '<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:cs="Arial"/><w:sz w:val="20"/>'
        '<w:lang w:val="nl-BE"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr>'
        '<w:spacing w:after="80"/></w:pPr></w:pPrDefault></w:docDefaults>'
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
        f"</w:style>{headings}"
        '<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/><w:tblPr>'
        f"<w:tblBorders>{edges}</w:tblBorders><w:tblCellMar>"
        '<w:top w:w="40" w:type="dxa"/><w:left w:w="80" w:type="dxa"/>'
        '<w:right w:w="80" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style></w:styles>'
    )
