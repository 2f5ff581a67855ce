"""Which process a new case starts with, the municipality chooses; cases that run stay on theirs."""

from __future__ import annotations

import pytest
from sqlalchemy import select

import app as application
from engine import db, definitions
from engine.models import ProcessInstance
from tests.web.web_world import World


@pytest.fixture(autouse=True)
def renewed(world: World) -> None:
    publish_2023(world)


def publish_2023(world: World) -> None:
    with db.transaction() as session:
        definitions.publish(
            session,
            definitions.read_folder(application.ROOT, "werkproces-2023"),
            note="Landelijk pakket",
            by="user-1",
            now=world.clock(),
            catalogue=application.build_catalogue(world.settings),
        )


def package_of(instance_id: int) -> str:
    with db.reading() as session:
        return session.get_one(ProcessInstance, instance_id).version.package.name


def choose(world: World, name: str, by: str = "beheerder") -> int:
    return world.post(by, f"/processen/{name}/kiezen").status_code


def test_new_cases_start_with_the_process_of_2016_until_another_is_chosen(world: World) -> None:
    page = world.get("beheerder", "/processen").get_data(as_text=True)
    assert page.count("Nieuwe zaken hiermee starten") == 1 and page.count("Start nieuwe zaken") == 1
    assert package_of(world.start_case()) == "werkproces-2016"


def test_after_the_choice_new_cases_start_with_it_and_old_ones_stay(world: World, case: int) -> None:
    assert choose(world, "werkproces-2023") == 302
    assert package_of(world.start_case(groep_alias="Parkgroep")) == "werkproces-2023"
    assert package_of(case) == "werkproces-2016"

    assert choose(world, "werkproces-2016") == 302
    assert package_of(world.start_case(groep_alias="Havengroep")) == "werkproces-2016"


def test_only_the_functional_administrator_chooses(world: World) -> None:
    assert choose(world, "werkproces-2023", by="procesregisseur") == 403
    assert choose(world, "bestaat-niet") == 404
    assert package_of(world.start_case()) == "werkproces-2016"


def test_who_reports_a_signal_is_not_asked_which_process(world: World) -> None:
    page = world.get("procesregisseur", "/signaal").get_data(as_text=True)
    assert "2023" not in page and "Signaal over een nieuwe groep" in page
    with db.reading() as session:
        assert session.scalars(select(ProcessInstance)).first() is None
