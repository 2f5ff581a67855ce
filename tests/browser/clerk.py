"""What people do at their screen, in their own words: open a task, fill in, choose, finish.

Every field is found by its visible label, so a test that passes has also shown that the labels belong to the fields.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import ConsoleMessage, Locator, Page, expect

DONE = "is afgerond"
REFUSED = "Failed to load resource: the server responded with a status of 4"  # a page that says no is a page too


def named(label: str) -> re.Pattern[str]:
    """A label as it stands on the page, with or without the note that the field may stay empty."""
    return re.compile(rf"^\s*{re.escape(label)}(\s*\(niet verplicht\))?\s*$")


class Form:
    """The fields of a page, or of one row of a list."""

    def __init__(self, page: Page, part: Locator) -> None:
        self.page = page
        self.part = part

    def fill(self, label: str, text: str) -> None:
        self.part.get_by_label(named(label)).fill(text)

    def choose(self, label: str, option: str) -> None:
        """One of several: a row of round buttons, or a list that folds out."""
        group = self.part.get_by_role("radiogroup", name=named(label))
        box = self.part.get_by_role("combobox", name=named(label))
        expect(group.or_(box)).to_be_visible()
        if group.count():
            group.get_by_label(option, exact=True).check()
        else:
            box.select_option(label=option)

    def tick(self, label: str, *options: str) -> None:
        group = self.part.get_by_role("group", name=named(label))
        for option in options:
            group.get_by_label(option, exact=True).check()

    def confirm(self, label: str) -> None:
        self.part.get_by_role("checkbox", name=named(label)).check()

    def attach(self, label: str, path: Path) -> None:
        self.part.get_by_label(named(label)).set_input_files(path)

    def row(self, title: str) -> Form:
        return Form(self.page, self.part.get_by_role("group", name=title, exact=True))

    def has_row(self, title: str) -> bool:
        return self.part.get_by_role("group", name=title, exact=True).count() > 0

    def add(self, button: str, title: str) -> Form:
        """A new row of a list."""
        self.part.get_by_role("button", name=button, exact=True).click()
        expect(self.part.get_by_role("group", name=title, exact=True)).to_be_visible()
        return self.row(title)

    def score(self, **scores: int) -> None:
        labels = {"impact": "Impact op de omgeving"}
        options = {1: "1 (laag)", 5: "5 (hoog)"}
        for name, number in scores.items():
            self.choose(labels.get(name, name.capitalize()), options.get(number, str(number)))


class Clerk(Form):
    """Somebody who works with Zevenstap."""

    def __init__(
        self, page: Page, login: str, password: str, worker: Callable[[], None], look: Callable[[Page], None]
    ) -> None:
        super().__init__(page, page.locator("main"))
        self.worker = worker  # does the work of the machine, as the real one would within seconds
        self.look = look  # at a task that was opened
        self.complaints: list[str] = []  # of the browser: the policy was broken, a script failed
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._hear)
        self.login, self.password = login, password
        self.page.goto("/inloggen")
        self.come_in()

    def come_in(self) -> None:
        self.fill("Gebruikersnaam", self.login)
        self.fill("Wachtwoord", self.password)
        self.press("Inloggen")
        expect(self.page).not_to_have_url(re.compile("/inloggen"))

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(REFUSED):
            self.complaints.append(message.text)

    def visit(self, path: str) -> None:
        """Open a page; on the next day one logs in again."""
        self.page.goto(path)
        if "/inloggen" in self.page.url and not path.startswith("/inloggen"):
            self.come_in()
            self.page.goto(path)

    def press(self, button: str) -> None:
        self.part.get_by_role("button", name=button, exact=True).click()

    def follow(self, link: str) -> None:
        self.part.get_by_role("link", name=link, exact=True).first.click()

    def tasks(self) -> list[str]:
        """The names of what waits for this person, as the page of tasks tells it."""
        self.visit("/taken?lijst=alle")
        return self.part.locator("tbody tr a").all_inner_texts()

    def reminders(self) -> list[str]:
        """What the clock wanted this person to know, as the first page tells it."""
        self.visit("/")
        told = self.part.get_by_role("region", name="Herinneringen").get_by_role("listitem")
        return told.get_by_role("link").all_inner_texts()

    def open(self, task: str) -> None:
        self.visit("/taken?lijst=alle")
        self.follow(task)
        self.sees_title(task)
        self.look(self.page)

    def finish(self, button: str = "Taak afronden") -> None:
        self.press(button)
        expect(self.page.get_by_text(DONE)).to_be_visible()
        self.worker()

    def sees(self, text: str) -> None:
        expect(self.part.get_by_text(text).first).to_be_visible()

    def sees_title(self, title: str) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_have_text(title)
