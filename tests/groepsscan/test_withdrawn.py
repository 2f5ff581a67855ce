"""A request that the municipality needs no longer: with a reason, told to the police in the way it went out."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from sqlalchemy import select

from dossier import scans
from engine import db
from engine.models import HistoricActivity, InstanceState, ProcessInstance
from handlers import politie
from tests.groepsscan.police_side import LETTER, Waiting
from tests.groepsscan.test_simulator import both
from tests.web.web_world import World, machines

REASON = {"reden": "De groep is er niet meer."}


def path(waiting: Waiting) -> str:
    return f"/groepen/{waiting.case}/groepsscans/{waiting.scan().id}/intrekken"


def test_the_regisseur_withdraws_with_a_reason_and_the_case_goes_on(waiting: Waiting) -> None:
    shown = waiting.world.get("procesregisseur", f"/groepen/{waiting.case}/groepsscans").get_data(as_text=True)
    assert "Verzoek intrekken" in shown
    assert waiting.world.post("procesregisseur", path(waiting), {"reden": ""}).status_code == 422
    assert waiting.world.post("procesregisseur", path(waiting), REASON).status_code == 302
    machines(waiting.world)

    assert waiting.open_forms() == {"stap-2-oordeel"}
    with db.reading() as session:
        instance = session.get_one(ProcessInstance, waiting.case)
        assert instance.state is InstanceState.ACTIVE
        scan = scans.of_instance(session, waiting.case)[0]
        assert scans.standing(session, scan).word == "ingetrokken" and scan.withdrawn_reason == REASON["reden"]
        lines = session.scalars(select(HistoricActivity).where(HistoricActivity.kind == "groepsscan"))
        assert ("Verzoek om een groepsscan ingetrokken", REASON["reden"]) in [(x.name, x.detail) for x in lines]
    late = waiting.deliver(LETTER)
    assert late.status_code == 409 and late.json is not None and late.json["code"] == "verzoek_ingetrokken"
    assert waiting.world.post("procesregisseur", path(waiting), REASON).status_code == 409  # once


def test_the_police_get_a_mail_without_the_reason(waiting: Waiting) -> None:
    waiting.world.post("procesregisseur", path(waiting), REASON)
    machines(waiting.world)
    mails = [each.read_text("utf-8") for each in (waiting.world.settings.home / "uitbak").rglob("*.eml")]
    told = [mail for mail in mails if "ingetrokken" in mail]
    assert told and not any("groep is er niet meer" in mail or "Molenveld" in mail for mail in told)


@pytest.mark.parametrize("who", ["politie", "jongerenwerk"])
def test_nobody_else_withdraws_it(waiting: Waiting, who: str) -> None:
    expected = {"politie": 403, "jongerenwerk": 404}[who]
    assert waiting.world.get(who, path(waiting)).status_code == expected
    assert waiting.world.post(who, path(waiting), REASON).status_code == expected
    assert "groepsscan-levering" in waiting.open_forms()


def test_what_is_being_judged_is_not_withdrawn(waiting: Waiting) -> None:
    waiting.deliver(LETTER, last=True)
    assert waiting.world.post("procesregisseur", path(waiting), REASON).status_code == 409


def test_over_the_adapter_the_same_key_says_that_it_is_off(world: World) -> None:
    with both(world, "volledig", late=60) as pair:
        armed = pair.waiting
        kenmerk = armed.kenmerk
        armed.world.post("procesregisseur", path(armed), REASON)
        machines(armed.world)
        assert pair.simulator.withdrawn == [kenmerk]
        armed_scan = armed.scan()
        with pytest.MonkeyPatch.context() as patch:
            keys: list[str] = []
            real = httpx.stream

            def spy(method: str, url: str, **given: Any) -> Any:
                keys.append(given["headers"]["Idempotency-Key"])
                return real(method, url, **given)

            patch.setattr(httpx, "stream", spy)
            police = armed.world.settings.police
            politie.withdraw_scan(police, kenmerk, key=f"job-{armed_scan.job_id}", now=armed.world.clock())
            politie.withdraw_scan(police, "gs-onbekend", key="job-0", now=armed.world.clock())  # gone is as good
        assert keys[0] == f"job-{armed_scan.job_id}" and pair.simulator.withdrawn == [kenmerk]
