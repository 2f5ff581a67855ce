"""The whole cycle over real HTTP: the request goes out, the simulator delivers, the case moves on."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from urllib.request import ProxyHandler, build_opener

import pytest
from sqlalchemy import select
from werkzeug.serving import make_server

from bench.installation import free_port
from cli.politie import service
from cli.politie.modes import MODES
from cli.politie.sending import Sender
from cli.politie.service import Simulator
from dossier import documents
from engine import claims, db, values
from engine.errors import PackageRefused
from engine.models import Incident, InstanceState, Job, JobState, ProcessInstance
from handlers.settings import Police
from tests.groepsscan.police_side import LETTER, NAMES, REPORT, SECRET, Waiting, with_package
from tests.web import web_world
from tests.web.web_world import NEED, PERMITTED, World, do, machines, papers

RECEIPT, DELIVERY = "groepsscan-ontvangst", "groepsscan-levering"


@dataclass
class Both:
    """The municipality and the police side, each a server, and the case between them."""

    waiting: Waiting
    simulator: Simulator

    def until(self, done: Callable[[], object], seconds: float = 30.0) -> None:
        end = time.monotonic() + seconds
        while not done():
            assert time.monotonic() < end, f"it did not come to that: {self.simulator.told()}"
            time.sleep(0.05)

    def answers(self, count: int) -> list[tuple[int, str]]:
        self.until(lambda: len(self.simulator.answers) >= count)
        return [(each.status, each.code) for each in self.simulator.answers]


def request(world: World, case: int) -> None:
    """Everything up to the request for a groepsscan, and the request itself."""
    papers(world)
    decided = {"besluit_signalen": "verzamelen", "motivering_signalen": "Het signaal is duidelijk."}
    do(world, "procesregisseur", case, "stap-1-uitvraag", partners_vragen="false")
    do(world, "procesregisseur", case, "stap-1-weging", **decided)
    do(world, "procesregisseur", case, "stap-2-uitvraag", partners=[], vraag="Wat ziet u?")
    do(world, "procesregisseur", case, "groepsscan-noodzaak", **NEED)
    do(world, "procesregisseur", case, "privacy-besluit", **PERMITTED)


@contextmanager
def both(world: World, mode: str, *, late: float = 0.0, secret: str = SECRET) -> Iterator[Both]:
    """Both on loopback; a request is out."""
    simulator = Simulator(Sender(secret, lambda _text: None, world.clock, pause=0.1), mode, late)
    police = service.server(simulator, host="127.0.0.1", port=0)
    port = free_port()
    settings = replace(
        world.settings,
        base_url=f"http://127.0.0.1:{port}",
        police=Police(f"http://127.0.0.1:{police.server_port}/verzoeken?bron=zevenstap", SECRET),
        police_secrets=(SECRET,),
    )
    armed = web_world.open_in(settings, world.clock)
    with_package(armed, groepsscan_verzending="adapter")
    town = make_server("127.0.0.1", port, armed.app, threaded=True)
    threads = [threading.Thread(target=each.serve_forever, daemon=True) for each in (police, town)]
    for thread in threads:
        thread.start()
    try:
        case = armed.start_case()
        request(armed, case)
        yield Both(Waiting(armed, case), simulator)
    finally:
        simulator.stop()
        for each in (town, police):
            each.shutdown()
            each.server_close()


def test_a_whole_delivery_comes_and_the_om_gets_access(world: World) -> None:
    with both(world, "volledig") as town:
        assert town.answers(1) == [(201, "compleet")]
        assert RECEIPT in town.waiting.open_forms()
        assert town.waiting.names_kept() == 4
        do(town.waiting.world, "procesregisseur", town.waiting.case, RECEIPT, levering_compleet="true")
        with db.reading() as session:
            shared = documents.list_for(session, town.waiting.case, town.waiting.world.actor("om"))
        assert {LETTER, REPORT} <= {document.kind for document in shared}
        assert town.waiting.scan().sent_how == "koppeling"


def test_a_delivery_in_part_keeps_the_task_open(world: World) -> None:
    with both(world, "deels") as town:
        assert town.answers(1) == [(201, "deels geleverd")]
        assert DELIVERY in town.waiting.open_forms()
        assert town.waiting.versions() == {LETTER: 1, REPORT: 1}


def test_a_doubled_delivery_is_taken_once_and_a_corrected_one_is_a_new_version(world: World) -> None:
    with both(world, "dubbel") as town:
        assert town.answers(5) == [(status, word) for status, word in (
            (201, "deels geleverd"), (200, "deels geleverd"), (201, "deels geleverd"), (201, "deels geleverd"),
            (201, "compleet"),
        )]  # fmt: skip
        assert town.waiting.versions() == {LETTER: 1, REPORT: 2, NAMES: 1}
        assert RECEIPT in town.waiting.open_forms()


def test_wrong_deliveries_leave_nothing_behind(world: World) -> None:
    with both(world, "verkeerd", late=2.0) as town:
        before = town.waiting.kept()
        found = town.answers(8)
        assert found == [
            (401, "handtekening_onjuist"),
            (401, "tijdstip_verlopen"),
            (422, "verkeerde_zaak"),
            (422, "verkeerde_zaak"),
            (400, "geen_json"),
            (409, "nonce_gebruikt"),
            (422, "verkeerd_soort_bestand"),
            (422, "inhoud_ongeldig"),
        ]
        assert town.waiting.kept() == before and DELIVERY in town.waiting.open_forms()
        assert sum(town.waiting.refusals().values()) == 8


def test_a_refusal_reaches_the_regisseur(world: World) -> None:
    with both(world, "weigert") as town:
        assert town.answers(1) == [(201, "geweigerd")]
        assert RECEIPT in town.waiting.open_forms()


def test_what_comes_after_the_case_ended_is_refused(world: World) -> None:
    with both(world, "te-laat", late=1.0) as town:
        with db.transaction() as session:
            session.get_one(ProcessInstance, town.waiting.case).state = InstanceState.CANCELLED
        assert town.answers(1) == [(409, "zaak_beeindigd")]
        assert town.waiting.versions() == {}


def test_every_mode_of_the_command_is_tried_here() -> None:
    assert set(MODES) == {"volledig", "deels", "dubbel", "verkeerd", "weigert", "te-laat"}


def test_a_police_side_with_another_secret_refuses_and_that_is_an_incident(world: World) -> None:
    with both(world, "volledig", secret="een heel ander geheim, ook lang genoeg om te tellen") as town:
        assert town.simulator.refused == ["handtekening_onjuist"]
        with db.reading() as session:
            [incident] = session.scalars(select(Incident))
        assert incident.error == "RequestRefused (politie_401)"
        assert DELIVERY not in town.waiting.open_forms()


def test_a_police_side_that_is_away_is_tried_again_and_hears_it_once(world: World) -> None:
    with both(world, "deels") as town:
        town.answers(1)
        scan = town.waiting.scan()
        # when the worker dies after the call: the same job calls again
        with db.transaction() as session:
            job = session.get_one(Job, scan.job_id)
            assert job.state is JobState.DONE
        handler = town.waiting.world.app.extensions["zevenstap"].catalogue.registry["groepsscan.aanvragen"]
        with db.transaction() as session:
            context = claims.context_of(session.get_one(Job, scan.job_id), town.waiting.world.clock())
            payload = values.loads(session.get_one(Job, scan.job_id).payload)
            ready = handler.load(session, handler.input_type(**payload), context)
        handler.call(ready, context)
        # then the police side knows it already
        assert len(town.simulator.asked) == 1
        assert town.waiting.scan().id == scan.id


def test_nobody_listening_is_a_failed_attempt_and_no_incident_yet(world: World) -> None:
    settings = replace(
        world.settings, police=Police(f"http://127.0.0.1:{free_port()}/", SECRET), police_secrets=(SECRET,)
    )
    armed = web_world.open_in(settings, world.clock)
    with_package(armed, groepsscan_verzending="adapter")
    case = armed.start_case()
    request(armed, case)
    with db.reading() as session:
        job = session.scalars(select(Job).where(Job.topic == "groepsscan.aanvragen")).one()
        assert (job.state, job.error) == (JobState.OPEN, "Unreachable (politie_onbereikbaar)")
        assert session.scalars(select(Incident)).first() is None
    machines(armed)


def test_without_an_address_the_adapter_is_an_incident_that_says_so(world: World) -> None:
    with_package(world, groepsscan_verzending="adapter")
    request(world, world.start_case())
    with db.reading() as session:
        [incident] = session.scalars(select(Incident))
    assert incident.error == "NotConfigured (koppeling_niet_ingesteld)"


@pytest.mark.parametrize("way", ["duif", "e-mail"])
def test_a_package_with_an_unknown_way_is_not_published(world: World, way: str) -> None:
    with pytest.raises(PackageRefused) as refused:
        with_package(world, groepsscan_verzending=way)
    [finding] = refused.value.findings
    assert (finding.element, finding.rule) == ("groepsscan_verzending", "instelling")
    assert finding.hint == "Kies uit: melding, download, adapter."


def test_who_looks_at_the_simulator_reads_what_it_did(world: World) -> None:
    with both(world, "deels") as town:
        town.answers(1)
        police = town.waiting.world.settings.police
        assert police is not None
        with build_opener(ProxyHandler({})).open(police.url, timeout=5) as answer:
            told = json.load(answer)
        assert told["manier"] == "deels" and told["antwoorden"] == [{"status": 201, "code": "deels geleverd"}]
