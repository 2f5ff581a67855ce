"""Requests of persons: in at the privacy officer, searched over all cases, answered, and seen by nobody else."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from dossier import keys, requests, rights_terms, vault
from dossier.errors import NoPermission
from dossier.keys import InstallationKey, RequestKey
from dossier.looks import VaultLook
from dossier.reminders import Reminder
from dossier.requests import Certainty, RightsMatch, RightsRecord, RightsRequest, Verdict
from engine import db
from tests import databases
from tests.web.web_world import World, deliver, to_groepsscan

NAME = "Testpersoon Een"
INTAKE = {
    "soort": "inzage",
    "ontvangen": "23-11-2026",
    "naam": "een, TESTPERSOON",
    "geboortedatum": "01-02-2009",
    "contact": "Balie van het gemeentehuis",
    "namens": "",
    "identiteit": "gezien",
    "vraag": "Alles wat u van mij hebt",
}


@pytest.fixture
def listed(world: World, case: int) -> int:
    """A case with one name on its list, which the burgemeester has seen."""
    deliver(world, to_groepsscan(world, case))
    world.invite(case, "burgemeester", "burgemeester")
    world.post("burgemeester", f"/groepen/{case}/personen", {"doel": "Overleg voorbereiden"})
    world.get("burgemeester", f"/groepen/{case}/personen")
    return case


def begin(world: World, **changes: str) -> str:
    """A request, searched; the address of its page."""
    answer = world.post("privacy_officer", "/rechten/nieuw", {**INTAKE, **changes})
    assert answer.status_code == 302, answer.get_data(as_text=True)
    address = answer.headers["Location"]
    act(world, address, "zoeken")
    return address


def act(world: World, address: str, deed: str, **data: str) -> str:
    answer = world.post("privacy_officer", f"{address}/doen", {"_actie": deed, **data})
    assert answer.status_code == 302
    return page(world, address)


def page(world: World, address: str) -> str:
    answer = world.get("privacy_officer", address)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def found(world: World) -> list[RightsMatch]:
    with db.reading() as session:
        return list(session.scalars(select(RightsMatch).order_by(RightsMatch.id)))


def judge(world: World, address: str, same: str = "ja") -> None:
    for match in found(world):
        world.post("privacy_officer", f"{address}/gevonden/{match.id}/oordeel", {"zelfde": same})


def decide(world: World, address: str, **changes: str) -> int:
    answers = {"besluit": "toegewezen", "motivering": "Het verzoek klopt.", **changes}
    return world.post("privacy_officer", f"{address}/besluiten", answers).status_code


def request_of(world: World) -> RightsRequest:
    with db.reading() as session:
        return session.scalars(select(RightsRequest)).one()


def test_a_request_has_a_month_from_the_day_it_came(world: World, listed: int) -> None:
    address = begin(world)
    text = page(world, address)
    assert "woensdag 23 december" in text
    assert request_of(world).due_on == date(2026, 12, 23)
    assert "Verzoek 1" in page(world, "/rechten")


def test_the_search_finds_the_person_in_every_case_however_the_name_is_written(world: World, listed: int) -> None:
    address = begin(world)
    assert [match.certainty for match in found(world)] == [Certainty.ZEKER]
    text = page(world, address)
    assert NAME in text and "Zelfde naam en geboortedatum" in text and "Vaste deelnemer" in text


@pytest.mark.parametrize(
    "changes", [{"geboortedatum": "02-02-2009"}, {"naam": "Testpersoon Twee", "geboortedatum": "02-02-2009"}]
)
def test_somebody_else_is_not_found(world: World, listed: int, changes: dict[str, str]) -> None:
    address = begin(world, **changes)
    assert found(world) == []
    assert NAME not in page(world, address)


def test_without_a_day_of_birth_it_is_only_perhaps_the_same_person(world: World, listed: int) -> None:
    begin(world, geboortedatum="")
    assert [match.certainty for match in found(world)] == [Certainty.MOGELIJK]


def test_nobody_else_may_see_a_request(world: World, listed: int) -> None:
    address = begin(world)
    match = found(world)[0].id
    for who in ("procesregisseur", "burgemeester", "fg", "applicatiebeheerder", "beheerder"):
        for path in ("/rechten", "/rechten/nieuw", address, f"{address}/besluiten", f"{address}/stukken/1"):
            assert world.get(who, path).status_code == 403
        assert world.post(who, f"{address}/doen", {"_actie": "uitvoer"}).status_code == 403
        assert world.post(who, f"{address}/gevonden/{match}/wissen", {"zeker": "ja"}).status_code == 403
    for path in ("/rechten/99", f"{address}/gevonden/99/verbeteren", f"{address}/stukken/99"):
        assert world.get("privacy_officer", path).status_code == 404


def test_every_look_for_a_request_names_it_in_the_log(world: World, listed: int) -> None:
    page(world, begin(world))
    with db.reading() as session:
        lines = list(session.scalars(select(VaultLook)))
    mine = world.actor("privacy_officer").user_key
    assert {line.purpose for line in lines if line.user_key == mine} == {"Verzoek om inzage (verzoek-1)"}
    machine = [line for line in lines if line.purpose == "Verzoek om inzage (verzoek-1): zoeken"]
    assert machine and all(line.user_key == "zevenstap" for line in machine)
    assert not any("estpersoon" in line.purpose + line.reference for line in lines)


def test_the_overview_says_what_is_kept_from_whom_and_who_saw_it(world: World, listed: int) -> None:
    address = begin(world)
    judge(world, address)
    assert "Overzicht voor de persoon" in act(world, address, "uitvoer")
    with db.reading() as session:
        paper = session.scalars(select(RightsRecord.id).where(RightsRecord.kind == "uitvoer")).one()

    answer = world.get("privacy_officer", f"{address}/stukken/{paper}")

    text = answer.get_data(as_text=True)
    for part in (
        NAME,
        "Vaste deelnemer",
        "Eigen waarneming",
        "Afkomstig van",
        "gezien door Organisatie burgemeester",
    ):
        assert part in text
    assert "Kim van" not in text  # which organisation saw it, not which of its people
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_the_overview_is_dutch_for_an_officer_who_reads_english(world: World, listed: int) -> None:
    address = begin(world)
    judge(world, address)
    world.post("privacy_officer", "/taal", {"taal": "en"})
    act(world, address, "uitvoer")
    with db.reading() as session:
        paper = session.scalars(select(RightsRecord.id).where(RightsRecord.kind == "uitvoer")).one()

    text = world.get("privacy_officer", f"{address}/stukken/{paper}").get_data(as_text=True)

    assert "1. Namenlijst" in text


def notices(world: World, who: str) -> list[str]:
    with db.reading() as session:
        return list(session.scalars(select(Reminder.text).where(Reminder.user_key == world.actor(who).user_key)))


def test_who_received_it_before_is_told_of_a_correction(world: World, listed: int) -> None:
    address = begin(world, soort="verbeteren")
    match = found(world)[0]
    mend = f"{address}/gevonden/{match.id}/verbeteren"
    assert "Bevestig eerst" in world.post("privacy_officer", mend, {"naam": NAME}).get_data(as_text=True)
    judge(world, address)
    assert NAME in page(world, mend)

    fields = {"naam": NAME, "geboortedatum": "01-02-2009", "reden_opname": "Was er een keer bij"}
    assert world.post("privacy_officer", mend, fields).status_code == 302

    assert "Was er een keer bij" in page(world, address)
    told = [text for text in notices(world, "burgemeester") if "verbeterd" in text]
    assert len(told) == 1 and match.reference in told[0] and "Testpersoon" not in told[0]
    assert not [text for text in notices(world, "om") if "verbeterd" in text]


def test_one_person_is_erased_while_the_case_goes_on(world: World, listed: int) -> None:
    address = begin(world, soort="wissen")
    judge(world, address)
    match = found(world)[0]
    erase = f"{address}/gevonden/{match.id}/wissen"
    assert world.post("privacy_officer", erase, {}).status_code == 422

    assert world.post("privacy_officer", erase, {"zeker": "ja"}).status_code == 302

    assert "Vaste deelnemer" not in page(world, address)
    with db.reading() as session:
        assert match.reference not in vault.references(session, listed)
    assert [text for text in notices(world, "burgemeester") if "gewist" in text]
    assert world.get("procesregisseur", f"/groepen/{listed}").status_code == 200
    assert world.get("procesregisseur", f"/taken/{world.task(listed)}").status_code == 200
    assert "verklaring" not in page(world, "/rechten").lower()
    # and a request of somebody else finds nothing of it any more
    begin(world, soort="inzage")
    assert len(found(world)) == 1


def test_while_an_objection_is_pending_nobody_uses_what_it_is_about(world: World, listed: int) -> None:
    address = begin(world, soort="bezwaar")
    judge(world, address)
    act(world, address, "beperken")
    reference = found(world)[0].reference

    def read(who: str) -> object:
        with db.transaction() as session:
            key = world.app.extensions["zevenstap"].vault_key
            about = {"purpose": "Overleg voorbereiden", "step": 2, "now": world.clock(), "key": key}
            return vault.read(session, reference, actor=world.actor(who), **about)

    for who in ("burgemeester", "procesregisseur", "politie"):
        with pytest.raises(NoPermission, match="loopt een bezwaar"):
            read(who)
    assert decide(world, address, besluit="afgewezen") == 302
    assert read("burgemeester")


def test_a_decision_comes_after_the_search_and_the_judging_and_closes_the_request(world: World, listed: int) -> None:
    address = world.post("privacy_officer", "/rechten/nieuw", INTAKE).headers["Location"]
    assert decide(world, address) == 422
    act(world, address, "zoeken")
    assert decide(world, address) == 422  # what was found was not judged
    judge(world, address)

    assert decide(world, address) == 302

    assert request_of(world).verdict is Verdict.TOEGEWEZEN
    text = page(world, address)
    assert "Brief met het besluit" in text and "Vaste deelnemer" not in text
    assert decide(world, address) == 409
    with db.reading() as session:
        paper = session.scalars(select(RightsRecord.id).where(RightsRecord.kind == "brief")).one()
    letter = world.get("privacy_officer", f"{address}/stukken/{paper}").get_data(as_text=True)
    assert "AVG artikel 15" in letter and "bezwaarschrift" in letter and "Het verzoek klopt." in letter


def test_the_term_is_extended_once_and_in_time(world: World, listed: int) -> None:
    address = begin(world)
    answers = {"reden": "Er zijn veel zaken", "bericht": "ja"}
    assert world.post("privacy_officer", f"{address}/verlengen", {"reden": "Veel"}).status_code == 422
    assert world.post("privacy_officer", f"{address}/verlengen", answers).status_code == 302
    assert request_of(world).due_on == date(2027, 2, 23)
    assert world.post("privacy_officer", f"{address}/verlengen", answers).status_code == 422


def test_the_term_cannot_be_extended_when_it_is_over(world: World, listed: int) -> None:
    address = begin(world)
    world.clock.forward(days=40)
    world.clients.clear()
    answers = {"reden": "Te druk", "bericht": "ja"}
    assert world.post("privacy_officer", f"{address}/verlengen", answers).status_code == 422
    assert "Te laat" in page(world, address)


def test_a_file_is_pointed_out_by_hand(world: World, listed: int) -> None:
    address = begin(world)
    text = page(world, address)
    assert "Documenten om zelf na te kijken" in text
    number = text.split('name="document" value="')[1].split('"')[0]

    act(world, address, "document", document=number)

    by_hand = found(world)[-1]
    assert by_hand.certainty is Certainty.HAND
    answer = world.get("privacy_officer", f"{address}/gevonden/{by_hand.id}/bestand")
    assert answer.status_code == 200 and answer.data.startswith(b"%PDF")
    assert "hoort niet bij een zaak" in act(world, address, "document", document="9999")


def test_the_privacy_officer_is_reminded_of_the_term_without_a_name(world: World, listed: int) -> None:
    begin(world)
    for days, text in ((20, None), (4, "over een week"), (6, "vandaag"), (5, "te laat")):
        world.clock.forward(days=days)
        for _ in range(2):
            with db.transaction() as session:
                rights_terms.remind(session, now=world.clock())
        if text is not None:
            assert len([told for told in notices(world, "privacy_officer") if text in told]) == 1, text
    assert not any("estpersoon" in told for told in notices(world, "privacy_officer"))


def test_what_was_sealed_with_a_request_is_destroyed_when_it_is_done(world: World, listed: int) -> None:
    address = begin(world)
    judge(world, address)
    assert "Besluit eerst" in act(world, address, "leegmaken", zeker="ja")
    decide(world, address)
    assert "vinkje" in act(world, address, "leegmaken")

    text = act(world, address, "leegmaken", zeker="ja")

    assert "vernietigd" in text and "TESTPERSOON" not in text
    with db.reading() as session:
        assert session.scalars(select(RightsRecord)).all() == []
        assert session.scalars(select(RequestKey)).all() == []


def test_a_new_installation_key_opens_requests_and_the_old_one_does_not(world: World, listed: int) -> None:
    begin(world)
    old, new = world.app.extensions["zevenstap"].vault_key, InstallationKey(bytes(range(32)))
    with db.transaction() as session:
        assert keys.rewrap_all(session, old=old, new=new) == 2  # a case and a request
    with db.transaction() as session:
        request, actor = session.scalars(select(RightsRequest)).one(), world.actor("privacy_officer")
        record = requests.records(session, request)[0]
        opened = requests.read(session, request, record, actor=actor, now=world.clock(), key=new)
        assert opened["naam"] == INTAKE["naam"]


def test_who_asks_and_what_was_answered_stands_nowhere_readable(world: World, listed: int) -> None:
    address = begin(world)
    judge(world, address)
    act(world, address, "uitvoer")
    act(world, address, "beperken")
    decide(world, address, motivering="Wij gaven Testpersoon alles.")

    kept = b"".join(content for _, content in databases.everything_kept(world.engine, world.settings.home))

    assert b"Groep Molenveld" in kept  # the search does find what is not sealed
    for part in ("estpersoon", "TESTPERSOON", "Balie van het gemeentehuis", "Alles wat u van mij hebt"):
        assert part.encode() not in kept
