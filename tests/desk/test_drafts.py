"""A draft: begun, changed by one or two people, thrown away; nothing of it is in use."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from docx import Document
from sqlalchemy import event
from werkzeug.test import TestResponse

from engine import db, definitions, package_drafts
from tests.web.web_world import World

HELP = "bpmn/werkproces-2016/hulp/stap-1.md"


def put(world: World, draft: int, content: bytes, revision: int, path: str = HELP) -> TestResponse:
    return world.client("beheerder").put(
        f"/ontwerpen/{draft}/bestanden/{path}", data=content, headers={"X-Revisie": str(revision)}
    )


def read(world: World, draft: int) -> tuple[str, str]:
    answer = world.get("beheerder", f"/ontwerpen/{draft}/bestanden/{HELP}")
    return answer.get_data(as_text=True), answer.headers["X-Revisie"]


def in_draft(draft: int) -> dict[str, bytes]:
    with db.reading() as session:
        return package_drafts.files_of(session, package_drafts.get(session, draft))


def test_a_draft_begins_as_the_version_in_use(world: World) -> None:
    answer = world.post("beheerder", "/processen/werkproces-2016/ontwerpen", {"titel": "Zomerplan"})

    page = world.get("beheerder", answer.headers["Location"]).get_data(as_text=True)
    assert "Zomerplan" in page
    assert "stap_6_uitvoeren.bpmn" in page
    with db.reading() as session:
        version = definitions.latest(session, "werkproces-2016")
        assert in_draft(int(answer.headers["Location"].rsplit("/", 1)[1])) == definitions.files_of(session, version.id)


def test_what_is_saved_stands_in_the_draft_and_not_in_the_version_in_use(world: World, draft: int) -> None:
    assert put(world, draft, b"# Nieuw", 0).get_json()["revisie"] == 1

    assert read(world, draft) == ("# Nieuw", "1")
    with db.reading() as session:
        version = definitions.latest(session, "werkproces-2016")
        assert definitions.files_of(session, version.id)[HELP] != b"# Nieuw"
    assert "Veranderd" in world.get("beheerder", f"/ontwerpen/{draft}").get_data(as_text=True)


def test_who_saves_over_what_he_has_not_seen_is_told_who_was_first(world: World, draft: int) -> None:
    put(world, draft, b"# Eerst", 0)

    answer = put(world, draft, b"# Later", 0)

    assert answer.status_code == 409
    assert answer.get_json()["wie"]
    assert read(world, draft) == ("# Eerst", "1")


def test_a_file_of_another_package_or_kind_is_not_kept(world: World, draft: int) -> None:
    for path in ("bpmn/anders/x.bpmn", "bpmn/werkproces-2016/x.exe", "bpmn/werkproces-2016/../x.md"):
        assert put(world, draft, b"x", 0, path).status_code in (404, 422), path


def test_the_check_tells_an_editor_what_is_wrong_and_where(world: World, draft: int) -> None:
    path = "bpmn/werkproces-2016/stap_1_signalen.bpmn"
    content = in_draft(draft)[path].replace(b"stap-1-weging", b"bestaat-niet")
    put(world, draft, content, 0, path)

    found: list[dict[str, Any]] = world.get("beheerder", f"/ontwerpen/{draft}/controle.json").get_json()["bevindingen"]

    wrong = [finding for finding in found if finding["severity"] == "error"]
    assert {finding["file"] for finding in wrong} == {path}
    assert all(finding["element"] and finding["hint"] for finding in wrong)
    assert "bestaat-niet" in world.get("beheerder", f"/ontwerpen/{draft}/controle").get_data(as_text=True)


def test_a_second_designer_hears_who_has_the_file_open(world: World, draft: int) -> None:
    with db.transaction() as session:
        opened = package_drafts.get(session, draft)
        package_drafts.seen_at_work(session, opened, HELP, by="iemand", now=world.clock())

    answer = world.post("beheerder", f"/ontwerpen/{draft}/aanwezig", {"pad": HELP})

    assert answer.get_json()["anderen"] == ["vanaf de server"]


def test_a_draft_thrown_away_is_gone(world: World, draft: int) -> None:
    put(world, draft, b"# Nieuw", 0)

    world.post("beheerder", f"/ontwerpen/{draft}/weggooien", {})

    assert world.get("beheerder", f"/ontwerpen/{draft}").status_code == 404


def test_what_a_new_file_begins_with_is_dutch_for_a_designer_who_reads_english(world: World, draft: int) -> None:
    world.post("beheerder", "/taal", {"taal": "en"})

    for name in ("uitleg", "brief"):
        world.post("beheerder", f"/ontwerpen/{draft}/nieuwe-{name}", {"naam": "Bewoners bellen"})

    files = in_draft(draft)
    letter = Document(BytesIO(files["bpmn/werkproces-2016/brieven/bewoners-bellen.docx"]))
    assert "Schrijf hier de brief" in " ".join(each.text for each in letter.paragraphs)
    assert b"Schrijf hier waar" in files["bpmn/werkproces-2016/hulp/bewoners-bellen.md"]


def test_a_new_help_text_is_begun_with_a_name_and_once(world: World, draft: int) -> None:
    url = f"/ontwerpen/{draft}/nieuwe-uitleg"
    assert "nieuwe-uitleg" in world.get("beheerder", f"/ontwerpen/{draft}").get_data(as_text=True)

    answer = world.post("beheerder", url, {"naam": "Bewoners bellen"})

    assert answer.headers["Location"].endswith("/hulp/bewoners-bellen.md")
    assert in_draft(draft)["bpmn/werkproces-2016/hulp/bewoners-bellen.md"].startswith(b"# Bewoners bellen")
    assert world.post("beheerder", url, {"naam": "bewoners, bellen"}).status_code == 422
    assert world.post("beheerder", url, {"naam": " / "}).status_code == 422


def test_many_drafts_are_paged_and_cost_no_question_per_row(world: World) -> None:
    by = world.actor("beheerder").user_key
    with db.transaction() as session:
        version = definitions.latest(session, "werkproces-2016")
        for number in range(30):
            package_drafts.begin(session, version, title=f"Ontwerp {number}.", by=by, now=world.clock())
    asked: list[str] = []
    world.get("beheerder", "/ontwerpen")
    event.listen(world.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))

    first, second = (world.get("beheerder", f"/ontwerpen?pagina={n}").get_data(as_text=True) for n in (1, 2))

    assert ("Ontwerp 29." in first, "Ontwerp 4." in first) == (True, False)
    assert ("Ontwerp 29." in second, "Ontwerp 4." in second) == (False, True)
    assert len(asked) < 40
    assert "Op deze pagina staat niets" in world.get("beheerder", "/ontwerpen?pagina=9").get_data(as_text=True)


def test_a_broken_form_is_kept_for_its_maker_and_the_check_names_it_with_a_remedy(world: World, draft: int) -> None:
    for path in ("forms/werkproces-2016/stap-1-weging.form", "bpmn/werkproces-2016/pakket.json"):
        assert put(world, draft, b'{"components": [', 0, path).status_code == 200

        found = world.get("beheerder", f"/ontwerpen/{draft}/controle.json").get_json()["bevindingen"]

        assert any(each["file"] == path and each["severity"] == "error" and each["hint"] for each in found), path
        put(world, draft, in_version(path), 1, path)


def in_version(path: str) -> bytes:
    with db.reading() as session:
        return definitions.files_of(session, definitions.latest(session, "werkproces-2016").id)[path]
