"""The calendar feed: what RFC 5545 wants, a secret that can be revoked, and nothing of a group or a person in it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from dossier import actions, users
from dossier.actions import Package, PlannedAction
from dossier.calendars import CalendarLink
from engine import db
from engine.models import ProcessInstance
from tests.web.web_world import World
from web import icalendar
from web.icalendar import Entry

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
REGIE = "procesregisseur"


def unfolded(content: bytes) -> list[str]:
    return content.decode().replace("\r\n ", "").split("\r\n")


def plain(value: str) -> str:
    """A value as a calendar program reads it."""
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value)


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_text_comes_through_and_no_line_is_too_long(summary: str, description: str) -> None:
    content = icalendar.calendar("Naam", [Entry("taak-1@hier", date(2026, 12, 1), summary, description)], now=NOW)
    lines = content.split(b"\r\n")
    assert lines[-1] == b"" and all(len(line) <= 75 for line in lines)
    assert b"\n" not in content.replace(b"\r\n", b"") and b"\r" not in content.replace(b"\r\n", b"")
    [found] = [line.removeprefix("SUMMARY:") for line in unfolded(content) if line.startswith("SUMMARY:")]
    kept = summary.replace("\r\n", "\n").replace("\r", "\n")
    assert plain(found) == "".join(each for each in kept if each in "\n\t" or (ord(each) >= 32 and ord(each) != 127))


@given(st.datetimes(datetime(2000, 1, 1), datetime(2090, 1, 1)), st.integers(-12, 12))
def test_a_moment_is_told_in_utc_whatever_its_zone(local: datetime, hours: int) -> None:
    moment = local.replace(tzinfo=timezone(timedelta(hours=hours)), microsecond=0)
    lines = unfolded(icalendar.calendar("Naam", [Entry("a@b", moment, "x")], now=NOW))
    [start] = [line.removeprefix("DTSTART:") for line in lines if line.startswith("DTSTART:")]
    assert datetime.strptime(start, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC) == moment


def test_a_day_ends_on_the_day_after_it() -> None:
    lines = unfolded(icalendar.calendar("Naam", [Entry("a@b", date(2026, 12, 31), "x")], now=NOW))
    assert "DTSTART;VALUE=DATE:20261231" in lines and "DTEND;VALUE=DATE:20270101" in lines


def address(world: World, name: str = REGIE) -> str:
    page = world.post(name, "/agenda").get_data(as_text=True)
    found = re.search(r"/agenda/[\w-]+\.ics", page)
    assert found is not None
    return found[0]


def plan(world: World, case: int) -> int:
    with db.transaction() as session:
        owner = world.actor(REGIE).organisation_key
        planned = PlannedAction("Gesprek met Fictief Persoon Alfa", "groep", "zorg", owner, date(2026, 12, 18))
        return actions.plan(session, case, planned, package=Package(), now=world.clock()).id


def test_the_feed_holds_own_tasks_and_actions_with_numbers_only(world: World, case: int) -> None:
    action = plan(world, case)
    answer = world.app.test_client().get(address(world))
    assert answer.status_code == 200 and answer.content_type == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    text = "\n".join(unfolded(answer.data))
    assert f"SUMMARY:Zaak {case}: actie van uw organisatie" in text and f"UID:actie-{action}@localhost" in text
    assert re.search(rf"SUMMARY:Zaak {case}: taak in stap 1", text)
    with db.reading() as session:
        title = session.get_one(ProcessInstance, case).title
    assert title not in text and "Gesprek" not in text and "Alfa" not in text


def test_the_uid_stays_when_the_date_moves(world: World, case: int) -> None:
    action = plan(world, case)
    link = address(world)
    with db.transaction() as session:
        session.get_one(actions.Action, action).due_on = date(2026, 12, 24)
    text = world.app.test_client().get(link).get_data(as_text=True)
    assert f"UID:actie-{action}@localhost" in text and "DTSTART;VALUE=DATE:20261224" in text


def test_an_action_of_another_organisation_is_not_in_the_feed(world: World, case: int) -> None:
    plan(world, case)
    world.invite(case, "politie", "politie")
    text = world.app.test_client().get(address(world, "politie")).get_data(as_text=True)
    assert "BEGIN:VCALENDAR" in text and "actie van uw organisatie" not in text


def test_an_address_stops_when_it_is_revoked_renewed_or_its_owner_leaves(world: World, case: int) -> None:
    client = world.app.test_client()
    first = address(world)
    second = address(world)
    assert (client.get(first).status_code, client.get(second).status_code) == (404, 200)
    world.post(REGIE, "/agenda/intrekken")
    assert client.get(second).status_code == 404
    third = address(world)
    with db.transaction() as session:
        user = users.by_username(session, REGIE)
        assert user is not None
        user.active = False
    assert client.get(third).status_code == 404


def test_the_address_itself_is_not_kept(world: World, case: int) -> None:
    token = address(world).rpartition("/")[2].removesuffix(".ics")
    with db.reading() as session:
        link = session.get_one(CalendarLink, world.actor(REGIE).user_key)
        assert token not in (link.token_hash, link.user_key) and len(link.token_hash) == 64
    page = world.get(REGIE, "/agenda").get_data(as_text=True)
    assert token not in page and "U hebt een adres sinds" in page


def test_who_sees_no_cases_has_no_feed(world: World) -> None:
    assert world.get("beheerder", "/agenda").status_code == 403
    assert world.post("bestuur", "/agenda").status_code == 403
