"""Trying a draft out in the browser: as a designer, in every role, without a trace."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlalchemy import func, select

from engine import db, definitions, package_drafts
from engine.db import Base
from engine.scenarios import reading, walks
from engine.scenarios.model import Do, Expect, Start
from tests.web.web_world import World

ROLE = "beheerder"
SIGNAL = {"plek": "het plein"}
GROUP = {"groep_alias": "Pleingroep", "gebied": "Voorbeeldwijk"}


def tries(draft: int) -> str:
    return f"/ontwerpen/{draft}/proefdraaien"


@pytest.fixture
def walk(world: World, draft: int) -> str:
    """The address of a new walk."""
    answer = world.post(ROLE, tries(draft), {"titel": "Mijn proef"})
    return answer.headers["Location"]


def filled(world: World, url: str) -> dict[str, str]:
    """What the form holds when it is filled in with examples."""
    page = world.get(ROLE, f"{url}?voorbeeld=1").text
    return fields_of(page)


def fields_of(page: str) -> dict[str, str]:
    form = page[page.index('id="formulier"') :]
    form = form[: form.index("</form>")]
    found: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        kind = re.search(r'type="([^"]*)"', tag)
        if name is None or (kind and kind[1] in ("radio", "checkbox") and "checked" not in tag):
            continue
        if name[1] not in ("csrf_token", "_bijwerken"):
            found[name[1]] = value[1] if value else "on"
    for name, text in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>([^<]*)</textarea>', form):
        found[name] = text.strip()
    for name, options in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'<option[^>]*value="([^"]*)"[^>]*selected', options)
        if chosen:
            found[name] = chosen[1]
    return found


def start(world: World, walk: str) -> None:
    answer = world.post(ROLE, f"{walk}/start", {**filled(world, f"{walk}/start"), "_actie": "afronden"})
    assert answer.status_code == 302, answer.text[:3000]


def steps(draft: int):
    with db.reading() as session:
        (found,) = walks.listed(session, package_drafts.get(session, draft))
        return walks.scenario_of(found).steps


def counted() -> dict[str, int]:
    with db.reading() as session:
        return {
            table.name: session.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
            if table.name != "audit_line"  # that somebody took a step on this page is told there
        }


def test_the_tab_tells_what_can_be_tried(world: World, draft: int) -> None:
    page = world.get(ROLE, tries(draft))
    assert page.status_code == 200
    for text in ("Proef beginnen", "Dekking", "Scenario"):
        assert text in page.text


def test_a_walk_begins_with_the_start_form(world: World, draft: int, walk: str) -> None:
    assert "De zaak starten" in world.get(ROLE, walk).text
    start(world, walk)
    page = world.get(ROLE, walk).text
    assert "Speel Procesregisseur" in page
    assert isinstance(steps(draft)[0], Start)


def test_a_task_is_played_in_its_role_with_its_own_form(world: World, draft: int, walk: str) -> None:
    start(world, walk)
    url = f"{walk}/taken/uitvraag_voorbereiden/procesregisseur"
    page = world.get(ROLE, url).text
    assert "U speelt nu: Procesregisseur" in page
    answer = world.post(ROLE, url, {**filled(world, url), "_actie": "afronden"})
    assert answer.status_code == 302, answer.text[:3000]
    done = steps(draft)[-1]
    assert isinstance(done, Do) and done.element == "uitvraag_voorbereiden" and done.group == "procesregisseur"


def test_answers_that_the_form_does_not_take_are_refused_at_the_field(world: World, draft: int, walk: str) -> None:
    answer = world.post(ROLE, f"{walk}/start", {"_actie": "afronden"})
    assert answer.status_code == 422 and "Controleer nog" in answer.text
    assert steps(draft) == ()


def test_a_walk_leaves_no_trace_but_its_own_row(world: World, draft: int, walk: str) -> None:
    before, sent = counted(), mails(world)
    start(world, walk)
    url = f"{walk}/taken/uitvraag_voorbereiden/procesregisseur"
    world.post(ROLE, url, {**filled(world, url), "_actie": "afronden"})
    world.post(ROLE, f"{walk}/stap", {"soort": "klok", "dagen": "30"})
    world.get(ROLE, walk)
    assert len(steps(draft)) == 3
    assert counted() == before and mails(world) == sent


def mails(world: World) -> list[Path]:
    home: Path = world.app.extensions["zevenstap"].home
    return sorted(path for path in home.rglob("*") if path.is_file() and path.suffix in (".eml", ".txt"))


def test_time_is_moved_forward(world: World, draft: int, walk: str) -> None:
    start(world, walk)
    assert world.post(ROLE, f"{walk}/stap", {"soort": "klok", "dagen": "30"}).status_code == 302
    assert "1 april" in world.get(ROLE, walk).text


@pytest.mark.parametrize("days", ["", "0", "-1", "honderd", "99999"])
def test_a_clock_that_goes_nowhere_is_refused(world: World, draft: int, walk: str, days: str) -> None:
    start(world, walk)
    assert world.post(ROLE, f"{walk}/stap", {"soort": "klok", "dagen": days}).status_code == 422


def test_steps_are_taken_back(world: World, draft: int, walk: str) -> None:
    start(world, walk)
    world.post(ROLE, f"{walk}/stap", {"soort": "klok", "dagen": "3"})
    world.post(ROLE, f"{walk}/terug", {"stap": "1"})
    assert len(steps(draft)) == 1


def test_what_a_machine_does_can_be_said_beforehand(world: World, draft: int, walk: str) -> None:
    start(world, walk)
    data = {"soort": "koppeling", "onderwerp": "privacy.vastleggen", "hoe": "fout"}
    assert world.post(ROLE, f"{walk}/stap", data).status_code == 302
    assert "geeft de fout “delen_geweigerd”" in world.get(ROLE, walk).text


def test_a_walk_is_kept_as_a_scenario_that_plays_along(world: World, draft: int, walk: str) -> None:
    start(world, walk)
    answer = world.post(ROLE, f"{walk}/bewaren", {"titel": "De zaak start gewoon"})
    path = "bpmn/werkproces-2016/scenarios/de-zaak-start-gewoon.json"
    assert answer.headers["Location"].endswith(path)
    with db.reading() as session:
        content = package_drafts.read(session, package_drafts.get(session, draft), path).content
    assert reading.read(content).steps[-1] == Expect(open=("uitvraag_voorbereiden",), done=False)
    assert "loopt zoals het zegt" in world.get(ROLE, answer.headers["Location"]).text
    assert "De zaak start gewoon" in world.get(ROLE, tries(draft)).text


def test_a_scenario_that_no_longer_runs_is_told_with_its_step(world: World, draft: int) -> None:
    path = "bpmn/werkproces-2016/scenarios/fout.json"
    wrong = b'{"titel": "Fout", "stappen": [{"start": {}}, {"taak": "bestaat_niet"}]}'
    with db.transaction() as session:
        found = package_drafts.get(session, draft)
        package_drafts.save(session, found, path, wrong, seen=None, by="user-1", now=world.clock())
    page = world.get(ROLE, f"/ontwerpen/{draft}/scenario/{path}").text
    assert "loopt niet zoals het zegt" in page and "bestaat_niet" in page


def test_a_scenario_is_opened_as_a_walk(world: World, draft: int, walk: str) -> None:
    start(world, walk)
    kept = world.post(ROLE, f"{walk}/bewaren", {"titel": "Begin"}).headers["Location"]
    path = kept.split("/scenario/")[1]
    opened = world.post(ROLE, tries(draft), {"scenario": path}).headers["Location"]
    assert "Speel Procesregisseur" in world.get(ROLE, opened).text


def test_a_scenario_is_taken_out_only_when_that_is_confirmed(world: World, draft: int, walk: str) -> None:
    start(world, walk)
    kept = world.post(ROLE, f"{walk}/bewaren", {"titel": "Begin"}).headers["Location"]
    assert world.post(ROLE, kept, {}).status_code == 422
    assert world.post(ROLE, kept, {"weg": "ja"}).status_code == 302
    assert world.get(ROLE, kept).status_code == 404


def test_coverage_names_what_no_scenario_comes_along(world: World, draft: int) -> None:
    url = f"/ontwerpen/{draft}/dekking"
    assert "Niet geraakt" not in world.get(ROLE, url).text
    with db.transaction() as session:
        path = "bpmn/werkproces-2016/scenarios/signalen-wegen-afsluiten.json"
        package_drafts.remove(session, package_drafts.get(session, draft), path, by="user-1", now=world.clock())
    page = world.get(ROLE, url).text
    assert "Niet geraakt" in page and "naar “Signalen gesloten”" in page


def test_throwing_the_draft_away_throws_its_walks_away(world: World, draft: int, walk: str) -> None:
    world.post(ROLE, f"/ontwerpen/{draft}/weggooien")
    with db.reading() as session:
        assert session.scalar(select(func.count()).select_from(walks.PackageWalk)) == 0


def test_the_page_is_there_before_the_scenarios_are_played_and_then_tells_their_outcome(
    world: World, draft: int
) -> None:
    with db.transaction() as session:  # a package that nobody played yet
        found = package_drafts.get(session, draft)
        help_text = "bpmn/werkproces-2016/hulp/stap-1.md"
        package_drafts.save(session, found, help_text, b"# Nog nooit", seen=None, by="user-1", now=world.clock())

    page = world.get(ROLE, tries(draft)).text
    assert "nog niet gespeeld" in page and f"{tries(draft)}?spelen=ja" in page

    played = world.get(ROLE, f"{tries(draft)}?spelen=ja").text
    assert "nog niet gespeeld" not in played and "van de pijlen" in played
    assert "data-later" not in world.get(ROLE, tries(draft)).text  # from now on it is known


def test_a_published_version_is_tried_out_without_changing_it(world: World) -> None:
    with db.reading() as session:
        version = definitions.latest(session, "werkproces-2016").id
    assert f"/processen/versies/{version}/proefdraaien" in world.get(ROLE, "/processen/werkproces-2016").text

    places = {world.post(ROLE, f"/processen/versies/{version}/proefdraaien").headers["Location"] for _ in range(2)}

    (place,) = places  # the second time the same
    assert "Proef met versie 1" in world.get(ROLE, place).text
    world.post(ROLE, "/taal", {"taal": "en"})
    assert world.post(ROLE, f"/processen/versies/{version}/proefdraaien").headers["Location"] == place
    assert world.post(ROLE, "/processen/versies/999/proefdraaien").status_code == 404


def test_a_draft_that_cannot_run_says_why_with_the_file_and_the_remedy(world: World, draft: int, walk: str) -> None:
    path = "bpmn/werkproces-2016/werkproces.bpmn"
    with db.transaction() as session:
        found = package_drafts.get(session, draft)
        text = package_drafts.read(session, found, path).content.decode()
        broken = re.sub(r"<bpmn:startEvent .*?</bpmn:startEvent>", "", text, flags=re.S).encode()
        package_drafts.save(session, found, path, broken, seen=None, by="user-1", now=world.clock())
    for url in (tries(draft), walk):
        page = world.get(ROLE, url).text
        assert "werkproces.bpmn:" in page
        assert "No start event" not in page
