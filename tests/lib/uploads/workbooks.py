"""Workbooks made by hand: ordinary ones, and ones that no program would write."""

import io
import struct
import zipfile
from collections.abc import Mapping

CSV = b"eenheid;waarde\r\ndader;127\r\n"
_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_ODS_NAMES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "table", "text")
)


def packed(parts: Mapping[str, str | bytes], kind: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", kind) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def xlsx_parts(
    cells: str, *, strings: str = "", styles: str = "", sheets: tuple[str, ...] = ("Blad1",)
) -> dict[str, str | bytes]:
    """The parts of a workbook whose first sheet holds these rows."""
    named = "".join(
        f'<sheet name="{name}" sheetId="{number}" r:id="rId{number}"/>'
        for number, name in enumerate(sheets, start=1)
    )
    links = "".join(
        f'<Relationship Id="rId{number}" Type="x" Target="worksheets/sheet{number}.xml"/>'
        for number in range(1, len(sheets) + 1)
    )
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "xl/workbook.xml": (
            f'<workbook {_MAIN} xmlns:r="{_RELATION}"><sheets>{named}</sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": f"<Relationships>{links}</Relationships>",
        "xl/worksheets/sheet1.xml": (
            f"<worksheet {_MAIN}><sheetData>{cells}</sheetData></worksheet>"
        ),
    }
    if strings:
        parts["xl/sharedStrings.xml"] = f"<sst {_MAIN}>{strings}</sst>"
    if styles:
        parts["xl/styles.xml"] = f"<styleSheet {_MAIN}>{styles}</styleSheet>"
    return parts


def xlsx(cells: str, **options: object) -> bytes:
    return packed(xlsx_parts(cells, **options))  # type: ignore[arg-type]


def text_cell(reference: str, text: str) -> str:
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


def ods_parts(tables: str) -> dict[str, str | bytes]:
    return {
        "mimetype": ODS_TYPE,
        "content.xml": (
            f"<office:document-content {_ODS_NAMES}><office:body><office:spreadsheet>{tables}"
            "</office:spreadsheet></office:body></office:document-content>"
        ),
    }


def ods(rows: str, name: str = "Blad1") -> bytes:
    return packed(ods_parts(f'<table:table table:name="{name}">{rows}</table:table>'))


def locked(content: bytes) -> bytes:
    """The same zip with every part marked as encrypted."""
    changed = bytearray(content)
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = changed.find(mark)
        while start >= 0:
            flags = struct.unpack_from("<H", changed, start + place)[0] | 1
            struct.pack_into("<H", changed, start + place, flags)
            start = changed.find(mark, start + 4)
    return bytes(changed)


def _with_doctype(parts: dict[str, str | bytes], name: str, declaration: str, body: str) -> bytes:
    return packed({**parts, name: f'<?xml version="1.0"?>{declaration}{body}'})


def laughs() -> bytes:
    """Ten entities, each ten times the one before: a billion times "lol"."""
    entities = '<!ENTITY a0 "lol">' + "".join(
        f'<!ENTITY a{number} "{f"&a{number - 1};" * 10}">' for number in range(1, 10)
    )
    return _with_doctype(
        xlsx_parts(""),
        "xl/worksheets/sheet1.xml",
        f"<!DOCTYPE worksheet [{entities}]>",
        "<worksheet><sheetData><row><c><v>&a9;</v></c></row></sheetData></worksheet>",
    )


def outside_entity() -> bytes:
    return _with_doctype(
        ods_parts(""),
        "content.xml",
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
        "<x>&e;</x>",
    )


BIG = 1024 * 1024


def hostile() -> dict[str, tuple[str, bytes]]:
    """Name → (file name, bytes), each far more than it looks, or not what it says."""
    spaces = b" " * (64 * BIG)
    row = "<row>" + "<c/>" * 200_000 + "</row>"
    letters = "A" * (12 * BIG)
    deep = "<a>" * 2_000_000
    attributes = " ".join(f'a{number:x}=""' for number in range(1_000_000))
    repeated = '<table:table-cell office:value-type="float" office:value="1"'
    row_of_one = f"<table:table-row>{repeated}/></table:table-row>"
    names = {f"x/{number}": b"" for number in range(40_000)}
    utf16 = xlsx_parts("")["xl/worksheets/sheet1.xml"]
    assert isinstance(utf16, str)
    return {
        "zip bomb in a sheet": (
            "a.xlsx",
            packed({**xlsx_parts(""), "xl/worksheets/sheet1.xml": b"<x>" + spaces * 8}),
        ),
        "zip bomb in the texts": (
            "a.xlsx",
            packed({**xlsx_parts("<row/>"), "xl/sharedStrings.xml": b"<sst>" + spaces * 8}),
        ),
        "zip bomb in an ods": ("a.ods", packed({**ods_parts(""), "content.xml": spaces * 8})),
        "zip bomb that lies about its size": ("a.xlsx", _lying(spaces)),
        "forty thousand parts": ("a.xlsx", packed({**xlsx_parts(""), **names})),
        "billion laughs": ("a.xlsx", laughs()),
        "entity from a file": ("a.ods", outside_entity()),
        "a claim of all columns and rows": (
            "a.xlsx",
            xlsx('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
        ),
        "a million columns of csv": ("a.csv", b"x;" * 1_000_000 + b"\n"),
        "a million columns of ods": (
            "a.ods",
            ods(
                "<table:table-row>"
                f'{repeated} table:number-columns-repeated="1000000"/></table:table-row>'
            ),
        ),
        "a million rows of csv": ("a.csv", b"1;2\n" * 1_000_000),
        "a million rows of ods": (
            "a.ods",
            ods(row_of_one.replace("row>", 'row table:number-rows-repeated="1000000">', 1)),
        ),
        "a million rows that are there": ("a.ods", ods(row_of_one * 100_000)),
        "millions of empty cells": ("a.xlsx", xlsx(row * 3)),
        "five million empty lines": ("a.csv", b"\n" * 5_000_000 + b"x"),
        "a cell of megabytes": ("a.xlsx", xlsx(f"<row>{text_cell('A1', letters)}</row>")),
        "a cell of megabytes in csv": ("a.csv", b'a;b\n1;"' + b"A" * 4 * BIG + b'"\n'),
        "an element two million deep": ("a.xlsx", xlsx(deep)),
        "a million attributes": ("a.xlsx", xlsx(f"<row {attributes}/>")),
        "utf-16 in a part": (
            "a.xlsx",
            packed({**xlsx_parts(""), "xl/worksheets/sheet1.xml": utf16.encode("utf-16")}),
        ),
        "lzma": ("a.xlsx", packed(xlsx_parts("<row/>"), zipfile.ZIP_LZMA)),
        "locked": ("a.xlsx", locked(xlsx("<row/>"))),
        "old or locked office": ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 500),
        "macros by name": ("a.xlsm", CSV),
        "macros": ("a.xlsx", packed({**xlsx_parts("<row/>"), "xl/vbaProject.bin": b"x"})),
        "macros of ods": ("a.ods", packed({**ods_parts(""), "Basic/Standard/m.xml": "<x/>"})),
        "csv called xlsx": ("a.xlsx", CSV),
        "xlsx called csv": ("a.csv", xlsx("<row/>")),
        "a program": ("a.csv", b"MZ\x90\x00" + bytes(range(256))),
        "nul bytes": ("a.csv", b"eenheid;waarde\ndader;1\x002\n"),
        "letters of no alphabet": ("a.csv", b"eenheid;waarde\ndader;\x81\x8d\n"),
        "utf-16 cut in half": ("a.csv", "eenheid;waarde".encode("utf-16") + b"\xd8"),
        "an open quote": ("a.csv", b'eenheid;waarde\n"dader;1\n'),
        "a picture": ("a.png", b"\x89PNG\r\n"),
        "nothing": ("a.csv", b""),
        "a cut zip": ("a.xlsx", xlsx("<row/>")[:-30]),
        "six megabytes": ("a.csv", b"1;2\n" * 1_600_000),
        "several sheets": ("a.xlsx", xlsx("<row/>", sheets=("Een", "Twee"))),
    }


def _lying(content: bytes) -> bytes:
    """A part that says that it is ten bytes long."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in xlsx_parts("").items():
            if name != "xl/worksheets/sheet1.xml":
                archive.writestr(name, text)
        archive.writestr("xl/worksheets/sheet1.xml", content)
    changed = bytearray(stream.getvalue())
    for mark, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<I", changed, changed.rfind(mark) + place, 10)
    return bytes(changed)
