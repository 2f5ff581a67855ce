"""A form of a draft: its page without an editor, a new one, a copy, one that goes; of bad files nothing stays."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import orjson
import pytest
from werkzeug.test import TestResponse

from engine import db, package_drafts
from forms.components import KINDS
from tests.web.web_world import World
from web.desk import form_words

SIGNAL = "forms/werkproces-2016/stap-1-signaal.form"
WEGING = "forms/werkproces-2016/stap-1-weging.form"


def files_of(draft: int) -> dict[str, bytes]:
    with db.reading() as session:
        return package_drafts.files_of(session, package_drafts.get(session, draft))


def page(world: World, draft: int, path: str = WEGING) -> str:
    return world.get("beheerder", f"/ontwerpen/{draft}/formulieren/{path}").get_data(as_text=True)


def save(world: World, draft: int, path: str, content: bytes) -> None:
    with db.transaction() as session:
        opened = package_drafts.get(session, draft)
        package_drafts.save(session, opened, path, content, seen=None, by="user-1", now=world.clock())


def upload(world: World, draft: int, content: bytes, revision: str = "0") -> TestResponse:
    data = {"bestand": (BytesIO(content), "x.form"), "revisie": revision}
    answer = world.client("beheerder").post(f"/ontwerpen/{draft}/formulier-inlezen/{WEGING}", data=data)
    answer.request.input_stream.close()  # of a large one the client of these tests makes a file
    return answer


def form(*components: dict[str, Any]) -> bytes:
    return orjson.dumps({"type": "default", "id": "weging", "schemaVersion": 19, "components": list(components)})


def test_the_page_lists_the_fields_and_where_the_form_is_used(world: World, draft: int) -> None:
    text = page(world, draft)

    assert "Wat besluit u?" in text
    assert "Eén keuze · besluit_signalen · verplicht" in text
    assert "Signalen wegen" in text
    assert "stap_1_signalen.bpmn" in text


def test_the_form_that_begins_a_case_says_so(world: World, draft: int) -> None:
    assert "Een zaak beginnen" in page(world, draft, SIGNAL)


def test_only_the_page_of_the_editor_lets_styles_in(world: World, draft: int) -> None:
    editor = world.get("beheerder", f"/ontwerpen/{draft}/formulieren/{WEGING}").headers["Content-Security-Policy"]
    desk = world.get("beheerder", f"/ontwerpen/{draft}").headers["Content-Security-Policy"]

    assert "style-src 'self' 'unsafe-inline'" in editor
    assert "script" not in editor
    assert "unsafe-inline" not in desk


def test_the_palette_offers_what_the_check_takes_and_nothing_else() -> None:
    assert form_words.NAMES.keys() == KINDS


def test_a_file_of_another_kind_has_no_form_page(world: World, draft: int) -> None:
    for path in ("bpmn/werkproces-2016/pakket.json", "forms/werkproces-2016/bestaat-niet.form"):
        assert world.get("beheerder", f"/ontwerpen/{draft}/formulieren/{path}").status_code == 404


def test_a_new_form_begins_empty(world: World, draft: int) -> None:
    answer = world.post("beheerder", f"/ontwerpen/{draft}/formulier-nieuw", {"naam": "stap-6-nazorg", "van": ""})

    assert answer.headers["Location"].endswith("stap-6-nazorg.form")
    made = orjson.loads(files_of(draft)["forms/werkproces-2016/stap-6-nazorg.form"])
    assert made == {"type": "default", "schemaVersion": 19, "id": "stap-6-nazorg", "components": []}


def test_a_copy_has_the_same_fields_under_its_own_id(world: World, draft: int) -> None:
    world.post("beheerder", f"/ontwerpen/{draft}/formulier-nieuw", {"naam": "weging-kort", "van": WEGING})

    made = orjson.loads(files_of(draft)["forms/werkproces-2016/weging-kort.form"])
    assert made["id"] == "weging-kort"
    assert made["components"] == orjson.loads(files_of(draft)[WEGING])["components"]


@pytest.mark.parametrize("name", ["", "Stap 6", "stap-1-weging", "../x", "x" * 61, "stap/6"])
def test_a_name_that_cannot_be_is_asked_again(world: World, draft: int, name: str) -> None:
    before = files_of(draft)

    answer = world.post("beheerder", f"/ontwerpen/{draft}/formulier-nieuw", {"naam": name, "van": ""})

    assert answer.status_code == 422
    assert "naam-fout" in answer.get_data(as_text=True)
    assert files_of(draft) == before


def test_a_form_in_use_stays_and_the_page_says_where_it_is_used(world: World, draft: int) -> None:
    answer = world.post("beheerder", f"/ontwerpen/{draft}/formulier-weg/{WEGING}", {})

    assert answer.status_code == 409
    assert "Signalen wegen" in answer.get_data(as_text=True)
    assert WEGING in files_of(draft)


def test_a_form_that_is_used_nowhere_can_go(world: World, draft: int) -> None:
    path = "forms/werkproces-2016/los.form"
    save(world, draft, path, form())

    world.post("beheerder", f"/ontwerpen/{draft}/formulier-weg/{path}", {})

    assert path not in files_of(draft)


def test_an_uploaded_form_takes_the_place_of_this_one(world: World, draft: int) -> None:
    content = form({"type": "textfield", "id": "a", "key": "a", "label": "Vraag"})

    assert upload(world, draft, content).status_code == 302

    assert files_of(draft)[WEGING] == content


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "geen bestand gekozen"),
        (b"{", "geen goede JSON"),
        (b"[]", "geen formulier"),
        (b"[" * 100_000, "geen goede JSON"),
        (b" " * 5_000_000, "groter dan 1 MB"),
        (form({"type": "html", "id": "kop", "content": "<b>"}), "kop"),
        (form({"type": "textfield", "id": "a", "key": "a", "label": "A", "zeebe:x": 1}), "zeebe:x"),
        (form({"type": "radio", "id": "a", "key": "a", "label": "A"}), "bron van keuzes"),
    ],
)
def test_of_a_bad_file_nothing_is_kept_and_each_fault_is_named(
    world: World, draft: int, content: bytes, words: str
) -> None:
    before = files_of(draft)

    answer = upload(world, draft, content)

    assert answer.status_code == 422
    assert words in answer.get_data(as_text=True)
    assert files_of(draft) == before


def test_who_uploads_over_what_changed_meanwhile_is_told(world: World, draft: int) -> None:
    save(world, draft, WEGING, form())

    answer = upload(world, draft, form({"type": "separator", "id": "lijn"}), revision="0")

    assert answer.status_code == 422
    assert "intussen veranderd" in answer.get_data(as_text=True)
    assert files_of(draft)[WEGING] == form()


@pytest.mark.parametrize("content", [b"{", b"\xff", form({"type": "iframe", "id": "x"}), form({"id": "x"}), b"null"])
def test_what_the_editor_cannot_open_is_said_and_can_be_downloaded(world: World, draft: int, content: bytes) -> None:
    save(world, draft, WEGING, content)

    text = page(world, draft)

    assert "kan dit formulier niet openen" in text
    assert "data-form-editor" not in text
    assert f"/ontwerpen/{draft}/bestanden/{WEGING}" in text


def test_the_page_tells_what_the_check_says_of_this_form(world: World, draft: int) -> None:
    save(world, draft, WEGING, form({"type": "textfield", "id": "a", "key": "a"}))

    assert "a</b>" in page(world, draft)


def test_the_words_for_keeping_are_those_of_the_vault_and_of_the_package(world: World, draft: int) -> None:
    text = page(world, draft)

    assert '"namenlijst": "Namenlijst"' in text
    assert '"groepsscan": "Groepsscan"' in text
    assert '"concept"' not in text
