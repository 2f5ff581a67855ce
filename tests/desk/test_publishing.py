"""From draft to version: alone, over a newer version, brought forward onto it, and with a second person."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from dossier import organisations, users
from dossier.organisations import OrganisationKind
from engine import db, definitions, package_drafts, publishing
from engine.errors import NotFound
from engine.models import PackageVersion
from tests.web.web_world import PASSWORD, World

NAME = "werkproces-2016"
HELP = f"bpmn/{NAME}/hulp/stap-1.md"
OTHER = f"bpmn/{NAME}/hulp/stap-2.md"
STEP_1 = f"bpmn/{NAME}/stap_1_signalen.bpmn"


def put(world: World, draft: int, content: bytes, path: str = HELP, *, who: str = "beheerder", seen: int = 0) -> int:
    answer = world.client(who).put(
        f"/ontwerpen/{draft}/bestanden/{path}", data=content, headers={"X-Revisie": str(seen)}
    )
    return answer.status_code


def page(world: World, draft: int, who: str = "beheerder") -> str:
    return world.get(who, f"/ontwerpen/{draft}/publiceren").get_data(as_text=True)


def publish(world: World, draft: int, who: str = "beheerder", **fields: str) -> TestResponse:
    return world.post(who, f"/ontwerpen/{draft}/publiceren", {"toelichting": "Stap 1 anders", **fields})


def versions() -> list[PackageVersion]:
    with db.reading() as session:
        return definitions.versions(session, NAME)


def newest(path: str = HELP) -> bytes:
    with db.reading() as session:
        return definitions.files_of(session, definitions.latest(session, NAME).id)[path]


def is_open(draft: int) -> bool:
    with db.reading() as session:
        try:
            package_drafts.get(session, draft)
        except NotFound:
            return False
        return True


def another_version(world: World, path: str, content: bytes) -> None:
    """Somebody else publishes."""
    with db.transaction() as session:
        files = definitions.files_of(session, definitions.latest(session, NAME).id)
        catalogue = world.app.extensions["zevenstap"].catalogue
        definitions.publish(
            session, {**files, path: content}, note="Van een ander", by="user-1", now=world.clock(), catalogue=catalogue
        )


@pytest.fixture
def second(world: World) -> str:
    """A second designer, in a municipality that publishes with four eyes."""
    with db.transaction() as session:
        organisation = organisations.add(session, name="Gemeente Twee", kind=OrganisationKind.GEMEENTE)
        users.add(
            session,
            username="collega",
            name="Sam Collega",
            password=PASSWORD,
            organisation=organisation,
            roles=("beheerder",),
        )
    world.post("applicatiebeheerder", "/vier-ogen", {"vier_ogen": "ja"})
    return "collega"


def offer(world: World, draft: int) -> TestResponse:
    return world.post("beheerder", f"/ontwerpen/{draft}/aanbieden", {"toelichting": "Stap 1 anders"})


def test_a_published_draft_is_a_new_version_with_its_note_and_the_draft_is_gone(world: World, draft: int) -> None:
    put(world, draft, b"# Nieuw")

    answer = publish(world, draft)

    assert answer.headers["Location"] == f"/processen/{NAME}"
    assert (versions()[0].number, versions()[0].note) == (2, "Stap 1 anders")
    assert versions()[0].published_by == world.actor("beheerder").user_key
    assert newest() == b"# Nieuw"
    assert not is_open(draft)


def test_without_a_note_nothing_is_published(world: World, draft: int) -> None:
    put(world, draft, b"# Nieuw")

    answer = publish(world, draft, toelichting="  ")

    assert answer.status_code == 422
    assert "Schrijf op wat er anders is" in answer.get_data(as_text=True)
    assert len(versions()) == 1


def test_a_draft_with_an_error_is_refused_and_says_where(world: World, draft: int) -> None:
    with db.reading() as session:
        content = package_drafts.files_of(session, package_drafts.get(session, draft))[STEP_1]
    put(world, draft, content.replace(b"stap-1-weging", b"bestaat-niet"), STEP_1)

    answer = publish(world, draft)

    assert answer.status_code == 422
    assert "bestaat-niet" in answer.get_data(as_text=True)
    assert len(versions()) == 1 and is_open(draft)


def test_a_draft_in_which_nothing_changed_is_not_published(world: World, draft: int) -> None:
    answer = publish(world, draft)

    assert answer.status_code == 302
    assert "niets veranderd" in page(world, draft)
    assert len(versions()) == 1


def test_a_newer_version_is_not_written_over_in_silence(world: World, draft: int) -> None:
    put(world, draft, b"# Nieuw")
    another_version(world, OTHER, b"# Van een ander")

    publish(world, draft)

    assert len(versions()) == 2 and is_open(draft)
    assert "Versie 2 is intussen gepubliceerd" in page(world, draft)


def test_who_says_so_replaces_the_newer_version(world: World, draft: int) -> None:
    put(world, draft, b"# Nieuw")
    another_version(world, OTHER, b"# Van een ander")

    publish(world, draft, toch="ja")

    assert len(versions()) == 3
    assert newest() == b"# Nieuw" and newest(OTHER) != b"# Van een ander"


def test_a_draft_brought_forward_keeps_both_changes(world: World, draft: int) -> None:
    put(world, draft, b"# Nieuw")
    another_version(world, OTHER, b"# Van een ander")

    world.post("beheerder", f"/ontwerpen/{draft}/bijwerken")
    publish(world, draft)

    assert newest() == b"# Nieuw" and newest(OTHER) == b"# Van een ander"


def test_who_had_a_file_open_that_came_forward_is_stopped(world: World, draft: int) -> None:
    put(world, draft, b"# Nieuw")
    another_version(world, OTHER, b"# Van een ander")

    world.post("beheerder", f"/ontwerpen/{draft}/bijwerken")

    assert put(world, draft, b"# Nog uit versie 1", OTHER, seen=0) == 409


@pytest.mark.parametrize(("choice", "left"), [("ons", b"# Nieuw"), ("nieuw", b"# Van een ander")])
def test_of_a_file_changed_on_both_sides_the_designer_chooses_one(
    world: World, draft: int, choice: str, left: bytes
) -> None:
    put(world, draft, b"# Nieuw")
    put(world, draft, b"# Ook van ons", OTHER)
    another_version(world, HELP, b"# Van een ander")

    world.post("beheerder", f"/ontwerpen/{draft}/bijwerken")
    assert "Kies eerst wat u houdt" in page(world, draft)
    world.post("beheerder", f"/ontwerpen/{draft}/bijwerken", {f"pad: {HELP}": choice})
    publish(world, draft)

    assert newest() == left and newest(OTHER) == b"# Ook van ons"


def test_what_was_changed_while_the_page_was_open_is_not_published_unseen(world: World, draft: int) -> None:
    put(world, draft, b"# Nieuw")
    seen = page(world, draft).split('name="gezien" value="')[1][:64]
    put(world, draft, b"# Nog nieuwer", seen=1)

    publish(world, draft, gezien=seen)

    assert len(versions()) == 1


def test_with_four_eyes_the_maker_cannot_publish_alone(world: World, draft: int, second: str) -> None:
    put(world, draft, b"# Nieuw")

    publish(world, draft)
    assert len(versions()) == 1
    offer(world, draft)
    publish(world, draft)

    assert len(versions()) == 1
    assert "Aanbod terugnemen" in page(world, draft)


def test_a_second_designer_publishes_what_was_offered(world: World, draft: int, second: str) -> None:
    put(world, draft, b"# Nieuw")
    offer(world, draft)

    assert "Uw oordeel" in page(world, draft, second)
    publish(world, draft, second)

    version = versions()[0]
    assert version.number == 2
    assert version.note == "Stap 1 anders"
    assert version.published_by == world.actor(second).user_key
    assert version.offered_by == world.actor("beheerder").user_key


def test_a_change_after_the_offer_takes_it_back(world: World, draft: int, second: str) -> None:
    put(world, draft, b"# Nieuw")
    offer(world, draft)
    put(world, draft, b"# Nog iets", seen=1)

    publish(world, draft, second)

    assert len(versions()) == 1


def test_who_changed_it_last_is_not_the_second_person(world: World, draft: int, second: str) -> None:
    put(world, draft, b"# Nieuw")
    put(world, draft, b"# Van de collega", OTHER, who=second)
    offer(world, draft)

    publish(world, draft, second)

    assert len(versions()) == 1


def test_the_second_designer_sends_it_back_and_the_maker_reads_why(world: World, draft: int, second: str) -> None:
    put(world, draft, b"# Nieuw")
    offer(world, draft)

    assert world.post(second, f"/ontwerpen/{draft}/teruggeven", {"reden": ""}).status_code == 422
    world.post(second, f"/ontwerpen/{draft}/teruggeven", {"reden": "De kop klopt niet"})

    assert "De kop klopt niet" in page(world, draft)
    publish(world, draft, second)
    assert len(versions()) == 1


def test_the_rule_keeps_who_set_it(world: World, second: str) -> None:
    with db.reading() as session:
        rule = publishing.rule(session)
        assert rule is not None and rule.by == world.actor("applicatiebeheerder").user_key
    assert "Kim van Applicatiebeheerder" in world.get("applicatiebeheerder", "/vier-ogen").get_data(as_text=True)


def test_a_zip_or_a_setting_does_not_get_round_the_second_person(world: World, second: str) -> None:
    world.post("beheerder", f"/processen/{NAME}/instellingen", {"ketenoverleg_naam": "veiligheidsoverleg"})

    assert len(versions()) == 1
    with db.reading() as session:
        assert session.scalars(select(PackageVersion)).one().number == 1
