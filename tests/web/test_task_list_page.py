"""The list of tasks: filters that are kept, several tasks at once, what is new, and looking again."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from dossier import organisations, saved_filters, users
from dossier.last_seen import LastSeen
from dossier.saved_filters import SavedFilter
from engine import access, db, tasks
from engine.models import HistoricActivity, Task
from tests.web.web_world import PASSWORD, World, do


@pytest.fixture
def colleague(world: World) -> str:
    """Another regisseur of the same organisation; returns his key."""
    with db.transaction() as session:
        home = organisations.find(session, world.actor("procesregisseur").organisation_key)
        assert home is not None
        made = users.add(
            session, username="tweede", name="Sam Tweede", password=PASSWORD, organisation=home,
            roles=("procesregisseur",),
        )  # fmt: skip
        return made.key


def holder(task_id: int) -> str | None:
    with db.reading() as session:
        return session.get_one(Task, task_id).assignee


def together(world: World, who: str, deed: str, *chosen: object, **more: str) -> str:
    data = {"taak": [str(each) for each in chosen], "daad": deed, **more}
    answer = world.client(who).post("/taken/samen", data=data, follow_redirects=True)
    assert answer.status_code == 200
    return answer.text


def test_several_tasks_are_taken_and_given_back_at_once(world, case):
    other = world.start_case(groep_alias="Groep Havenkade")
    chosen = [world.task(case), world.task(other)]
    assert "2 van 2 taken door u gepakt." in together(world, "procesregisseur", "pakken", *chosen)
    me = world.actor("procesregisseur").user_key
    assert [holder(each) for each in chosen] == [me, me]
    assert "2 van 2 taken vrijgegeven." in together(world, "procesregisseur", "vrijgeven", *chosen)
    assert [holder(each) for each in chosen] == [None, None]


def test_what_one_task_refuses_does_not_stop_the_others(world, case, colleague):
    other = world.start_case(groep_alias="Groep Havenkade")
    taken, free = world.task(case), world.task(other)
    with db.transaction() as session:
        tasks.claim(session, taken, by=world.actor("tweede"), now=world.clock())
    page = together(world, "procesregisseur", "pakken", taken, free, 999999)
    assert "1 van 3 taken door u gepakt." in page
    assert "is intussen van Sam Tweede." in page and "Een van de taken is er niet." in page
    assert holder(free) == world.actor("procesregisseur").user_key and holder(taken) == colleague


def test_a_task_of_a_case_of_others_looks_like_one_that_is_not_there(world, case):
    page = together(world, "boa", "pakken", world.task(case))
    assert "0 van 1 taak door u gepakt. Een van de taken is er niet." in page and holder(world.task(case)) is None


def test_a_task_is_given_to_a_colleague_who_may_do_it_and_the_case_remembers(world, case, colleague):
    task_id = world.task(case)
    assert "1 van 1 taak toegewezen." in together(world, "procesregisseur", "toewijzen", task_id, aan=colleague)
    assert holder(task_id) == colleague
    with db.reading() as session:
        assert session.scalars(select(HistoricActivity.by).where(HistoricActivity.kind == "assignment")).all() == [
            world.actor("procesregisseur").user_key
        ]
    assert "aan een collega gegeven" in world.get("procesregisseur", f"/groepen/{case}").text


def test_a_task_is_not_given_to_a_colleague_without_the_role_nor_to_another_organisation(world, case, colleague):
    with db.transaction() as session:
        user = users.find(session, colleague)
        assert user is not None
        user.roles = []
    task_id = world.task(case)
    page = together(world, "procesregisseur", "toewijzen", task_id, aan=colleague)
    assert "mag die collega niet doen" in page
    page = together(world, "procesregisseur", "toewijzen", task_id, aan=world.actor("politie").user_key)
    assert "Kies aan wie u de taken geeft." in page and holder(task_id) is None


@pytest.mark.parametrize("chosen", [(), ("x",), ("-1",), ("9" * 30,)])
def test_nothing_chosen_does_nothing(world, case, chosen):
    assert "Kies eerst een of meer taken" in together(world, "procesregisseur", "pakken", *chosen)
    assert "Kies eerst een of meer taken" in together(world, "procesregisseur", "weg", world.task(case))


def test_a_filter_is_kept_with_its_count_and_thrown_away(world, case):
    asked = {"naam": "Stap een  ", "lijst": "groep", "stap": "1", "te_laat": "", "sorteer": "zaak"}
    world.post("procesregisseur", "/taken/filters", asked)
    page = world.get("procesregisseur", "/taken").text
    assert "Stap een</a>" in page and "/taken?lijst=groep&amp;sorteer=zaak&amp;stap=1" in page
    assert "Stap een</a>" in world.get("procesregisseur", "/").text
    with db.reading() as session:
        kept = session.scalars(select(SavedFilter)).one()
    world.post("boa", "/taken/filters/verwijderen", {"filter": str(kept.id)})  # not his
    assert "Stap een</a>" in world.get("procesregisseur", "/taken").text
    world.post("procesregisseur", "/taken/filters/verwijderen", {"filter": str(kept.id)})
    assert "Stap een</a>" not in world.get("procesregisseur", "/taken").text


def test_there_are_at_most_ten_filters_and_a_name_again_replaces(world, case):
    for number in [*range(12), 3]:
        world.post("procesregisseur", "/taken/filters", {"naam": f"Filter {number}"})
    with db.reading() as session:
        names = session.scalars(select(SavedFilter.name)).all()
    assert sorted(names) == sorted(f"Filter {number}" for number in range(saved_filters.MOST))


def test_a_filter_of_hostile_words_is_the_usual_list(world, case):
    world.post("procesregisseur", "/taken/filters", {"naam": "<b>x", "lijst": "'; --", "stap": "99", "sorteer": "x"})
    page = world.get("procesregisseur", "/taken").text
    assert "&lt;b&gt;x</a>" in page and 'href="/taken">&lt;b&gt;x' in page


def test_a_list_says_what_is_new_until_somebody_looked_and_a_list_is_no_look(world, case):
    assert "Nieuw</span>" in world.get("procesregisseur", "/taken").text
    assert "Nieuw</span>" in world.get("procesregisseur", "/taken").text
    world.get("procesregisseur", f"/groepen/{case}")
    assert "Nieuw</span>" not in world.get("procesregisseur", "/taken").text
    # when somebody else does something
    world.clock.forward(minutes=5)
    do(world, "procesregisseur", case, "stap-1-uitvraag", partners_vragen="false")
    assert "Nieuw</span>" in world.get("procesregisseur", "/taken").text  # a task came
    with db.transaction() as session:
        session.add(
            HistoricActivity(
                instance_id=case, process_key="", activity_id="", name="Iets", kind="note", state="completed",
                at=world.clock(), by=world.actor("politie").user_key,
            )
        )  # fmt: skip
    assert "Nieuw</span>" in world.get("procesregisseur", "/groepen").text
    world.get("procesregisseur", f"/groepen/{case}")
    assert "Nieuw</span>" not in world.get("procesregisseur", "/groepen").text


def test_what_one_did_oneself_is_not_new_in_a_case(world, case):
    world.get("procesregisseur", f"/groepen/{case}")
    with db.transaction() as session:
        session.add(
            HistoricActivity(
                instance_id=case, process_key="", activity_id="", name="Iets", kind="note", state="completed",
                at=world.clock(), by=world.actor("procesregisseur").user_key,
            )
        )  # fmt: skip
    assert "Nieuw</span>" not in world.get("procesregisseur", "/groepen").text


def test_a_partner_does_not_learn_that_others_did_something(world, case):
    world.invite(case, "boa", access.PARTNER)
    assert "Nieuw</span>" not in world.get("boa", "/groepen").text


def test_a_refused_look_is_not_kept(world, case):
    assert world.get("boa", f"/groepen/{case}").status_code == 404
    with db.reading() as session:
        assert session.scalars(select(LastSeen)).all() == []


@pytest.mark.parametrize("path", ["/", "/taken"])
def test_who_looks_again_gets_nothing_until_something_changed(world, case, path):
    client = world.client("procesregisseur")
    mark = client.get(path).headers["ETag"]
    again = client.get(path, headers={"If-None-Match": mark})
    assert (again.status_code, again.data) == (304, b"")
    world.start_case(groep_alias="Groep Havenkade")
    fresh = client.get(path, headers={"If-None-Match": mark})
    assert fresh.status_code == 200 and fresh.headers["ETag"] != mark
    assert "no-store" in fresh.headers["Cache-Control"]


def test_the_mark_of_one_person_is_not_that_of_another(world, case):
    mark = world.get("procesregisseur", "/taken").headers["ETag"]
    assert world.client("politie").get("/taken", headers={"If-None-Match": mark}).status_code == 200
