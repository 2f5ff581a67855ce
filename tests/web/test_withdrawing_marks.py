"""An element with the mark `intrekken` ends, when it is done, what the proof no longer counts on."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import true

from dossier import privacy
from dossier.errors import SharingRefused
from dossier.privacy import Outcome, PrivacyBesluit
from engine import check, db, definitions, history
from engine.errors import PackageRefused
from tests.web.web_world import World, deliver, do, to_groepsscan

MARK = '<camunda:property name="stap" value="2" />'
TASK = 'id="levering_controleren" name="Levering controleren"'


def marked(world: World, value: str) -> None:
    """The national package, with the mark on one task."""
    with db.transaction() as session:
        content = definitions.content_of(session, definitions.latest(session, "werkproces-2016").id)
        path = "bpmn/werkproces-2016/groepsscan.bpmn"
        before, task, after = content.files[path].decode().partition(TASK)
        after = after.replace(MARK, f'{MARK}<camunda:property name="intrekken" value="{value}" />', 1)
        definitions.publish(
            session,
            {**content.files, path: (before + task + after).encode()},
            note="Test",
            by="user-1",
            now=world.clock(),
            catalogue=world.app.extensions["zevenstap"].catalogue,
        )


def decided(world: World, case: int, *kinds: str) -> int:
    with db.transaction() as session:
        besluit = PrivacyBesluit(
            instance_id=case,
            stappen=[2, 3],
            gegeven=list(kinds),
            verstrekker=["politie"],
            ontvanger=["burgemeester"],
            tabel_uitkomst=Outcome.TOESTAAN,
            uitkomst=Outcome.TOESTAAN,
            grondslagen=[],
            confirmed_by="user-1",
            confirmed_at=world.clock(),
            valid_until=date(2027, 5, 31),
        )
        session.add(besluit)
        session.flush()
        return besluit.id


def test_what_is_marked_ends_and_the_rest_goes_on(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:  # the proof wants a new gate in step 3; this test stops before that
        patch.setattr(check, "check_whole", lambda *_: [])
        marked(world, "gezondheid")
    case = world.start_case()
    deliver(world, to_groepsscan(world, case))
    whole, part = decided(world, case, "gezondheid"), decided(world, case, "gezondheid", "politiegegeven")
    with db.reading() as session:
        assert may(session, case, world, "gezondheid")

    do(world, "procesregisseur", case, "groepsscan-ontvangst", levering_compleet="true")

    with db.reading() as session:
        first, second = session.get_one(PrivacyBesluit, whole), session.get_one(PrivacyBesluit, part)
        assert first.withdrawn_at is not None and "Levering controleren" in first.withdrawn_reason
        assert second.withdrawn_at is None and second.gegeven == ["politiegegeven"]
        assert not may(session, case, world, "gezondheid") and may(session, case, world, "politiegegeven")
        told = [line.name for line in history.timeline(session, case, only=true())]
        assert f"Privacybesluit {part} geldt niet meer voor gezondheid" in told


def may(session, case: int, world: World, kind: str) -> bool:  # type: ignore[no-untyped-def]
    try:
        privacy.require(
            session, case, step=2, kind=kind, provider="politie", receivers=("burgemeester",), now=world.clock()
        )
    except SharingRefused:
        return False
    return True


@pytest.mark.parametrize("word", ["alles", "politiegegeven"])
def test_a_package_in_which_something_after_it_still_shares_is_not_published(world: World, word: str) -> None:
    with pytest.raises(PackageRefused) as refused:
        marked(world, word)
    assert "privacypoort" in {finding.rule for finding in refused.value.findings}
