"""The vault: what goes in is sealed, what comes out passes the guard, what is destroyed is gone."""

from __future__ import annotations

import stat
from datetime import date, timedelta
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from sqlalchemy import Engine, select

from dossier import destruction, documents, drafts, keys, looks, privacy, registers, requests, vault
from dossier.documents import File
from dossier.errors import (
    DocumentNotFound,
    HiddenRecord,
    KeyFileBroken,
    KeyFileMissing,
    KeyFileUnsafe,
    NoPermission,
    ReadOnlySession,
    RecordNotFound,
    WrongInstallationKey,
)
from dossier.keys import InstallationKey
from dossier.looks import VaultLook
from dossier.privacy import Outcome
from dossier.requests import Certainty, RequestKind, RightsMatch, RightsRequest, Verdict
from engine import access, db
from tests import postgres
from tests.dossier.dossier_world import KEY, NOW, World, make_instance, make_world

NAME = "Testpersoon Verzonnen-Voorbeeld"
PURPOSE = "Oordelen over de groep"


def store(world: World, **changes: object) -> str:
    fields: dict[str, object] = {
        "category": "namenlijst",
        "kind": "politiegegeven",
        "step": 2,
        "provider": "politie",
        "author": world.people["agent"].key,
        "value": [{"naam": NAME, "geboortedatum": date(2009, 5, 17)}],
    }
    return vault.store(world.session, world.instance_id, now=NOW, key=KEY, **{**fields, **changes})  # type: ignore[arg-type]


def read(world: World, reference: str, name: str, *, step: int | None = 2, purpose: str = PURPOSE) -> object:
    return vault.read(world.session, reference, actor=world.actor(name), purpose=purpose, step=step, now=NOW, key=KEY)


def test_a_receiver_of_a_decision_reads_what_was_stored(world: World) -> None:
    reference = store(world)
    world.allow()
    assert read(world, reference, "burgemeester") == [{"naam": NAME, "geboortedatum": date(2009, 5, 17)}]


def test_without_a_decision_nobody_but_the_author_reads(world: World) -> None:
    reference = store(world)
    assert read(world, reference, "agent")
    for name in ("regisseur", "burgemeester", "officier", "fg", "jongerenwerker"):
        with pytest.raises(NoPermission, match="geen geldig privacybesluit voor stap 2"):
            read(world, reference, name)


def test_who_takes_no_part_learns_nothing(world: World) -> None:
    reference = store(world)
    world.allow(ontvanger=["partner", world.school.key])
    with pytest.raises(HiddenRecord):
        read(world, reference, "mentor")


def test_the_author_who_left_the_case_reads_no_more(world: World) -> None:
    reference = store(world)
    for participant in world.session.scalars(
        select(access.Participant).where(access.Participant.organisation_key == world.politie.key)
    ):
        participant.until = NOW
    world.session.flush()
    with pytest.raises(HiddenRecord):
        read(world, reference, "agent")


@pytest.mark.parametrize(
    "changes",
    [
        {"stappen": [3]},
        {"gegeven": ["gewoon"]},
        {"verstrekker": ["om"]},
        {"ontvanger": ["om"]},
        {"uitkomst": Outcome.WEIGEREN},
        {"uitkomst": Outcome.FG_TOETS},
        {"valid_until": date(2026, 3, 9)},
        {"withdrawn_at": NOW},
        {"confirmed_by": ""},
        {"confirmed_at": NOW + timedelta(minutes=1)},
        {"stappen": []},
        {"ontvanger": []},
    ],
)
def test_a_decision_that_does_not_fit_opens_nothing(world: World, changes: dict[str, object]) -> None:
    reference = store(world)
    world.allow(**changes)
    with pytest.raises(NoPermission):
        read(world, reference, "burgemeester")


def test_a_decision_holds_to_the_end_of_its_last_day(world: World) -> None:
    reference = store(world)
    world.allow(valid_until=date(2026, 3, 10))
    assert read(world, reference, "burgemeester")


def test_a_decision_of_another_case_opens_nothing(world: World) -> None:
    reference = store(world)
    other = make_instance(world.session, "groep-2").id
    world.allow(instance_id=other)
    with pytest.raises(NoPermission):
        read(world, reference, "burgemeester")


def test_no_step_or_no_purpose_opens_nothing(world: World) -> None:
    reference = store(world)
    world.allow()
    with pytest.raises(NoPermission, match="onbekende stap"):
        read(world, reference, "burgemeester", step=None)
    with pytest.raises(NoPermission, match="waarvoor"):
        read(world, reference, "agent", purpose="  ")


def test_the_procesregisseur_receives_for_the_burgemeester_only_with_a_mandate(world: World) -> None:
    # given
    reference = store(world)
    world.allow()
    with pytest.raises(NoPermission):
        read(world, reference, "regisseur")
    # when
    world.session.add(
        registers.Mandaat(
            number="M-1", given_by="burgemeester", given_to="procesregisseur", valid_from=date(2026, 1, 1)
        )
    )
    world.session.flush()
    # then
    assert read(world, reference, "regisseur")


def test_the_privacy_officer_reads_for_a_request_of_rights_only(world: World) -> None:
    # given a request for which the machine found one of two records
    reference, other, draft = store(world), store(world), store(world, kind=vault.DRAFT)
    request = RightsRequest(
        kind=RequestKind.INZAGE,
        received_on=NOW.date(),
        due_on=date(2026, 4, 10),
        registered_at=NOW,
        registered_by=world.people["privacy"].key,
    )
    world.session.add(request)
    world.session.flush()
    for found in (reference, draft):
        match = RightsMatch(
            request_id=request.id, instance_id=world.instance_id, reference=found, certainty=Certainty.ZEKER
        )
        world.session.add(match)
    world.session.flush()
    purpose = requests.purpose(request)
    # then
    assert read(world, reference, "privacy", purpose=purpose)
    for what, why in ((reference, "nieuwsgierig"), (reference, "inzageverzoek"), (other, purpose), (draft, purpose)):
        with pytest.raises(HiddenRecord):
            read(world, what, "privacy", purpose=why)
    with pytest.raises(NoPermission):
        read(world, reference, "regisseur", purpose=purpose)
    # and once it was decided nothing opens any more
    request.verdict = Verdict.TOEGEWEZEN
    world.session.flush()
    with pytest.raises(HiddenRecord):
        read(world, reference, "privacy", purpose=purpose)


def test_a_decision_may_name_one_organisation(world: World) -> None:
    reference = store(world, provider=world.politie.key)
    world.allow(ontvanger=[world.jongerenwerk.key])
    assert read(world, reference, "jongerenwerker")
    with pytest.raises(NoPermission):
        read(world, reference, "burgemeester")


def test_every_look_is_logged_the_refused_one_too(world: World) -> None:
    # given
    reference = store(world)
    world.allow()
    # when
    read(world, reference, "burgemeester")
    read(world, reference, "agent")
    with pytest.raises(NoPermission):
        read(world, reference, "jongerenwerker")
    # then
    world.session.flush()
    lines = [(line.user_key, line.verb, line.allowed) for line in looks.of_instance(world.session, world.instance_id)]
    assert lines == [
        (world.people["jongerenwerker"].key, "verstrekken", False),
        (world.people["agent"].key, "raadplegen", True),
        (world.people["burgemeester"].key, "verstrekken", True),
        (world.people["agent"].key, "verzamelen", True),
    ]


def test_a_refused_look_can_be_logged_after_the_rollback(database: Engine) -> None:
    # given
    with db.transaction() as session:
        world = make_world(session)
        reference = store(world)
        actor = world.actor("officier")
    # when
    with pytest.raises(NoPermission) as refused, db.transaction() as session:
        vault.read(session, reference, actor=actor, purpose=PURPOSE, step=2, now=NOW, key=KEY)
    with db.transaction() as session:
        looks.log_refusal(session, refused.value)
    # then
    with db.reading() as session:
        allowed = list(session.scalars(select(VaultLook.allowed).order_by(VaultLook.id)))
    assert allowed == [True, False]


def test_a_session_that_only_reads_cannot_look(database: Engine) -> None:
    with db.transaction() as session:
        world = make_world(session)
        reference = store(world)
        actor = world.actor("agent")
    with db.reading() as session, pytest.raises(ReadOnlySession):
        vault.read(session, reference, actor=actor, purpose=PURPOSE, step=2, now=NOW, key=KEY)


def test_a_page_gets_the_refusal_as_an_answer(world: World) -> None:
    reference = store(world)
    seen = vault.look(
        world.session, reference, actor=world.actor("officier"), purpose=PURPOSE, step=2, now=NOW, key=KEY
    )
    assert seen.value is None
    assert seen.refusal is not None and "politiegegeven" in seen.refusal


@pytest.mark.parametrize("reference", ["kluis-99999", "kluis-", "kluis--1", "groep-1", "", "kluis-1 OR 1=1"])
def test_a_made_up_reference_is_not_found(world: World, reference: str) -> None:
    with pytest.raises(RecordNotFound):
        read(world, reference, "burgemeester")


def bytes_of(database: Engine) -> bytes:
    if database.dialect.name == "postgresql":
        return postgres.raw_pages(database)
    path = Path(str(database.url.database))
    files = [path, *(path.with_name(path.name + end) for end in ("-wal", "-shm"))]
    return b"".join(file.read_bytes() for file in files if file.exists())


def test_a_stored_name_stands_nowhere_in_the_database_readable(database: Engine) -> None:
    # given a list, a draft and an upload with a name in each, file name included
    with db.transaction() as session:
        world = make_world(session)
        store(world)
        drafts.save(session, world.task().id, actor=world.actor("agent"), data={"naam": NAME}, now=NOW, key=KEY)
        file = File(f"{NAME}.txt", "text/plain", NAME.encode())
        documents.add(
            session,
            world.instance_id,
            file=file,
            title="Namenlijst",
            kind="namenlijst",
            by=world.people["agent"].key,
            provider="politie",
            data_kind="politiegegeven",
            now=NOW,
            key=KEY,
        )
    # then
    content = bytes_of(database)
    assert b"Kastanjeplein" in content  # the search does find what is not sealed
    for part in (NAME, "Testpersoon", "Verzonnen"):
        assert part.encode() not in content


def test_after_destruction_keys_and_rows_are_gone_and_a_certificate_is_left(database: Engine) -> None:
    # given
    with db.transaction() as session:
        world = make_world(session)
        reference = store(world)
        kept = store(world, category="bijdrage")
        sealed = vault.get(session, reference).sealed
        wrapped = session.get_one(keys.VaultKey, vault.get(session, reference).token).wrapped
    assert sealed in bytes_of(database)
    # when
    with db.transaction() as session:
        certificate = destruction.destroy(
            session,
            world.instance_id,
            category="namenlijst",
            reason="Geen problematische groep",
            by="user-1",
            now=NOW,
        )
        assert (certificate.records, certificate.unrecoverable_at) == (1, None)
    destruction.truncate_log(database)
    # then
    left = bytes_of(database)
    assert wrapped not in left
    if database.dialect.name == "sqlite":  # PostgreSQL may leave the sealed value: noise, without its key
        assert sealed not in left and sealed[:64] not in left
    with db.transaction() as session:
        with pytest.raises(RecordNotFound):
            vault.get(session, reference)
        assert vault.references(session, world.instance_id) == [kept]
        [found] = destruction.of_instance(session, world.instance_id)
        assert (found.category, found.reason, found.removed_at) == ("namenlijst", "Geen problematische groep", NOW)


def test_the_reference_of_a_destroyed_record_is_never_used_again(world: World) -> None:
    reference = store(world)
    destruction.destroy(world.session, world.instance_id, reference=reference, reason="Test", by="user-1", now=NOW)
    assert store(world) != reference


def test_each_record_has_a_key_of_its_own(world: World) -> None:
    first, second = (vault.get(world.session, store(world)) for _ in range(2))
    assert first.sealed != second.sealed
    keys_used = {keys.record_key(world.session, world.instance_id, record.token, KEY) for record in (first, second)}
    assert len(keys_used) == 2


def test_another_installation_key_opens_nothing(world: World) -> None:
    reference = store(world)
    other = InstallationKey(b"x" * 32)
    with pytest.raises(WrongInstallationKey):
        vault.read(world.session, reference, actor=world.actor("agent"), purpose=PURPOSE, step=2, now=NOW, key=other)


def test_a_sealed_value_cannot_be_moved_to_another_record(world: World) -> None:
    first, second = store(world), store(world, value="iets anders")
    vault.get(world.session, first).sealed = vault.get(world.session, second).sealed
    with pytest.raises(InvalidTag):
        read(world, first, "agent")


def test_after_rotation_only_the_new_key_opens_and_the_second_date_can_be_set(world: World) -> None:
    # given
    reference = store(world)
    destroyed = store(world, category="namenlijst-oud")
    certificate = destruction.destroy(
        world.session, world.instance_id, reference=destroyed, reason="Test", by="user-1", now=NOW
    )
    new = InstallationKey(b"n" * 32)
    # when
    assert keys.rewrap_all(world.session, old=KEY, new=new) == 1
    later = NOW + timedelta(days=40)
    destruction.mark_unrecoverable(world.session, removed_before=later, now=later)
    # then
    with pytest.raises(WrongInstallationKey):
        read(world, reference, "agent")
    opened = vault.read(world.session, reference, actor=world.actor("agent"), purpose=PURPOSE, step=2, now=NOW, key=new)
    assert opened[0]["naam"] == NAME
    assert certificate.unrecoverable_at == later


def test_the_key_file_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "geheim" / "zevenstap.key"
    key = keys.create_file(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert keys.load_file(path) == key
    assert key.secret.hex() not in repr(key)
    with pytest.raises(FileExistsError):
        keys.create_file(path)


def test_a_missing_broken_or_open_key_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "zevenstap.key"
    with pytest.raises(KeyFileMissing):
        keys.load_file(path)
    path.write_text("geen sleutel!")
    path.chmod(0o600)
    with pytest.raises(KeyFileBroken):
        keys.load_file(path)
    path.chmod(0o644)
    with pytest.raises(KeyFileUnsafe):
        keys.load_file(path)


def test_a_draft_is_only_for_its_writer_and_the_newest_counts(world: World) -> None:
    # given
    task = world.task()
    drafts.save(world.session, task.id, actor=world.actor("agent"), data={"a": 1}, now=NOW, key=KEY)
    drafts.save(world.session, task.id, actor=world.actor("agent"), data={"a": 2}, now=NOW, key=KEY)
    # then
    assert drafts.load(world.session, task.id, actor=world.actor("agent"), now=NOW, key=KEY) == {"a": 2}
    assert drafts.load(world.session, task.id, actor=world.actor("officier"), now=NOW, key=KEY) is None
    assert len(world.session.scalars(select(vault.VaultRecord)).all()) == 1
    draft = drafts.find(world.session, task.id, user_key=world.people["agent"].key)
    assert draft is not None
    world.allow(gegeven=[vault.DRAFT], verstrekker=[world.politie.key])
    with pytest.raises(NoPermission, match="concept"):
        read(world, draft.record, "burgemeester")
    # when, with a file that waits for the draft to be sent
    store(world, category=vault.DRAFT, kind=vault.DRAFT, value=b"bestand")
    assert drafts.delete_all(world.session, world.instance_id) == 1
    # then
    assert world.session.scalars(select(vault.VaultRecord)).all() == []
    assert drafts.load(world.session, task.id, actor=world.actor("agent"), now=NOW, key=KEY) is None


def add_document(world: World, **changes: object) -> documents.Document:
    fields: dict[str, object] = {
        "file": File("rapport.pdf", "application/pdf", b"%PDF-1.7 verzonnen"),
        "title": "Standaardrapportage",
        "kind": "standaardrapportage",
        "by": world.people["agent"].key,
        "provider": "politie",
        "step": 2,
    }
    return documents.add(world.session, world.instance_id, now=NOW, key=KEY, **{**fields, **changes})  # type: ignore[arg-type]


def open_document(world: World, document: documents.Document, name: str) -> bytes:
    return documents.content(
        world.session, document.id, actor=world.actor(name), purpose=PURPOSE, step=2, now=NOW, key=KEY
    )


def test_an_open_document_is_for_its_receivers_in_the_case(world: World) -> None:
    document = add_document(world, receivers=["om", "procesregisseur"])
    assert open_document(world, document, "officier").startswith(b"%PDF")
    assert documents.list_for(world.session, world.instance_id, world.actor("officier")) == [document]
    assert documents.list_for(world.session, world.instance_id, world.actor("jongerenwerker")) == []
    for name in ("jongerenwerker", "mentor"):
        with pytest.raises(DocumentNotFound):
            open_document(world, document, name)


def test_a_secret_document_is_listed_but_opens_only_with_a_decision(world: World) -> None:
    # given
    document = add_document(world, kind="namenlijst", data_kind="politiegegeven")
    assert document in documents.list_for(world.session, world.instance_id, world.actor("officier"))
    with pytest.raises(NoPermission):
        open_document(world, document, "officier")
    # when
    besluit = world.allow()
    # then
    assert open_document(world, document, "officier").startswith(b"%PDF")
    privacy.withdraw(world.session, besluit, reason="Lijst vervallen", now=NOW)
    with pytest.raises(NoPermission):
        open_document(world, document, "officier")


def test_of_a_destroyed_document_only_the_title_is_left(world: World) -> None:
    document = add_document(world, kind="namenlijst", data_kind="politiegegeven")
    assert not documents.is_destroyed(world.session, document)
    destruction.destroy(world.session, world.instance_id, category="namenlijst", reason="Test", by="user-1", now=NOW)
    assert documents.is_destroyed(world.session, document)
