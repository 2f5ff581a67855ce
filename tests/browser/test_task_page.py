"""The page of a task as people use it: nothing typed is lost, a colleague looks along, papers are read beside it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from cli.demo.people import PASSWORD
from dossier import documents, users, vault
from dossier.documents import File
from engine import db
from engine.models import Task, TaskState
from tests.browser.clerk import Clerk
from tests.browser.conftest import Enter
from tests.browser.town import Town

TASK = "Over prioriteit besluiten"
FIELD = "Zijn er voorwaarden?"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f64540"
    "0000000049454e44ae426082"
)


def task_of(town: Town, name: str) -> Task:
    with db.reading() as session:
        query = select(Task).where(Task.name == name, Task.state == TaskState.OPEN)
        found = session.scalars(query).first()
        assert found is not None
        return found


def colleague(town: Town) -> None:
    """A second procesregisseur."""
    with db.transaction() as session:
        first = users.by_username(session, "regisseur")
        assert first is not None
        users.add(
            session,
            username="vervanger",
            name="Daan Postma",
            password=PASSWORD,
            organisation=first.organisation,
            roles=("procesregisseur",),
        )


def papers(town: Town, instance_id: int, pdf: bytes) -> None:
    with db.transaction() as session:
        for title, kind, content in (("Foto van de plek", "image/png", PNG), ("Verslag", "application/pdf", pdf)):
            documents.add(
                session,
                instance_id,
                file=File("bijlage", kind, content),
                title=title,
                kind="bijlage",
                by="user-1",
                provider="org-1",
                now=town.clock(),
                key=town.key,
                data_kind=vault.NAMELESS,
            )


def type_in(page: Page, text: str) -> None:
    """As somebody types, with an event for the page."""
    page.get_by_label(re.compile(f"^{re.escape(FIELD)}")).fill(text)


def status(page: Page) -> Locator:
    return page.locator("[data-draft-status]")


def all_beside_the_form(page: Page, address: str) -> None:
    """Beside the form: facts, earlier answers, papers, what happened, and why the tables decided so."""
    page.goto(address)
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        for region in ("Groep Marktkade", "Documenten", "Waarom dit zo is besloten", "Laatst gebeurd"):
            expect(page.get_by_role("region", name=region)).to_be_visible()
        expect(page.get_by_text("Wat is de aanpak in het kort?")).to_be_visible()  # an earlier answer
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.set_viewport_size({"width": 1280, "height": 900})


def papers_within_the_page(page: Page, task: Task) -> None:
    """Papers within the page; nothing is asked of the server before somebody looks."""
    asked: list[str] = []
    page.on("request", lambda sent: asked.append(sent.url) if sent.url.endswith(f"?taak={task.id}") else None)
    page.reload()
    page.wait_for_load_state("networkidle")
    assert asked == []
    page.get_by_role("listitem").filter(has_text="Foto van de plek").get_by_text("Voorbeeld", exact=True).click()
    picture = page.get_by_role("img", name="Voorbeeld van Foto van de plek")
    expect(picture).to_have_js_property("naturalWidth", 1)
    page.get_by_role("listitem").filter(has_text="Verslag").get_by_text("Voorbeeld", exact=True).click()
    frame = page.get_by_title("Voorbeeld van Verslag")
    frame.scroll_into_view_if_needed()
    expect(frame).to_be_visible()
    page.wait_for_timeout(300)
    assert len(asked) == 2


def kept_while_typing(page: Page) -> None:
    """Words as one types, and when it is kept."""
    type_in(page, "Eerste gedachte")
    expect(page.get_by_text("Nog niet opgeslagen", exact=True)).to_be_visible()
    expect(status(page)).to_have_text(re.compile(r"^Opgeslagen om \d+\.\d\d uur$"))
    expect(page.get_by_text("Nog niet opgeslagen", exact=True)).to_be_hidden()


def kept_on_leaving(page: Page, town: Town, address: str) -> None:
    """Leaving at once: the page sends what was typed last."""
    type_in(page, "Tweede gedachte")
    page.goto(f"{town.url}/taken")
    page.goto(address)
    expect(page.get_by_label(re.compile(f"^{re.escape(FIELD)}"))).to_have_value("Tweede gedachte")


def no_connection(page: Page) -> None:
    """No connection: said so, a button does not throw it away, and it is kept when there is one again."""
    page.context.set_offline(True)
    type_in(page, "Derde gedachte")
    expect(status(page)).to_contain_text("Geen verbinding. Nog niet opgeslagen")
    page.get_by_role("button", name="Concept bewaren").click()
    expect(status(page)).to_contain_text("Geen verbinding")
    expect(page.get_by_label(re.compile(f"^{re.escape(FIELD)}"))).to_have_value("Derde gedachte")
    page.context.set_offline(False)
    expect(status(page)).to_contain_text("Opgeslagen om")


def the_session_ended(page: Page) -> None:
    """The session ended: logging in again in another tab brings it back here."""
    cookies = page.context.cookies()
    page.context.clear_cookies()
    type_in(page, "Vierde gedachte")
    expect(status(page)).to_contain_text("U bent uitgelogd. Nog niet opgeslagen")
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Log in, in een nieuw tabblad").click()
    tab = opened.value
    tab.get_by_label("Gebruikersnaam").fill("regisseur")
    tab.get_by_label("Wachtwoord").fill(PASSWORD)
    tab.get_by_role("main").get_by_role("button", name="Inloggen").first.click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("Mijn dag")
    tab.close()
    assert page.context.cookies() != cookies
    page.evaluate("dispatchEvent(new Event('focus'))")
    expect(status(page)).to_contain_text("Opgeslagen om")


def a_colleague_looks_along(who: Clerk, other: Clerk) -> None:
    """A colleague is asked, answers, and the first one reads it."""
    page = who.page
    page.get_by_text("Opmerking schrijven", exact=True).click()
    page.get_by_label("Nieuwe opmerking").fill("Graag voor vrijdag.")
    page.get_by_role("button", name="Opmerking plaatsen").click()
    expect(page.get_by_text("Graag voor vrijdag.")).to_be_visible()
    page.get_by_role("link", name="Collega vragen om mee te kijken").click()
    who.choose("Wie vraagt u?", "Daan Postma")
    who.fill("Wat wilt u weten?", "Past deze voorwaarde?")
    who.press("Vragen")
    expect(page.get_by_text("vroeg Daan Postma om mee te kijken")).to_be_visible()
    other.visit("/")
    other.part.get_by_role("region", name="Meekijken").get_by_role("link", name=TASK).click()
    expect(other.page.get_by_text("Past deze voorwaarde?")).to_be_visible()
    other.follow("Antwoord geven")
    other.fill("Wat vindt u?", "Ja, prima zo.")
    other.press("Antwoord geven")
    page.reload()
    expect(page.get_by_text("Ja, prima zo.")).to_be_visible()
    expect(page.get_by_label(re.compile(f"^{re.escape(FIELD)}"))).to_have_value("Vierde gedachte")


def somebody_else_was_first(page: Page, town: Town, task: Task) -> None:
    """Somebody else was first: what was typed is shown, to copy."""
    with db.transaction() as session:
        row = session.get_one(Task, task.id)
        row.state, row.ended_at = TaskState.CANCELLED, town.clock()
    type_in(page, "Vijfde gedachte")
    expect(status(page)).to_contain_text("Een ander heeft deze taak intussen afgerond")
    page.get_by_role("button", name="Concept bewaren").click()
    expect(page.get_by_text("Wat u had ingevuld is bewaard")).to_be_visible()
    expect(page.get_by_text("Vijfde gedachte")).to_be_visible()


def test_the_page_of_a_task_keeps_what_is_typed_and_has_all_beside_it(
    demo_town: Town, demo_person: Enter, paper: Callable[[str], Path]
) -> None:
    colleague(demo_town)
    task = task_of(demo_town, TASK)
    papers(demo_town, task.instance_id, paper("verslag").read_bytes())
    who = demo_person("regisseur")
    page, address = who.page, f"{demo_town.url}/taken/{task.id}"

    all_beside_the_form(page, address)
    papers_within_the_page(page, task)
    kept_while_typing(page)
    kept_on_leaving(page, demo_town, address)
    no_connection(page)
    the_session_ended(page)
    a_colleague_looks_along(who, demo_person("vervanger"))
    somebody_else_was_first(page, demo_town, task)
