"""Whoever takes part: the cases of others are not there. Not by number, not in a list, a count, a search or a file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from engine import db
from engine.access import PARTNER, Participant
from tests.web import test_access
from tests.web.test_access import Ids
from tests.web.web_world import ROLES, World
from web import permissions
from web.permissions import CASE_ROLES, Part

ALIASES = ("Groep Zilvermees", "Groep Kwikstaart")
WORDS = ("Zilver", "Kwik")  # the beginning of each, to search for: a page repeats what was asked
NOWHERE = 77_777  # of nothing
# the token of each form, and the address that was asked for: to come back to after choosing a language
TOKEN = re.compile(rb'name="(?:csrf_token|next)" value="[^"]*"')
PEOPLE = [role for role in ROLES if role in CASE_ROLES]
OF_CASE = ("instance_id", "task_id", "action_id")  # each alone says which case it is
WITHIN = (
    "document_id",
    "goal_id",
    "contribution_id",
    "scan_id",
    "name_id",
    "besluit_id",
    "product_id",
    "comment_id",
    "link_id",
)


@dataclass(frozen=True)
class Place:
    """A row of the table of participants, in the words of the test."""

    case: int  # 0 or 1
    organisation: str  # of this person
    person: str | None
    role: str
    since: int  # days ago
    until: int | None  # days ago


PLACES = st.lists(
    st.builds(
        Place,
        case=st.integers(0, 1),
        organisation=st.sampled_from(PEOPLE),
        person=st.one_of(st.none(), st.sampled_from(PEOPLE)),
        role=st.sampled_from([*PEOPLE, PARTNER]),
        since=st.integers(0, 400),
        until=st.one_of(st.none(), st.integers(0, 400)),
    ),
    max_size=14,
)


@dataclass
class Town:
    """Two cases with one of everything, and whoever is let in."""

    world: World
    ids: tuple[Ids, Ids]

    def let_in(self, places: list[Place]) -> None:
        actor, now = cache(self.world.actor), self.world.clock()
        with db.transaction() as session:
            session.execute(delete(Participant))
            for place in places:
                session.add(
                    Participant(
                        instance_id=self.ids[place.case].instance_id,
                        organisation_key=actor(place.organisation).organisation_key,
                        user_key=actor(place.person).user_key if place.person else None,
                        role=place.role,
                        since=now - timedelta(days=place.since),
                        until=now - timedelta(days=place.until) if place.until is not None else None,
                    )
                )


def takes_part(places: list[Place], who: str, case: int) -> bool:
    """The rule, said once more and in another way: each person here has one role, and an organisation of his own."""
    return any(
        place.case == case
        and place.organisation == who
        and place.until is None
        and place.person in (None, who)
        and place.role in (who, PARTNER)
        for place in places
    )


@pytest.fixture
def town(world: World) -> Town:
    with db.transaction() as session:
        test_access.papers(session, world.clock().date())
        session.add(test_access.migration(world.clock()))
    cases = [world.start_case(groep_alias=alias) for alias in ALIASES]
    return Town(world, (test_access.of_case(world, cases[0]), test_access.of_case(world, cases[1])))


def about(town: Town, *names: str) -> Iterator[tuple[Rule, str]]:
    """The routes with one of these numbers in their address."""
    for rule, method in test_access.routes(town.world):
        if rule.arguments & set(names) and rule.endpoint.partition(".")[0] not in ("operator", "operator_deeds"):
            yield rule, method


def ask(town: Town, client: FlaskClient, rule: Rule, method: str, ids: Mapping[str, Any]) -> TestResponse:
    known = {**dict.fromkeys(rule.arguments, "x"), **ids}
    with town.world.app.test_request_context():
        address = town.world.app.url_map.bind("localhost").build(
            rule.endpoint, {name: known[name] for name in rule.arguments}, method=method
        )
    return client.open(address, method=method)


def numbers(ids: Ids) -> dict[str, Any]:
    """What the addresses of a case are made of; the first of each kind is that of the first case."""
    return {
        "instance_id": ids.instance_id,
        "task_id": ids.task_id,
        "action_id": ids.action_id,
        "document_id": ids.document_id,
        "process_key": "werkproces",
        "message": "stap_overslaan",
        "activity_id": ids.skip,
        "variable": "plek",
        "deed": "bijwerken",
        **dict.fromkeys(WITHIN[1:], ids.document_id),
    }


def browser(town: Town, who: str) -> FlaskClient:
    """Of this person, with no message waiting for the next page."""
    client = town.world.client(who)
    client.get("/mijn-account")
    return client


def seen(answer: TestResponse) -> tuple[int, bytes, list[tuple[str, str]]]:
    """All that reaches a browser, but for the number of the request, the asked address and the second of the tokens."""
    other = ("X-Request-ID", "Date", "Set-Cookie", "Content-Length")  # as long as the page, which is compared itself
    headers = [(name, value) for name, value in answer.headers if name not in other]
    return answer.status_code, TOKEN.sub(b"", answer.get_data()), headers


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(places=PLACES, who=st.sampled_from(PEOPLE))
def test_a_number_of_anothers_case_answers_as_a_number_of_nothing(town: Town, places: list[Place], who: str) -> None:
    town.let_in(places)
    client = browser(town, who)
    nothing = dict.fromkeys((*OF_CASE, *WITHIN), NOWHERE)

    for case, ids in enumerate(town.ids):
        if takes_part(places, who, case):
            continue
        for rule, method in about(town, *OF_CASE):
            there = seen(ask(town, client, rule, method, numbers(ids)))
            nowhere = seen(ask(town, client, rule, method, {**numbers(ids), **nothing}))
            assert there == nowhere, f"{method} {rule} tells {who} that it exists"
            assert there[0] in (403, 404) or rule.endpoint.startswith(("handover.", "breakglass.")), rule


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(places=PLACES, who=st.sampled_from(PEOPLE))
def test_no_list_search_count_or_file_tells_of_anothers_case(town: Town, places: list[Place], who: str) -> None:
    town.let_in(places)
    client = town.world.client(who)
    # the word that is nowhere else: where it is found, the page may mark it
    hidden = [alias.split()[1] for case, alias in enumerate(ALIASES) if not takes_part(places, who, case)]

    for path in lists(town):
        for asked in ("", *(f"?q={word}&zoek={word}&toon=alle&lijst=alle" for word in WORDS)):
            page = client.get(f"{path}{asked}").get_data(as_text=True)
            assert not [alias for alias in hidden if alias in page], f"{path}{asked} tells {who}"
    if "search.show" in town.world.app.view_functions:
        for word in WORDS:
            page = client.post("/zoeken", data={"vraag": word}).get_data(as_text=True)
            assert not [alias for alias in hidden if alias in page], f"searching tells {who}"


@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(who=st.sampled_from(PEOPLE))
def test_a_thing_of_another_case_is_not_reached_through_ones_own(town: Town, who: str) -> None:
    town.let_in([Place(0, who, None, who, 1, None)])
    client, own, other = browser(town, who), numbers(town.ids[0]), numbers(town.ids[1])

    for rule, method in about(town, *WITHIN):
        if "instance_id" not in rule.arguments:
            continue
        through = {**own, **{name: other[name] for name in WITHIN}}
        there = seen(ask(town, client, rule, method, through))
        nowhere = seen(ask(town, client, rule, method, {**own, **dict.fromkeys(WITHIN, NOWHERE)}))
        assert there == nowhere, f"{method} {rule} reaches another case for {who}"


def test_who_takes_part_does_see_it(town: Town) -> None:
    """Else the tests above would pass on an application that shows nothing."""
    town.let_in([Place(0, "politie", None, "politie", 1, None), Place(1, "politie", None, "politie", 9, 1)])

    assert town.world.get("politie", f"/groepen/{town.ids[0].instance_id}").status_code == 200
    assert town.world.get("politie", f"/groepen/{town.ids[1].instance_id}").status_code == 404
    groups = town.world.get("politie", "/groepen").get_data(as_text=True)
    assert ALIASES[0] in groups and ALIASES[1] not in groups


def test_every_route_about_a_case_by_number_is_asked(town: Town) -> None:
    asked = {rule.endpoint for rule, _ in about(town, *OF_CASE)}
    for endpoint, row in permissions.TABLE.items():
        if row.part in (Part.SIGHT, Part.CASE, Part.TASK):
            assert endpoint in asked, endpoint


def lists(town: Town) -> list[str]:
    """Every page and file without a number in its address."""
    rules = town.world.app.url_map.iter_rules()
    return sorted(
        {
            str(rule)
            for rule in rules
            if not rule.arguments
            and "GET" in (rule.methods or set())
            and not rule.endpoint.startswith(("static", "login.", "oidc.", "deliveries."))
        }
    )
