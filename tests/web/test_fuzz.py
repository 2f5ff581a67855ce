"""Hostile input over every route and every form: refused or kept, never a failure, never come back as code."""

from __future__ import annotations

import gc
import inspect
import os
import re
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import got_request_exception
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from lxml import html
from sqlalchemy import delete, text
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from dossier import seals, users
from dossier.logins import LoginAttempt
from engine import db
from tests.html import judging
from tests.html.judging import Judge
from tests.web.hostile import MARK, PAYLOADS, SUMMED, Form, Sent, bodies, filled, part_of_path, queries
from tests.web.test_access import Ids, address_of, routes
from tests.web.test_access import ids as ids
from tests.web.web_world import PASSWORD, ROLES, World
from web import permissions

TIMES = int(os.environ.get("ZEVENSTAP_FUZZ", "1"))  # how often each route and form is tried
OWN_PERSON = "partner"  # whose account the forms about accounts are for; nobody else acts as him
AT_THE_END = ("operator_deeds.", "clock.", "accounts.", "organisations.", "moves.", "account.", "second_factor.")
NEVER = ("Traceback (most recent", "sqlalchemy.", 'File "/', "psycopg", "root:x:0:", SUMMED)
RAW = re.compile(rf"<[^<>]*(?:<{MARK}|[\"'] {MARK}=)|<{MARK}")


@dataclass
class Walk:
    """What was tried, and what went wrong."""

    world: World
    ids: Ids
    raised: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    forms: dict[tuple[Any, ...], tuple[str, Form]] = field(default_factory=dict)

    def client(self, role: str) -> FlaskClient:
        if role == "nobody":
            return self.world.app.test_client()
        return self.world.client(role)

    def send(self, role: str, method: str, path: str, sent: Sent) -> TestResponse:
        """Send it, and look at the answer."""
        answer = self.client(role).open(
            path,
            method=method,
            query_string=sent.query,
            data=sent.body or None,
            content_type=sent.content_type or None,
            headers=list(sent.headers.items()),
            environ_overrides={"REMOTE_ADDR": "192.0.2.9"} if role == "nobody" else {},
        )
        self.statuses[answer.status_code] = self.statuses.get(answer.status_code, 0) + 1
        fault = fault_of(answer)
        if fault:
            why = "\n".join(self.raised)
            self.wrong.append(f"{fault}: {role} {method} {path[:200]} {sent}\n{why}")
        self.raised.clear()
        if role != "nobody" and "/inloggen" in answer.headers.get("Location", ""):
            self.come_in_again(role)
        return answer

    def come_in_again(self, role: str) -> None:
        """The session ended, as it should when somebody signs out or another's account is changed."""
        self.world.clients.pop(role, None)
        with db.transaction() as session:
            session.execute(delete(LoginAttempt))
            user = users.by_username(session, role)
            assert user is not None
            users.set_password(user, PASSWORD)
            user.active = True


def fault_of(answer: TestResponse) -> str:
    """What is wrong with an answer, whatever was asked."""
    if answer.status_code >= 500:
        return f"failure {answer.status_code}"
    for name in ("X-Content-Type-Options", "Content-Security-Policy", "Referrer-Policy"):
        if name not in answer.headers:
            return f"no {name}"
    if "X-Zvn" in answer.headers or any(sign in value for _, value in answer.headers for sign in "\r\n"):
        return "a header came in"
    location = answer.headers.get("Location", "/")
    if not re.match(r"(?:http://localhost)?/(?![/\\])", location):
        return f"sent to {location}"
    return fault_in(answer.mimetype, answer.get_data(as_text=answer.mimetype.startswith("text/")))


def fault_in(mimetype: str, body: str | bytes) -> str:
    if isinstance(body, bytes):
        return ""
    for word in NEVER:
        if word in body:
            return f"the page holds {word}"
    if mimetype == "text/html" and RAW.search(body):
        tree = html.fromstring(body)
        if tree.xpath(f"//{MARK} | //*[@{MARK}] | //*[@onload] | //@href[starts-with(., 'javascript:')]"):
            return "what was sent came back as code"
    if mimetype == "text/csv":
        cells = (cell.strip('"') for line in body.splitlines() for cell in line.split(";"))
        if any(cell[:1] in ("=", "@", "+") for cell in cells):
            return "a cell that counts"
    return ""


def roles_of(rule: Rule) -> list[str]:
    allowed = permissions.TABLE[rule.endpoint].roles
    if allowed is None:
        return ["nobody", "procesregisseur"]
    order = ("procesregisseur", "applicatiebeheerder", "beheerder", "privacy_officer", *ROLES)
    return list(dict.fromkeys(role for role in order if role in allowed and role != OWN_PERSON))[:2]


def names_of(world: World, endpoint: str) -> list[str]:
    """The names that the module of this view mentions: fields and parameters among them."""
    source = inspect.getsource(inspect.getmodule(world.app.view_functions[endpoint]))  # type: ignore[arg-type]
    return sorted(set(re.findall(r'"([a-z_][a-z_0-9]{1,30})"', source)))


def try_out(count: int, strategy: st.SearchStrategy[Any]) -> Iterator[Any]:
    """So many examples; no shrinking, for the installation remembers what was sent."""
    found: list[Any] = []
    quiet = settings(
        max_examples=count + 2,  # the first are the simplest there are
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )

    @quiet
    @given(strategy)
    def draw(one: Any) -> None:
        found.append(one)

    draw()
    yield from found[-count:]


def paths_of(rule: Rule, address: str, world: World) -> st.SearchStrategy[str]:
    """Mostly the thing that exists; now and then what a person puts in its place."""
    if not rule.arguments:
        return st.just(address)
    hostile = st.sampled_from(PAYLOADS).map(lambda one: part_of_path(one[:500]))
    shape = re.sub(r"<[^>]+>", "{}", str(rule))

    def put(parts: list[str]) -> str:
        return shape.format(*parts)

    parts = st.lists(hostile, min_size=shape.count("{}"), max_size=shape.count("{}"))
    return st.one_of(st.just(address), st.just(address), st.just(address), parts.map(put))


def harvest(walk: Walk, role: str, path: str, answer: TestResponse) -> None:
    """The forms of a page, each once."""
    if answer.mimetype != "text/html":
        return
    for found in html.fromstring(answer.get_data()).iter("form"):
        action = found.get("action") or path
        method = (found.get("method") or "get").lower()
        fields, files = fields_of(found)
        where = re.sub(r"\d+", "0", action.split("?")[0])
        key = (where, method, tuple(sorted({name for name, _ in fields})))
        walk.forms.setdefault(key, (role, Form(action.split("#")[0], method, tuple(fields), tuple(files))))


def fields_of(form: Any) -> tuple[list[tuple[str, str]], list[str]]:
    fields, files = [], []
    for each in form.xpath(".//input[@name] | .//textarea[@name] | .//select[@name] | .//button[@name]"):
        name, kind = each.get("name"), each.get("type", "")
        if kind == "file":
            files.append(name)
        elif each.tag == "select":
            options = [option.get("value", option.text or "") for option in each.iter("option")]
            fields.append((name, next((value for value in reversed(options) if value), "")))
        elif each.tag == "textarea":
            fields.append((name, each.text or "Tekst"))
        elif kind in ("radio", "checkbox"):
            if name not in dict(fields):
                fields.append((name, each.get("value", "on")))
        elif name != "csrf_token" and (each.tag != "button" or name not in dict(fields)):
            fields.append((name, each.get("value") or plausible(name, kind)))
    return fields, files


def plausible(name: str, kind: str) -> str:
    if kind == "number":
        return "3"
    return "01-12-2026" if re.search("datum|_op$|_tot$|vanaf|geldig", name) else "Tekst"


@pytest.fixture
def walk(world: World, ids: Ids) -> Iterator[Walk]:
    """Every role takes part in the case, so that nothing stops at the door."""
    for role in ROLES:
        world.invite(ids.instance_id, role, role)
    found = Walk(world, ids)
    world.app.config["PROPAGATE_EXCEPTIONS"] = False  # as it runs: a failure is a page, not a stack

    def heard(_app: Any, exception: BaseException, **_: Any) -> None:
        found.raised.append("".join(traceback.format_exception(exception)[-12:]))

    with got_request_exception.connected_to(heard, world.app):
        yield found
    gc.collect()


@pytest.fixture(scope="module")
def judge() -> Iterator[Judge]:
    with judging.opened() as found:
        yield found


def faults_as_html(judge: Judge, answer: TestResponse) -> list[str]:
    """A redirect is a page of werkzeug's that nobody sees; a part that a script asks for is no page."""
    whole = answer.mimetype == "text/html" and answer.data.startswith(b"<!doctype")
    return judge.faults(answer.get_data(as_text=True)) if whole and answer.status_code not in (302, 308) else []


def test_the_judge_sees_what_is_no_html(judge: Judge) -> None:
    page = '<!doctype html><html lang="nl"><head><title>Zaak</title></head><body><main>{}</main></body></html>'
    assert judge.faults(page.format("<h1>Zaak</h1>")) == []
    for fault in ("<div><p></div>", '<p id="a"></p><p id="a"></p>', "<ul><p>x</p></ul>", '<label for="x">Naam</label>'):
        assert judge.faults(page.format(fault)), fault


def in_order(world: World) -> list[tuple[Rule, str]]:
    """What may end the case or an account comes last."""
    return sorted(routes(world), key=lambda each: each[0].endpoint.startswith(AT_THE_END))


# what stays open of a form that was cut off, werkzeug leaves to the collector
@pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning")
def test_hostile_input_is_refused_or_kept_and_never_a_failure(walk: Walk, judge: Judge) -> None:
    """The same walk has every page judged as HTML before anything hostile comes in."""
    world = walk.world
    for rule, method in in_order(world):
        address = address_of(world, rule, method, walk.ids, user_id=user_id(world), organisation_id=7)
        role, *others = roles_of(rule)
        if method == "GET":
            page = walk.send(role, "GET", address, Sent())
            harvest(walk, role, address, page)
            walk.wrong += [f"{rule}: {fault}" for fault in faults_as_html(judge, page)]
        names = names_of(world, rule.endpoint)
        sent = queries(names) if method == "GET" else bodies(names)
        for path, one in try_out(TIMES, st.tuples(paths_of(rule, address, world), sent)):
            walk.send(role, method, path, one)
            for other in others if TIMES > 1 else ():
                walk.send(other, method, path, one)
    routes_seen = sum(walk.statuses.values())

    for role, form in sorted(walk.forms.values(), key=lambda each: each[1].action):
        for one in try_out(TIMES, filled(form)):
            walk.send(role, form.method.upper(), form.action, one)

    if TIMES > 1:
        print(routes_seen, len(walk.forms), sorted(walk.statuses.items()))  # noqa: T201  # a large run tells what it did
    assert not walk.wrong, f"{len(walk.wrong)} faults\n\n" + "\n\n".join(walk.wrong[:40])
    assert len(walk.forms) > 100
    assert_whole(world, walk.ids)


def user_id(world: World) -> int:
    with db.reading() as session:
        user = users.by_username(session, OWN_PERSON)
        assert user is not None
        return user.id


def assert_whole(world: World, ids: Ids) -> None:
    """The database has no loose ends, the sealed log is whole, and people go on with their work."""
    with db.transaction() as session:
        if session.get_bind().dialect.name == "sqlite":
            assert session.scalars(text("PRAGMA integrity_check")).all() == ["ok"]
            assert session.execute(text("PRAGMA foreign_key_check")).all() == []
        seals.seal(session, now=world.clock())
        assert seals.verify(session).broken == ()
    world.clients.clear()
    Walk(world, ids).come_in_again("procesregisseur")
    assert world.get("procesregisseur", f"/groepen/{ids.instance_id}").status_code == 200
    assert world.get("procesregisseur", f"/groepen/{world.start_case()}").status_code == 200


@pytest.mark.parametrize(
    ("mimetype", "body"),
    [
        ("text/html", f"<p><{MARK}></p>"),
        ("text/html", f'<p title="a" {MARK}="1">x</p>'),
        ("text/html", f"<p>{SUMMED}</p>"),
        ("text/plain", 'File "/srv/app.py", line 3'),
        ("text/csv", 'naam;waarde\r\n"=1+1";2'),
    ],
)
def test_the_fuzz_sees_what_should_not_be_there(mimetype: str, body: str) -> None:
    assert fault_in(mimetype, body)
    assert not fault_in("text/html", f"<p title='&#34; {MARK}=&#34;1'>&lt;{MARK}&gt; 3</p>")
