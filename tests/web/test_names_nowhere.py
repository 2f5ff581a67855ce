"""A name that people typed everywhere stands in the vault's cipher text only; and once destroyed, nowhere at all."""

from __future__ import annotations

import io
import shutil
import smtplib
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import select

from dossier import destruction, keys, listed, rotation, scans, vault
from dossier.errors import RecordNotFound, WrongInstallationKey
from dossier.keys import InstallationKey
from dossier.looks import VaultLook
from dossier.requests import RightsMatch
from dossier.vault import VaultRecord
from engine import db, jobs
from engine.models import Job, JobState
from handlers import name_terms
from tests import databases
from tests.groepsscan.police_side import LETTER, NAMES, REPORT, SECRET, Waiting, with_adapter
from tests.web.web_world import DELIVERY, World, do, machines, to_groepsscan

NAME = "Testpersoon Onvindbaar"
PDF = b"%PDF-1.4 " + NAME.encode()


def test_a_planted_name_is_found_nowhere_outside_the_vault(
    world: World, case: int, written: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    task = to_groepsscan(world, case)
    type_it_in_a_form_that_is_refused(world, task)
    keep_it_as_a_draft_with_a_file(world, task)
    deliver_it(world, task)
    let_handlers_fail_with_it(world, case, monkeypatch)
    ask_for_addresses_with_it(world)
    with db.reading() as session:
        assert session.scalar(select(VaultRecord.id).where(VaultRecord.kind == "politiegegeven")) is not None

    for place, content in databases.everything_kept(world.engine, world.settings.home):
        assert b"Onvindbaar" not in content, place
        assert "Onvindbaar".encode("utf-16-le") not in content, place
    assert written.getvalue().count("\n") > 5  # something was logged at all
    assert "Onvindbaar" not in written.getvalue()
    with world.app.test_client() as client:
        assert "Onvindbaar" not in client.get("/metrics").get_data(as_text=True)


def type_it_in_a_form_that_is_refused(world: World, task: int) -> None:
    answer = world.client("politie").post(
        f"/taken/{task}",
        data={**DELIVERY, "namenlijst.0.naam": NAME, "datum_levering": "geen datum", "toelichting_levering": NAME},
    )
    assert answer.status_code == 422
    assert NAME in answer.get_data(as_text=True)  # given back to who typed it


def keep_it_as_a_draft_with_a_file(world: World, task: int) -> None:
    answer = world.client("politie").post(
        f"/taken/{task}",
        data={
            "namenlijst:rijen": "1",
            "namenlijst.0.naam": NAME,
            "standaardrapportage": (io.BytesIO(PDF), f"{NAME}.pdf"),
            "_actie": "concept",
        },
        content_type="multipart/form-data",
    )
    assert answer.status_code == 302


def deliver_it(world: World, task: int) -> None:
    files = {
        "aanbiedingsbrief": (io.BytesIO(PDF), f"{NAME}.pdf"),
        "standaardrapportage": (io.BytesIO(PDF), f"{NAME}.pdf"),
    }
    answer = world.client("politie").post(
        f"/taken/{task}",
        data={**DELIVERY, "namenlijst.0.naam": NAME, **files},
        content_type="multipart/form-data",
    )
    assert answer.status_code == 302
    machines(world)


def let_handlers_fail_with_it(world: World, case: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a mail server or a library says of it, the message of an error is not kept."""

    def refuse(*_given: object, **_named: object) -> None:
        raise smtplib.SMTPException(f"rejected: {NAME}")

    catalogue = world.app.extensions["zevenstap"].catalogue
    with db.transaction() as session:
        jobs.add(
            session,
            kind="mail",
            topic="groepsscan.aanvragen",
            payload={"onbekend": 1},
            due_at=world.clock(),
            now=world.clock(),
            instance_id=case,
        )
    with monkeypatch.context() as patched:
        patched.setattr("handlers.mail.send", refuse)
        for _ in range(12):
            jobs.run_due(catalogue, now=world.clock())
    with db.reading() as session:
        assert session.scalar(select(Job.id).where(Job.state == JobState.INCIDENT)) is not None


def ask_for_addresses_with_it(world: World) -> None:
    for path in (f"/groepen?zoek={quote(NAME)}", f"/{quote(NAME)}", f"/kluislog?zaak={quote(NAME)}"):
        world.get("privacy_officer", path)


def test_a_name_that_came_by_machine_and_went_all_ways_is_found_nowhere_either(
    world: World, written: io.StringIO, tmp_path: Path
) -> None:
    """Deliveries over HTTP, wrong and right; a correction taken over, one declined; a letter; a request; a mend."""
    armed = with_adapter(world, url="", secret=SECRET)
    waiting = Waiting(armed, armed.start_case())
    to_groepsscan(armed, waiting.case)
    assert waiting.send(with_name(waiting, bsn="1")).status_code == 422  # a field that there is not
    assert waiting.send(with_name(waiting), secret="een ander geheim, ook lang genoeg om te tellen").status_code == 401
    assert waiting.send(with_name(waiting, contact=NAME), key="een").status_code == 201
    do(armed, "procesregisseur", waiting.case, "groepsscan-ontvangst", levering_compleet="true")
    for town, answer in (("Onvindbaar aan Zee", "overnemen"), ("Onvindbaar aan de Maas", "niet")):
        assert waiting.send(with_name(waiting, woonplaats=town)).status_code == 201
        judge_later(waiting, answer)
    write_to_and_mend(armed, waiting.case)
    ask_as_a_person(armed)
    scan = waiting.scan().id
    armed.post("politie", f"/groepen/{waiting.case}/groepsscans/{scan}/intrekken", {"reden": NAME})
    armed.get("privacy_officer", f"/privacybesluiten?zoek={quote(NAME)}")
    machines(armed)

    kept = [*databases.everything_kept(armed.engine, armed.settings.home)]
    if armed.engine.dialect.name == "sqlite":
        kept.append(("back-up", back_up(armed, tmp_path).read_bytes()))
    for place, content in kept:
        assert b"Onvindbaar" not in content, place
        assert "Onvindbaar".encode("utf-16-le") not in content, place
    assert "Onvindbaar" not in written.getvalue() and written.getvalue().count("\n") > 5
    with armed.app.test_client() as client:
        assert "Onvindbaar" not in client.get("/metrics").get_data(as_text=True)


def with_name(waiting: Waiting, **fields: str) -> dict[str, Any]:
    """A whole delivery in which the first name is the planted one."""
    content = waiting.content(LETTER, REPORT, NAMES)
    first = content["producten"][2]["namen"][0]
    first |= {"naam": NAME, "geboortedatum": "2009-02-01", "reden_opname": f"Was erbij: {NAME}", **fields}
    return content


def judge_later(waiting: Waiting, answer: str) -> None:
    with db.reading() as session:
        scan = waiting.scan()
        [later] = [each for each in scans.waiting(session, scan) if each.kind == NAMES]
    path = f"/groepen/{waiting.case}/groepsscans/{scan.id}/nalevering/{later.id}"
    reason = "Zo is het met de politie besproken."
    done = waiting.world.post("procesregisseur", path, {"oordeel": answer, "reden": reason})
    assert done.status_code == 302


def write_to_and_mend(world: World, case: int) -> None:
    """The letter to the person, and a name that is put right; first with a mistake that is given back."""
    with db.reading() as session:
        name = listed.of_case(session, case)[0]
    at = f"/groepen/{case}/namenlijst"
    world.post("procesregisseur", at, {"doel": "De namenlijst bijhouden"})
    assert NAME in world.get("procesregisseur", at).get_data(as_text=True)
    assert world.post("procesregisseur", f"{at}/{name.id}/brief", {"voor": "persoon"}).status_code == 302
    wrong = {"naam": NAME, "geboortedatum": "geen dag"}
    assert world.post("procesregisseur", f"{at}/{name.id}/bijwerken", wrong).status_code == 422


def ask_as_a_person(world: World) -> None:
    """A request of the person: taken in, searched, judged and decided."""
    asked = {
        "soort": "inzage",
        "ontvangen": "23-11-2026",
        "naam": NAME,
        "geboortedatum": "01-02-2009",
        "contact": f"Balie, voor {NAME}",
        "namens": "",
        "identiteit": "gezien",
        "vraag": f"Alles over {NAME}",
    }
    answer = world.post("privacy_officer", "/rechten/nieuw", asked)
    assert answer.status_code == 302
    at = answer.headers["Location"]
    world.post("privacy_officer", f"{at}/doen", {"_actie": "zoeken"})
    with db.reading() as session:
        found = [match.id for match in session.scalars(select(RightsMatch))]
    assert found
    for match in found:
        world.post("privacy_officer", f"{at}/gevonden/{match}/oordeel", {"zelfde": "ja"})
    decided = {"besluit": "toegewezen", "motivering": "Het verzoek klopt."}
    assert world.post("privacy_officer", f"{at}/besluiten", decided).status_code == 302
    assert NAME in world.get("privacy_officer", at).get_data(as_text=True)


def test_the_daily_round_asks_the_age_of_a_name_once_and_not_each_day(world: World, case: int) -> None:
    """One line in the log of the vault for each name, ever: an age is not kept outside, only that it was asked."""
    deliver_it(world, to_groepsscan(world, case))
    key = world.app.extensions["zevenstap"].vault_key

    def lines() -> int:
        with db.reading() as session:
            return len(list(session.scalars(select(VaultLook).where(VaultLook.purpose == "Leeftijd op de namenlijst"))))

    for _ in range(4):
        name_terms.watch(key, now=world.clock())
        world.clock.forward(days=1)
    assert lines() == 1


def test_what_was_destroyed_does_not_open_and_after_rotation_not_from_an_earlier_back_up_either(
    world: World, case: int, tmp_path: Path
) -> None:
    if world.engine.dialect.name != "sqlite":
        pytest.skip("a back-up of PostgreSQL is a dump; the keys in it are the same")
    deliver_it(world, to_groepsscan(world, case))
    old: InstallationKey = world.app.extensions["zevenstap"].vault_key
    reference = first_name_on_the_list(case)
    backup = back_up(world, tmp_path)

    with db.transaction() as session:
        destruction.destroy(session, case, reason="klaar", by="user-1", now=world.clock(), category="namenlijst")
    with db.transaction() as session, pytest.raises(RecordNotFound):
        vault.get(session, reference)
    key_file = tmp_path / "sleutel" / "zevenstap.key"
    key_file.parent.mkdir()
    new = keys.create_file(key_file)
    with db.transaction() as session:
        rotation.rotate(session, old=old, new=new, by="user-1", now=world.clock())

    assert opened(backup, reference, old, world) == NAME  # as long as somebody kept the old key
    with pytest.raises(WrongInstallationKey):
        opened(backup, reference, new, world)


def first_name_on_the_list(case: int) -> str:
    with db.reading() as session:
        found = session.scalars(
            select(VaultRecord).where(VaultRecord.instance_id == case, VaultRecord.category == "namenlijst")
        ).first()
        assert found is not None
        return found.reference


def back_up(world: World, tmp_path: Path) -> Path:
    """The data folder, copied while nobody writes; the key file never lies in it."""
    world.engine.dispose()
    file = Path(str(world.engine.url.database))
    copy = tmp_path / "back-up.db"
    for suffix in ("", "-wal"):
        source = file.with_name(file.name + suffix)
        if source.exists():
            shutil.copy(source, copy.with_name(copy.name + suffix))
    return copy


def opened(file: Path, reference: str, key: InstallationKey, world: World) -> str:
    """What the record says, read from the copy."""
    bound = db.make_session.kw["bind"]
    engine = db.connect(f"sqlite:///{file}")
    found: list[str] = []
    try:
        with db.transaction() as session:
            vault.ask(
                session,
                reference,
                lambda value: not found.append(value["naam"]),
                purpose="proef",
                now=world.clock(),
                key=key,
            )
    finally:
        engine.dispose()
        db.make_session.configure(bind=bound)
    return found[0]
