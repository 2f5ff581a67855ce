"""The demo municipality: made by real work, complete, and without a name outside the vault."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

import app
from cli.demo import answers, people
from dossier import vault
from dossier.groups import Groep
from engine import db, definitions, incidents
from engine.models import InstanceState, ProcessInstance
from tests import databases

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def home(tmp_path_factory, module_database_url) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("demo")
    settings = replace(
        app.read_settings(),
        home=folder,
        database_url=module_database_url,
        key_file=folder.with_name("demo-sleutel") / "zevenstap.key",
        secret_key="only for this test",
        smtp=None,
    )
    app.prepare(settings)
    engine = db.connect(settings.database_url)
    catalogue, key = app.build_catalogue(settings), app.installation_key(settings)
    with db.transaction() as session:
        files = definitions.read_folder(app.ROOT, "werkproces-2016")
        definitions.publish(session, files, note="", by="test", now=NOW, catalogue=catalogue)
    printed = app.loading.load(catalogue=catalogue, key=key, now=NOW)
    again = app.loading.load(catalogue=catalogue, key=key, now=NOW)
    assert printed == again and people.PASSWORD in printed
    yield folder
    engine.dispose()


def test_cases_stand_in_different_steps_and_none_is_stuck(home):
    with db.reading() as session:
        cases = list(session.scalars(select(ProcessInstance)))
        assert incidents.count_open(session) == 0
    assert {c.step for c in cases if c.state is InstanceState.ACTIVE} == {1, 2, 4, 5, 6}
    assert [c.end_activity_id for c in cases if c.state is InstanceState.COMPLETED] == ["geen_problematische_groep"]


def test_no_name_of_a_list_stands_anywhere_but_sealed_in_the_vault(home):
    with db.reading() as session:
        with_names = [c.id for c in session.scalars(select(ProcessInstance)) if vault.references(session, c.id)]
    assert with_names, "the demo has lists of names"
    planted = [row["naam"].encode() for row in answers.names(NOW.date())]
    for place, content in databases.everything_kept(db.make_session.kw["bind"], home):
        assert not [name for name in planted if name in content], place


def test_the_list_of_a_group_that_is_not_problematic_is_destroyed(home):
    with db.reading() as session:
        ended = session.scalars(select(ProcessInstance).where(ProcessInstance.state == InstanceState.COMPLETED)).one()
        assert vault.references(session, ended.id, category="namenlijst") == []


def test_mail_says_that_there_is_something_and_not_what(home):
    mails = list((home / "uitbak").glob("*.eml"))
    assert mails
    with db.reading() as session:
        aliases = list(session.scalars(select(Groep.alias)))
    for mail in mails:
        text = mail.read_text()
        assert "/" in text and not [alias for alias in aliases if alias in text], mail.name
