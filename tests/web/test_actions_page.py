"""The actions of a plan on their pages: the board, the list over all cases, progress, evidence, what is sealed."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO

import pytest
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from dossier import actions, documents, goals, vault
from dossier.actions import ActionPaper, Package, PlannedAction
from dossier.documents import Document, SecrecyClass
from dossier.goals import PlannedGoal
from dossier.privacy import Outcome, PrivacyBesluit
from engine import db
from tests.web.web_world import World
from web import action_rows

REGIE = "procesregisseur"
NAME = "Fictief Persoon Delta"


def plan(world: World, case: int, title: str = "Gesprek", owner: str = REGIE, **changes: object) -> int:
    due = world.clock().date() + timedelta(days=5)
    given = {"title": title, "track": "groep", "kind": "zorg", "due_on": due, **changes}
    with db.transaction() as session:
        planned = PlannedAction(owner=world.actor(owner).organisation_key, **given)  # type: ignore[arg-type]
        return actions.plan(session, case, planned, package=Package(), now=world.clock()).id


def text(world: World, path: str, who: str = REGIE) -> str:
    return world.get(who, path).get_data(as_text=True)


def columns(world: World, case: int) -> dict[str, list[str]]:
    with db.reading() as session:
        rows = action_rows.rows(session, actions.of_instance(session, case), world.actor(REGIE), world.clock())
        return {column.name: [row.title for row in column.rows] for column in action_rows.board(rows) if column.rows}


def test_the_board_tells_how_every_action_stands(world: World, case: int) -> None:
    first, second, third = (plan(world, case, title) for title in ("Een", "Twee", "Drie"))
    plan(world, case, "Vier")

    world.post(REGIE, f"/acties/{first}", {"status": "open", "begonnen": "ja", "notitie": "Afspraak gemaakt."})
    world.post(REGIE, f"/acties/{second}", {"status": "open", "belemmering": "Geen zaal."})
    world.post(REGIE, f"/acties/{third}", {"status": "klaar", "notitie": "Gedaan."})

    assert columns(world, case) == {
        "Nog niet begonnen": ["Vier"],
        "Bezig": ["Een"],
        "Loopt vast": ["Twee"],
        "Klaar": ["Drie"],
    }
    page = text(world, f"/groepen/{case}")
    assert "Loopt vast" in page and "Belemmering: Geen zaal." in page and "Groep · Zorg en hulp" in page


def test_the_goals_of_the_plan_stand_with_its_actions(world: World, case: int) -> None:
    plan(world, case)
    with db.transaction() as session:
        for target in ("8", "6"):  # an adjusted plan keeps its start
            goal = PlannedGoal("perspectief", "Jongeren met dagbesteding", "24", target)
            goals.keep(session, case, [goal], now=world.clock())
        [kept] = goals.of_instance(session, case)
        assert (kept.start_value, kept.target_value) == ("24", "6")
    page = text(world, f"/groepen/{case}")
    assert "Betere kansen en een sterkere sociale positie" in page and "Jongeren met dagbesteding" in page


def test_the_list_is_filtered_and_comes_in_pages(world: World, case: int) -> None:
    world.invite(case, "politie", "politie")
    for number in range(27):
        plan(world, case, f"Afspraak {number:02}")
    plan(world, case, "Controle", owner="politie", track="domein")
    plan(world, case, "Oud", due_on=world.clock().date() - timedelta(days=3))

    first, second = text(world, "/acties"), text(world, "/acties?pagina=2")
    assert "29 open, 1 te laat" in first and "Pagina 1 van 2" in first
    assert "Afspraak 26" not in first and "Afspraak 26" in second
    assert "Controle" in text(world, "/acties?spoor=domein") and "Afspraak" not in text(world, "/acties?spoor=domein")
    owner = world.actor("politie").organisation_key
    assert "Afspraak" not in text(world, f"/acties?organisatie={owner}")
    late = text(world, "/acties?toon=laat")
    assert "Oud" in late and "Afspraak" not in late
    assert world.get(REGIE, "/acties?toon=x&organisatie=org-99&spoor=y&pagina=-1").status_code == 200


def test_a_partner_sees_the_actions_of_his_own_organisation_only(world: World, case: int) -> None:
    world.invite(case, "partner", "partner")
    plan(world, case, "Van de gemeente")
    own = plan(world, case, "Van de partner", owner="partner")

    page = text(world, "/acties", "partner")

    assert "Van de partner" in page and "Van de gemeente" not in page
    assert world.get("partner", f"/acties/{own}").status_code == 200
    assert world.get(REGIE, f"/acties/{own}/stukken").status_code == 403
    assert world.get("om", f"/acties/{own}/stukken").status_code == 404  # takes no part


def add(world: World, action: int, **fields: object) -> tuple[int, str]:
    answer = world.client(REGIE).post(f"/acties/{action}/stukken", data=MultiDict(fields.items()))
    return answer.status_code, answer.get_data(as_text=True)


def upload(content: bytes = b"De lamp hangt.") -> tuple[BytesIO, str]:
    return BytesIO(content), f"{NAME}.txt"


def test_evidence_goes_to_the_documents_of_the_case_under_a_name_of_ours(world: World, case: int) -> None:
    action = plan(world, case)
    assert add(world, action, bewijs=upload())[0] == 302
    with db.reading() as session:
        [document] = session.scalars(select(Document))
        assert (document.title, document.secrecy) == (f"Bewijs bij actie {action}", SecrecyClass.OPEN)
        assert NAME not in document.filename
        assert [paper.reference for paper in actions.papers(session, action)] == [document.reference]
        assert documents.list_for(session, case, world.actor(REGIE)) == [document]
    assert f"/groepen/{case}/documenten/" in text(world, f"/acties/{action}/stukken")


@pytest.mark.parametrize("track", ["groep", "persoon"])
def test_person_data_comes_in_only_while_a_decision_allows_it(world: World, case: int, track: str) -> None:
    action = plan(world, case, track=track)
    given = (
        {"afspraak": f"{NAME} gaat naar sport", "gegeven": "gewoon"}
        if track == "persoon"
        else {
            "bewijs": upload(),
            "personen": "true",
            "gegeven": "gewoon",
        }
    )
    status, page = add(world, action, **given)
    assert status == 422 and "geen geldig privacybesluit" in page
    with db.reading() as session:
        assert session.scalars(select(ActionPaper)).all() == [] and vault.references(session, case) == []


def test_what_is_agreed_about_a_person_is_sealed_and_in_no_list(world: World, case: int) -> None:
    action = plan(world, case, track="persoon", title="Persoonlijk gesprek")
    owner = world.actor(REGIE)
    with db.transaction() as session:
        allowed = {"stappen": [6], "gegeven": ["gewoon"], "verstrekker": [REGIE], "ontvanger": [REGIE]}
        advice = {"tabel_uitkomst": Outcome.TOESTAAN, "uitkomst": Outcome.TOESTAAN, "grondslagen": ["AVG 6(1)(e)"]}
        until = world.clock().date() + timedelta(days=60)
        by = {"confirmed_by": owner.user_key, "confirmed_at": world.clock(), "valid_until": until}
        session.add(PrivacyBesluit(instance_id=case, motivering="Nodig.", **allowed, **advice, **by))

    assert add(world, action, afspraak=f"{NAME} gaat naar sport", gegeven="gewoon")[0] == 302

    with db.reading() as session:
        [reference] = vault.references(session, case)
        assert [paper.reference for paper in actions.papers(session, action)] == [reference]
    for path in (f"/acties/{action}/stukken", f"/acties/{action}", "/acties", f"/groepen/{case}", "/meldingen"):
        assert NAME not in text(world, path) and "Persoonlijk gesprek" not in text(world, path)
    assert "Afspraak over een persoon" in text(world, f"/acties/{action}/stukken")


def test_nothing_and_a_file_that_is_not_what_it_says_are_refused(world: World, case: int) -> None:
    action = plan(world, case)
    assert "Kies een bestand" in add(world, action)[1]
    status, _ = add(world, action, bewijs=(BytesIO(b"MZ\x00\x01"), "verslag.pdf"))
    assert status == 422
    with db.reading() as session:
        assert session.scalars(select(Document)).all() == []


def test_a_late_action_is_late_in_the_list_and_on_the_board(world: World, case: int) -> None:
    plan(world, case, "Verlichting", due_on=date(2020, 1, 1))
    assert "te laat" in text(world, f"/groepen/{case}") and "te laat" in text(world, "/acties?toon=laat")
