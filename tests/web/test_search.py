"""Search: what fits is found, by who may see it, whatever somebody types."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from dossier import archive, documents, search, search_index
from dossier.documents import File
from dossier.groups import Groep
from dossier.search_index import SearchEntry
from engine import access, db
from engine.access import Participant
from engine.models import ProcessInstance
from tests.web.web_world import ROLES, World, do

WATCHERS = tuple(role for role in ROLES if role not in ("beheerder", "applicatiebeheerder", "coordinator", "bestuur"))


def found(world: World, who: str, asked: str, kind: str = "") -> list[tuple[str, str]]:
    with db.reading() as session:
        page = search.find(session, world.actor(who), asked, kind=kind)
    return [(row.kind, row.text) for row in page.rows]


def document(world: World, case: int, title: str, receivers: tuple[str, ...] = ()) -> None:
    with db.transaction() as session:
        documents.add(
            session, case, file=File("stuk.txt", "text/plain", b"Wat erin staat"), title=title, kind="overzicht",
            by="user-1", provider="org-1", now=world.clock(), key=world.app.extensions["zevenstap"].vault_key,
            receivers=receivers,
        )  # fmt: skip


def test_a_case_is_found_by_the_begin_of_its_name_and_its_area_with_or_without_accents(world, case):
    for asked in ("molenveld", "MOLEN", "oost groep", "mólen", "molen, (oost)"):
        assert found(world, "procesregisseur", asked, "zaak") == [("zaak", "Groep Molenveld · Oost")], asked
    assert found(world, "procesregisseur", "olenveld") == []


def test_an_open_task_is_found_and_one_that_is_done_is_not(world, case):
    task_id = world.task(case, "stap-1-uitvraag")
    with db.reading() as session:
        name = session.scalar(select(SearchEntry.text).where(SearchEntry.ref_id == task_id, SearchEntry.kind == "taak"))
    assert ("taak", name) in found(world, "procesregisseur", name)
    do(world, "procesregisseur", case, "stap-1-uitvraag", partners_vragen="false")
    assert ("taak", name) not in found(world, "procesregisseur", name)


def test_a_document_is_found_by_its_title_only_and_only_by_who_it_is_meant_for(world, case):
    world.invite(case, "politie", "politie")
    world.invite(case, "boa", "boa")
    document(world, case, "Verslag wijkschouw", ("politie",))
    for who, sees in (("procesregisseur", True), ("politie", True), ("boa", False)):  # user-1 made it
        assert bool(found(world, who, "wijkschouw")) is sees, who
    assert found(world, "politie", "erin staat") == []


def test_a_new_name_of_the_group_is_found_and_the_old_one_no_more(world, case):
    with db.transaction() as session:
        session.scalars(select(Groep)).one().area = "Zuiderpark"
    assert found(world, "procesregisseur", "zuiderpark", "zaak") != []
    assert found(world, "procesregisseur", "oost", "zaak") == []


def test_a_dossier_that_was_destroyed_leaves_the_index(world, case):
    document(world, case, "Verslag")
    with db.transaction() as session:
        archive._remove(session, case)
        archive._forget(session, session.get_one(ProcessInstance, case))
    with db.reading() as session:
        assert session.scalars(select(SearchEntry)).all() == []
    assert found(world, "procesregisseur", "molenveld") == []


def test_nothing_of_a_change_that_was_undone_is_found(world, case):
    with pytest.raises(ZeroDivisionError), db.transaction() as session:
        session.get_one(ProcessInstance, case).title = "Groep Ongedaan"
        session.flush()
        raise ZeroDivisionError
    assert found(world, "procesregisseur", "ongedaan") == []


@pytest.mark.parametrize("lost", [True, False])
def test_an_index_is_made_anew_whether_it_was_lost_or_full(world, case, lost):
    before = found(world, "procesregisseur", "molenveld")
    if lost:
        with db.transaction() as session:
            session.execute(delete(SearchEntry))
        assert found(world, "procesregisseur", "molenveld") == []
    with db.altering(world.engine) as connection:
        search_index.take_off(connection)
        assert search_index.put_on(connection) >= 2
    assert found(world, "procesregisseur", "molenveld") == before != []
    with db.transaction() as session:  # and kept up to date from then on
        session.get_one(ProcessInstance, case).title = "Groep Anders"
    assert found(world, "procesregisseur", "anders", "zaak") != []


@pytest.mark.parametrize("asked", ['"', "a OR b", "NEAR(", "text:*", "' --", "a & | !", "%_", "é" * 10_000, "-x"])
def test_whatever_somebody_types_he_gets_a_page(world, case, asked):
    assert world.post("procesregisseur", "/zoeken", {"vraag": asked, "pagina": asked}).status_code == 200


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=st.text(max_size=60))
def test_any_text_at_all_is_a_question(world, case, asked):
    found(world, "procesregisseur", asked)


def test_what_was_asked_stands_in_no_address_and_marks_what_fits(world, case):
    answer = world.post("procesregisseur", "/zoeken", {"vraag": "molen <b>"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200 and "<mark>Molenveld</mark>" not in page  # `b` fits nothing
    assert "molen &lt;b&gt;" in page
    assert "<mark>Molenveld</mark>" in world.post("procesregisseur", "/zoeken", {"vraag": "molen"}).text
    assert "vraag=" not in page and "molen" not in (answer.headers.get("Location") or "")


def test_results_come_in_pages(world, case):
    for number in range(3):
        document(world, case, f"Wijkplan {number}")
    with db.reading() as session:
        first = search.find(session, world.actor("procesregisseur"), "wijkplan", size=2)
        second = search.find(session, world.actor("procesregisseur"), "wijkplan", size=2, page=2)
    assert (first.total, first.pages, len(first.rows), len(second.rows)) == (3, 2, 2, 1)
    assert not set(first.rows) & set(second.rows)


PLACES = st.lists(
    st.tuples(st.sampled_from(WATCHERS), st.integers(0, 1), st.sampled_from(WATCHERS), st.booleans()), max_size=8
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(places=PLACES)
def test_nothing_of_a_case_is_found_by_who_takes_no_part_in_it(world, two_cases, places):
    # given random participants: of whose organisation, in which case, in which role, still or no more
    now = world.clock()
    actors = {role: world.actor(role) for role in WATCHERS}
    with db.transaction() as session:
        session.execute(delete(Participant))
        session.flush()
        for who, number, role, ended in places:
            key = actors[who].organisation_key
            row = Participant(instance_id=two_cases[number], organisation_key=key, role=role, since=now)
            row.until = now if ended else None
            session.add(row)
    # then
    with db.reading() as session:
        for actor in actors.values():
            part = {case for case in two_cases if access.takes_part(session, actor, case)}
            for asked in ("groep", "w", "u", "overzicht"):
                assert {row.instance_id for row in search.find(session, actor, asked).rows} <= part
            assert {row.instance_id for row in search.find(session, actor, "groep", kind="zaak").rows} == part


@pytest.fixture
def two_cases(world: World) -> list[int]:
    cases = [world.start_case(), world.start_case(groep_alias="Groep Havenkade")]
    for case in cases:
        document(world, case, "Weekverslag groep")
    return cases
