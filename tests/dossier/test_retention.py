"""Names go when their time is over, never by an invented term, and a certificate proves it without naming anybody."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from dossier import destruction, documents, registers, reminders, retention, users, vault
from dossier.destruction import Destruction
from dossier.organisations import Organisation
from dossier.registers import Convenant, ConvenantParty
from dossier.vault import NAMELESS, VaultRecord
from engine import db
from engine.errors import DefinitionNotFound
from engine.models import HistoricActivity, InstanceState, Job, JobState, PackageFile, ProcessInstance
from tests.dossier.dossier_world import KEY, NOW, PASSWORD, World

NAME = "Testpersoon Twee"
LETTER = b"{{ nummer }}|{{ aantal }}|{{ controlegetal }}|{{ verwijderd_op }}|{{ onherstelbaar_op }}|{{ verwijzingen }}"
LETTER += b"{% for deel in delen %}|{{ deel.categorie }}={{ deel.aantal }}{% endfor %}"


@pytest.fixture
def ended(world: World) -> World:
    """A case that ended today, with two names, a draft and a group document."""
    for category, kind, value in (
        ("namenlijst", "politiegegeven", {"naam": NAME}),
        ("namenlijst", "politiegegeven", {"naam": "Testpersoon Drie"}),
        ("concept", vault.DRAFT, {"naam": NAME}),
        ("verslag", NAMELESS, "De groep is kleiner."),
    ):
        vault.store(
            world.session,
            world.instance_id,
            category=category,
            kind=kind,
            step=2,
            provider="politie",
            author=world.people["wijkagent"].key if "wijkagent" in world.people else "user-1",
            value=value,
            now=NOW,
            key=KEY,
        )
    end(world, InstanceState.COMPLETED)
    return world


def end(world: World, state: InstanceState) -> None:
    instance = world.session.get_one(ProcessInstance, world.instance_id)
    instance.state, instance.ended_at = state, NOW
    world.session.flush()


def agree(world: World, months: int | None) -> None:
    """A convenant that somebody signed, with or without a term."""
    organisation = world.session.scalars(select(Organisation)).first()
    assert organisation is not None
    convenant = Convenant(
        title="Convenant",
        valid_from=NOW.date() - timedelta(days=30),
        valid_until=NOW.date() + timedelta(days=2000),
        kinds=[],
        retention_months=months,
        parties=[ConvenantParty(organisation_id=organisation.id, signed_on=NOW.date() - timedelta(days=30))],
    )
    world.session.add(convenant)
    world.session.flush()


def after(days: int) -> datetime:
    return NOW + timedelta(days=days)


def planned(world: World) -> list[str]:
    query = select(Job.topic).where(Job.kind == retention.JOB, Job.state == JobState.OPEN)
    return list(world.session.scalars(query.order_by(Job.id)))


def officer(world: World) -> users.User:
    organisation = world.session.scalars(select(Organisation)).first()
    assert organisation is not None
    return users.add(
        world.session,
        username="privacy2",
        name="Pim",
        password=PASSWORD,
        organisation=organisation,
        roles=("privacy_officer",),
    )


def test_without_a_term_nothing_is_destroyed_and_the_privacy_officer_is_asked(ended: World) -> None:
    agree(ended, None)
    pim = officer(ended)

    for days in (0, 400, 4000):
        retention.plan(ended.session, now=after(days))

    assert retention.destroy(ended.session, ended.instance_id, now=after(4000)) is None
    assert planned(ended) == []
    told = reminders.for_actor(ended.session, users.actor(ended.session, pim), unseen=False)
    assert {each.text for each in told} == {
        f"Vul de bewaartermijn in: zaak {ended.instance_id} is afgesloten en bewaart nog namen."
    }
    assert len(told) == 3  # again each month, as long as it is not filled in


@pytest.mark.parametrize("state", [InstanceState.COMPLETED, InstanceState.CANCELLED])
def test_names_go_on_the_day_the_term_ends_and_not_before(ended: World, state: InstanceState) -> None:
    agree(ended, 12)
    end(ended, state)

    retention.plan(ended.session, now=after(364))
    assert planned(ended) == []
    assert retention.destroy(ended.session, ended.instance_id, now=after(364)) is None
    retention.plan(ended.session, now=after(365))
    retention.plan(ended.session, now=after(366))

    assert planned(ended) == [retention.DESTROY]
    assert retention.destroy(ended.session, ended.instance_id, now=after(365)) is not None


def test_a_running_case_keeps_its_names(ended: World) -> None:
    agree(ended, 1)
    instance = ended.session.get_one(ProcessInstance, ended.instance_id)
    instance.state, instance.ended_at = InstanceState.ACTIVE, None

    retention.plan(ended.session, now=after(4000))

    assert planned(ended) == []
    assert retention.destroy(ended.session, ended.instance_id, now=after(4000)) is None


def test_the_group_level_stays_and_drafts_go(ended: World) -> None:
    agree(ended, 1)

    retention.destroy(ended.session, ended.instance_id, now=after(40))

    left = ended.session.scalars(select(VaultRecord).where(VaultRecord.instance_id == ended.instance_id)).all()
    assert [record.kind for record in left] == [NAMELESS]
    note = ended.session.scalars(select(HistoricActivity).where(HistoricActivity.kind == "destruction")).one()
    assert NAME not in note.name + note.detail


def test_a_certificate_counts_and_proves_and_names_nobody(ended: World) -> None:
    agree(ended, 1)
    records = ended.session.scalars(select(VaultRecord).where(VaultRecord.kind != NAMELESS)).all()
    tokens = [record.token for record in records]

    certificate = retention.destroy(ended.session, ended.instance_id, now=after(40))

    assert certificate is not None
    assert certificate.records == 3
    assert certificate.categories == {"concept": 1, "namenlijst": 2}
    assert certificate.digest == destruction.digest_of(tokens) != destruction.digest_of(tokens[:2])
    assert len(certificate.references) == 3
    assert "convenant" in certificate.reason and NAME not in certificate.reason


def test_the_written_certificate_gets_a_second_version_with_the_second_date(ended: World) -> None:
    agree(ended, 1)
    with_letter(ended)
    certificate = retention.destroy(ended.session, ended.instance_id, now=after(40))
    assert certificate is not None

    retention.certify(ended.session, certificate.id, gemeente="Gemeente Proef", key=KEY, now=after(40))
    retention.certify(ended.session, certificate.id, gemeente="Gemeente Proef", key=KEY, now=after(41))
    first = contents(ended)
    for job in ended.session.scalars(select(Job).where(Job.kind == retention.JOB)):
        job.state = JobState.DONE
    destruction.mark_unrecoverable(ended.session, removed_before=after(50), now=after(60))
    assert retention.plan(ended.session, now=after(61)) == 1
    retention.certify(ended.session, certificate.id, gemeente="Gemeente Proef", key=KEY, now=after(61))
    both = contents(ended)

    assert len(first) == 1 and "nog niet" in first[0] and "Namenlijst=2" in first[0]
    assert len(both) == 2 and "nog niet" not in both[1] and f"{after(60):%d-%m-%Y}" in both[1]
    assert retention.plan(ended.session, now=after(62)) == 0
    assert not any(NAME in each for each in both)
    made = documents.of_kind(ended.session, ended.instance_id, ["vernietiging"])
    assert [documents.versions(ended.session, ended.instance_id)[each.id] for each in made] == [1, 2]


def contents(world: World) -> list[str]:
    made = documents.of_kind(world.session, world.instance_id, ["vernietiging"])
    records = [vault.get(world.session, each.record) for each in made]
    return [vault._open(world.session, record, KEY).decode() for record in records]


def with_letter(world: World) -> None:
    """The package of the case has a template for the certificate."""
    version = world.session.get_one(ProcessInstance, world.instance_id).version
    path = f"bpmn/{version.package.name}/brieven/vernietiging.txt"
    world.session.add(PackageFile(version_id=version.id, path=path, content=LETTER))
    version.digest = "met-brief"
    world.session.info.pop("digests", None)
    world.session.flush()


def test_the_shortest_of_convenants_counts(ended: World) -> None:
    agree(ended, 24)
    agree(ended, 6)
    assert registers.retention_months(ended.session, NOW.date()) == 6

    found = retention.standing(ended.session, ended.session.get_one(ProcessInstance, ended.instance_id))

    assert (found.months, found.source) == (6, "convenant")
    assert f"{found.due_on:%d-%m-%Y}" in retention.in_words(found)


def test_a_case_that_cannot_be_read_keeps_no_other_back(ended: World, monkeypatch: pytest.MonkeyPatch) -> None:
    agree(ended, 1)
    other = ended.session.get_one(ProcessInstance, ended.instance_id)
    broken = ProcessInstance(
        version_id=other.version_id,
        process_key="p",
        business_key="groep-9",
        title="Kapot",
        state=InstanceState.COMPLETED,
        snapshot=b"",
        started_at=NOW,
        started_by="user-1",
        ended_at=NOW,
    )
    ended.session.add(broken)
    ended.session.flush()
    whole = retention.standing

    def standing(session: Session, instance: ProcessInstance) -> retention.Standing:
        if instance.id == broken.id:
            raise DefinitionNotFound("kapot")
        return whole(session, instance)

    vault.store(
        ended.session,
        broken.id,
        category="namenlijst",
        kind="gewoon",
        step=2,
        provider="gemeente",
        author="user-1",
        value={"naam": NAME},
        now=NOW,
        key=KEY,
    )
    monkeypatch.setattr(retention, "standing", standing)

    assert retention.plan(ended.session, now=after(40)) == 2  # its job becomes an incident; the other is done


def test_a_second_attempt_destroys_nothing_more(ended: World) -> None:
    agree(ended, 1)
    retention.destroy(ended.session, ended.instance_id, now=after(40))

    assert retention.destroy(ended.session, ended.instance_id, now=after(40)) is None
    assert len(ended.session.scalars(select(Destruction)).all()) == 1


def test_after_a_destruction_the_log_of_the_database_is_emptied(ended: World, database: Engine) -> None:
    agree(ended, 1)
    retention.destroy(ended.session, ended.instance_id, now=after(40))
    ended.session.commit()
    waiting = destruction.not_cleared(ended.session)
    ended.session.commit()

    assert destruction.truncate_log(database)
    with db.transaction() as session:
        destruction.mark_cleared(session, waiting, now=after(40))
        assert destruction.not_cleared(session) == []
