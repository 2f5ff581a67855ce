"""Templates of outside: filled in without a door to Python, and told at the check what they ask for in vain."""

from __future__ import annotations

import zipfile
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from dossier import documents, letter_fields, letters, vault
from dossier.letters import LetterRefused
from engine.registry import Registry
from tests.dossier.dossier_world import KEY, World
from tests.handlers.handler_world import call, context

FOLDER = Path(__file__).parents[2] / "bpmn" / "werkproces-2016" / "brieven"
PAYLOADS = [
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ wie.__class__ }}",
    "{{ wie['__class__'] }}",
    "{{ wie|attr('__class__') }}",
    "{{ self.__init__.__globals__ }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ lipsum.__globals__['os'] }}",
    "{{ namespace() }}",
    "{{ range(10**9) }}",
    "{{ 'a' * 10**9 }}",
    "{{ 10**10**10 }}",
    "{{ wie.upper() }}",
    "{{ wie|map('upper')|list }}",
    "{{ '%s'|format(wie) }}",
    "{{ wie.format(wie) }}",
    "{% for x in [1,2] %}{% endfor %}",
    "{% set a = wie %}{{ a }}",
    "{% macro m() %}{% endmacro %}",
    "{% import 'os' as os %}",
    "{% include '/etc/passwd' %}",
    "{% extends 'x' %}",
    "{{ config }}",
    "{{ request }}",
    "{{ cycler }}",
    "{{ loop }}",
    "{{ wie }",
    "{% for %}",
]


def word(*paragraphs: str) -> bytes:
    made = Document()
    for text in paragraphs:
        made.add_paragraph(text)
    stored = BytesIO()
    made.save(stored)
    return stored.getvalue()


def text_of(content: bytes) -> str:
    made = Document(BytesIO(content))
    cells = [cell.text for table in made.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in made.paragraphs] + cells)


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("ending", ["txt", "docx"])
def test_a_hostile_template_does_not_reach_python(payload: str, ending: str) -> None:
    data = payload.encode() if ending == "txt" else word(payload)

    with pytest.raises(LetterRefused):
        letters.write({f"bpmn/x/brieven/brief.{ending}": data}, "brief", {"wie": "allen"})


@pytest.mark.parametrize("name", ["pop", "items", "upper", "__class__", "_hidden"])
def test_a_row_has_fields_and_no_attributes(name: str) -> None:
    files = {"bpmn/x/brieven/brief.txt": ("{{ rij." + name + " }}").encode()}

    with pytest.raises(LetterRefused):
        letters.write(files, "brief", {"rij": {"titel": "x"}})


@given(st.text())
@settings(deadline=None, max_examples=40)
def test_any_text_can_stand_in_a_word_letter(value: str) -> None:
    file = letters.write({"bpmn/x/brieven/brief.docx": WORD}, "brief", {"wie": value})

    assert Document(BytesIO(file.content)).paragraphs


WORD = word("Dag {{ wie }}")


def test_a_value_is_text_and_never_a_template_or_markup() -> None:
    hostile = "{{ 7 }}<w:p>&amp;{% raw %}"

    file = letters.write({"bpmn/x/brieven/brief.docx": WORD}, "brief", {"wie": hostile})

    assert text_of(file.content) == "Dag " + hostile


def packed(**members: bytes) -> bytes:
    """A Word file with something added."""
    stored = BytesIO(word("Dag {{ wie }}"))
    with zipfile.ZipFile(stored, "a") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return stored.getvalue()


REMOTE = b'<Relationships><Relationship Id="r" Type="x" Target="http://x" TargetMode="External"/></Relationships>'


@pytest.mark.parametrize(
    "data",
    [
        b"no Word at all",
        b"",
        b"PK\x03\x04 broken",
        packed(**{"word/vbaProject.bin": b"macro"}),
        packed(**{"word/extra.xml": b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'}),
        packed(**{"word/_rels/settings.xml.rels": REMOTE}),
        packed(**{"word/big.bin": b"0" * 21_000_000}),
    ],
)
def test_a_file_that_is_no_plain_word_is_refused_and_told_at_the_check(data: bytes) -> None:
    with pytest.raises(LetterRefused):
        letters.write({"bpmn/x/brieven/brief.docx": data}, "brief", {"wie": "allen"})
    assert letter_fields.describe("bpmn/x/brieven/brief.docx", data).problem


def test_what_a_template_asks_for_is_known_down_to_the_rows() -> None:
    text = b"{{ gemeente }}{% for a in acties %}{{ a.titel }}{% if a.fout %}{{ loop.index }}{% endif %}{% endfor %}"

    asked = letter_fields.describe("bpmn/x/brieven/brief.txt", text)

    assert asked.fields == {"gemeente", "acties", "acties.titel", "acties.fout"}


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.docx")), ids=lambda path: path.stem)
def test_every_template_of_ours_can_be_read(path: Path) -> None:
    asked = letter_fields.describe(str(path), path.read_bytes())

    assert asked.fields and not asked.problem
    if path.stem in letter_fields.FIXED:
        assert asked.fields <= letter_fields.FIXED[path.stem]


def test_a_document_is_made_of_what_the_diagram_gives_and_the_case_holds(registry: Registry, case: World) -> None:
    given = {
        "probleemdefinitie": "Overlast\nin de avond",
        "opties": None,
        "advies": "kluis-7",
        "gevraagd_besluit": True,
    }

    for _ in range(2):
        made = call(registry, "document.maken", case, sjabloon="adviesdocument", titel="Advies", gegevens=given)

    row = documents.by_reference(case.session, made.document)
    assert row is not None
    written = text_of(vault._open(case.session, vault.get(case.session, row.record), KEY))
    assert "Overlast\nin de avond" in written and "–" in written and "ja" in written
    assert "afgeschermd" in written and "kluis-7" not in written
    assert documents.versions(case.session, case.instance_id)[row.id] == 2
    assert row.filename == "adviesdocument.docx"


def test_dates_numbers_and_organisations_are_written_as_people_do(registry: Registry, case: World) -> None:
    given = {
        "overleg": "driehoek", "datum_overleg": date(2026, 3, 9), "aanwezig": ["burgemeester", "om"],
        "advies": Decimal("2.5"), "besluit": case.gemeente.key, "voorwaarden": False, "aanwijzingen": "",
    }  # fmt: skip

    made = call(registry, "document.maken", case, sjabloon="besluit-ketenoverleg", titel="Besluit", gegevens=given)

    row = documents.by_reference(case.session, made.document)
    assert row is not None
    written = text_of(vault._open(case.session, vault.get(case.session, row.record), KEY))
    for expected in ("09-03-2026", "Burgemeester, Openbaar Ministerie", "2,5", case.gemeente.name, "nee"):
        assert expected in written


def test_a_template_that_is_not_there_is_a_clear_refusal(registry: Registry, case: World) -> None:
    with pytest.raises(letters.LetterMissing, match=r"nergens\.docx"):
        call(registry, "document.maken", case, at=context(case), sjabloon="nergens", titel="Niets")
