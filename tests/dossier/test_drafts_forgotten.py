"""Drafts of tasks that ended without them do not stay sealed for ever."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from dossier import drafts, vault
from dossier.drafts import Draft
from dossier.keys import VaultKey
from dossier.vault import VaultRecord
from engine.models import Task, TaskState
from tests.dossier.dossier_world import KEY, NOW, World

LATER = NOW + timedelta(days=2)


def draft(world: World, who: str = "agent") -> Task:
    """A task with a draft of this person, and a file that waits with it."""
    task, actor = world.task(), world.actor(who)
    drafts.save(world.session, task.id, actor=actor, data={"naam": "Testpersoon Een"}, now=NOW, key=KEY)
    vault.store(
        world.session,
        world.instance_id,
        category=vault.DRAFT,
        kind=vault.DRAFT,
        step=None,
        provider="politie",
        author=actor.user_key,
        value=b"bestand",
        now=NOW,
        key=KEY,
    )
    return task


def end(world: World, task: Task, state: TaskState) -> None:
    task.state, task.ended_at = state, NOW
    world.session.flush()


def left(world: World) -> tuple[int, int, int]:
    return tuple(len(list(world.session.scalars(select(table)))) for table in (Draft, VaultRecord, VaultKey))


@pytest.mark.parametrize("state", [TaskState.CANCELLED, TaskState.COMPLETED])
def test_the_draft_of_an_ended_task_goes_with_its_files_and_keys(world: World, state: TaskState) -> None:
    end(world, draft(world), state)
    assert drafts.forget_ended(world.session, now=LATER) == 1
    assert left(world) == (0, 0, 0)


def test_who_was_typing_has_a_day_to_copy_it(world: World) -> None:
    end(world, draft(world), TaskState.CANCELLED)
    assert drafts.forget_ended(world.session, now=NOW + timedelta(hours=23)) == 0


def test_drafts_of_open_tasks_and_of_others_stay(world: World) -> None:
    end(world, draft(world), TaskState.CANCELLED)
    draft(world, "burgemeester")
    assert drafts.forget_ended(world.session, now=LATER) == 1
    assert left(world) == (1, 2, 2)


def test_files_stay_while_their_writer_has_another_draft_in_the_case(world: World) -> None:
    end(world, draft(world), TaskState.CANCELLED)
    draft(world)
    assert drafts.forget_ended(world.session, now=LATER) == 1
    assert left(world) == (1, 3, 3)
