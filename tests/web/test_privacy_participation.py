"""The table of routes against what really happens: any person, any role, any tie with the case, any route."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, update

from dossier import users
from dossier.users import UserRole
from engine import access, db
from engine.access import Participant
from tests.databases import Databases
from tests.web import web_world
from tests.web.test_access import Ids, ask, routes
from tests.web.test_access import ids as make_ids
from tests.web.web_world import ROLES, World
from web import permissions
from web.permissions import CASE_ROLES, Part

TITLE = "Groep Molenveld"
TIES = st.lists(
    st.tuples(st.sampled_from([*sorted(CASE_ROLES)]), st.booleans(), st.booleans(), st.booleans()), max_size=3
)


@pytest.fixture(scope="module")
def shared(
    template: tuple[Path, str], databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[World, Ids]]:
    """One installation for all examples; every example puts the person's roles and ties anew."""
    patch = pytest.MonkeyPatch()
    patch.setattr(users, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    with databases.copy(template[1]) as url:
        world = web_world.copy(template[0], tmp_path_factory.mktemp("deelname"), url)
        ids = make_ids.__wrapped__(world, world.start_case())  # type: ignore[attr-defined]
        world.client("boa")
        yield world, ids
        world.engine.dispose()
    patch.undo()


def arrange(world: World, ids: Ids, roles: set[str], ties: list[tuple[str, bool, bool, bool]], active: bool) -> bool:
    """Give the person these roles and ties; returns whether he takes part now."""
    taking_part = False
    with db.transaction() as session:
        user = users.by_username(session, "boa")
        assert user is not None
        user.active = active
        session.execute(delete(UserRole).where(UserRole.user_id == user.id))
        session.expire(user)
        user.roles = [UserRole(role=role) for role in sorted(roles)]
        session.execute(delete(Participant).where(Participant.organisation_key == user.organisation.key))
        for role, personal, mine, ended in ties:
            # A personal tie is for this person or for somebody else of the same organisation.
            who = (user.key if mine else "user-999") if personal else None
            access.invite(
                session,
                ids.instance_id,
                organisation_key=user.organisation.key,
                role=role,
                now=world.clock(),
                user_key=who,
            )
            if ended:
                newest = select(Participant.id).order_by(Participant.id.desc()).limit(1).scalar_subquery()
                session.execute(update(Participant).where(Participant.id == newest).values(until=world.clock()))
        left = session.scalars(
            select(Participant).where(
                Participant.organisation_key == user.organisation.key, Participant.until.is_(None)
            )
        )
        for each in left:
            taking_part |= each.user_key in (None, user.key) and each.role in roles | {"partner"}
    return active and taking_part


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    data=st.data(),
    roles=st.sets(st.sampled_from(ROLES), max_size=3),
    ties=TIES,
    active=st.sampled_from([True] * 5 + [False]),
)
def test_nobody_gets_more_than_role_and_tie_allow(
    shared: tuple[World, Ids],
    data: st.DataObject,
    roles: set[str],
    ties: list[tuple[str, bool, bool, bool]],
    active: bool,
) -> None:
    world, ids = shared
    inside = arrange(world, ids, roles, ties, active)
    chosen = data.draw(
        st.lists(st.sampled_from(routes(world)), min_size=6, max_size=12, unique_by=lambda r: (r[0].endpoint, r[1]))
    )
    for rule, method in chosen:
        row = permissions.TABLE[rule.endpoint]
        if row.roles is None or (method == "POST" and rule.endpoint.startswith(("packages.", "settings.", "signal."))):
            continue  # open to all, or making new cases and versions, which other examples would meet
        answer = ask(world, world.client("boa"), rule, method, ids)
        status, text = answer.status_code, answer.get_data().decode("utf-8", "replace")  # a zip is no text
        if not active:
            assert status == 302 and "/inloggen" in answer.headers["Location"], rule
            world.clients.pop("boa", None)
            arrange(world, ids, roles, ties, True)
            world.client("boa")
            arrange(world, ids, roles, ties, False)
        elif row.part in (Part.SIGHT, Part.CASE, Part.TASK) and not inside:
            assert status == 404, f"{method} {rule}: {status}"
        elif not roles & row.roles:
            assert status == 403, f"{method} {rule}: {status}"
        if not inside:
            assert TITLE not in text, f"{method} {rule}"
        assert status < 500, f"{method} {rule}"
