"""People at work over HTTP: they report, claim, fill in and finish, and look again when the server was gone."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count
from random import Random

import httpx

PATIENCE = 15.0
PASSWORD = "een lang wachtwoord"
HIGH = 950  # above what the outside service takes


@dataclass
class Attempt:
    """Something a person sent, known again by words nobody else sends."""

    what: str  # "start", "complete", "send"
    mark: str
    task_id: int | None = None
    answered: bool = False  # the server said that it was done


@dataclass
class Office:
    """What all clerks together did; shared by their threads."""

    addresses: list[str]
    cases_at_once: int
    attempts: list[Attempt] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)
    numbers: Callable[[], int] = field(default_factory=lambda: count(1).__next__)
    told_to_wait: int = 0
    starting: bool = True  # False: no new cases, only finish what there is
    poison_every: int = 0
    poisoned: set[str] = field(default_factory=set)
    excused: Callable[[], bool] = lambda: False  # whether the database was shot just now
    lock: threading.Lock = field(default_factory=threading.Lock)

    def attempt(self, what: str, mark: str, task_id: int | None = None) -> Attempt:
        made = Attempt(what, mark, task_id)
        with self.lock:
            self.attempts.append(made)
        return made


class Clerk(threading.Thread):
    """One person with a browser."""

    def __init__(self, office: Office, name: str, seed: int) -> None:
        super().__init__(daemon=True)
        self.office, self.login_name = office, name
        self.chance = Random(seed)
        self.stopping = threading.Event()
        self.client = self._browser()
        self.inside = False

    def _browser(self) -> httpx.Client:
        return httpx.Client(base_url=self.chance.choice(self.office.addresses), timeout=PATIENCE)

    def run(self) -> None:
        while not self.stopping.wait(0.01):
            try:
                self.work()
            except httpx.TransportError:
                self.stopping.wait(0.05)
                cookies = self.client.cookies
                self.client.close()
                self.client = self._browser()  # perhaps another server of the same installation
                self.client.cookies = cookies
        self.client.close()

    def work(self) -> None:
        """One thing: a new case, an answer from outside, or a task."""
        self._come_in()
        if self.office.starting and self._few_cases():
            self._report()
        elif self.chance.random() < 0.25:
            self._answer_a_message()
        else:
            self._do_a_task()

    def page(self, path: str) -> str:
        answer = self.client.get(path)
        self._noted(answer, path, (200, 302, 403, 404, 409))
        return answer.text

    def send(self, path: str, form: Mapping[str, str], attempt: Attempt | None = None) -> httpx.Response:
        answer = self.client.post(path, data=dict(form))
        self._noted(answer, path, (302, 404, 409))
        if attempt is not None and answer.status_code == httpx.codes.FOUND:
            attempt.answered = self.inside
        return answer

    def _come_in(self) -> None:
        """Log in, unless the cookie of before still does."""
        if self.inside:
            return
        page = self.client.get("/inloggen")
        if page.status_code != httpx.codes.FOUND:
            form = {**token(page.text), "naam": self.login_name, "wachtwoord": PASSWORD}
            page = self.client.post("/inloggen", data=form)
        self.inside = page.status_code == httpx.codes.FOUND

    def _noted(self, answer: httpx.Response, path: str, expected: tuple[int, ...]) -> None:
        if "/inloggen" in answer.headers.get("location", ""):
            self.inside = False
        elif answer.status_code == httpx.codes.SERVICE_UNAVAILABLE:
            self.office.told_to_wait += 1  # a page that says so, with nothing done: no lie, but not too often
        elif answer.status_code not in expected and not (answer.status_code >= 500 and self.office.excused()):
            title = re.search(r"<title>([^<]*)", answer.text)
            self.office.strange.append(f"{answer.status_code} at {path}: {title.group(1) if title else ''}")

    def _few_cases(self) -> bool:
        found = set(re.findall(r'href="/groepen/(\d+)"', self.page("/groepen")))
        return len(found) < self.office.cases_at_once

    def _report(self) -> None:
        page = self.page("/signaal/nieuw")
        if not fields(page):
            return
        number = self.office.numbers()
        mark = f"Proef {number}."
        if self.office.poison_every and number % self.office.poison_every == 0:
            self.office.poisoned.add(mark)
        amount = HIGH if self.chance.random() < 0.2 and mark not in self.office.poisoned else self.chance.randint(1, 90)
        form = {**token(page), **seen(page), "groep_alias": mark, "gebied": "Noord", "bedrag": str(amount)}
        self.send("/signaal/nieuw", form, self.office.attempt("start", mark))

    def _answer_a_message(self) -> None:
        cases = re.findall(r'href="(/groepen/\d+)"', self.page("/groepen"))
        if not cases:
            return
        buttons = re.findall(r'href="(/groepen/\d+/doen/antwoord/\w+)"', self.page(self.chance.choice(cases)))
        if not buttons:
            return
        page = self.page(buttons[0])
        mark = f"Antwoord {self.office.numbers()}."
        if fields(page):
            self.send(buttons[0], {**token(page), **seen(page), "antwoord": mark}, self.office.attempt("send", mark))

    def _do_a_task(self) -> None:
        tasks = re.findall(r'href="/taken/(\d+)"', self.page("/taken"))
        if not tasks:
            self.stopping.wait(0.05)
            return
        task_id = int(self.chance.choice(tasks))
        page = self.page(f"/taken/{task_id}")
        if self.chance.random() < 0.2 and f"/taken/{task_id}/pakken" in page:
            self.send(f"/taken/{task_id}/pakken", token(page))
            page = self.page(f"/taken/{task_id}")
        asked = fields(page)
        if not asked:
            return  # another was first, or holds it
        mark = f"Kenmerk {self.office.numbers()}."
        form = {**token(page), **seen(page), **{name: self._fill(name, mark) for name in asked}, "_actie": "afronden"}
        self.send(f"/taken/{task_id}", form, self.office.attempt("complete", mark, task_id))

    def _fill(self, name: str, mark: str) -> str:
        if name == "opnieuw":
            return "ja" if self.chance.random() < 0.25 else "nee"
        if name == "oordeel":
            return self.chance.choice(("goed", "slecht"))
        if name == "bedrag":
            return str(self.chance.randint(1, 90))
        return mark


class Operator(Clerk):
    """Who looks at the incidents, has the cause mended, and has the work done again."""

    mend: Callable[[], None]

    def work(self) -> None:
        self._come_in()
        self.mend()
        page = self.page("/storingen")
        for number in re.findall(r'name="nummer"[^>]* value="(\d+)"', page):
            self.send("/storingen/opnieuw", {**token(page), "nummer": number, "reden": "De oorzaak is weg."})
        self.stopping.wait(0.5)


def token(page: str) -> dict[str, str]:
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    return {"csrf_token": found.group(1)} if found else {}


def seen(page: str) -> dict[str, str]:
    """What the form says of itself: which fields the person saw."""
    found = re.search(r'name="_gezien" value="([^"]*)"', page)
    return {"_gezien": found.group(1)} if found else {}


def fields(page: str) -> list[str]:
    return seen(page).get("_gezien", "").split()
