"""The key of the installation renewed: broken off anywhere, the same command again finishes it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cli.parts import Parts
from dossier import destruction, keys, rotation, vault
from dossier.errors import WrongInstallationKey
from engine import db
from engine.access import Actor
from engine.models import InstanceState, PackageVersion, ProcessInstance
from tests.cli.conftest import NOON, Outcome, Zevenstap

OPERATOR = Actor("user-9", "org-1", frozenset({"applicatiebeheerder", "org-1"}))
REGISSEUR = Actor("user-1", "org-1", frozenset({"procesregisseur", "org-1"}))
PLAIN = "Jan Verzonnen"


@pytest.fixture
def sleutel(installed: Zevenstap, parts: Parts) -> Iterator[Callable[..., Outcome]]:
    """The command, on an installation with a case that holds one sealed value."""
    keys.create_file(parts.key_file)
    parts.home.joinpath(keys.MARK).write_text(keys.load_file(parts.key_file).key_id)
    seal_one(parts)

    def run(*words: str) -> Outcome:
        people = {"beheer": OPERATOR, "regisseur": REGISSEUR}
        return installed("sleutel", *words, find_actor=lambda _session, login: people.get(login))

    yield run


def seal_one(parts: Parts) -> None:
    with db.transaction() as session:
        version = session.get_one(PackageVersion, 1)
        case = ProcessInstance(
            version_id=version.id, process_key="p", business_key="groep-1", title="Groep", snapshot=b"",
            started_at=NOON, started_by="user-1", state=InstanceState.ACTIVE,
        )  # fmt: skip
        session.add(case)
        session.flush()
        vault.store(
            session, case.id, category="namenlijst", kind="politiegegeven", step=2, provider="politie",
            author="user-1", value=PLAIN, now=NOON, key=keys.load_file(parts.key_file),
        )  # fmt: skip


def opened_with(key: keys.InstallationKey) -> str:
    found: list[str] = []
    with db.transaction() as session:
        vault.ask(session, "kluis-1", lambda value: not found.append(value), purpose="proef", now=NOON, key=key)
    return found[0]


def test_after_renewing_the_vault_opens_with_the_new_key_only(sleutel: Callable[..., Outcome], parts: Parts) -> None:
    old = keys.load_file(parts.key_file)

    done = sleutel("vernieuw", "--als", "beheer")

    assert done.code == 0, done.err
    assert opened_with(keys.load_file(parts.key_file)) == PLAIN
    with pytest.raises(WrongInstallationKey):
        opened_with(old)


def test_the_old_key_stays_until_it_is_destroyed_on_purpose(sleutel: Callable[..., Outcome], parts: Parts) -> None:
    sleutel("vernieuw", "--als", "beheer")
    kept = rotation.old_file(parts.key_file)
    assert kept.is_file()

    assert sleutel("vernieuw", "--als", "beheer").code == 1  # a third key would lie about
    assert sleutel("vergeet", "--als", "beheer").code == 0

    assert not kept.exists()
    assert sleutel("vernieuw", "--als", "beheer").code == 0


def test_what_was_destroyed_before_is_gone_for_good_once_the_back_ups_are_too(
    sleutel: Callable[..., Outcome], parts: Parts
) -> None:
    with db.transaction() as session:
        destruction.destroy(session, 1, reason="klaar", by="user-1", now=parts.clock(), category="namenlijst")
    later = replace(parts, clock=lambda: NOON.replace(year=2028))
    assert later.clock() > parts.clock()
    with db.transaction() as session:
        old, new = rotation.prepare(parts.key_file)
        rotation.rotate(session, old=old, new=new, by="user-9", now=later.clock())
    rotation.put_in_place(parts.key_file)

    sleutel("vergeet", "--als", "beheer")
    assert certificate() is None
    sleutel("vergeet", "--als", "beheer", "--back-ups-weg")
    assert certificate() is not None


def certificate() -> object:
    with db.reading() as session:
        (found,) = destruction.of_instance(session, 1)
        return found.unrecoverable_at


@pytest.mark.parametrize("broken_off", ["rewrap", "link", "replace", "mark"])
def test_broken_off_anywhere_the_same_command_finishes_it(
    sleutel: Callable[..., Outcome], parts: Parts, monkeypatch: pytest.MonkeyPatch, broken_off: str
) -> None:
    old = keys.load_file(parts.key_file)
    with monkeypatch.context() as patched:
        die_at(patched, broken_off)
        with pytest.raises(KeyboardInterrupt):
            sleutel("vernieuw", "--als", "beheer")

    if rotation.unfinished(parts.key_file):
        assert sleutel("vernieuw", "--als", "beheer").code == 0

    new = keys.load_file(parts.key_file)
    assert new.key_id != old.key_id
    assert opened_with(new) == PLAIN
    assert new.key_id in parts.home.joinpath(keys.MARK).read_text().split()
    assert sleutel("vergeet", "--als", "beheer").code == 0
    assert parts.home.joinpath(keys.MARK).read_text() == new.key_id


def die_at(patched: pytest.MonkeyPatch, place: str) -> None:
    """As if the machine lost its power at that very line."""

    def die(*_given: object, **_named: object) -> None:
        raise KeyboardInterrupt

    whole = rotation.put_in_place

    def after(file: Path) -> None:
        whole(file)
        raise KeyboardInterrupt

    if place == "rewrap":
        patched.setattr(rotation, "rotate", die)
    elif place == "mark":
        patched.setattr(rotation, "put_in_place", after)
    else:
        patched.setattr("os.link" if place == "link" else "os.replace", die)


def test_only_an_operator_renews_the_key(sleutel: Callable[..., Outcome], parts: Parts) -> None:
    before = parts.key_file.read_bytes()

    refused = sleutel("vernieuw", "--als", "regisseur")

    assert (refused.code, parts.key_file.read_bytes()) == (1, before)
    assert "applicatiebeheerder" in refused.err


def test_a_process_with_the_old_key_seals_no_new_case(sleutel: Callable[..., Outcome], parts: Parts) -> None:
    old = keys.load_file(parts.key_file)
    sleutel("vernieuw", "--als", "beheer")

    with pytest.raises(WrongInstallationKey), db.transaction() as session:
        session.add(
            ProcessInstance(
                id=7, version_id=1, process_key="p", business_key="groep-2", title="Groep", snapshot=b"",
                started_at=NOON, started_by="user-1", state=InstanceState.ACTIVE,
            )
        )  # fmt: skip
        session.flush()
        keys.new_record_key(session, 7, "teken", old)
