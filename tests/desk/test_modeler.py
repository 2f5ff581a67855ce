"""The page of one diagram: what it offers to choose from, what it says without JavaScript, and what it refuses."""

from __future__ import annotations

import json
import re
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from werkzeug.test import TestResponse

from engine import check, db, package_drafts
from engine.check.findings import Severity
from tests.web.web_world import World
from web.desk import modeler

STEP_6 = "bpmn/werkproces-2016/stap_6_uitvoeren.bpmn"
SCAN = "bpmn/werkproces-2016/groepsscan.bpmn"


def page(world: World, draft: int, path: str = STEP_6) -> TestResponse:
    return world.get("beheerder", f"/ontwerpen/{draft}/diagrammen/{path}")


def choices(world: World, draft: int) -> dict[str, Any]:
    text = page(world, draft).get_data(as_text=True)
    found = re.search(r"data-choices>(.*?)</script>", text, re.S)
    assert found is not None
    offered: dict[str, Any] = json.loads(unescape(found[1]))
    return offered


def upload(world: World, draft: int, content: bytes, revision: int = 0, path: str = STEP_6) -> TestResponse:
    return world.client("beheerder").post(
        f"/ontwerpen/{draft}/diagrammen/{path}",
        data={"diagram": (BytesIO(content), "x.bpmn"), "revisie": str(revision)},
    )


def content_of(draft: int, path: str) -> bytes:
    with db.reading() as session:
        return package_drafts.read(session, package_drafts.get(session, draft), path).content


def test_the_page_says_in_text_what_the_diagram_shows(world: World, draft: int) -> None:
    text = page(world, draft).get_data(as_text=True)

    assert "Voortgang bespreken" in text
    assert "Keuze: " in text
    assert f"/ontwerpen/{draft}/diagrammen/{SCAN}" in text  # what it calls can be opened
    assert 'type="file"' in text and "<noscript>" in text


def test_only_this_page_may_set_style_itself(world: World, draft: int) -> None:
    relaxed = page(world, draft).headers["Content-Security-Policy"]
    strict = world.get("beheerder", f"/ontwerpen/{draft}").headers["Content-Security-Policy"]

    assert "style-src 'self' 'unsafe-inline'" in relaxed
    assert "unsafe-inline" not in strict and "script-src" not in relaxed


def test_forms_tables_processes_roles_and_work_are_offered_by_name(world: World, draft: int) -> None:
    offered = choices(world, draft)

    assert "stap-6-voortgang" in {row["sleutel"] for row in offered["formulieren"]}
    assert "privacytabel" in {row["sleutel"] for row in offered["tabellen"]}
    assert "groepsscan" in {row["sleutel"] for row in offered["processen"]}
    assert {"sleutel": "procesregisseur", "naam": "Procesregisseur"} in offered["rollen"]
    assert all(row["naam"] and row["uitleg"] for row in offered["handlers"])
    assert any(row["deelt"] for row in offered["handlers"])
    assert {row["sleutel"] for row in offered["woorden"]["stap"]} == set("1234567")


def test_a_form_that_was_added_to_the_draft_can_be_chosen_at_once(world: World, draft: int) -> None:
    with db.transaction() as session:
        opened = package_drafts.get(session, draft)
        package_drafts.save(
            session, opened, "forms/werkproces-2016/eigen.form", b"{}", seen=None, by="x", now=world.clock()
        )

    assert "eigen" in {row["sleutel"] for row in choices(world, draft)["formulieren"]}


def test_gates_and_what_shares_person_data_are_told_to_the_editor(world: World, draft: int) -> None:
    facts = world.get("beheerder", f"/ontwerpen/{draft}/diagramstand/{SCAN}").get_json()

    assert len(facts["poorten"]) == 1
    assert "stappen: 2" in facts["poorten"][0]["tekst"]
    assert "laat persoonsgegevens stromen" in " ".join(row["tekst"] for row in facts["deelt"])
    assert "zs-omtrek" in facts["omtrek"]


def test_the_text_follows_the_diagram_as_it_is_kept(world: World, draft: int) -> None:
    upload(world, draft, content_of(draft, STEP_6).replace(b"Voortgang bespreken", b"Voortgang doornemen"))

    facts = world.get("beheerder", f"/ontwerpen/{draft}/diagramstand/{STEP_6}").get_json()

    assert "Voortgang doornemen" in facts["omtrek"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"geen xml",
        b"<html/>",
        b'<!DOCTYPE a [<!ENTITY b "c">]><definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL">&b;</definitions>',
        b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"/>',
    ],
    ids=["nothing", "no xml", "no bpmn", "entities", "no process"],
)
def test_a_file_that_is_no_diagram_is_refused_and_the_draft_stays(world: World, draft: int, content: bytes) -> None:
    before = content_of(draft, STEP_6)

    answer = upload(world, draft, content)

    assert answer.status_code == 422
    assert content_of(draft, STEP_6) == before


def test_a_diagram_of_more_than_five_megabytes_is_refused() -> None:
    large = b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL">' + b" " * 5_000_001 + b"</definitions>"

    assert "te groot" in modeler.refusal(STEP_6, large)


def test_an_upload_does_not_go_over_what_another_kept_since(world: World, draft: int) -> None:
    mine = content_of(draft, STEP_6).replace(b"Voortgang bespreken", b"Van mij")
    upload(world, draft, content_of(draft, STEP_6).replace(b"Voortgang bespreken", b"Van de ander"))

    answer = upload(world, draft, mine, revision=0)

    assert answer.status_code == 409
    assert b"Van de ander" in content_of(draft, STEP_6)


def test_a_diagram_that_cannot_be_read_still_has_its_page(world: World, draft: int) -> None:
    world.client("beheerder").put(f"/ontwerpen/{draft}/bestanden/{STEP_6}", data=b"<kapot", headers={"X-Revisie": "0"})

    answer = page(world, draft)

    assert answer.status_code == 200
    assert "niet te lezen" in answer.get_data(as_text=True)
    assert world.get("beheerder", f"/ontwerpen/{draft}/diagramstand/{STEP_6}").status_code == 200


def test_a_new_diagram_has_a_name_and_no_errors_of_its_own(world: World, draft: int) -> None:
    answer = world.post("beheerder", f"/ontwerpen/{draft}/nieuw-diagram", {"naam": "Huisbezoek & meer"})

    assert answer.headers["Location"].endswith("bpmn/werkproces-2016/huisbezoek_meer.bpmn")
    with db.reading() as session:
        files = package_drafts.files_of(session, package_drafts.get(session, draft))
    findings = check.check_package(files, world.app.extensions["zevenstap"].catalogue)
    assert [f for f in findings if f.severity is Severity.ERROR and f.file.endswith("huisbezoek_meer.bpmn")] == []
    assert "Huisbezoek &amp; meer" in page(world, draft, "bpmn/werkproces-2016/huisbezoek_meer.bpmn").get_data(
        as_text=True
    )


@pytest.mark.parametrize("name", ["", "7 dagen", "!!", "Groepsscan"])
def test_a_new_diagram_needs_a_name_that_is_free(world: World, draft: int, name: str) -> None:
    assert world.post("beheerder", f"/ontwerpen/{draft}/nieuw-diagram", {"naam": name}).status_code == 422
