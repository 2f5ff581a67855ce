"""What becomes of a mail: as its receiver wants it, not at night, refused for good, or left in the outbox."""

from __future__ import annotations

import dataclasses
import os
import smtplib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select

import handlers
from dossier import mailing, reminders
from dossier.mailing import Channel, MailDelivery, MailWish
from dossier.workdays import AMSTERDAM
from engine import db, jobs
from engine.models import Incident, Job, JobState, ProcessInstance, Task, TaskCandidate
from engine.registry import Catalogue
from handlers import notices, rounds
from handlers.settings import HandlerSettings, Smtp
from tests.dossier.dossier_world import NOW, World, make_world
from tests.handlers.handler_world import mails

ROOT = Path(__file__).parents[2]
TERMS = {"actie_herinnering_voor_dagen": 7, "actie_herinnering_na_dagen": 7}


def national(_session: object, _instance_id: int) -> Mapping[str, bytes]:
    path = "bpmn/werkproces-2016/herinneringen.dmn"
    return {path: (ROOT / path).read_bytes()}


class Refuses:
    """A mail server that says no."""

    error: Exception

    def __init__(self, *_: object, **__: object) -> None: ...

    def __enter__(self) -> Refuses:
        return self

    def __exit__(self, *_: object) -> None: ...

    def starttls(self) -> None: ...

    def send_message(self, mail: Any) -> None:
        raise self.error


def tell(text: str = "Er is nieuws", origin: str = "proef-1") -> tuple[int, str]:
    """A case with one person who is told something; the case and his key."""
    with db.transaction() as session:
        world = make_world(session)
        notices.notify(session, world.instance_id, "politie", text, origin=origin, now=NOW)
        return world.instance_id, world.people["agent"].key


def work(installation: HandlerSettings, now: datetime = NOW) -> None:
    catalogue = Catalogue(handlers.registry(installation), {})
    while jobs.run_due(catalogue, now=now):
        pass


def outcome() -> tuple[Channel | None, JobState, str | None]:
    with db.reading() as session:
        mail, job = session.execute(select(MailDelivery, Job).join(Job, Job.id == MailDelivery.job_id)).one()
        return mail.channel, job.state, job.error


def test_a_mail_that_went_out_is_known_to_have_gone(database: Engine, installation: HandlerSettings) -> None:
    tell()
    assert outcome() == (None, JobState.OPEN, None)
    work(installation)
    assert outcome() == (Channel.OUTBOX, JobState.DONE, None)


def test_an_address_that_is_refused_for_good_is_an_incident_that_names_the_key_and_not_the_address(
    database: Engine, installation: HandlerSettings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    # given
    _, key = tell()
    address = "agent@politie.example"
    Refuses.error = smtplib.SMTPRecipientsRefused({address: (550, b"no such user " + address.encode())})
    monkeypatch.setattr("smtplib.SMTP", Refuses)
    # when
    work(dataclasses.replace(installation, smtp=Smtp("mail.voorbeeld.example")))
    # then
    assert outcome() == (None, JobState.INCIDENT, f"Undeliverable ({key}, 550)")
    with db.reading() as session:
        [incident] = session.scalars(select(Incident))
        assert incident.error == f"Undeliverable ({key}, 550)"
    assert address not in caplog.text


@pytest.mark.parametrize(
    "error",
    [
        smtplib.SMTPRecipientsRefused({"iemand@politie.example": (451, b"later")}),
        smtplib.SMTPAuthenticationError(535, b"wrong password"),
        smtplib.SMTPServerDisconnected("gone"),
        TimeoutError(),
    ],
)
def test_a_server_that_is_in_trouble_is_tried_again(
    error: Exception, database: Engine, installation: HandlerSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell()
    Refuses.error = error
    monkeypatch.setattr("smtplib.SMTP", Refuses)
    work(dataclasses.replace(installation, smtp=Smtp("mail.voorbeeld.example")))
    _, state, said = outcome()
    assert state is JobState.OPEN and said is not None and "example" not in said


def test_who_has_no_address_is_seen_by_the_operator(database: Engine, installation: HandlerSettings) -> None:
    with db.transaction() as session:
        world = make_world(session)
        world.people["agent"].email = ""
        notices.notify(session, world.instance_id, "politie", "Er is nieuws", origin="proef", now=NOW)
    work(installation)
    assert outcome()[0] is Channel.NO_ADDRESS
    with db.reading() as session:
        assert mailing.count(session, failed=True) == 1


def test_the_same_news_is_mailed_once(database: Engine, installation: HandlerSettings) -> None:
    case, _ = tell()
    with db.transaction() as session:
        notices.notify(session, case, "politie", "Er is nieuws", origin="proef-1", now=NOW)
    work(installation)
    assert len(mails(installation)) == 1


@pytest.mark.parametrize(
    ("hour", "minute", "expected"),
    [(6, 59, (10, 7)), (7, 0, None), (19, 59, None), (20, 0, (11, 7)), (23, 30, (11, 7)), (0, 0, (10, 7))],
)
def test_mail_waits_for_the_end_of_the_quiet_hours(hour: int, minute: int, expected: tuple[int, int] | None) -> None:
    now = datetime(2026, 3, 10, hour, minute, tzinfo=AMSTERDAM)
    sent = mailing.awake(now, {mailing.FROM: 7, mailing.UNTIL: 20})
    assert sent == (now if expected is None else datetime(2026, 3, expected[0], expected[1], tzinfo=AMSTERDAM))
    assert mailing.awake(now, {}) == now


def test_who_wants_one_mail_a_day_gets_one_with_all_that_is_new(
    database: Engine, installation: HandlerSettings
) -> None:
    # given
    case, key = tell()
    with db.transaction() as session:
        mailing.choose(session, key, MailWish.DAILY)
        reminders.mark_told(session, key, now=NOW)
    work(installation)
    assert len(mails(installation)) == 1  # what was planned before he chose
    later = NOW + timedelta(hours=1)
    with db.transaction() as session:
        for number in (1, 2):
            text = f"Nieuws {number}"
            notices.notify(session, case, "politie", text, origin=f"later-{number}", now=later)
    work(installation, later)
    assert len(mails(installation)) == 1
    # when the next morning comes, twice
    morning = NOW + timedelta(days=1)
    assert [rounds.send_digests(morning), rounds.send_digests(morning)] == [1, 0]
    work(installation, morning)
    # then
    [digest] = [mail for mail in mails(installation) if "2 nieuwe meldingen" in mail["Subject"]]
    body = digest.get_content()
    assert f"- Zaak {case}: Nieuws 1" in body and f"- Zaak {case}: Nieuws 2" in body and "Er is nieuws" not in body


def test_who_wants_no_mail_gets_none_and_sees_it_in_the_application(
    database: Engine, installation: HandlerSettings
) -> None:
    case, key = tell()
    with db.transaction() as session:
        mailing.choose(session, key, MailWish.NONE)
        notices.notify(session, case, "politie", "Stil nieuws", origin="stil", now=NOW)
    work(installation)
    assert rounds.send_digests(NOW) == 0 and len(mails(installation)) == 1
    with db.reading() as session:
        assert "Stil nieuws" in session.scalars(select(reminders.Reminder.text)).all()


def late_task(world: World) -> Task:
    task = world.task()
    task.due_at, task.created_at = NOW - timedelta(days=10), NOW - timedelta(days=40)
    task.candidates = [TaskCandidate(group_key="politie")]
    world.session.flush()
    return task


def texts_of(key: str) -> list[str]:
    with db.reading() as session:
        query = select(reminders.Reminder.text).where(reminders.Reminder.user_key == key)
        return list(session.scalars(query.order_by(reminders.Reminder.id)))


@pytest.mark.parametrize("stands", ["", "suspended_at", "clock_paused_at"])
def test_a_task_that_is_late_is_told_once_to_who_can_do_it_and_then_to_the_regisseur(
    stands: str, database: Engine, installation: HandlerSettings
) -> None:
    # given a task whose term ended ten days ago; in a case that stands still nobody is reminded
    known = dataclasses.replace(installation, package_settings=lambda _session, _id: TERMS, package_files=national)
    with db.transaction() as session:
        world = make_world(session)
        late_task(world)
        if stands:
            setattr(session.get_one(ProcessInstance, world.instance_id), stands, NOW)
        agent, regisseur = world.people["agent"].key, world.people["regisseur"].key
    # when
    for day in range(-6, 6):
        for _ in range(2):
            rounds.remind_of_tasks(known, NOW + timedelta(days=day))
    # then
    expected = [] if stands else ["Een taak van u is te laat: Iets doen."]
    assert texts_of(agent) == expected
    assert texts_of(regisseur) == ([] if stands else ["Een taak is te laat en nog niet klaar: Iets doen."])


def test_the_outbox_is_cleaned_of_what_lay_there_long(database: Engine, installation: HandlerSettings) -> None:
    tell()
    work(installation)
    [path] = (installation.home / "uitbak").glob("*.eml")
    written = datetime(2026, 3, 1, tzinfo=UTC)
    os.utime(path, (written.timestamp(), written.timestamp()))
    assert rounds.clean_outbox(installation, written + timedelta(days=29)) == 0
    assert rounds.clean_outbox(installation, written + timedelta(days=31)) == 1
    assert not path.exists()
