"""Two designers bring a change into use together, say where running cases go, and go back to how it was."""

from __future__ import annotations

from playwright.sync_api import expect

from cli.demo.people import PASSWORD
from cli.demo.story import Story
from dossier import users
from dossier.organisations import Organisation
from engine import db, definitions, package_drafts
from engine.scenarios.model import is_scenario
from tests.browser.clerk import Clerk
from tests.browser.conftest import Enter
from tests.browser.looking import check_page
from tests.browser.town import PACKAGE, Town
from tests.comparing.changes import DIAGRAM, NATIONAL, Files, new_task

COLLEAGUE = "ontwerper-twee"
NOTE = "Eerst bellen wij de bewoners."
REASON = "De bewoners bellen lukt nog niet."
OLD, NEW = "Uitvraag voorbereiden", "Partners kiezen"


def test_two_designers_publish_a_change_move_what_runs_and_go_back(town: Town, person: Enter) -> None:
    draft = a_draft_that_changes_step_one(town)
    the_municipality_asks_for_four_eyes(person("beheer"))
    designer, colleague = person("ontwerper"), person(COLLEAGUE)

    one_offers_and_the_other_publishes(designer, colleague, draft)
    running_cases_stand_with_their_version(designer)
    where_cases_go_is_shown_on_both_diagrams(designer)
    the_older_version_comes_back(designer, colleague)

    assert designer.complaints == [] and colleague.complaints == []


def a_draft_that_changes_step_one(town: Town) -> str:
    """A case runs on version 2; the draft has a task with another id and name, and one task more."""
    plain = {
        path: data for path, data in NATIONAL.items() if not is_scenario(path)
    }  # none to play: that is tried apart
    by, now = town.cast.actors["ontwerper"].user_key, town.clock()
    with db.transaction() as session:
        organisation = session.query(Organisation).filter_by(name="Gemeente Voorbeeld").one()
        mate = {"username": COLLEAGUE, "name": "Bram Smeets", "organisation": organisation}
        users.add(session, **mate, password=PASSWORD, roles=("beheerder",))
        version = definitions.publish(session, plain, note="Zo was het", by=by, now=now, catalogue=town.catalogue)
        draft = package_drafts.begin(session, version, title="Bewoners bellen", by=by, now=now)
        package_drafts.save_all(session, draft, renamed(new_task(plain)), by=by, now=now)
        address = f"/ontwerpen/{draft.id}/publiceren"
    Story(town.cast, town.catalogue, town.key, now).begin("Groep Marktplein", "Oost", "regisseur")
    return address


def renamed(files: Files) -> Files:
    bound = 'camunda:formRef="stap-1-weging" camunda:formRefBinding="deployment" camunda:candidateGroups'
    text = files[DIAGRAM].decode().replace("uitvraag_voorbereiden", "partners_kiezen").replace(OLD, NEW)
    text = text.replace('camunda:formRef="stap-1-weging" camunda:candidateGroups', bound)
    return {**files, DIAGRAM: text.encode()}


def the_municipality_asks_for_four_eyes(operator: Clerk) -> None:
    operator.visit("/vier-ogen")
    operator.part.get_by_label("Vier ogen: de één biedt aan, een ander kijkt en publiceert").check()
    operator.press("Opslaan")
    operator.sees("Zo ingesteld door")


def one_offers_and_the_other_publishes(designer: Clerk, colleague: Clerk, draft: str) -> None:
    designer.visit(draft)
    expect(designer.part.get_by_role("button", name="Publiceren")).to_have_count(0)
    offers(designer, NOTE)

    colleague.visit(draft)
    colleague.sees(NOTE)
    colleague.press("Publiceren")
    colleague.sees("Versie 3 is in gebruik")


def offers(designer: Clerk, note: str) -> None:
    designer.fill("Wat is er anders in deze versie?", note)
    designer.press("Aanbieden")
    designer.sees("Het ontwerp ligt voor")
    expect(designer.part.get_by_role("button", name="Publiceren")).to_have_count(0)  # one's own is not for oneself


def running_cases_stand_with_their_version(designer: Clerk) -> None:
    designer.visit(f"/processen/{PACKAGE}")
    versions = designer.part.get_by_role("region", name="Versies").get_by_role("listitem")
    for number, running in ((3, "0 lopende zaken"), (2, "1 lopende zaak")):
        expect(versions.filter(has_text=f"Versie {number} downloaden")).to_contain_text(running)


def where_cases_go_is_shown_on_both_diagrams(designer: Clerk) -> None:
    designer.follow("Zaken van versie 2 verhuizen")
    drawings = designer.page.locator("figure[data-ready=true]")
    expect(drawings).to_have_count(2)
    for drawing, marks in ((drawings.first, ["1"]), (drawings.last, ["1", "nieuw"])):
        expect(drawing.locator(".zs-bord-teken")).to_have_text(marks)
    left, right = (drawing.bounding_box() for drawing in (drawings.first, drawings.last))
    assert left and right and left["x"] + left["width"] <= right["x"] and left["y"] == right["y"]

    check_page(designer.page)

    choice = designer.part.get_by_label(f"Straks, voor {OLD}")
    expect(choice.locator("option:checked")).to_have_text(NEW)
    designer.sees("Nieuw: Bewoners bellen.")
    designer.press("Aan de applicatiebeheerder voorstellen")
    designer.sees("Uw voorstel is verhuizing 1")


def the_older_version_comes_back(designer: Clerk, colleague: Clerk) -> None:
    designer.visit(f"/processen/{PACKAGE}")
    designer.part.get_by_text("Terug naar versie 2").click()
    back = designer.part.get_by_role("group").filter(has_text="Terug naar versie 2")
    back.get_by_label("Waarom wilt u terug?").fill(REASON)
    designer.press("Versie 2 opnieuw publiceren")
    designer.page.wait_for_url("**/publiceren")
    draft = designer.page.url
    offers(designer, REASON)

    colleague.visit(draft)
    colleague.press("Publiceren")
    colleague.sees("Versie 4 is in gebruik")
    with db.reading() as session:
        digests = {version.number: version.digest for version in definitions.versions(session, PACKAGE)}
    assert digests[4] == digests[2] != digests[3]
