"""What the check and the registers say before it goes wrong: a gate drawn around, and a paper that nears its end."""

from __future__ import annotations

import zipfile
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import expect
from sqlalchemy import select

from dossier import register_watch
from dossier.registers import Convenant
from engine import db
from tests.browser.conftest import Enter
from tests.browser.looking import check_page
from tests.browser.test_change_process import downloaded, hand_in
from tests.browser.town import PACKAGE, Town

SCAN = f"bpmn/{PACKAGE}/groepsscan.bpmn"
ARROW = b'sourceRef="noodzaak_opstellen" targetRef="'


def test_a_gate_drawn_around_is_refused_and_the_way_past_it_is_shown(person: Enter, tmp_path: Path) -> None:
    designer = person("ontwerper")
    package = downloaded(designer, tmp_path)
    hand_in(designer, around_the_gate(package, tmp_path / "langs-de-poort.zip"))

    designer.sees("Publiceren kan nog niet")
    designer.sees("Zo kan het misgaan:")
    stops = designer.part.locator("ol").filter(has_text="Noodzaak en vraag opstellen").first.get_by_role("listitem")
    expect(stops.first).to_contain_text("Groepsscan gevraagd")
    expect(stops.last).to_contain_text("Groepsscan leveren")
    expect(designer.page.locator(".djs-container").first).to_be_visible()  # the drawing, with the way in it
    expect(designer.part.get_by_role("button", name="Publiceren")).to_have_count(0)
    check_page(designer.page)

    designer.visit(f"/processen/{PACKAGE}")
    expect(designer.part.get_by_text("Versie 2", exact=True)).to_have_count(0)
    regisseur = person("regisseur")
    assert regisseur.page.goto(f"{regisseur.page.url.rstrip('/')}/processen/inlezen").status == 403  # type: ignore[union-attr]


def around_the_gate(package: Path, into: Path) -> Path:
    """The arrow to the privacypoort leads straight on to the request."""
    with zipfile.ZipFile(package) as old, zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name == SCAN:
                assert ARROW + b'privacypoort_groepsscan"' in data
                data = data.replace(ARROW + b'privacypoort_groepsscan"', ARROW + b'verzoek_versturen"')
            new.writestr(name, data)
    return into


def test_a_convenant_that_nears_its_end_is_told_three_months_ahead(town: Town, person: Enter) -> None:
    with db.transaction() as session:
        convenant = session.scalars(select(Convenant)).first()
        assert convenant is not None
        convenant.valid_until = town.today + timedelta(days=60)
        register_watch.remind(session, town.clock())
    ends = f"loopt af op {town.in_days(60)}"

    for login in ("privacy", "fg"):
        reader = person(login)
        reader.visit("/")
        reader.sees(ends)
        reader.visit("/registers")
        reader.sees("Binnen drie maanden loopt af")
    outsider = person("corporatie")
    outsider.visit("/")
    expect(outsider.page.get_by_text(ends)).to_have_count(0)
