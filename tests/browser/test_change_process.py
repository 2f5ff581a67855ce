"""A designer adds a task to step 6, without a programmer and without stopping the server."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from cli.demo.story import Story
from tests.browser import redrawing
from tests.browser.clerk import Clerk
from tests.browser.conftest import Enter
from tests.browser.town import PACKAGE, Town

NOTE = "In stap 6 vertelt de procesregisseur de buurt wat er gaat gebeuren."


def test_a_task_added_in_a_downloaded_package_is_done_in_a_new_case(town: Town, person: Enter, tmp_path: Path) -> None:
    designer, regisseur = person("ontwerper"), person("regisseur")
    a_case_in_step_six(town, "Groep van voor de wijziging")
    package = downloaded(designer, tmp_path)
    (tmp_path / "half.zip").write_bytes(redrawing.without_its_form(package))
    (tmp_path / "nieuw.zip").write_bytes(redrawing.with_task(package))

    hand_in(designer, tmp_path / "half.zip")
    designer.sees("Publiceren kan nog niet")
    designer.sees("stap-6-buurt")
    expect(designer.part.get_by_role("button", name="Publiceren")).to_have_count(0)

    hand_in(designer, tmp_path / "nieuw.zip")
    designer.sees("is gecontroleerd en heeft geen fouten")
    designer.fill("Wat is er anders in deze versie?", NOTE)
    designer.press("Publiceren")
    designer.sees("Versie 2 is in gebruik")
    designer.sees(NOTE)

    assert "Buurt informeren" not in regisseur.tasks()  # what ran stays on the version it began with
    a_case_in_step_six(town, "Groep van na de wijziging")
    regisseur.open("Buurt informeren")
    regisseur.press("Taak afronden")
    regisseur.sees("Vul een antwoord in bij ‘Wat hebt u de buurt verteld?’")
    regisseur.fill("Wat hebt u de buurt verteld?", "Wat de gemeente en de politie gaan doen.")
    regisseur.finish()
    assert regisseur.tasks().count("Voortgang bespreken") == 2


def downloaded(designer: Clerk, folder: Path) -> Path:
    designer.visit(f"/processen/{PACKAGE}")
    with designer.page.expect_download() as waiting:
        designer.follow("Downloaden (zip)")
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def hand_in(designer: Clerk, archive: Path) -> None:
    designer.visit("/processen/inlezen")
    designer.attach("Bestand", archive)
    designer.press("Controleren")


def a_case_in_step_six(town: Town, name: str) -> None:
    """Through the first five steps by the engine, on the version that is in use."""
    story = Story(town.cast, town.catalogue, town.key, town.clock())
    story.begin(name, "Oost", "regisseur")
    story.weigh()
    story.ask_partners()
    story.request_scan()
    story.deliver_scan()
    story.judge("jongerenwerk")
    story.lay_piece("jongerenwerker", "De groep luistert naar het jongerenwerk.")
    story.make_picture()
    story.advise()
    story.decide()
    story.draw_up_plan()
    story.agree("jongerenwerker", "boa", "corporatie")
