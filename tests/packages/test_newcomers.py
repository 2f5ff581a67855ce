"""A package that is new here comes in as a draft: nobody but the draft sees it, and nothing stays when it goes."""

from __future__ import annotations

from sqlalchemy import func, select

from engine import db, definitions
from engine.models import Package, PackageFile, PackageVersion
from engine.packages.archive import read_zip, write_zip
from tests.desk.conftest import template, world
from tests.web.test_packages import ZIP, send
from tests.web.web_world import World

__all__ = ["template", "world"]
NAME = "wijkaanpak"


def from_elsewhere(world: World, **changed: bytes) -> bytes:
    """The national process under a name that is not known here."""
    files = read_zip(world.get("beheerder", ZIP).get_data())
    renamed = {path.replace("/werkproces-2016/", f"/{NAME}/"): data for path, data in files.items()}
    manifest = f"bpmn/{NAME}/pakket.json"
    renamed[manifest] = renamed[manifest].replace(b'"naam": "werkproces-2016"', f'"naam": "{NAME}"'.encode(), 1)
    return write_zip({path: changed.get(path.rsplit("/", 1)[-1].split(".")[0], data) for path, data in renamed.items()})


def counted() -> list[int | None]:
    with db.reading() as session:
        return [
            session.scalar(select(func.count()).select_from(kind)) for kind in (Package, PackageVersion, PackageFile)
        ]


def test_a_new_package_becomes_a_draft_that_is_published_as_version_one(world: World) -> None:
    before, data = counted(), from_elsewhere(world)
    assert "is hier nieuw" in send(world, data, _actie="controleren").text

    address = send(world, data, _actie="ontwerp").headers["Location"]
    page = world.get("beheerder", address).text
    assert "hier nog niet gepubliceerd" in page
    for tab in ("controle", "instellingen", "vergelijken", "proefdraaien", "publiceren", "spiegel"):
        answer = world.get("beheerder", f"{address}/{tab}")
        assert answer.status_code in (200, 302, 404), tab
        assert "versie 0" not in answer.text, tab
    assert world.get("beheerder", "/ontwerpen").status_code == 200
    assert NAME not in world.get("beheerder", "/processen").text
    with db.reading() as session:
        assert NAME not in [package.name for package in definitions.packages(session)]
        assert definitions.versions(session, NAME) == []

    done = world.post("beheerder", f"{address}/publiceren", {"toelichting": "Uit een andere gemeente"})
    assert done.headers.get("Location") == f"/processen/{NAME}", done.text[-3000:]
    with db.reading() as session:
        assert [version.number for version in definitions.versions(session, NAME)] == [1]
        starting = definitions.starting(session)
        assert starting is not None and starting.name == "werkproces-2016"
    assert counted()[:2] == [(before[0] or 0) + 1, (before[1] or 0) + 1]


def test_a_new_package_that_is_thrown_away_leaves_nothing(world: World) -> None:
    before, data = counted(), from_elsewhere(world)
    first, second = (send(world, data, _actie="ontwerp").headers["Location"] for _ in range(2))
    world.post("beheerder", f"{first}/weggooien", {})
    assert world.get("beheerder", second).status_code == 200

    world.post("beheerder", f"{second}/weggooien", {})

    assert counted() == before


def test_a_new_package_with_faults_can_come_in_to_be_mended_and_is_not_published(world: World) -> None:
    data = from_elsewhere(world, groepsscan=b"<geen-diagram/>")
    report = send(world, data, _actie="controleren")
    assert report.status_code == 422 and "Inlezen als ontwerp" in report.text

    address = send(world, data, _actie="ontwerp").headers["Location"]

    assert "geen BPMN-diagram" in world.get("beheerder", f"{address}/controle").text
    assert world.post("beheerder", f"{address}/publiceren", {"toelichting": "x"}).status_code == 422
    assert NAME not in world.get("beheerder", "/processen").text
