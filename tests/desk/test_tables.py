"""Decision tables of a draft as pages: read, changed rule by rule, replaced by a file, tried."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from lxml import etree
from werkzeug.test import TestResponse

from engine import db, dmn, package_drafts
from engine.dmn import rows
from tests.web.web_world import World

TABLE = "bpmn/werkproces-2016/privacytabel.dmn"
PRIORITY = "bpmn/werkproces-2016/prioriteit.dmn"


def address(draft: int, path: str = TABLE, more: str = "") -> str:
    return f"/ontwerpen/{draft}/tabellen/{path}{more}"


def content(draft: int, path: str = TABLE) -> bytes:
    with db.reading() as session:
        return package_drafts.read(session, package_drafts.get(session, draft), path).content


def save_row(world: World, draft: int, **fields: str) -> TestResponse:
    page = world.get("beheerder", address(draft, PRIORITY, f"/regel?regel={fields.get('regel', '0')}"))
    revision = re.search(r'name="revisie" value="(\d+)"', page.get_data(as_text=True))
    assert revision
    typed = {"tabel": "tabel_prioriteit", "revisie": revision[1], **fields}
    return world.post("beheerder", address(draft, PRIORITY, "/regel"), typed)


def test_the_page_says_every_rule_in_words(world: World, draft: int) -> None:
    page = world.get("beheerder", address(draft)).get_data(as_text=True)

    assert "Regel 21" in page
    assert "Is de noodzaak opgeschreven?" in page
    assert "Gaten" in page and "Overlap" in page


def test_only_the_page_of_the_editor_relaxes_its_policy(world: World, draft: int) -> None:
    relaxed = world.get("beheerder", address(draft)).headers["Content-Security-Policy"]
    strict = world.get("beheerder", address(draft, TABLE, "/proberen")).headers["Content-Security-Policy"]

    assert "style-src 'self' 'unsafe-inline'" in relaxed
    assert "unsafe" not in strict
    assert "script-src" not in relaxed or "unsafe" not in relaxed.split("script-src")[1]


def test_a_rule_is_changed_in_a_form_and_nothing_else_is(world: World, draft: int) -> None:
    before = content(draft, PRIORITY)
    row = rows.read(before, "tabel_prioriteit")[0]

    answer = save_row(
        world,
        draft,
        regel="1",
        _actie="bewaren",
        als_0=">= 6",
        dan_0=row.entries[0],
        dan_1=row.entries[1],
        toelichting=row.note,
    )

    assert answer.status_code == 302
    after = content(draft, PRIORITY)
    assert etree.canonicalize(after.replace(b"&gt;= 6", b"&gt;= 5").decode()) == etree.canonicalize(before.decode())


def test_a_rule_is_added_moved_and_removed(world: World, draft: int) -> None:
    new = {"_actie": "bewaren", "na": "10", "als_0": "< 0", "dan_0": '"laag"', "dan_1": '"Fictief."'}

    save_row(world, draft, **new)
    save_row(world, draft, regel="11", _actie="omhoog")

    texts = [row.tests[0] for row in rows.read(content(draft, PRIORITY), "tabel_prioriteit")]
    assert texts[9] == "< 0" and len(texts) == 11
    dmn.load(content(draft, PRIORITY))
    save_row(world, draft, regel="10", _actie="weghalen")
    assert len(rows.read(content(draft, PRIORITY), "tabel_prioriteit")) == 10


def test_a_cell_that_cannot_be_read_is_named_at_its_field(world: World, draft: int) -> None:
    answer = save_row(world, draft, regel="1", _actie="bewaren", als_0=">= (", dan_0='"hoog"', dan_1='"x"')

    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'href="#als_0"' in page and "&gt;= (" in page
    assert content(draft, PRIORITY).count(b"&gt;= (") == 0


def test_a_sign_that_a_table_cannot_hold_is_refused(world: World, draft: int) -> None:
    new = {"_actie": "bewaren", "na": "10", "als_0": "< 0", "dan_0": '"laag"', "dan_1": '"Fict\x01ief."'}
    for place in ({}, {"regel": "1"}):
        before = content(draft)
        assert save_row(world, draft, **{**new, **place}).status_code == 422
        assert content(draft) == before


def test_who_saves_a_rule_that_somebody_else_changed_is_told(world: World, draft: int) -> None:
    save_row(world, draft, regel="10", _actie="omhoog")

    answer = world.post(
        "beheerder",
        address(draft, PRIORITY, "/regel"),
        {"tabel": "tabel_prioriteit", "regel": "1", "_actie": "weghalen", "revisie": "0"},
    )

    assert answer.status_code == 409
    assert "Intussen heeft" in answer.get_data(as_text=True)
    assert len(rows.read(content(draft, PRIORITY), "tabel_prioriteit")) == 10


@pytest.mark.parametrize("wrong", [b"", b"geen xml", b"<!DOCTYPE x><x/>", b"<definitions/>", b"\x00\xff" * 50])
def test_a_file_that_is_no_table_is_refused_and_nothing_changes(world: World, draft: int, wrong: bytes) -> None:
    before = content(draft)

    answer = world.post("beheerder", address(draft), {"tabel": (BytesIO(wrong), "t.dmn"), "revisie": "0"})

    assert answer.status_code == 422
    assert content(draft) == before


def test_a_broken_table_in_the_draft_still_has_a_page(world: World, draft: int) -> None:
    with db.transaction() as session:
        package_drafts.save(
            session, package_drafts.get(session, draft), TABLE, b"<kapot", seen=None, by="iemand", now=world.clock()
        )

    page = world.get("beheerder", address(draft))

    assert page.status_code == 200
    assert "niet te lezen" in page.get_data(as_text=True)
    assert world.get("beheerder", address(draft, TABLE, "/regel")).status_code == 422
    assert world.get("beheerder", address(draft, TABLE, "/proberen")).status_code == 422


def test_a_new_table_can_be_read_by_the_engine(world: World, draft: int) -> None:
    answer = world.post("beheerder", f"/ontwerpen/{draft}/nieuwe-tabel", {"naam": "Boete & <dwang>"})

    assert answer.status_code == 302
    definitions = dmn.load(content(draft, "bpmn/werkproces-2016/boete_dwang.dmn"))
    assert definitions.decisions["boete_dwang"].name == "Boete & <dwang>"


def test_rows_are_tried_and_those_that_do_not_match_say_why(world: World, draft: int) -> None:
    page = world.post(
        "beheerder",
        address(draft, PRIORITY, "/proberen"),
        {"vraag_0": "4", "vraag_1": "2", "vraag_2": "1", "vraag_3": "4,5", "vraag_4": "ja"},
    ).get_data(as_text=True)

    assert "Regels 3, 5, 8, 9 passen." in page
    assert "voorstel" in page and "“hoog”" in page
    assert "Waarom niet" in page


def test_an_answer_that_the_column_cannot_have_is_named(world: World, draft: int) -> None:
    page = world.post("beheerder", address(draft, PRIORITY, "/proberen"), {"vraag_0": "veel"}).get_data(as_text=True)

    assert "Ernst: vul een getal in" in page


def test_the_example_of_a_gap_is_tried_from_its_link(world: World, draft: int) -> None:
    page = world.get("beheerder", address(draft, TABLE, "/proberen?gat=0")).get_data(as_text=True)

    assert "Er past geen regel. De standaarduitkomst geldt:" in page
    assert "fg_toets" in page


def test_an_output_that_needs_a_setting_gets_that_of_the_draft(world: World, draft: int) -> None:
    path = "bpmn/werkproces-2016/herinneringen.dmn"

    page = world.post("beheerder", address(draft, path, "/proberen"), {"vraag_0": "actie"}).get_data(as_text=True)

    assert "Er is geen uitkomst." not in page
    assert "Past" in page
