"""A mail that comes back is an incident; what anybody else sends to the mailbox changes nothing."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, select

import handlers
from dossier import mailing, users
from dossier.mailing import MailDelivery
from dossier.organisations import Organisation
from engine import db, incidents, jobs
from engine.models import Incident, Job, JobState
from engine.registry import Catalogue
from handlers import bounces, mail, notices
from handlers.bounces import Read
from handlers.settings import HandlerSettings
from tests.dossier.dossier_world import NOW, make_world

REPORT = """From: mailer-daemon@mail.example
To: zevenstap@voorbeeld.example
Subject: Undelivered
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="grens"

--grens
Content-Type: text/plain

Niet bezorgd.

--grens
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example

Final-Recipient: rfc822; {address}
Action: {action}
Status: {status}

--grens
Content-Type: message/rfc822

Message-ID: {message_id}
Subject: Er is nieuws

Goedendag

--grens--
"""


def work(installation: HandlerSettings) -> None:
    catalogue = Catalogue(handlers.registry(installation), {})
    while jobs.run_due(catalogue, now=NOW):
        pass


def sent(installation: HandlerSettings, origin: str = "proef-1") -> tuple[int, str]:
    """A mail that went out: its job and the address it went to."""
    with db.transaction() as session:
        world = make_world(session)
        person = world.people["agent"]
        user = users.find(session, person.key)
        assert user is not None
        user.email = "agent@politie.example"
        notices.notify(session, world.instance_id, "politie", "Er is nieuws", origin=origin, now=NOW)
    work(installation)
    with db.reading() as session:
        return session.scalars(select(MailDelivery.job_id)).one(), "agent@politie.example"


def report(
    installation: HandlerSettings, job_id: int, address: str, *, action: str = "failed", status: str = "5.1.1"
) -> bytes:
    number = mail.message_id(installation, job_id)
    return REPORT.format(address=address, action=action, status=status, message_id=number).encode()


def counted() -> int:
    with db.reading() as session:
        return incidents.count_open(session)


def test_a_mail_that_came_back_is_an_incident_and_can_be_sent_again(
    database: Engine, installation: HandlerSettings
) -> None:
    job_id, address = sent(installation)
    content = report(installation, job_id, address)

    assert bounces.take(installation, content, now=NOW) is Read.BOUNCED
    assert bounces.take(installation, content, now=NOW) is Read.KNOWN
    with db.reading() as session:
        incident = session.scalars(select(Incident)).one()
        delivery = session.scalars(select(MailDelivery)).one()
        assert incident.error == f"MailBounced ({delivery.receiver}, 5.1.1)"
        assert delivery.bounce_status == "5.1.1" and address not in incident.error
        assert mailing.count(session, failed=True) == 1
        number = incident.id
    with db.transaction() as session:
        incidents.retry(session, number, reason="Het adres is verbeterd", by="user-1", now=NOW)
    work(installation)
    with db.reading() as session:
        assert session.scalars(select(MailDelivery)).one().bounced_at is None
        assert session.scalars(select(Job.state)).one() is JobState.DONE


@pytest.mark.parametrize(
    ("address", "action", "status"),
    [
        ("iemand@anders.example", "failed", "5.1.1"),
        ("agent@politie.example", "delayed", "4.4.1"),
        ("agent@politie.example", "failed", "4.2.2"),
        ("agent@politie.example", "delivered", "2.0.0"),
    ],
)
def test_what_is_no_failure_at_our_own_address_changes_nothing(
    database: Engine, installation: HandlerSettings, address: str, action: str, status: str
) -> None:
    job_id, _ = sent(installation)
    content = report(installation, job_id, address, action=action, status=status)

    assert bounces.take(installation, content, now=NOW) is Read.NOT_OURS
    assert counted() == 0


def test_a_report_about_a_mail_of_another_installation_changes_nothing(
    database: Engine, installation: HandlerSettings
) -> None:
    job_id, address = sent(installation)
    content = report(installation, job_id, address).replace(b"@", b"@elders.", 1)
    other = mail.message_id(installation, job_id).encode()
    content = content.replace(other, other.replace(b"@", b"@elders."))

    assert bounces.take(installation, content, now=NOW) is Read.NOT_OURS
    assert counted() == 0


def test_the_folder_is_read_and_what_is_not_ours_is_set_aside(
    database: Engine, installation: HandlerSettings, tmp_path: Path
) -> None:
    job_id, address = sent(installation)
    folder = tmp_path / "terug"
    folder.mkdir()
    (folder / "een.eml").write_bytes(report(installation, job_id, address))
    (folder / "twee.eml").write_bytes(b"Subject: reclame\n\nKoop nu\n")

    assert bounces.take_folder(installation, folder, now=NOW) == 1
    assert bounces.take_folder(installation, folder, now=NOW + timedelta(minutes=1)) == 0
    assert [path.name for path in folder.iterdir()] == ["twee.niet-herkend"]


def test_who_has_no_address_is_one_incident_a_day(database: Engine, installation: HandlerSettings) -> None:
    with db.transaction() as session:
        world = make_world(session)
        for user in session.scalars(select(users.User)):
            user.email = ""
        for organisation in session.scalars(select(Organisation)):
            organisation.email = ""
        for origin in ("een", "twee", "drie"):
            notices.notify(session, world.instance_id, "politie", "Er is nieuws", origin=origin, now=NOW)
        receivers = len(set(session.scalars(select(MailDelivery.receiver))))
    work(installation)

    assert receivers >= 1
    assert counted() == receivers


@given(st.binary(max_size=400))
def test_any_file_is_read_without_a_crash(content: bytes) -> None:
    assert bounces.parse(content) == []


@given(st.text(max_size=80), st.text(max_size=20), st.text(max_size=20), st.text(max_size=60))
def test_any_report_is_read_without_a_crash(address: str, action: str, status: str, number: str) -> None:
    text = REPORT.format(address=address, action=action, status=status, message_id=number)
    for found in bounces.parse(text.encode(errors="replace")):
        assert found.status.startswith("5.")
