"""A designer lays his draft beside a newer national package, sees it on the diagram, and takes over one change."""

from __future__ import annotations

from playwright.sync_api import expect

from engine import db, definitions, origins, package_drafts
from tests.browser.conftest import Enter
from tests.browser.looking import check_page
from tests.browser.town import Town
from tests.comparing.changes import NAME, NATIONAL
from tests.comparing.planted import PLANTED

DESIGNER = "ontwerper"


def older_national(town: Town) -> int:
    """The town runs what an earlier release brought, with a draft on it; this release brings the rest."""
    files = dict(NATIONAL)
    for name in ("name of a task", "label of a field"):
        files = PLANTED[name](files)
    with db.transaction() as session:
        version = definitions.publish(
            session, files, note="Landelijk", by=origins.NATIONAL, now=town.clock(), catalogue=town.catalogue
        )
        draft = package_drafts.begin(session, version, title="Onze werkwijze", by="user-1", now=town.clock())
        package_drafts.save_all(session, draft, PLANTED["term of a task"](files), by="user-1", now=town.clock())
        return draft.id


def test_a_designer_takes_over_one_national_change(town: Town, person: Enter) -> None:
    draft = older_national(town)
    designer = person(DESIGNER)
    designer.visit(f"/ontwerpen/{draft}/vergelijken")
    page = designer.page

    expect(page.get_by_text("Dit landelijke pakket is anders dan waar uw proces uit is gemaakt")).to_be_visible()
    figure = page.locator("figure[data-ready='true']").first
    expect(figure).to_be_visible()
    expect(figure.locator(".zs-bord-teken--changed").first).to_have_text("Anders")

    page.get_by_label("Taak “Uitvraag voorbereiden”: naam").check()
    page.get_by_role("button", name="Aangevinkte rijen overnemen").click()
    expect(page.get_by_text("1 verschil overgenomen uit het landelijke pakket.")).to_be_visible()
    check_page(page)

    page.get_by_role("link", name="Verder vergelijken").click()
    expect(page.get_by_label("Taak “Uitvraag voorbereiden”: naam")).to_have_count(0)
    expect(page.get_by_label("Taak “Signaal geven”: termijn")).to_be_visible()

    page.get_by_role("link", name="Controle", exact=True).click()
    expect(page.get_by_text("Dit ontwerp heeft geen fouten.")).to_be_visible()


def test_the_mirror_leads_to_the_element(town: Town, person: Enter) -> None:
    designer = person(DESIGNER)
    designer.visit(f"/processen/{NAME}/spiegel")

    designer.page.get_by_role("link", name="Signalen wegen").first.click()

    expect(designer.page.get_by_role("heading", level=1)).to_contain_text("Signalen over groepsgedrag delen")
