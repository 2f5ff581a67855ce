"""Packages in the database: checked, numbered, immutable, and the same content is the same version."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from engine import db, definitions
from engine.errors import DefinitionNotFound, Invalid, PackageRefused
from tests.check.drawing import CATALOGUE, files, simple, user

NOON = datetime(2027, 1, 4, 12, tzinfo=UTC)
GOOD = files(simple(user()), manifest={"instellingen": [{"sleutel": "termijn", "waarde": 10, "soort": "keuze"}]})
CHANGED = files(simple(user("vraag_stellen")))
WRONG = files(simple('<task id="x" name="Iets"/>'))


@pytest.fixture
def session(database_url):
    engine = db.connect(database_url)
    with db.transaction() as opened:
        yield opened
    engine.dispose()


def publish(session, package):
    return definitions.publish(session, package, note="", by="proef", now=NOON, catalogue=CATALOGUE)


def test_a_first_publication_is_version_one(session):
    version = publish(session, GOOD)
    assert (version.number, version.package.name, version.package.title) == (1, "proef", "Proef")


def test_the_same_files_stay_the_same_version(session):
    assert publish(session, GOOD) is publish(session, dict(reversed(GOOD.items())))


def test_other_files_are_the_next_version_and_the_latest(session):
    first, second = publish(session, GOOD), publish(session, CHANGED)
    assert (first.number, second.number) == (1, 2)
    assert definitions.latest(session, "proef") is second
    assert definitions.versions(session, "proef") == [second, first]


def test_going_back_to_older_files_is_a_new_version(session):
    assert [publish(session, p).number for p in (GOOD, CHANGED, GOOD)] == [1, 2, 3]


def test_a_package_with_errors_is_refused_with_its_findings(session):
    with pytest.raises(PackageRefused) as refused:
        publish(session, WRONG)
    assert [f.element for f in refused.value.findings] == ["x"]
    assert definitions.packages(session) == []


def test_the_files_come_back_as_they_were_published(session):
    assert definitions.files_of(session, publish(session, GOOD).id) == GOOD


def test_the_content_of_a_version_is_read_once(session):
    version = publish(session, GOOD)
    content = definitions.content_of(session, version.id)
    assert content is definitions.content_of(session, version.id)
    assert (content.name, content.process_key, content.settings["termijn"]) == ("proef", "p", 10)
    assert set(content.forms) == {"vraag", "begin"}
    assert "taak" in content.definitions.elements["p"]


def test_a_version_that_is_not_there_is_not_found(session):
    with pytest.raises(DefinitionNotFound):
        definitions.content_of(session, 99)
    with pytest.raises(DefinitionNotFound):
        definitions.latest(session, "weg")


def test_a_setting_that_changes_changes_the_digest():
    assert definitions.from_files(GOOD).digest != definitions.from_files(CHANGED).digest


@pytest.mark.parametrize("data", [b"{", b"[]", b"\xff"])
def test_content_without_a_readable_manifest_is_refused(data):
    with pytest.raises(Invalid):
        definitions.from_files({**GOOD, "bpmn/proef/pakket.json": data})


def test_a_package_survives_zip_and_folder(tmp_path):
    for path, data in definitions.read_zip(definitions.write_zip(GOOD)).items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    assert definitions.read_folder(tmp_path, "proef") == GOOD
