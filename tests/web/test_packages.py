"""Processes on screen: download one, bring it back changed, publish it; settings; bad files."""

from __future__ import annotations

import html
import json
import re
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from werkzeug.test import TestResponse

from engine import db, definitions
from tests.web.web_world import World

ZIP = "/processen/werkproces-2016/versies/1/pakket.zip"


def send(world: World, data: bytes, **more: str) -> TestResponse:
    return world.client("beheerder").post(
        "/processen/inlezen", data={"pakket": (BytesIO(data), "pakket.zip"), **more}, content_type="multipart/form-data"
    )


def changed(data: bytes, path: str, old: bytes, new: bytes) -> bytes:
    """The zip with one file changed."""
    with ZipFile(BytesIO(data)) as source:
        files = {name: source.read(name) for name in source.namelist()}
    assert old in files[path]
    files[path] = files[path].replace(old, new)
    target = BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()


def latest(world: World) -> int:
    with db.reading() as session:
        return definitions.latest(session, "werkproces-2016").number


def test_what_was_downloaded_can_be_changed_brought_back_and_published(world: World, case: int) -> None:
    package = world.get("beheerder", ZIP).get_data()
    new = changed(package, "bpmn/werkproces-2016/hulp/stap-1.md", b"## Wie doet wat", b"## Wie doet hier wat")

    checked = send(world, new, _actie="controleren").get_data(as_text=True)
    carried = re.search(r'name="zip" value="([^"]+)"', checked)
    assert carried and "heeft geen fouten" in checked
    assert latest(world) == 1

    answer = world.post(
        "beheerder", "/processen/inlezen", {"zip": carried[1], "_actie": "publiceren", "toelichting": "Ander woord"}
    )

    assert answer.headers["Location"] == "/processen/werkproces-2016"
    assert latest(world) == 2
    fresh = world.start_case(groep_alias="Groep Nieuw")
    new_page = world.get("procesregisseur", f"/taken/{world.task(fresh)}").get_data(as_text=True)
    old_page = world.get("procesregisseur", f"/taken/{world.task(case)}").get_data(as_text=True)
    assert "Wie doet hier wat" in new_page
    assert "Wie doet hier wat" not in old_page


def test_a_package_with_errors_is_not_published_and_says_what_and_where(world: World) -> None:
    package = world.get("beheerder", ZIP).get_data()
    broken = changed(package, "bpmn/werkproces-2016/stap_1_signalen.bpmn", b"stap-1-weging", b"bestaat-niet")

    answer = send(world, broken, _actie="publiceren", toelichting="Kapot")

    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "stap_1_signalen.bpmn" in page
    assert "bestaat-niet" in page
    assert latest(world) == 1


def test_publishing_asks_what_is_different(world: World) -> None:
    package = world.get("beheerder", ZIP).get_data()

    answer = send(world, package, _actie="publiceren")

    assert answer.status_code == 422
    assert "Schrijf op wat er anders is" in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    "data",
    [b"geen zip", b"", b"PK\x03\x04kapot", b"<!DOCTYPE x [<!ENTITY a 'b'>]><x/>"],
    ids=["tekst", "leeg", "kapot", "entiteit"],
)
def test_a_file_that_is_no_package_gets_a_clear_message(world: World, data: bytes) -> None:
    answer = send(world, data, _actie="controleren")

    assert answer.status_code == 422
    assert "data-error-summary" in answer.get_data(as_text=True)


def test_what_is_too_large_is_said_to_be(world: World) -> None:
    world.app.config["MAX_CONTENT_LENGTH"] = 1000

    answer = send(world, b"x" * 2000)

    assert answer.status_code == 413
    assert "Dat is te groot" in answer.get_data(as_text=True)


def test_hostile_xml_in_a_package_is_refused_and_the_server_stays_up(world: World) -> None:
    package = world.get("beheerder", ZIP).get_data()
    hostile = changed(
        package,
        "bpmn/werkproces-2016/groepsscan.bpmn",
        b"<bpmn:definitions",
        b'<!DOCTYPE x [<!ENTITY a "aaaa">]><bpmn:definitions',
    )

    answer = send(world, hostile, _actie="publiceren", toelichting="x")

    assert answer.status_code == 422
    assert "DTD" in answer.get_data(as_text=True)
    assert world.get("beheerder", "/processen").status_code == 200


def test_a_changed_term_makes_a_new_version_and_running_cases_keep_theirs(world: World, case: int) -> None:
    answer = world.post(
        "beheerder", "/processen/werkproces-2016/instellingen", all_settings(world, termijn_volgen="12")
    )

    assert answer.status_code == 302
    with db.reading() as session:
        version = definitions.latest(session, "werkproces-2016")
        assert version.number == 2
        assert "Volgen" in version.note
        assert definitions.content_of(session, version.id).settings["termijn_volgen"] == 12


def test_a_statutory_term_cannot_be_changed_by_whoever_asks(world: World) -> None:
    world.post("beheerder", "/processen/werkproces-2016/instellingen", all_settings(world, datalek_uren="999"))

    with db.reading() as session:
        content = definitions.content_of(session, definitions.latest(session, "werkproces-2016").id)
        assert content.settings["datalek_uren"] == 72


@pytest.mark.parametrize("value", ["", "tien", "0", "-3", "1e9", "99999999999999", "²"])
def test_a_term_must_be_a_sensible_number(world: World, value: str) -> None:
    answer = world.post(
        "beheerder", "/processen/werkproces-2016/instellingen", all_settings(world, termijn_volgen=value)
    )

    assert answer.status_code == 422
    assert 'href="#termijn_volgen"' in answer.get_data(as_text=True)
    assert latest(world) == 1


def test_every_drawing_of_the_package_has_its_page(world: World) -> None:
    page = world.get("beheerder", "/processen/werkproces-2016").get_data(as_text=True)
    links = re.findall(r'href="(/processen/werkproces-2016/diagram/[^"]+)"', page)

    assert len(links) == 11
    for link in links:
        assert world.get("beheerder", link).status_code == 200


def all_settings(world: World, **changes: str) -> dict[str, str]:
    """The settings as the form would send them back, with changes."""
    package = world.get("beheerder", ZIP).get_data()
    with ZipFile(BytesIO(package)) as source:
        manifest = json.loads(source.read("bpmn/werkproces-2016/pakket.json"))
    given = {row["sleutel"]: "" if row["waarde"] is None else str(row["waarde"]) for row in manifest["instellingen"]}
    return {**given, **changes}


def test_the_designer_downloads_templates_of_the_service_tasks(world: World) -> None:
    answer = world.get("beheerder", "/processen/sjablonen")

    topics = [each["id"] for each in answer.get_json()]
    assert answer.headers["Content-Disposition"].endswith("zevenstap-sjablonen.json")
    assert "nl.zevenstap.groepsscan.aanvragen" in topics and "nl.zevenstap.mail.versturen" not in topics


def test_a_drawing_of_a_package_says_nothing_about_how_far_a_case_is(world: World) -> None:
    text = world.get("beheerder", "/processen/werkproces-2016/diagram/stap_1_signalen").get_data(as_text=True)

    assert "Signalen wegen" in text and "Wachten: volgtermijn" in text
    assert "Nog niet" not in text


def test_a_term_of_one_is_a_month_and_not_months(world: World) -> None:
    text = world.get("beheerder", "/processen/werkproces-2016/instellingen").get_data(as_text=True)

    assert "1 maanden" not in text and "1 jaren" not in text


def test_a_package_that_the_privacy_proof_refuses_shows_the_way_as_list_and_in_red(world: World, case: int) -> None:
    package = world.get("beheerder", ZIP).get_data()
    path, arrow = "bpmn/werkproces-2016/groepsscan.bpmn", b'sourceRef="noodzaak_opstellen" targetRef="'
    around = changed(package, path, arrow + b'privacypoort_groepsscan"', arrow + b'verzoek_versturen"')

    answer = send(world, around, _actie="controleren")

    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    told = page[page.index("Zo kan het misgaan:") :]
    stops = re.findall(r"<li[^>]*>([^<]+)", told[: told.index("</ol>")])
    assert [stop.strip() for stop in stops] == [
        "Groepsscan gevraagd", "Groepsscan laten maken", "Groepsscan gewenst",
        "Noodzaak en vraag opstellen", "Verzoek versturen", "Groepsscan leveren",
    ]  # fmt: skip
    assert "(in Groepsscan)" in told
    marks = json.loads(html.unescape(re.findall(r'data-marks="([^"]+)"', told)[1]))
    assert {"element": "verzoek_versturen", "state": "fault", "label": "5"} in marks
    assert {"element": "noodzaak_opstellen__privacypoort_groepsscan", "state": "fault"} in marks
    assert 'data-xml="&lt;?xml' in told
