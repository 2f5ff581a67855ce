"""An installation of its own for every test: the national package, one person per role, a case that began for real."""

from __future__ import annotations

import email
import email.policy
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, select
from werkzeug.test import TestResponse

import app as application
from dossier import organisations, sessions, users
from dossier.organisations import Organisation, OrganisationKind
from dossier.registers import Convenant, ConvenantParty, Dpia, Mandaat, Wpg20Besluit
from engine import access, db, definitions, jobs
from engine.access import Actor
from engine.models import ProcessInstance, Task, TaskState
from tests import quick

PASSWORD = "een lang wachtwoord"
START = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)  # a Monday morning
KINDS = {
    "procesregisseur": OrganisationKind.GEMEENTE,
    "burgemeester": OrganisationKind.GEMEENTE,
    "politie": OrganisationKind.POLITIE,
    "om": OrganisationKind.OM,
    "jongerenwerk": OrganisationKind.JONGERENWERK,
    "boa": OrganisationKind.BOA,
}
ROLES = (
    *KINDS,
    "partner",
    "fg",
    "privacy_officer",
    "beheerder",
    "applicatiebeheerder",
    "coordinator",
    "bestuur",
)
SIGNAL = {
    "groep_alias": "Groep Molenveld",
    "gebied": "Oost",
    "datum_signaal": "20-11-2026",
    "plek": "Het plein bij de molen",
    "tijdstippen": "weekend avond",
    "gedrag": "geluidsoverlast",
    "omvang": "6_10",
    "impact_omgeving": "Bewoners mijden het plein.",
    "urgentie": "middel",
    "bron": "feit",
}


@dataclass
class Clock:
    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **much: int) -> None:
        self.now += timedelta(**much)


@dataclass
class World:
    """The application and the people who use it."""

    app: Flask
    clock: Clock
    engine: Engine
    settings: application.Settings
    clients: dict[str, FlaskClient] = field(default_factory=dict)
    began: dict[str, datetime] = field(default_factory=dict)  # when each logged in: a session ends by itself

    def client(self, name: str) -> FlaskClient:
        """A browser in which this person is logged in."""
        if name not in self.clients or self.clock() - self.began[name] >= sessions.LASTS:
            client = self.app.test_client()
            answer = client.post("/inloggen", data={"naam": name, "wachtwoord": PASSWORD})
            assert answer.status_code == 302, f"{name} cannot log in"
            self.clients[name], self.began[name] = client, self.clock()
        return self.clients[name]

    def get(self, name: str, path: str) -> TestResponse:
        return self.client(name).get(path)

    def post(self, name: str, path: str, data: Mapping[str, Any] | None = None) -> TestResponse:
        return self.client(name).post(path, data=dict(data or {}))

    def actor(self, name: str) -> Actor:
        with db.reading() as session:
            user = users.by_username(session, name)
            assert user is not None
            return users.actor(session, user)

    def start_case(self, by: str = "procesregisseur", **changes: Any) -> int:
        """A case, begun with the real form by a real person."""
        answer = self.post(by, "/signaal/nieuw", {**SIGNAL, "melder": self.actor(by).organisation_key, **changes})
        assert answer.status_code == 302, answer.get_data(as_text=True)
        with db.reading() as session:
            newest = session.scalars(select(ProcessInstance.id).order_by(ProcessInstance.id.desc())).first()
        assert newest is not None
        return newest

    def task(self, instance_id: int, form_key: str | None = None) -> int:
        """The open task of the case, with this form when told."""
        with db.reading() as session:
            query = select(Task).where(Task.instance_id == instance_id, Task.state == TaskState.OPEN)
            found = [t for t in session.scalars(query) if form_key in (None, t.form_key)]
        assert found, f"case {instance_id} has no open task {form_key or ''}"
        return found[0].id

    def invite(self, instance_id: int, name: str, role: str) -> None:
        with db.transaction() as session:
            key = self.actor(name).organisation_key
            access.invite(session, instance_id, organisation_key=key, role=role, now=self.clock())


def build(folder: Path, database_url: str) -> World:
    """A new installation: database, key, package, people."""
    clock = Clock()
    settings = settings_in(folder, database_url)
    application.prepare(settings)
    db.connect(database_url)
    with db.transaction() as session:
        for role in ROLES:
            organisation = organisations.add(
                session, name=f"Organisatie {role}", kind=KINDS.get(role, OrganisationKind.PARTNER)
            )
            users.add(
                session,
                username=role,
                name=f"Kim van {role.replace('_', ' ').title()}",
                password=PASSWORD,
                organisation=organisation,
                roles=(role,),
            )
        files = definitions.read_folder(application.ROOT, "werkproces-2016")
        definitions.publish(
            session,
            files,
            note="Landelijk pakket",
            by="user-1",
            now=clock(),
            catalogue=application.build_catalogue(settings),
        )
    return open_in(settings, clock)


def copy(template: Path, folder: Path, database_url: str) -> World:
    """The same installation again, in a folder of its own, on a copy of the database."""
    shutil.copytree(template, folder, dirs_exist_ok=True)
    return open_in(settings_in(folder, database_url), Clock())


def open_in(settings: application.Settings, clock: Clock) -> World:
    app = application.create_app(settings, now=clock)
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    app.jinja_env.bytecode_cache = quick.TEMPLATES
    app.extensions["zevenstap"]  # fails here and not in a test when the screens were not set up
    return World(app=app, clock=clock, engine=db.make_session.kw["bind"], settings=settings)


def settings_in(folder: Path, database_url: str) -> application.Settings:
    return application.Settings(
        home=folder,
        database_url=database_url,
        key_file=folder / "sleutel" / "test.key",
        secret_key="alleen voor tests" * 3,
        gemeente="Gemeente Voorbeeld",
        base_url="http://localhost",
        sender="zevenstap@gemeente-voorbeeld.example",
        smtp=None,
    )


def papers(world: World) -> None:
    """What must be on paper before names may flow: convenants, a DPIA, a Wpg 20 decision, a mandate."""
    start, end = date(2026, 1, 1), date(2027, 12, 31)
    term = {"valid_from": start, "valid_until": end}
    with db.transaction() as session:
        parties = [
            ConvenantParty(organisation_id=one.id, signed_on=start) for one in session.scalars(select(Organisation))
        ]
        session.add(Convenant(title="Convenant", parties=parties, retention_months=12, **term))
        session.add(Dpia(title="DPIA", adopted_on=start, review_before=end))
        session.add(Mandaat(number="M-1", given_by="burgemeester", given_to="procesregisseur", **term))
        session.add(
            Wpg20Besluit(
                number="WPG-1",
                public_interest="Openbare orde",
                partnership="Aanpak jeugdgroepen",
                purpose="De aanpak van overlast door groepen",
                kinds=["politiegegeven"],
                conditions="Alleen voor deze groep",
                receivers=["burgemeester", "om", "procesregisseur"],
                signed_on=start,
                **term,
            )
        )


NEED = {
    "doel": "Weten hoe de groep in elkaar zit.",
    "proportionaliteit": "Zonder scan is een passende aanpak niet mogelijk.",
    "subsidiariteit": "Andere bronnen zijn eerst gebruikt.",
    "bron_online": "nee",
    "jongste_leeftijd": "14",
    "motivering": "De overlast neemt toe.",
    "groepsomschrijving": "Wisselende groep op het plein.",
    "vraag": "Hoe hangt de groep samen?",
    "gewenste_datum": "15-12-2026",
    "besluitnummer": "WPG-1",
}
PERMITTED = {
    "uitkomst": "toestaan",
    "motivering_besluit": "De scan is nodig en past binnen de wet.",
    "geldig_tot": "31-05-2027",
}


def mail_to(world: World, address: str) -> str:
    """The newest mail to this address, as it lies in the outbox."""
    machines(world)
    found = sorted((world.settings.home / "uitbak").glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
    mails = [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in found]
    return next(mail.get_content() for mail in reversed(mails) if mail["To"] == address)


def token_in_mail(world: World, address: str) -> str:
    """The secret of the link in that mail."""
    found = re.search(r"/(?:eenmalig|wachtwoord-kiezen)/([\w-]{43})\s", mail_to(world, address))
    assert found, f"no link in the mail to {address}"
    return found[1]


def machines(world: World) -> None:
    """Let the worker do what is due."""
    while jobs.run_due(world.app.extensions["zevenstap"].catalogue, now=world.clock()):
        pass


def do(world: World, who: str, instance_id: int, form_key: str, **answers: Any) -> int:
    """Complete the open task with this form, in the browser; returns its id."""
    task_id = world.task(instance_id, form_key)
    answer = world.post(who, f"/taken/{task_id}", answers)
    assert answer.status_code == 302, _summary(answer)
    machines(world)
    return task_id


def to_groepsscan(world: World, instance_id: int) -> int:
    """Bring the case to the point where the police deliver the scan; returns that task."""
    papers(world)
    do(world, "procesregisseur", instance_id, "stap-1-uitvraag", partners_vragen="false")
    do(
        world,
        "procesregisseur",
        instance_id,
        "stap-1-weging",
        besluit_signalen="verzamelen",
        motivering_signalen="Het signaal is duidelijk.",
    )
    do(world, "procesregisseur", instance_id, "stap-2-uitvraag", partners=[], vraag="Wat ziet u?")
    do(world, "procesregisseur", instance_id, "groepsscan-noodzaak", **NEED)
    do(world, "procesregisseur", instance_id, "privacy-besluit", **PERMITTED)
    return world.task(instance_id, "groepsscan-levering")


DELIVERY = {
    "datum_levering": "23-11-2026",
    "namenlijst:rijen": "1",
    "namenlijst.0.naam": "Testpersoon Een",
    "namenlijst.0.geboortedatum": "01-02-2009",
    "namenlijst.0.woonplaats": "Voorbeeldstad",
    "namenlijst.0.contact": "onbekend, omdat de ouders verhuisd zijn",
    "namenlijst.0.reden_opname": "Vaste deelnemer",
    "namenlijst.0.herkomst": "Eigen waarneming",
    "namenlijst.0.feit_oordeel": "feit",
    "namenlijst.0.toegevoegd_door": "Politie",
    "namenlijst.0.toegevoegd_op": "22-11-2026",
}


def deliver(world: World, task_id: int) -> TestResponse:
    """The police send the three products of the groepsscan."""
    files = {
        "aanbiedingsbrief": (BytesIO(b"%PDF-1.4 brief"), "brief.pdf"),
        "standaardrapportage": (BytesIO(b"%PDF-1.4 rapport"), "rapport.pdf"),
    }
    answer = world.client("politie").post(
        f"/taken/{task_id}", data={**DELIVERY, **files}, content_type="multipart/form-data"
    )
    assert answer.status_code == 302, _summary(answer)
    machines(world)
    return answer


def _summary(answer: TestResponse) -> str:
    """The list of errors of a page, for in the message of a test."""
    page = answer.get_data(as_text=True)
    start = page.find("data-error-summary")
    return f"{answer.status_code}: {page[start : start + 1500] if start >= 0 else page[:2000]}"
