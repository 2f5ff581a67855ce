"""`zevenstap kluislog` on a running installation: both logs checked, and the audit trail taken along."""

from __future__ import annotations

import csv
from argparse import Namespace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import delete, select, update

import app as application
from cli import database, vault_log
from cli.refusal import Refused
from dossier import audit, organisations, seals, users
from dossier.organisations import OrganisationKind
from engine import db

PARTS: Any = SimpleNamespace(find_actor=application.find_actor, clock=application.clock)


@pytest.fixture(autouse=True)
def connected(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    db.connect(database_url)
    monkeypatch.setattr(database, "connect", lambda _parts: None)
    with db.transaction() as session:
        town = organisations.add(session, name="Gemeente", kind=OrganisationKind.GEMEENTE)
        for name in ("fg", "boa"):
            users.add(
                session,
                username=name,
                name=name,
                password="een lang wachtwoord",
                organisation=town,
                roles=(name,),
            )
        made = audit.Entry(application.clock(), "user-1", audit.VIEWED, "case.show", audit.DONE, 7, "taak-3")
        audit.record(session, made)


def test_the_whole_trail_is_written_in_the_documented_columns_and_says_so(tmp_path: Path) -> None:
    file = tmp_path / "uit.csv"
    assert vault_log.write(Namespace(bestand=file, als="fg", gebruik=True), PARTS) == 0

    rows = list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))
    assert tuple(rows[0]) == audit.COLUMNS
    assert [(row["handeling"], row["zaak"], row["ding"]) for row in rows] == [
        ("bekijken", "7", "taak-3"),
        ("exporteren", "", ""),
    ]


def test_checking_tells_of_a_changed_line(capsys: pytest.CaptureFixture[str]) -> None:
    with db.transaction() as session:
        seals.seal_all(session, now=application.clock())
    assert vault_log.verify(Namespace(verwacht=None), PARTS) == 0
    assert "Gebruikslog: 1 regels" in capsys.readouterr().out
    with db.transaction() as session:
        session.execute(audit.AuditLine.__table__.update().values(instance_id=8))  # type: ignore[attr-defined]

    assert vault_log.verify(Namespace(verwacht=None), PARTS) == 1
    assert "gebruikslog is veranderd" in capsys.readouterr().out


def test_old_lines_go_by_whole_seals_and_the_chain_still_holds(capsys: pytest.CaptureFixture[str]) -> None:
    old, now = application.clock() - timedelta(days=800), application.clock()
    with db.transaction() as session:
        seals.seal_all(session, now=old)
        audit.record(session, audit.Entry(now, "user-1", audit.VIEWED, "case.show", audit.DONE, 9))
        seals.seal_all(session, now=now)

    assert vault_log.remove(Namespace(als="fg", maanden=24), PARTS) == 0

    assert "1 regels" in capsys.readouterr().out
    with db.transaction() as session:
        seals.seal_all(session, now=now)
        left = list(session.scalars(select(audit.AuditLine).order_by(audit.AuditLine.id)))
        assert [(line.verb, line.instance_id, line.thing) for line in left] == [
            (audit.VIEWED, 9, ""),
            (audit.CLEARED, None, "zegel-1"),
        ]
        assert seals.verify(session).broken == ()
        # taken away without the command: no line tells of it
        session.execute(delete(audit.AuditLine).where(audit.AuditLine.seal_id == 2))
        session.execute(update(seals.VaultSeal).where(seals.VaultSeal.id == 2).values(audit_removed_at=now))
        session.flush()
        assert "geen regel vertelt dat" in seals.verify(session).broken[0]


@pytest.mark.parametrize(("who", "months"), [("boa", 60), ("fg", 11), ("fg", 99_999)])
def test_nobody_else_clears_the_trail_and_nobody_too_early(who: str, months: int) -> None:
    with pytest.raises(Refused):
        vault_log.remove(Namespace(als=who, maanden=months), PARTS)
