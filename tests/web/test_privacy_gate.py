"""The privacy gate in the browser: a person decides, never milder than the table, whatever he sends."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select, update

from dossier.privacy import Outcome, PrivacyBesluit
from dossier.registers import Dpia
from engine import db
from engine.models import Task, TaskState
from tests.web.web_world import NEED, PERMITTED, World, do, machines, papers, to_groepsscan

CONFIRM = "privacy-besluit"


def to_gate(world: World, case: int) -> int:
    """Bring the case to the point where somebody confirms the outcome."""
    do(world, "procesregisseur", case, "stap-1-uitvraag", partners_vragen="false")
    do(
        world,
        "procesregisseur",
        case,
        "stap-1-weging",
        besluit_signalen="verzamelen",
        motivering_signalen="Het signaal is duidelijk.",
    )
    do(world, "procesregisseur", case, "stap-2-uitvraag", partners=[], vraag="Wat ziet u?")
    do(world, "procesregisseur", case, "groepsscan-noodzaak", **NEED)
    return world.task(case, CONFIRM)


def decisions() -> list[PrivacyBesluit]:
    with db.reading() as session:
        return list(session.scalars(select(PrivacyBesluit)))


def opened(case: int, form_key: str) -> bool:
    with db.reading() as session:
        query = select(Task.id).where(Task.instance_id == case, Task.form_key == form_key, Task.state == TaskState.OPEN)
        return session.scalar(query) is not None


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"toets": "toestaan", "toets.uitkomst": "toestaan"},
        {"fg_advies": "toestaan"},
        {"uitkomst": ["weigeren", "toestaan"]},
        {"_gezien": "", "feiten": "{}", "ontvanger": "politie"},
    ],
)
def test_what_the_table_refuses_cannot_be_allowed_by_changing_the_form(
    world: World, case: int, more: dict[str, Any]
) -> None:
    papers(world)
    with db.transaction() as session:
        session.execute(update(Dpia).values(adopted_on=None))  # without a DPIA the table says: weigeren
    task = to_gate(world, case)

    answer = world.post("procesregisseur", f"/taken/{task}", {**PERMITTED, **more})
    machines(world)

    assert answer.status_code in (302, 422)
    assert all(besluit.uitkomst is Outcome.WEIGEREN for besluit in decisions())
    assert not opened(case, "groepsscan-levering")


@pytest.mark.parametrize("who", ["fg", "politie", "om", "boa", "privacy_officer", "burgemeester", "partner"])
def test_only_who_must_confirm_can(world: World, case: int, who: str) -> None:
    papers(world)
    task = to_gate(world, case)

    assert world.post(who, f"/taken/{task}", PERMITTED).status_code == 404
    world.invite(case, who, who)

    assert world.get(who, f"/taken/{task}").status_code == 403
    assert world.post(who, f"/taken/{task}", PERMITTED).status_code == 403
    assert decisions() == []


def test_the_decision_names_who_confirmed_it_and_counts_for_its_own_case(world: World, case: int) -> None:
    to_groepsscan(world, case)
    other = world.start_case(groep_alias="Groep Havenkade")

    (besluit,) = decisions()

    assert besluit.confirmed_by == world.actor("procesregisseur").user_key
    assert besluit.tabel_uitkomst is Outcome.TOESTAAN
    assert besluit.instance_id == case != other


def test_a_confirmed_refusal_asks_for_no_scan(world: World, case: int) -> None:
    papers(world)
    task = to_gate(world, case)

    world.post(
        "procesregisseur", f"/taken/{task}", {"uitkomst": "weigeren", "motivering_besluit": "Nu nog niet nodig."}
    )
    machines(world)

    assert [besluit.uitkomst for besluit in decisions()] == [Outcome.WEIGEREN]
    assert not opened(case, "groepsscan-levering")
