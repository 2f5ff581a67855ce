"""A file is what its content says it is, and only what was stored for this draft can be kept."""

from __future__ import annotations

import io
import zipfile

import pytest

from forms import read, schema
from tests.forms.build import component, data, html, make_form, problems, submit

PDF = b"%PDF-1.7\n..."
PNG = b"\x89PNG\r\n\x1a\n...."


def office(*names: str) -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        for name in ("[Content_Types].xml", *names):
            archive.writestr(name, "<x/>")
    return body.getvalue()


DOCX = office("word/document.xml")
FORM = make_form(component("filepicker", "brief", accept=".pdf,.docx,.csv", validate={"required": True}))
MANY = make_form(component("filepicker", "brief", multiple=True))


@pytest.mark.parametrize(
    ("name", "body", "kind"),
    [
        ("brief.pdf", PDF, "application/pdf"),
        ("Brief.DOCX", DOCX, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("lijst.csv", "naam;plaats\nPiët;Ée".encode("cp1252"), "text/csv"),
    ],
)
def test_a_file_is_accepted_by_its_content(name: str, body: bytes, kind: str) -> None:
    result = submit(FORM, files={"brief": (name, body)})
    assert result.ok
    assert [(u.path, u.filename, u.content_type, u.data) for u in result.uploads] == [("brief", name, kind, body)]


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("brief.pdf", PNG), ("brief.pdf", b"MZ\x90\x00"), ("brief.pdf", b""), ("brief.pdf", b"x" * 101),
        ("brief.docx", PDF), ("brief.docx", b"PK\x03\x04 kapot"), ("brief.docx", office("xl/workbook.xml")),
        ("brief.docx", office("word/document.xml", "word/vbaProject.bin")), ("x.png", PNG), ("brief.csv", b"a\x00b"),
    ],
)  # fmt: skip
def test_a_file_that_is_something_else_is_refused(name: str, body: bytes) -> None:
    result = submit(FORM, files={"brief": (name, body)}, max_upload=600 if len(body) != 101 else 100)
    assert list(result.errors) == ["brief"] and result.uploads == ()


def test_a_name_of_a_file_loses_its_folders_and_odd_signs() -> None:
    result = submit(FORM, files={"brief": ("C:\\map\\../..\\<b>\x00brief\u202e.pdf", PDF)})
    assert result.uploads[0].filename == "bbrief.pdf"


def test_a_stored_file_is_kept_by_the_reference_of_the_draft() -> None:
    # given
    first = read.attach(submit(FORM, files={"brief": ("a.pdf", PDF)}), ["doc-1"])
    assert first.values == {"brief": ["doc-1"]} and first.raw == {"brief": [{"ref": "doc-1", "naam": "a.pdf"}]}
    assert 'value="doc-1"' in html(FORM, first.raw)
    # when
    kept = submit(FORM, ("brief:bewaard", "doc-1"), earlier=first.raw)
    gone = submit(FORM, ("brief:bewaard", "doc-1"), ("brief:weg", "doc-1"), earlier=first.raw)
    stolen = submit(FORM, ("brief:bewaard", "doc-2"), earlier=first.raw)
    # then
    assert kept.values == {"brief": ["doc-1"]}
    assert gone.errors == stolen.errors == {"brief": "Kies een bestand bij ‘Brief’"}


def test_a_new_file_takes_the_place_of_the_old_where_one_may_be() -> None:
    earlier = {"brief": [{"ref": "doc-1", "naam": "a.pdf"}]}
    result = submit(FORM, ("brief:bewaard", "doc-1"), earlier=earlier, files={"brief": ("b.pdf", PDF)})
    assert read.attach(result, ["doc-2"]).values == {"brief": ["doc-2"]}
    more = submit(MANY, ("brief:bewaard", "doc-1"), earlier=earlier, files={"brief": ("b.pdf", PDF)})
    assert read.attach(more, ["doc-2"]).values == {"brief": ["doc-1", "doc-2"]}


def test_a_file_in_a_list_is_refused_with_what_to_do() -> None:
    row = component("dynamiclist", "b", components=[component("filepicker", "c")])
    body = data(component("dynamiclist", "a", components=[row]))
    assert schema.describe("proef.form", body).problems == (
        ("veld_c", "Een bestand kan niet in een lijst.", "Zet het bestand buiten de lijst."),
    )


def test_a_file_is_no_part_of_another_value() -> None:
    group = {"type": "group", "id": "groep", "path": "g", "components": [component("filepicker", "d")]}
    found = problems(component("filepicker", "a.b"), group)
    assert found == [
        f"{name}: Een bestand kan geen deel van een ander gegeven zijn." for name in ("veld_a.b", "veld_d")
    ]


def test_a_file_sent_with_another_button_is_not_lost() -> None:
    result = submit(FORM, ("_bijwerken", "x"), files={"brief": ("a.pdf", PDF)})
    assert result.refresh and len(result.uploads) == 1
