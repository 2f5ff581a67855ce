"""Letter templates of a draft: what stands in them, what is refused in words, and that a refusal stores nothing."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from werkzeug.test import TestResponse

from engine import db, package_drafts
from tests.web.web_world import World

PATH = "bpmn/werkproces-2016/brieven/groepsscan-verzoek.docx"
LETTERS = sorted(Path(__file__).resolve().parents[2].glob("bpmn/*/brieven/*"))


def content(draft: int, path: str = PATH) -> bytes:
    with db.reading() as session:
        return package_drafts.read(session, package_drafts.get(session, draft), path).content


def word(*lines: str) -> bytes:
    made, out = Document(), BytesIO()
    for line in lines:
        made.add_paragraph(line)
    made.save(out)
    return out.getvalue()


def with_member(data: bytes, name: str, body: bytes) -> bytes:
    out = BytesIO(data)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, body)
    return out.getvalue()


def send(world: World, draft: int, data: bytes, revision: int | None = None) -> TestResponse:
    form = {"brief": (BytesIO(data), "brief.docx")} | ({} if revision is None else {"revisie": str(revision)})
    return world.post("beheerder", f"/ontwerpen/{draft}/brieven/{PATH}", form)


def test_the_page_lists_the_fields_and_shows_the_letter_filled_in(world: World, draft: int) -> None:
    page = world.get("beheerder", f"/ontwerpen/{draft}/brieven/{PATH}").get_data(as_text=True)

    assert "{{ groep_alias }}" in page and "de korte naam van de groep" in page
    assert "Groep Voorbeeldplein" in page


def test_a_template_with_known_fields_takes_the_place_of_the_old_one(world: World, draft: int) -> None:
    new = word("Beste politie van {{ gemeente }}", "Over {{ groep_alias }}")

    assert send(world, draft, new).status_code == 302

    assert content(draft) == new
    page = world.get("beheerder", f"/ontwerpen/{draft}/brieven/{PATH}").get_data(as_text=True)
    assert "Beste politie van Gemeente Voorbeeld" in page


def test_an_unknown_field_is_named_with_the_nearest_one_and_nothing_is_kept(world: World, draft: int) -> None:
    before = content(draft)

    answer = send(world, draft, word("{{ groep_alia }}"))

    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "“groep_alia”" in page and "Bedoelde u “groep_alias”?" in page
    assert content(draft) == before


RELATIONS = "word/_rels/kwaad.xml.rels"
FETCHES = b"""<r:Relationships xmlns:r='http://schemas.openxmlformats.org/package/2006/relationships'>
<r:Relationship Id='a' Target='http://127.0.0.1:9/x>y.dotm' TargetMode = '&#69;xternal' Type='x/attachedTemplate'/>
</r:Relationships>"""
MACROS = b'<a ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/>'

HOSTILE = {
    "a template from elsewhere": with_member(word("x"), RELATIONS, FETCHES),
    "a document with macros under another name": with_member(word("x"), "word/soort.xml", MACROS),
    "an entity in another encoding": with_member(word("x"), "word/x.xml", "<!DOCTYPE a><a/>".encode("utf-16")),
    "relations that are no XML": with_member(word("x"), RELATIONS, b"<r"),
    "nothing": b"",
    "no zip": b"PK\x03\x04 geen zip",
    "an old Word file": b"\xd0\xcf\x11\xe0" + b"x" * 500,
    "a macro": with_member(word("x"), "word/vbaProject.bin", b"x"),
    "a bomb": with_member(word("x"), "word/media/bom.bin", bytes(25_000_000)),
    "an entity": with_member(word("x"), "word/x.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
    "a call": word("{{ gemeente.__class__ }}"),
    "a loop without end": word("{% for x in range(10) %}x{% endfor %}"),
    "a zip of something else": with_member(b"", "a.txt", b"x"),
    "broken braces": word("{{ gemeente"),
}


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_a_hostile_or_broken_file_is_refused_in_words_and_nothing_is_kept(world: World, draft: int, name: str) -> None:
    before = content(draft)

    answer = send(world, draft, HOSTILE[name])

    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Uw bestand is niet bewaard." in page and "Traceback" not in page
    assert content(draft) == before


def test_who_replaces_a_letter_that_changed_is_told(world: World, draft: int) -> None:
    send(world, draft, word("{{ gemeente }}"))

    answer = send(world, draft, word("{{ datum }}"), revision=0)

    assert answer.status_code == 409
    assert "Intussen heeft" in answer.get_data(as_text=True)


def test_a_new_letter_gets_a_name_and_an_existing_one_stays(world: World, draft: int) -> None:
    form = {"naam": "Uitnodiging overleg", "brief": (BytesIO(word("{{ gemeente }}")), "x.docx")}
    answer = world.post("beheerder", f"/ontwerpen/{draft}/nieuwe-brief", form)
    assert "uitnodiging-overleg.docx" in answer.headers["Location"]
    assert content(draft, "bpmn/werkproces-2016/brieven/uitnodiging-overleg.docx")

    again = {"naam": "evaluatie", "brief": (BytesIO(word("x")), "x.docx")}
    assert world.post("beheerder", f"/ontwerpen/{draft}/nieuwe-brief", again).status_code == 422


@pytest.mark.parametrize(
    "path",
    [path for path in LETTERS if path.parent.parent.name == "werkproces-2016"],
    ids=lambda path: path.name,
)
def test_every_national_letter_has_an_example_with_made_up_data(world: World, draft: int, path: Path) -> None:
    answer = world.get("beheerder", f"/ontwerpen/{draft}/brieven/bpmn/werkproces-2016/brieven/{path.name}/voorbeeld")

    assert answer.status_code == 200
    page = world.get("beheerder", f"/ontwerpen/{draft}/brieven/bpmn/werkproces-2016/brieven/{path.name}")
    shown = page.get_data(as_text=True).split('<pre class="zs-voorbeeld">')[1].split("</pre>")[0]
    assert "{{" not in shown and "{%" not in shown


def test_a_new_letter_begins_with_a_name_alone(world: World, draft: int) -> None:
    answer = world.post("beheerder", f"/ontwerpen/{draft}/nieuwe-brief", {"naam": "Uitnodiging overleg"})

    assert answer.headers["Location"].endswith("/brieven/uitnodiging-overleg.docx")
    assert "Uitnodiging overleg" in world.get("beheerder", answer.headers["Location"]).get_data(as_text=True)
