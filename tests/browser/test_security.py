"""The browser is kept from harm, and the name of a person comes out nowhere but past the guard."""

from __future__ import annotations

import email
import email.policy
import re
from urllib.parse import urljoin, urlsplit

import pytest

from cli.demo.story import Story
from tests.browser import desk
from tests.browser.clerk import Clerk
from tests.browser.conftest import Enter
from tests.browser.desk import NAMES, PARTNER_NAME, Paper
from tests.browser.town import Town

GROUP = "Groep Kanaaldijk"
LINK = re.compile(r'(?:href|action|data-diagram)="([^"#]+)')
INJECTED = "() => document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"window.hurt = true\">')"


def test_what_is_injected_does_not_run_and_the_browser_says_so(town: Town, person: Enter) -> None:
    who = person("bestuur")
    who.visit("/")
    assert who.complaints == []
    with who.page.expect_console_message(lambda message: "Content Security Policy" in message.text):
        who.page.evaluate(INJECTED)
    assert who.complaints
    assert who.page.evaluate("window.hurt") is None
    who.complaints.clear()


@pytest.fixture(scope="module")
def case_with_names(town: Town, person: Enter, paper: Paper) -> Town:
    """A case in which the police and a partner have given names, on their own screens."""
    story = Story(town.cast, town.catalogue, town.key, town.clock())
    story.begin(GROUP, "Oost", "jongerenwerker")
    story.weigh()
    story.ask_partners("handhaving", "corporatie")
    story.answer("boa", "In de avond.")
    story.answer("corporatie", "Schade aan de deur.")
    story.request_scan()
    desk.deliver_scan(person("wijkagent"), town, paper, *NAMES)
    story.do("levering_controleren", "regisseur", {"levering_compleet": True})
    story.judge("jongerenwerk", "corporatie")
    desk.announce_persons(person("jongerenwerker"))
    story.lay_piece("corporatie", "Schade in de kelder.")
    desk.share_within_limits(person("jongerenwerker"), town)
    story.make_picture()
    story.advise()
    story.decide()
    story.draw_up_plan()
    story.agree("jongerenwerker", "boa", "corporatie")
    town.later(days=45)
    return town


def pages_of(who: Clerk) -> dict[str, str]:
    """Every page and file this person can get at by following links, and what it holds."""
    who.visit("/")  # logs in again when the day of the story is another
    base, seen, waiting = urljoin(who.page.url, "/"), dict[str, str](), ["/"]
    while waiting:
        path = waiting.pop()
        if path in seen or path.startswith(("/static", "/uitloggen")):
            continue
        answer = who.page.context.request.get(urljoin(base, path), fail_on_status_code=False)
        seen[path] = answer.body().decode("utf-8", "replace")
        if "html" in answer.headers.get("content-type", ""):
            assert answer.headers["cache-control"] == "no-store", path
            assert answer.headers["content-security-policy"].startswith("default-src 'self'"), path
            links = [urlsplit(found.replace("&amp;", "&")) for found in LINK.findall(seen[path])]
            waiting.extend(each._replace(fragment="").geturl() for each in links if not each.netloc and not each.scheme)
    return seen


def told(pages: dict[str, str], *names: str) -> list[tuple[str, str]]:
    return [(path, name) for path, text in pages.items() for name in names if name in text or name in path]


@pytest.mark.parametrize("login", ["corporatie", "boa", "jongerenwerker"])
def test_a_partner_finds_no_name_on_any_page(login: str, case_with_names: Town, person: Enter) -> None:
    pages = pages_of(person(login))
    assert [text for text in pages.values() if GROUP in text]
    assert told(pages, *NAMES) == []
    if login != "jongerenwerker":  # what he contributed himself, he may see
        assert told(pages, PARTNER_NAME) == []


@pytest.mark.parametrize("login", ["regisseur", "bestuur", "coordinator", "beheer", "ontwerper"])
def test_without_a_purpose_nobody_finds_a_name(login: str, case_with_names: Town, person: Enter) -> None:
    assert told(pages_of(person(login)), *NAMES, PARTNER_NAME) == []


def test_with_a_purpose_the_mayor_reads_the_list_of_names(case_with_names: Town, person: Enter) -> None:
    mayor = person("burgemeester")
    mayor.visit("/groepen")
    mayor.follow(GROUP)
    mayor.follow("Openen met een doel")
    mayor.fill("Doel", "Voorbereiden van het overleg")
    mayor.press("Openen")
    for name in NAMES:
        mayor.sees(name)


def test_no_name_leaves_the_vault(case_with_names: Town) -> None:
    town, names = case_with_names, (*NAMES, PARTNER_NAME)
    mails = [email.message_from_string(mail, policy=email.policy.default) for mail in town.mails()]
    parts = [part for mail in mails for part in mail.walk() if not part.is_multipart()]
    texts = [str(part.get_content()) for part in parts] + [str(mail.items()) for mail in mails]
    assert texts and not [name for name in names for text in texts if name in text]
    assert [line for line in town.log.lines if "POST /taken/" in line]
    assert not [line for line in town.log.lines for name in names if name in line or name.replace(" ", "+") in line]
    stored = b"".join(path.read_bytes() for path in town.home.rglob("*") if path.is_file())
    assert GROUP.encode() in stored
    assert not [name for name in names if name.encode() in stored]


def test_the_browser_keeps_nothing(case_with_names: Town, person: Enter) -> None:
    page = person("wijkagent").page
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    assert page.evaluate("indexedDB.databases().then(found => found.length)") == 0
    cookies = page.context.cookies()
    assert [(each["name"], each["httpOnly"], each["sameSite"]) for each in cookies] == [("zevenstap", True, "Lax")]
