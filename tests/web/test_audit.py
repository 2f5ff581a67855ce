"""The audit trail: every look at a case, deed, login, refusal and export gets one line, without what was typed."""

from __future__ import annotations

import csv
import io

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from dossier import audit, seals
from dossier.audit import AuditLine
from engine import db
from engine.models import Task, TaskState
from tests.web.web_world import PASSWORD, SIGNAL, World
from web import audit_rules, permissions
from web.audit_page import SIZE
from web.permissions import Part

TYPING = {"task.autosave"}  # what happens to a case without anybody doing it


def lines(**wanted: object) -> list[tuple[str, str, int | None, str]]:
    """Verb, route, case and outcome of each line that fits, the oldest first."""
    with db.reading() as session:
        found = audit.search(session, audit.Wanted(**wanted), count=1000)  # type: ignore[arg-type]
        return [(line.verb, line.route, line.instance_id, line.outcome) for line in reversed(found)]


def test_every_route_about_a_case_is_recorded(world: World) -> None:
    for rule in world.app.url_map.iter_rules():
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            row = permissions.TABLE[rule.endpoint]
            if row.part in (Part.SIGHT, Part.CASE, Part.TASK) and rule.endpoint not in TYPING | audit_rules.QUIET:
                assert audit_rules.verb_of(rule.endpoint, method) in audit.VERBS, rule


def test_every_route_is_decided_about(world: World) -> None:
    endpoints = {rule.endpoint for rule in world.app.url_map.iter_rules()}
    blueprints = {endpoint.partition(".")[0] for endpoint in endpoints}
    named = audit_rules.QUIET | audit_rules.QUIET_DEEDS | audit_rules.EXPORTS | audit_rules.COMING_IN
    assert named | audit_rules.ASKED_ALL_DAY <= endpoints
    assert audit_rules.WITHOUT_CASES | audit_rules.CONFIGURING <= blueprints


def test_a_blueprint_that_is_quiet_has_no_page_of_a_case(world: World) -> None:
    for rule in world.app.url_map.iter_rules():
        if rule.endpoint.partition(".")[0] in audit_rules.WITHOUT_CASES:
            assert "instance_id" not in rule.arguments and "task_id" not in rule.arguments, rule


def test_a_look_at_a_case_a_task_and_a_print_is_recorded(world: World, case: int) -> None:
    who = world.actor("procesregisseur").user_key
    task_id = world.task(case)
    for path in (f"/groepen/{case}", f"/taken/{task_id}", f"/groepen/{case}/tijdlijn", f"/groepen/{case}/dossier"):
        assert world.get("procesregisseur", path).status_code == 200

    assert [line for line in lines(user_key=who, instance_id=case) if line[0] != audit.CHANGED] == [
        (audit.VIEWED, "case.show", case, audit.DONE),
        (audit.VIEWED, "task.show", case, audit.DONE),
        (audit.VIEWED, "case.history", case, audit.DONE),
        (audit.EXPORTED, "dossier_print.show", case, audit.DONE),
    ]


def test_a_list_and_a_draft_that_saves_itself_are_not(world: World, case: int) -> None:
    world.client("procesregisseur")
    before = lines()
    for path in ("/", "/taken", "/groepen", "/acties"):
        assert world.get("procesregisseur", path).status_code == 200
    world.post("procesregisseur", f"/taken/{world.task(case)}/concept", {"partners_vragen": "false"})

    assert lines() == before


def test_a_new_case_is_one_line_that_names_it(world: World) -> None:
    case = world.start_case()

    assert lines(instance_id=case) == [(audit.CHANGED, "signal.submit", case, audit.DONE)]


def test_a_completed_task_and_its_line_are_one_transaction(world: World, case: int, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    task_id = world.task(case, "stap-1-uitvraag")
    world.client("procesregisseur")

    def full(*_given: object) -> None:
        raise OperationalError("INSERT INTO audit_line", None, Exception("disk full"))

    with monkeypatch.context() as patch:
        patch.setattr(audit, "record", full)
        answer = world.post("procesregisseur", f"/taken/{task_id}", {"partners_vragen": "false"})
    with db.reading() as session:
        state = session.scalar(select(Task.state).where(Task.id == task_id))
    assert answer.status_code == 503
    assert state is TaskState.OPEN  # without its line the deed was not done either

    world.post("procesregisseur", f"/taken/{task_id}", {"partners_vragen": "false"})
    assert lines(instance_id=case)[-1] == (audit.CHANGED, "task.submit", case, audit.DONE)


def test_a_look_that_cannot_be_recorded_is_not_given(world: World, case: int, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    world.client("procesregisseur")

    def full(*_given: object) -> None:
        raise OperationalError("INSERT INTO audit_line", None, Exception("disk full"))

    monkeypatch.setattr(audit, "record", full)
    answer = world.get("procesregisseur", f"/groepen/{case}")

    assert answer.status_code == 503 and SIGNAL["groep_alias"] not in answer.get_data(as_text=True)


def test_a_form_that_was_not_right_is_no_deed(world: World, case: int) -> None:
    task_id = world.task(case, "stap-1-uitvraag")
    answer = world.post("procesregisseur", f"/taken/{task_id}", {"partners_vragen": ""})

    assert answer.status_code == 422
    assert lines(instance_id=case)[-1] == (audit.CHANGED, "task.submit", case, audit.NOT_DONE)


def test_a_refusal_says_who_and_which_case(world: World, case: int) -> None:
    politie = world.actor("politie").user_key
    assert world.get("politie", f"/groepen/{case}").status_code == 404
    assert world.get("politie", f"/taken/{world.task(case)}").status_code == 404
    assert world.get("politie", "/kluislog").status_code == 403

    assert lines(user_key=politie)[1:] == [
        (audit.VIEWED, "case.show", case, audit.NOT_FOUND),
        (audit.VIEWED, "task.show", case, audit.NOT_FOUND),
        (audit.VIEWED, "vault_log.show_list", None, audit.REFUSED),
    ]


def test_coming_in_going_out_and_a_wrong_password_are_recorded(world: World) -> None:
    who = world.actor("boa").user_key
    client = world.app.test_client()
    client.post("/inloggen", data={"naam": "boa", "wachtwoord": "verkeerd"})
    client.post("/inloggen", data={"naam": "geheim-dat-in-het-verkeerde-vak-stond", "wachtwoord": "x"})
    client.post("/inloggen", data={"naam": "boa", "wachtwoord": PASSWORD})
    client.post("/uitloggen")

    assert lines(user_key=who) == [
        (audit.CAME, "login.submit", None, audit.NOT_DONE),
        (audit.CAME, "login.submit", None, audit.DONE),
        (audit.LEFT, "login.leave", None, audit.DONE),
    ]
    assert lines(user_key=audit.NOBODY) == [(audit.CAME, "login.submit", None, audit.NOT_DONE)]
    with db.reading() as session:
        assert "geheim" not in repr([audit.as_row(line) for line in audit.every_line(session)])


def test_a_setting_and_an_account_are_configuration(world: World) -> None:
    person = {"naam": "Kim Nieuw", "gebruikersnaam": "kim-nieuw", "rollen": ["boa"], "wachtwoord": PASSWORD}
    world.post("applicatiebeheerder", "/organisaties/1/mensen", person)
    world.post("applicatiebeheerder", "/vier-ogen", {})

    found = lines(verb=audit.CONFIGURED)
    assert [route for _, route, _, _ in found] == ["accounts.add", "publishing_rule.save"]


def test_the_calendar_that_a_program_fetches_is_an_export_of_its_owner(world: World) -> None:
    page = world.post("procesregisseur", "/agenda").get_data(as_text=True)
    start = page.index("/agenda/")
    address = page[start : page.index(".ics", start) + 4]
    assert world.app.test_client().get(address).status_code == 200

    who = world.actor("procesregisseur").user_key
    assert lines(user_key=who)[-1] == (audit.EXPORTED, "calendar.feed", None, audit.DONE)
    with db.reading() as session:
        assert address.removeprefix("/agenda/")[:10] not in repr(
            [audit.as_row(line) for line in session.scalars(select(AuditLine))]
        )


def test_strangers_cannot_fill_the_trail(world: World) -> None:
    client = world.app.test_client()
    before = lines()
    client.get("/groepen/1")
    client.get("/bestaat-niet")
    client.get("/agenda/geraden.ics")
    client.post("/api/groepsscan/v1/verzoeken/gs-1/leveringen")

    assert lines() == before


def test_the_privacy_officer_searches_it_and_takes_it_along(world: World, case: int) -> None:
    world.get("procesregisseur", f"/groepen/{case}")
    world.get("politie", f"/groepen/{case}")
    who, today = world.actor("politie").user_key, f"{world.clock():%d-%m-%Y}"

    asked = f"wie={who}&zaak={case}&uitkomst=niet_gevonden&vanaf={today}&tot={today}"
    page = world.get("privacy_officer", f"/gebruikslog?{asked}").get_data(as_text=True)
    table = page[page.index("<tbody") : page.index("</tbody")]
    assert "Kim van Politie" in table and "Procesregisseur" not in table
    assert "Geen regels" in world.get("fg", "/gebruikslog?tot=01-01-2001").get_data(as_text=True)
    file = world.get("fg", f"/gebruikslog/gebruikslog.csv?zaak={case}&handeling=bekijken")
    rows = list(csv.DictReader(io.StringIO(file.get_data(as_text=True))))
    assert tuple(rows[0]) == audit.COLUMNS
    assert [row["uitkomst"] for row in rows] == ["niet_gevonden", "gelukt"]
    assert lines(user_key=world.actor("fg").user_key)[-1] == (audit.EXPORTED, "audit.as_csv", None, audit.DONE)


def test_what_cannot_be_read_asks_for_nothing(world: World) -> None:
    for query in ("zaak=abc", "vanaf=gisteren", "vanaf=02-01-2026&tot=01-01-2026"):
        page = world.get("fg", f"/gebruikslog?{query}").get_data(as_text=True)
        assert "Fout: " in page and "Geen regels gevonden" in page
    for query in ("ouder=abc", "ouder=-1", "ouder=999999999", "tot=31-12-9999&_external=x&_scheme=q"):
        assert world.get("fg", f"/gebruikslog?{query}").status_code == 200


def test_a_long_trail_comes_in_pages_by_number(world: World) -> None:
    with db.transaction() as session:
        for number in range(SIZE + 1):
            made = audit.Entry(world.clock(), "user-1", audit.VIEWED, "case.show", audit.DONE, 1, f"ding-{number:02}.")
            audit.record(session, made)

    first = world.get("fg", "/gebruikslog?wie=user-1").get_data(as_text=True)
    assert "ding-50." in first and "ding-00." not in first
    with db.reading() as session:
        last = audit.search(session, audit.Wanted(user_key="user-1"), count=SIZE)[-1].id
    assert f"ouder={last}" in first
    second = world.get("fg", f"/gebruikslog?wie=user-1&ouder={last}").get_data(as_text=True)
    assert "ding-00." in second and "ding-01." not in second


@pytest.mark.parametrize("name", ["procesregisseur", "applicatiebeheerder", "beheerder", "burgemeester"])
def test_nobody_else_reads_it(world: World, name: str) -> None:
    assert world.get(name, "/gebruikslog").status_code == 403
    assert world.get(name, "/gebruikslog/gebruikslog.csv").status_code == 403


def test_the_lines_of_a_day_are_sealed_in_the_chain_of_the_vault_log(world: World, case: int) -> None:
    world.get("procesregisseur", f"/groepen/{case}")
    with db.transaction() as session:
        sealed = seals.seal_all(session, now=world.clock())
    with db.reading() as session:
        verdict = seals.verify(session)
    assert verdict.audit_lines > 0 and verdict.lines + verdict.audit_lines == sealed
    assert verdict.audit_unsealed == 0 and verdict.broken == ()
