"""What a designer does with versions: back to an older one, a zip from elsewhere, counts, a mapping proposed."""

from __future__ import annotations

from io import BytesIO

from sqlalchemy import select
from werkzeug.test import TestResponse

from engine import db, definitions, package_drafts
from engine.migration.tables import Migration
from engine.models import PackageVersion
from tests.desk.test_publishing import HELP, NAME, OTHER, another_version, newest, versions
from tests.web.web_world import World


def send(world: World, data: bytes, **more: str) -> TestResponse:
    return world.client("beheerder").post(
        "/processen/inlezen", data={"pakket": (BytesIO(data), "p.zip"), **more}, content_type="multipart/form-data"
    )


def first() -> PackageVersion:
    with db.reading() as session:
        return definitions.versions(session, NAME)[-1]


def test_an_older_version_published_again_is_the_newest_and_says_why(world: World) -> None:
    before = newest()
    another_version(world, HELP, b"# Misgegaan")

    assert world.post("beheerder", f"/processen/{NAME}/versies/1/opnieuw", {"toelichting": ""}).status_code == 422
    world.post("beheerder", f"/processen/{NAME}/versies/1/opnieuw", {"toelichting": "Het ging mis"})

    assert (versions()[0].number, newest()) == (3, before)
    assert versions()[0].digest == first().digest
    assert "Het ging mis" in versions()[0].note


def test_with_four_eyes_the_way_back_is_a_draft_to_offer(world: World) -> None:
    another_version(world, HELP, b"# Misgegaan")
    world.post("applicatiebeheerder", "/vier-ogen", {"vier_ogen": "ja"})

    world.post("beheerder", f"/processen/{NAME}/versies/1/opnieuw", {"toelichting": "Het ging mis"})

    assert len(versions()) == 2
    with db.reading() as session:
        draft = package_drafts.listed(session)[0]
        assert package_drafts.files_of(session, draft) == definitions.files_of(session, first().id)


def test_with_four_eyes_a_zip_becomes_a_draft_and_no_version(world: World) -> None:
    world.post("applicatiebeheerder", "/vier-ogen", {"vier_ogen": "ja"})
    with db.reading() as session:
        data = definitions.write_zip({**definitions.files_of(session, first().id), OTHER: b"# Van elders"})

    send(world, data, _actie="publiceren", toelichting="Buiten de tweede om")
    assert len(versions()) == 1
    send(world, data, _actie="ontwerp", toelichting="Van de buren")

    with db.reading() as session:
        assert package_drafts.read(session, package_drafts.listed(session)[0], OTHER).content == b"# Van elders"


def test_the_report_of_a_zip_says_where_it_was_made_and_that_it_is_the_same(world: World) -> None:
    data = world.get("beheerder", f"/processen/{NAME}/versies/1/pakket.zip").get_data()

    page = send(world, data, _actie="controleren").get_data(as_text=True)

    assert "precies gelijk aan versie 1" in page
    assert "Gemaakt door Gemeente Voorbeeld" in page and "Sindsdien is er niets aan veranderd" in page


def test_a_mapping_proposed_by_the_designer_waits_for_the_operator(world: World) -> None:
    world.start_case()
    another_version(world, HELP, b"# Anders")
    address = f"/processen/versies/{first().id}/verhuizen"

    assert "minder dan 5" in world.get("beheerder", address).get_data(as_text=True)
    world.post("beheerder", address)

    with db.reading() as session:
        migration = session.scalars(select(Migration)).one()
        assert migration.created_by == world.actor("beheerder").user_key
        assert migration.started_at is None
    assert world.get("beheerder", f"/verhuizen/{migration.id}").status_code == 403
    assert world.get("applicatiebeheerder", f"/verhuizen/{migration.id}").status_code == 200
