"""A task completed over HTTP: ours against a little application around the bare engine, turn by turn."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from statistics import median

import httpx

from bench import cluster
from bench.databases import Server
from bench.drawing import FIELDS, NOW, timed
from bench.installation import NAME, PASSWORD, Installation, free_port, installed, process
from bench.minimal import application
from engine import db, instances, tasks
from engine.models import PackageVersion

CASES = 6
COMPLETIONS = 120
KINDS = ("our page", "our", "their page", "their")
Spent = dict[str, list[list[float]]]  # kind -> number of the completion -> seconds of each case
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@dataclass
class Site:
    """One of the two, with somebody logged in."""

    client: httpx.Client
    address: Callable[[int], str]  # of the open task of a case
    token: str = ""

    def log_in(self) -> None:
        token = self._token(self.client.get("/inloggen"))
        data = {"csrf_token": token, "naam": NAME, "wachtwoord": PASSWORD}
        if self.client.post("/inloggen", data=data).status_code != 302:
            raise AssertionError("nobody is logged in")

    def look(self, address: str) -> None:
        page = self.client.get(address)
        if page.status_code != 200 or any(f'name="{name}"' not in page.text for name in FIELDS):
            raise AssertionError(f"no form of {len(FIELDS)} fields: {page.status_code}")
        self.token = self._token(page)

    def complete(self, address: str, number: int) -> None:
        typed = {name: f"antwoord {number} op {name}" for name in FIELDS}
        answer = self.client.post(address, data={**typed, "csrf_token": self.token, "_actie": "afronden"})
        if answer.status_code != 302:
            raise AssertionError(f"not completed: {answer.status_code}")

    @staticmethod
    def _token(page: httpx.Response) -> str:
        found = TOKEN.search(page.text)
        if found is None:
            raise AssertionError(f"a page without a token: {page.status_code}")
        return found.group(1)


@contextmanager
def sites(on: Server) -> Iterator[tuple[Installation, Site, Site]]:
    """Both running, each on a database of its own of the same kind."""
    with ExitStack() as running:
        home = running.enter_context(installed(on))
        url = f"sqlite:///{home.folder}/minimal.db"
        if on is not None:
            url = cluster.create(on, "minimal")
        engine = application.connect(url)
        running.callback(engine.dispose)
        ours, theirs = free_port(), free_port()
        running.enter_context(process(["app", "serve"], home.environment, ours))
        running.enter_context(process(["bench.minimal"], _for_minimal(url), theirs))
        made = []
        for port, address in ((ours, _our_task), (theirs, "/zaak/{}".format)):
            client = running.enter_context(httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60))
            made.append(Site(client, address))
        yield home, made[0], made[1]


def _for_minimal(url: str) -> dict[str, str]:
    return {
        "MINIMAL_DATABASE_URL": url,
        "MINIMAL_NAME": NAME,
        "MINIMAL_PASSWORD": PASSWORD,
        "MINIMAL_CASES": str(CASES),
    }


def _our_task(case: int) -> str:
    with db.reading() as session:
        (task,) = tasks.of_instance(session, case)
        return f"/taken/{task.id}"


def open_case(home: Installation, number: int) -> int:
    with db.transaction() as session:
        return instances.start(
            session,
            session.get_one(PackageVersion, home.version_id),
            {**FIELDS, "opnieuw": True},
            business_key=f"groep-{number}",
            title=f"Groep {number}",
            by=home.person,
            now=NOW,
            catalogue=home.catalogue,
        ).id


def _cases(home: Installation) -> list[tuple[int, int]]:
    """Pairs of the same case: with us, and with the little application."""
    pairs = []
    for number in range(CASES):
        ours = open_case(home, number)
        pairs.append((ours, number + 1))
    return pairs


def ratios(on: Server) -> tuple[dict[str, float], dict[str, float]]:
    """Ratios of ours to theirs at the 10th and the 100th completion of a case, and the milliseconds behind them."""
    spent: Spent = {kind: [[] for _ in range(COMPLETIONS)] for kind in KINDS}
    with sites(on) as (home, us, them):
        pairs = _cases(home)
        us.log_in()
        them.log_in()
        for number in range(COMPLETIONS):
            for ours, theirs in pairs:
                for name, site, case in (("our", us, ours), ("their", them, theirs)):
                    looked, completed = _turn(site, case, number)
                    spent[f"{name} page"][number].append(looked)
                    spent[name][number].append(completed)
        _require_done(pairs)
    return _told(spent)


def _turn(site: Site, case: int, number: int) -> tuple[float, float]:
    """Seconds to see the form of the open task, and to send it."""
    address = site.address(case)
    return timed(partial(site.look, address))[0], timed(partial(site.complete, address, number))[0]


def _require_done(pairs: list[tuple[int, int]]) -> None:
    """Both kept every completion: the last answers stand in both databases."""
    last = f"antwoord {COMPLETIONS - 1} op veld_0"
    for ours, theirs in pairs:
        with db.reading() as session:
            kept = instances.variables(session, ours)["veld_0"]
        with application.make_session() as session:
            state = session.get_one(application.Case, theirs).state
        if kept != last or last not in state:
            raise AssertionError("a completion was lost")


def _told(spent: Spent) -> tuple[dict[str, float], dict[str, float]]:
    def around(kind: str, position: int) -> float:
        return median(each for at in spent[kind][position - 6 : position + 5] for each in at)

    ratios, facts = {}, {}
    for position in (10, 100):
        ratios[f"http_completion_{position}_against_minimal_app"] = around("our", position) / around("their", position)
        ratios[f"http_page_and_completion_{position}_against_minimal_app"] = (
            around("our page", position) + around("our", position)
        ) / (around("their page", position) + around("their", position))
        for kind in spent:
            facts[f"http_{kind.replace(' ', '_')}_{position}_ms"] = around(kind, position) * 1000
    return ratios, facts
