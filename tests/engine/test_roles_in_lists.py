"""A role in one case says nothing of another."""

from __future__ import annotations

from engine import access, db, instances, tasks
from engine.access import Actor
from engine.models import PackageVersion, ProcessInstance
from tests.engine.conftest import REGISSEUR
from tests.runtime.drawing import NOON, diagram, user_task

OFFICER = Actor("user-7", "org-7", frozenset({"procesregisseur", "politie", "org-7"}))


def test_a_task_for_a_role_that_somebody_holds_in_another_case_is_not_in_his_list(walk):
    # given: an officer who is regisseur in one case, and takes part in another for the police
    drawn = diagram(
        '<startEvent id="begin"/><endEvent id="klaar"/>'
        + user_task("wegen", candidateGroups="procesregisseur")
        + "[begin>wegen][wegen>klaar]"
    )
    for_police = walk(drawn)
    with db.transaction() as session:
        version_id = session.get_one(ProcessInstance, for_police.id).version_id
        as_regisseur = instances.start(
            session,
            session.get_one(PackageVersion, version_id),
            {},
            business_key="groep-2",
            title="Groep Twee",
            by=REGISSEUR,
            now=NOON,
            catalogue=for_police.catalogue,
        ).id
        access.invite(session, for_police.id, organisation_key="org-7", role="politie", now=NOON)
        access.invite(session, as_regisseur, organisation_key="org-7", role="procesregisseur", now=NOON)
    # when
    with db.reading() as session:
        found = tasks.open_tasks(session, OFFICER, which="alle", now=NOON)
    # then
    assert [task.instance_id for task in found.rows] == [as_regisseur]
    assert found.total == 1
