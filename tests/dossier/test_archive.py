"""After the archive term a person says the rest of a dossier may go; then it goes, and a certificate stays."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from dossier import archive, contributions, reminders, retention, scores, users, vault
from dossier.archive import NotYet
from dossier.contributions import Contribution, Piece
from dossier.organisations import Organisation
from dossier.retention import ArchiveConfirmation
from dossier.scores import ScoreMoment
from dossier.vault import NAMELESS, VaultRecord
from engine import history
from engine.models import HistoricActivity, InstanceState, Job, ProcessInstance, Variable
from tests.dossier.dossier_world import KEY, NOW, PASSWORD, World

LATER = NOW + timedelta(days=900)


@pytest.fixture
def ended(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """A case that ended long ago, with something of each kind; the municipality keeps dossiers for two years."""
    case = world.instance_id
    instance = world.session.get_one(ProcessInstance, case)
    instance.state, instance.ended_at = InstanceState.COMPLETED, NOW
    items = {"ernst": 3, "risico": 3, "ontwikkeling": 3, "impact": 3}
    scores.add(world.session, case, moment=ScoreMoment.DUIDING, items=items, by="user-1", now=NOW)
    contributions.give(world.session, case, "org-1", Piece("Wat", "Wie", "feit"), by="user-1", at=NOW)
    history.note(world.session, case, kind="note", name="Iets", detail="", by=None, now=NOW)
    vault.store(
        world.session,
        case,
        category="verslag",
        kind=NAMELESS,
        step=2,
        provider="politie",
        author="user-1",
        value="De groep is kleiner.",
        now=NOW,
        key=KEY,
    )
    monkeypatch.setattr(retention, "_settings", lambda _session, _instance: {retention.ARCHIVE: 24})
    world.session.flush()
    return world


def instance_of(world: World) -> ProcessInstance:
    return world.session.get_one(ProcessInstance, world.instance_id)


def left(world: World, table: type[VaultRecord | Contribution | HistoricActivity | Variable]) -> int:
    query = select(func.count()).select_from(table).where(table.instance_id == world.instance_id)
    return world.session.scalar(query) or 0


def confirm(world: World, now: datetime = LATER) -> None:
    archive.confirm(world.session, instance_of(world), reason="Besluit 12", by="user-1", now=now)
    world.session.flush()


def test_nothing_goes_before_its_term_and_nothing_without_a_word(ended: World) -> None:
    with pytest.raises(NotYet):
        confirm(ended, NOW + timedelta(days=30))

    assert archive.destroy(ended.session, ended.instance_id, now=LATER) is None
    assert left(ended, Contribution) == 1


def test_as_long_as_there_are_names_the_dossier_stays(ended: World) -> None:
    vault.store(
        ended.session,
        ended.instance_id,
        category="namenlijst",
        kind="politiegegeven",
        step=2,
        provider="politie",
        author="user-1",
        value={"naam": "Testpersoon Twee"},
        now=NOW,
        key=KEY,
    )

    with pytest.raises(NotYet):
        confirm(ended)


def test_the_officer_is_told_once_a_month_until_somebody_decides(ended: World) -> None:
    organisation = ended.session.scalars(select(Organisation)).first()
    assert organisation is not None
    users.add(
        ended.session,
        username="privacy2",
        name="Pim",
        password=PASSWORD,
        organisation=organisation,
        roles=("privacy_officer",),
    )

    assert archive.notify(ended.session, now=NOW + timedelta(days=30)) == 0
    assert archive.notify(ended.session, now=LATER) >= 1
    assert archive.notify(ended.session, now=LATER + timedelta(hours=1)) == 0
    assert ended.session.scalars(select(reminders.Reminder)).all()


def test_after_the_word_everything_goes_and_the_certificate_stays(ended: World) -> None:
    confirm(ended)
    assert ended.session.scalar(select(Job.topic).where(Job.topic == archive.DESTROY)) == archive.DESTROY

    certificate = archive.destroy(ended.session, ended.instance_id, now=LATER)

    assert certificate is not None
    assert {"score", "contribution", "historic_activity", "vault_record"} <= set(certificate.categories)
    assert [left(ended, table) for table in (VaultRecord, Contribution, HistoricActivity, Variable)] == [0, 0, 0, 0]
    assert ended.session.get(ArchiveConfirmation, ended.instance_id) is not None
    instance = instance_of(ended)
    assert (instance.title, instance.business_key, instance.snapshot) == (archive.GONE, "", b"")
    assert archive.destroy(ended.session, ended.instance_id, now=LATER) is None
