"""A whole case by keyboard alone, from the first signal to the end: the shortest way through the seven steps."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser import desk
from tests.browser.conftest import Enter, people_of
from tests.browser.desk import HANDHAVING, Paper
from tests.browser.keyboard import Typist
from tests.browser.town import Town

GROUP = "Groep Fonteinplein"


@pytest.fixture(scope="module")
def typist(town: Town, browser: Browser) -> Iterator[Enter]:
    yield from people_of(town, browser, kind=Typist)


def test_a_whole_case_is_done_without_a_mouse(town: Town, typist: Enter, paper: Paper) -> None:
    regisseur = typist("regisseur")
    desk.report(regisseur, town, about=GROUP, by=HANDHAVING, new=True)
    desk.skip(regisseur, GROUP, 1, "Er zijn genoeg signalen om informatie te verzamelen")
    desk.ask_for_information(regisseur)
    desk.request_scan(regisseur, town)
    desk.deliver_scan(typist("wijkagent"), town, paper, desk.NAMES[0])
    desk.accept_delivery(regisseur)
    desk.judge(regisseur, partners="Nee")
    desk.skip(regisseur, GROUP, 3, "Ja, het beeld is compleet genoeg voor een advies", plan="Toezicht en sport.")
    desk.advise(regisseur, "Overlast in het weekend.")
    desk.decide(typist("burgemeester"), town, "Prioriteit geven: plan van aanpak maken (stap 5)")
    desk.skip(regisseur, GROUP, 5)
    desk.skip(regisseur, GROUP, 6, "Afronden (stap 7)")
    desk.wind_down(regisseur, town, to=HANDHAVING)
    regisseur.sees_title(GROUP)
    regisseur.sees("Afgesloten")
    assert regisseur.tasks() == []
    for login in ("regisseur", "wijkagent", "burgemeester"):
        assert typist(login).complaints == []
