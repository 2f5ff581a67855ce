"""The table of route x role x participation, walked over every route of the application."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from dossier import actions, audience, comments, contributions, documents, goals, requests, rights, vault
from dossier.actions import Package, PlannedAction
from dossier.contributions import Piece
from dossier.documents import File
from dossier.goals import PlannedGoal
from dossier.registers import Convenant, ConvenantParty, Dpia, Mandaat, Wpg20Besluit
from dossier.requests import Certainty, RequestKind, RightsMatch
from engine import db, definitions, package_drafts
from engine.access import BreakGlass
from engine.migration.tables import Migration
from engine.models import Incident, Job, JobState, Subscription
from engine.scenarios import walks
from engine.scenarios.model import Scenario, Start
from tests.web.web_world import ROLES, World
from web import permissions
from web.parts import WebParts
from web.permissions import Part

# what an editor of the desk is asked to open; the others get a text
FILES = {
    "modeler": "bpmn/werkproces-2016/stap_1_signalen.bpmn",
    "form_preview": "forms/werkproces-2016/stap-1-signaal.form",
    "form_editor": "forms/werkproces-2016/stap-1-signaal.form",
    "table_editor": "bpmn/werkproces-2016/privacytabel.dmn",
    "table_rows": "bpmn/werkproces-2016/privacytabel.dmn",
    "table_trying": "bpmn/werkproces-2016/privacytabel.dmn",
    "letter_templates": "bpmn/werkproces-2016/brieven/adviesdocument.docx",
    "draft_settings": "bpmn/werkproces-2016/pakket.json",
    "scenarios": "bpmn/werkproces-2016/scenarios/actie-uitvoeren-niet-gelukt.json",
}
# the ways in, each but the first step
COMING_IN = {
    "login.show_code",
    "login.submit_code",
    "oidc.start",
    "oidc.back",
    "second_factor.first",
    "second_factor.confirm_first",
    "partner_link.arrive",
    "partner_link.show",
    "partner_link.give_code",
    "partner_link.hand_in",
    "invitations.arrive",
    "invitations.show",
    "invitations.choose",
}
DONE = {200, 204, 302, 422}  # seen, or refused only because nothing was filled in


@dataclass
class Ids:
    """One of everything that a route can be about."""

    instance_id: int
    task_id: int
    document_id: int
    action_id: int
    skip: str


@pytest.fixture
def ids(world: World, case: int) -> Ids:
    with db.transaction() as session:
        papers(session, world.clock().date())
        session.add(migration(world.clock()))
    return of_case(world, case)


def of_case(world: World, case: int) -> Ids:
    """One of everything in this case."""
    parts: WebParts = world.app.extensions["zevenstap"]
    regisseur = world.actor("procesregisseur")
    with db.transaction() as session:
        document = documents.add(
            session,
            case,
            file=File("overzicht.txt", "text/plain", b"Alleen over de groep"),
            title="Overzicht",
            kind="overzicht",
            by=regisseur.user_key,
            provider=regisseur.organisation_key,
            now=world.clock(),
            key=parts.vault_key,
        )
        action = actions.plan(
            session,
            case,
            PlannedAction(
                "Gesprek",
                "groep",
                "bestuur",
                regisseur.organisation_key,
                world.clock().date(),
                start_on=world.clock().date(),
                measure="172a",
            ),
            package=Package(),
            now=world.clock(),
        )
        goals.keep(session, case, [PlannedGoal("perspectief", "Op school", "3", "8")], now=world.clock())
        piece = Piece("Zij sporten samen.", "Eigen waarneming", "feit")
        contributions.give(session, case, regisseur.organisation_key, piece, by=regisseur.user_key, at=world.clock())
        comments.write(
            session, case, "Overleg", meant_for=audience.INNER, actor=regisseur, now=world.clock(), key=parts.vault_key
        )
        skips = select(Subscription).where(Subscription.message == "stap_overslaan", Subscription.instance_id == case)
        waiting = session.scalars(skips).first()
        assert waiting is not None
        person(session, world, case, parts)
        return Ids(case, world.task(case), document.id, action.id, waiting.activity_id)


def test_every_route_has_a_row_and_every_row_a_route(world: World) -> None:
    assert {rule.endpoint for rule in world.app.url_map.iter_rules()} == set(permissions.TABLE)


def test_a_route_without_a_row_is_refused_for_everybody(world: World) -> None:
    world.app.add_url_rule("/vergeten", "vergeten", lambda: "open")

    assert world.app.test_client().get("/vergeten").status_code == 403
    assert world.get("procesregisseur", "/vergeten").status_code == 403


def test_who_is_not_logged_in_gets_only_the_open_routes(world: World, ids: Ids) -> None:
    client = world.app.test_client()

    for rule, method in routes(world):
        answer = ask(world, client, rule, method, ids)
        if rule.endpoint in COMING_IN:
            assert answer.status_code in (302, 404), rule  # nobody is halfway, and there is no provider
            continue
        sent_to_login = answer.status_code == 302 and "/inloggen" in answer.headers["Location"]
        assert sent_to_login is (permissions.TABLE[rule.endpoint].roles is not None), rule


@pytest.mark.parametrize("role", ROLES)
def test_a_participant_can_do_what_his_role_allows_and_nothing_else(world: World, ids: Ids, role: str) -> None:
    world.invite(ids.instance_id, role, role)

    for rule, method in routes(world):
        status = ask(world, world.client(role), rule, method, ids).status_code
        assert status in expected_inside(rule.endpoint, role), f"{method} {rule}: {status} for {role}"


@pytest.mark.parametrize("role", [role for role in ROLES if role != "procesregisseur"])
def test_who_takes_no_part_cannot_tell_a_case_from_one_that_does_not_exist(world: World, ids: Ids, role: str) -> None:
    for rule, method in routes(world):
        row = permissions.TABLE[rule.endpoint]
        status = ask(world, world.client(role), rule, method, ids).status_code
        if row.part in (Part.SIGHT, Part.CASE, Part.TASK):
            assert status == 404, f"{method} {rule}: {status} for {role}"
        elif row.roles is not None and role not in row.roles:
            assert status == 403, f"{method} {rule}: {status} for {role}"


def expected_inside(endpoint: str, role: str) -> set[int]:
    """What a participant with this role must get."""
    row = permissions.TABLE[endpoint]
    if row.roles is not None and role not in row.roles:
        return {403}
    return of_nothing(endpoint) or of_another(endpoint, role) or DONE


def of_nothing(endpoint: str) -> set[int]:
    """What is not there in this installation, or stands otherwise."""
    if endpoint == "link_making.withdraw":
        return {404, 302}  # nobody was given a link
    if endpoint in COMING_IN and endpoint.startswith(("partner_link.", "invit")):
        return {404, 302}
    if endpoint.startswith(("deliveries.", "oidc.")):
        return {404, 405}  # this installation has no secret with the police side, and no provider
    if endpoint.startswith("scan_judging.") or endpoint in (
        "scans.ask_sent",
        "scans.record_sent",
        "scans.ask_withdrawal",
        "scans.withdraw",
    ):
        return {404}  # there is no request
    if endpoint.startswith(("privacy_decisions.", "privacy_watch.ask_in", "convenant_documents.show")):
        return {404}  # nothing was decided yet, and no document stands with the convenant
    if endpoint in ("calendar.feed", "rights.file", "pages.security_txt"):
        return {404}  # nobody's secret; what was found is no file; there is no contact
    if endpoint in ("form_editor.delete", "comparing.take"):
        return {409}  # the form is in use; no state was told
    return set()


def of_another(endpoint: str, role: str) -> set[int]:
    """Within a case some things are for one role only."""
    of_holder = ("task.", "tasks.claim", "tasks.release", "tasks.take_over", "asking.")
    if endpoint.startswith(of_holder) and role != "procesregisseur":
        return {403}
    of_owner = endpoint in ("actions.show", "actions.update") or endpoint.startswith(
        ("action_papers.", "extending.", "contributing.")
    )
    if of_owner and role != "procesregisseur":
        return {403}
    if endpoint == "asking.withdraw":
        return {409}  # nobody was asked
    if endpoint in ("comments.show", "comments.correct", "comments.withdraw") and role != "procesregisseur":
        return {404}  # it is meant for another organisation
    if endpoint == "breakglass.end" and role == "burgemeester":
        return {404}  # it is another's
    if endpoint.startswith("message.") and role != "procesregisseur":
        return {409}  # the step is not his
    return set()


def routes(world: World) -> list[tuple[Rule, str]]:
    """Every route with each of its methods; leaving comes last, for it ends the session."""
    found = [
        (rule, method)
        for rule in world.app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
        if rule.endpoint not in ("static", "login.leave", "login.submit_code")
    ]
    return sorted(found, key=lambda each: (str(each[0]), each[1]))


def ask(world: World, client: FlaskClient, rule: Rule, method: str, ids: Ids):  # type: ignore[no-untyped-def]
    return client.open(address_of(world, rule, method, ids), method=method)


def address_of(world: World, rule: Rule, method: str, ids: Ids, **others: object) -> str:
    """Where this route is, for something that exists."""
    known = {
        "instance_id": ids.instance_id,
        "task_id": ids.task_id,
        "document_id": ids.document_id,
        "action_id": ids.action_id,
        "incident_id": incident(world) if rule.endpoint.startswith("incidents.") else 0,
        "deed": "bijwerken" if rule.endpoint.startswith("names.") else "opschorten",
        "name_id": 1,
        "session_id": 0,
        "request_id": 1,
        "match_id": 1,
        "record_id": 2,
        "goal_id": 1,
        "contribution_id": 1,
        "comment_id": 1,
        "token": "geraden",
        "page": "begrippen",
        "picture": "images/zaak.png",
        "variable": "plek",
        "product_id": 1,
        "scan_id": 0,
        "kenmerk": "gs-0",
        "rest": "elders",
        "table": "stappen",
        "reminder_id": 1,
        "version_id": 1,
        "number": 1,
        "name": "werkproces-2016",
        "process_key": "werkproces",
        "message": "stap_overslaan",
        "activity_id": ids.skip,
        "which": "nieuw",
        "organisation_id": 1,
        "user_id": 1,
        "convenant_id": 1,
        "besluit_id": 1,
        "dpia_id": 1,
        "mandaat_id": 1,
        "migration_id": 1,
        "draft_id": draft(world) if "draft_id" in rule.arguments else 0,
        "path": FILES.get(rule.endpoint.split(".")[0], "bpmn/werkproces-2016/hulp/stap-1.md"),
        "walk_id": 0,
        "element": "uitvraag_voorbereiden",
        "group": "procesregisseur",
        "link_id": 1,
        "glass_id": glass(world, ids.instance_id) if rule.endpoint == "breakglass.end" else 0,
    }
    if "walk_id" in rule.arguments:
        known["walk_id"] = walk(known["draft_id"], world)
    known.update(others)
    with world.app.test_request_context():
        return world.app.url_map.bind("localhost").build(
            rule.endpoint, {name: known[name] for name in rule.arguments}, method=method
        )


def migration(now: datetime) -> Migration:
    """One that was prepared and has no cases."""
    return Migration(
        from_version_id=1, to_version_id=1, mapping=b"{}", recompute=False, created_at=now, created_by="user-1"
    )


def papers(session: Session, day: date) -> None:
    """One row in every register."""
    session.add(
        Convenant(title="Convenant", parties=[ConvenantParty(organisation_id=1)], valid_from=day, valid_until=day)
    )
    session.add(Dpia(title="DPIA"))
    session.add(Mandaat(number="M-1", given_by="burgemeester", given_to="procesregisseur", valid_from=day))
    session.add(
        Wpg20Besluit(
            number="W-1",
            public_interest="Openbare orde",
            partnership="Aanpak",
            purpose="Aanpak",
            kinds=["politiegegeven"],
            conditions="Geheimhouding",
            receivers=["jongerenwerk"],
            valid_from=day,
            valid_until=day,
        )
    )


def person(session: Session, world: World, case: int, parts: WebParts) -> None:
    """A name on the list, a request about it with a match, and a paper of that request: each the first of its kind."""
    officer, key, moment = world.actor("privacy_officer"), parts.vault_key, world.clock()
    about = {"step": 2, "provider": "politie", "author": "user-1", "now": moment, "key": key}
    name = {"naam": "Testpersoon Een"}
    reference = vault.store(session, case, category="namenlijst", kind="politiegegeven", value=name, **about)
    asked = rights.Asked("Testpersoon Een", None, "Balie", "", "gezien", "Alles")
    day = moment.date()
    made = rights.register(session, RequestKind.INZAGE, asked, received_on=day, actor=officer, now=moment, key=key)
    session.add(RightsMatch(request_id=made.id, instance_id=case, reference=reference, certainty=Certainty.ZEKER))
    requests.keep(session, made, requests.EXPORT, b"Overzicht", actor=officer, now=moment, key=key)


def draft(world: World) -> int:
    """A draft of the package, fresh for each route: one of them throws it away."""
    with db.transaction() as session:
        version = definitions.latest(session, "werkproces-2016")
        return package_drafts.begin(session, version, title="Proef", by="user-1", now=world.clock()).id


def walk(draft_id: int, world: World) -> int:
    """A try-out of the draft in which the case has begun."""
    with db.transaction() as session:
        scenario = Scenario("Proef", steps=(Start(),))
        found = package_drafts.get(session, draft_id)
        return walks.begin(session, found, scenario, by="user-1", now=world.clock()).id


def glass(world: World, instance_id: int) -> int:
    """Emergency access that the regisseur took."""
    with db.transaction() as session:
        row = BreakGlass(
            instance_id=instance_id,
            user_key=world.actor("procesregisseur").user_key,
            role="procesregisseur",
            reason="Er is nu gevaar",
            since=world.clock(),
            until=world.clock() + timedelta(hours=1),
        )
        session.add(row)
        session.flush()
        return row.id


def incident(world: World) -> int:
    """A job that did not succeed."""
    with db.transaction() as session:
        job = Job(
            kind="handler",
            topic="bericht.sturen",
            activity_id="x",
            payload=b"{}",
            due_at=world.clock(),
            created_at=world.clock(),
            state=JobState.INCIDENT,
        )
        session.add(job)
        session.flush()
        row = Incident(job_id=job.id, activity_id="x", topic=job.topic, error="TimeoutError", created_at=world.clock())
        session.add(row)
        session.flush()
        return row.id
