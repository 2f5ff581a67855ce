"""A database of its own for every test, with a municipality in it. All people are made up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from argon2 import PasswordHasher
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from dossier import organisations, registers, users
from dossier.keys import InstallationKey
from dossier.organisations import Organisation, OrganisationKind
from dossier.privacy import Outcome, PrivacyBesluit
from dossier.users import User
from engine import access, db
from engine.access import Actor
from engine.models import InstanceState, Package, PackageFile, PackageVersion, ProcessInstance, Task, TaskState

NOW = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)
KEY = InstallationKey(bytes(range(32)))
PASSWORD = "een lang wachtwoord"


@pytest.fixture
def database(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    monkeypatch.setattr(users, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    engine = db.connect(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def session(database: Engine) -> Iterator[Session]:
    with db.make_session() as session:
        yield session


@dataclass
class World:
    """A municipality with a police unit, a youth-work foundation and a case."""

    session: Session
    gemeente: Organisation
    politie: Organisation
    om: Organisation
    jongerenwerk: Organisation
    school: Organisation
    people: dict[str, User]
    instance_id: int

    def actor(self, name: str) -> Actor:
        return users.actor(self.session, self.people[name])

    def task(self) -> Task:
        task = Task(
            instance_id=self.instance_id,
            spiff_task_id="t",
            process_key="werkproces",
            activity_id="iets_doen",
            name="Iets doen",
            state=TaskState.OPEN,
            created_at=NOW,
        )
        self.session.add(task)
        self.session.flush()
        return task

    def allow(self, **changes: object) -> PrivacyBesluit:
        fields: dict[str, object] = {
            "instance_id": self.instance_id,
            "stappen": [2, 3],
            "gegeven": ["politiegegeven"],
            "verstrekker": ["politie"],
            "ontvanger": ["burgemeester", "om"],
            "tabel_uitkomst": Outcome.TOESTAAN,
            "uitkomst": Outcome.TOESTAAN,
            "motivering": "Nodig voor de openbare orde.",
            "grondslagen": ["Wpg 16(1), 7(2)"],
            "confirmed_by": self.people["regisseur"].key,
            "confirmed_at": NOW,
            "valid_until": date(2026, 9, 1),
        }
        besluit = PrivacyBesluit(**{**fields, **changes})
        self.session.add(besluit)
        self.session.flush()
        return besluit


PEOPLE = {
    "regisseur": ("gemeente", ("procesregisseur",)),
    "burgemeester": ("gemeente", ("burgemeester",)),
    "privacy": ("gemeente", ("privacy_officer",)),
    "fg": ("gemeente", ("fg",)),
    "agent": ("politie", ("politie",)),
    "officier": ("om", ("om",)),
    "jongerenwerker": ("jongerenwerk", ("jongerenwerk",)),
    "mentor": ("school", ("partner",)),
}


@pytest.fixture
def world(session: Session) -> World:
    return make_world(session)


def make_world(session: Session) -> World:
    made = {
        "gemeente": organisations.add(session, name="Gemeente Voorbeeld", kind=OrganisationKind.GEMEENTE),
        "politie": organisations.add(
            session, name="Politie Voorbeeldstad", kind=OrganisationKind.POLITIE, email="scan@politie.example"
        ),
        "om": organisations.add(session, name="OM Voorbeeld", kind=OrganisationKind.OM),
        "jongerenwerk": organisations.add(session, name="Stichting Voorbeeldwerk", kind=OrganisationKind.JONGERENWERK),
        "school": organisations.add(
            session, name="Voorbeeldschool", kind=OrganisationKind.PARTNER, email="zorg@school.example"
        ),
    }
    people = {
        name: users.add(
            session,
            username=name,
            name=f"Test {name.capitalize()}",
            password=PASSWORD,
            organisation=made[organisation],
            roles=roles,
            email=f"{name}@voorbeeld.example",
        )
        for name, (organisation, roles) in PEOPLE.items()
    }
    instance_id = make_instance(session).id
    for name, (organisation, roles) in PEOPLE.items():
        if name not in ("privacy", "mentor"):
            access.invite(session, instance_id, organisation_key=made[organisation].key, role=roles[0], now=NOW)
    return World(session=session, people=people, instance_id=instance_id, **made)


def make_instance(session: Session, business_key: str = "groep-1") -> ProcessInstance:
    package = session.query(Package).first() or Package(name="werkproces-2016", title="Werkproces")
    version = PackageVersion(
        package=package, number=1, digest="0" * 64, note="", published_at=NOW, published_by="user-1"
    )
    if package.id:
        version = session.query(PackageVersion).one()
    else:
        session.add(version)
        session.flush()  # its file wants its number
        session.add(PackageFile(version_id=version.id, path="bpmn/werkproces-2016/pakket.json", content=b"{}"))
    instance = ProcessInstance(
        version=version,
        process_key="werkproces",
        business_key=business_key,
        title="Groep Kastanjeplein",
        state=InstanceState.ACTIVE,
        snapshot=b"{}",
        started_at=NOW,
        started_by="user-1",
    )
    session.add(instance)
    session.flush()
    return instance


def sign_everything(world: World, on: date = date(2026, 1, 1), until: date = date(2026, 12, 31)) -> None:
    """Convenants, DPIA and a Wpg 20 decision, all in force."""
    signing = (world.gemeente, world.politie, world.om, world.jongerenwerk)
    world.session.add(
        registers.Convenant(
            title="Convenant jeugdgroepen",
            parties=[registers.ConvenantParty(organisation_id=one.id, signed_on=on) for one in signing],
            valid_from=on,
            valid_until=until,
        )
    )
    world.session.add(registers.Dpia(title="DPIA groepsaanpak", adopted_on=on))
    world.session.add(
        registers.Wpg20Besluit(
            number="WPG-2026-1",
            public_interest="Openbare orde",
            partnership="Groepsaanpak Voorbeeld",
            purpose="Overlast verminderen",
            kinds=["politiegegeven"],
            conditions="Alleen voor deze aanpak",
            receivers=["jongerenwerk"],
            signed_on=on,
            valid_from=on,
            valid_until=until,
        )
    )
    world.session.flush()
