"""Whatever the diagram and moment: a version with the same drawing changes nothing, and one more task fits in."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from engine import runtime
from engine.runtime import MigrationRefused
from tests.runtime.drawing import Play
from tests.runtime.random_diagrams import Drawn, drawings

STEPS = 25


def migrate(case: Play, files: bytes) -> None:
    """Go to a version made of these files, with nothing renamed."""
    new = runtime.load({"0.bpmn": files})
    r = case.result
    found = runtime.migrate(case.definitions, new, r.snapshot, r.scopes, {}, recompute=False, now=case.now)
    assert found.result.open_ids == r.open_ids
    case.definitions = new
    case._take(found.result)
    case.open = {task.spiff_task_id: task for task in found.tasks}


def answers(drawn: Drawn, leave: bool, number: int) -> dict[str, int]:
    """Values for every choice of the drawing; `leave` ends its loops."""
    return {name: 2 if leave else 1 + (number + place) % 2 for place, name in enumerate(drawn.chooses)}


def play(case: Play, drawn: Drawn, choose: Callable[[int], int], *, moment: int, at: Callable[[], None]) -> list[str]:
    """Do open tasks in some order; returns what was open after each step."""
    seen = []
    for step in range(STEPS * 4):
        if step == moment:
            at()
        if case.completed:
            break
        assert case.activities, "the case is stuck"
        seen.append(" ".join(case.activities))
        case.do(case.activities[choose(step) % len(case.activities)], **answers(drawn, step > STEPS, step))
    return seen


@settings(max_examples=60, deadline=None)
@given(
    drawn=drawings(joins_in_loops=True),
    order=st.lists(st.integers(0, 5), min_size=5, max_size=5),
    moment=st.integers(0, 12),
)
def test_the_same_drawing_as_another_version_changes_nothing(drawn, order, moment):
    stayed, moved = Play(drawn.xml), Play(drawn.xml)

    def choose(step: int) -> int:
        return order[step % len(order)]

    def at() -> None:
        if not moved.completed:
            migrate(moved, drawn.xml)

    expected = play(stayed, drawn, choose, moment=moment, at=lambda: None)
    assert play(moved, drawn, choose, moment=moment, at=at) == expected
    assert moved.completed == stayed.completed and moved.variables == stayed.variables
    assert moved.happened == stayed.happened


@settings(max_examples=60, deadline=None)
@given(
    drawn=drawings(joins_in_loops=True),
    order=st.lists(st.integers(0, 5), min_size=5, max_size=5),
    moment=st.integers(0, 12),
    place=st.integers(0, 50),
)
def test_one_task_more_anywhere_fits_in_at_any_moment_and_the_case_ends(drawn, order, moment, place):
    case = Play(drawn.xml)
    longer = Drawn(dict(drawn.kinds), list(drawn.flows), list(drawn.chooses))
    a, b, condition = longer.flows.pop(place % len(longer.flows))
    name = longer.node("task")
    longer.connect(a, name, condition)
    longer.connect(name, b)

    def at() -> None:
        if not case.completed:
            try:
                migrate(case, longer.xml)
            except MigrationRefused as refused:
                raise AssertionError(refused) from refused

    play(case, drawn, lambda step: order[step % len(order)], moment=moment, at=at)
    assert case.completed
