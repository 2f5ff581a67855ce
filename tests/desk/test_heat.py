"""The heat map: what one answer tells, and that all answers together tell no small count."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from dossier.suppression import LEAST, rounded, stands
from engine import db, heat
from engine.migration.tables import CaseState, Migration, MigrationCase
from engine.models import HistoricActivity, PackageVersion, ProcessInstance, Task, TaskState
from tests.desk.test_publishing import HELP, another_version
from tests.desk.test_versions import first
from tests.web.web_world import World
from web.desk import quarters

STEP = "stap_1_signalen"
ELEMENT = "uitvraag_voorbereiden"
WINTER, SPRING = datetime(2027, 1, 10, 9, tzinfo=UTC), datetime(2027, 4, 10, 9, tzinfo=UTC)
COUNTS = st.lists(st.integers(0, 12), min_size=8, max_size=8)  # of an element, per quarter of two years


def page(world: World, period: str = "") -> str:
    url = f"/processen/versies/{first().id}/drukte?proces={STEP}&periode={period}"
    answer = world.get("beheerder", url)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def figures(text: str) -> list[str]:
    """What stands in the row of the element, after its name."""
    row = next(row for row in text.split("<tr") if "Uitvraag voorbereiden" in row)
    return [" ".join(re.sub("<[^>]+>", " ", cell.partition(">")[2]).split()) for cell in row.split("<td")[2:]]


def cases(world: World, count: int, *, ended: datetime | None = None, due: datetime | None = None) -> None:
    """So many at the element; or through it by then."""
    for number in range(count):
        instance_id = world.start_case(groep_alias=f"Groep {number}")
        task_id = world.task(instance_id)
        with db.transaction() as session:
            task = session.get_one(Task, task_id)
            task.due_at = due
            if ended:
                task.state, task.ended_at = TaskState.COMPLETED, ended
                began = session.scalars(
                    select(HistoricActivity).where(
                        HistoricActivity.instance_id == instance_id, HistoricActivity.activity_id == ELEMENT
                    )
                ).one()
                columns = ("instance_id", "process_key", "activity_id", "name", "kind", "step")
                same = {name: getattr(began, name) for name in columns}
                session.add(HistoricActivity(**same, state="completed", at=ended, by=None, detail=""))


@given(COUNTS)
def test_no_sum_or_difference_of_what_is_shown_is_a_small_count(counts: list[int]) -> None:
    years = [counts[:4], counts[4:]]
    shown_quarters = [[count for count in year if stands([count])] for year in years]
    for year, shown in zip(years, shown_quarters, strict=True):
        if not stands(year):
            continue
        for size in range(len(shown) + 1):
            for taken in combinations(shown, size):  # the year, less any of its quarters
                left = sum(year) - sum(taken)
                assert left == 0 or left >= LEAST
        hidden_quarters = [count for count in year if not stands([count])]
        assert len(hidden_quarters) != 1


@given(COUNTS)
def test_no_difference_of_what_stands_on_the_pages_is_a_small_count(counts: list[int]) -> None:
    periods = [[count] for count in counts] + [counts[:4], counts[4:]]
    pages = [rounded(sum(each)) for each in periods if stands(each)]
    assert all(abs(one - other) == 0 or abs(one - other) >= LEAST for one in pages for other in pages)


@given(COUNTS, st.integers(0, 12))
def test_what_was_shown_is_not_changed_by_what_comes_later(counts: list[int], later: int) -> None:
    assert [stands([count]) for count in counts] == [stands([count]) for count in [*counts, later]][:8]


@given(st.dates(date(2020, 1, 1), date(2035, 12, 31)), st.dates(date(2020, 1, 1), date(2035, 12, 31)))
def test_periods_that_are_offered_are_over_and_never_overlap_halfway(since: date, today: date) -> None:
    found = quarters.offered(since, today)
    assert len({period.key for period in found}) == len(found)
    for period in found:
        assert period.last_day < today
        assert len(period.begins) in (2, 5)
    for one, other in combinations(found, 2):
        begin, end = max(one.begins[0], other.begins[0]), min(one.begins[-1], other.begins[-1])
        assert begin >= end or (begin, end) in [(each.begins[0], each.begins[-1]) for each in (one, other)]


def test_before_a_quarter_is_over_there_are_no_figures(world: World) -> None:
    text = page(world)
    assert "Er zijn nog geen cijfers" in text and "1 januari" in text
    assert "2026-4" not in text


def test_small_counts_and_elements_without_a_case_look_the_same(world: World) -> None:
    cases(world, 4, ended=world.clock() + timedelta(days=3))
    world.clock.now = WINTER
    text = page(world)
    assert figures(text) == ["niet getoond", "niet getoond", "-", "-"]
    assert text.count("niet getoond") == 2 * text.count('class="zs-hoofd"')
    assert "Groep 1" not in text


def test_counts_are_rounded_and_stand_still_while_cases_go_on(world: World) -> None:
    due = world.clock() + timedelta(days=10)
    cases(world, 6, due=due)
    cases(world, 7, ended=world.clock() + timedelta(days=3), due=due)
    world.clock.now = WINTER
    before = figures(page(world, "2026-4"))
    assert before == ["5", "5", "3 dagen", "45%"]

    cases(world, 1, ended=WINTER)
    world.clock.now = SPRING
    assert figures(page(world, "2026-4")) == before
    assert figures(page(world, "2027-1"))[1:3] == ["niet getoond", "-"]
    assert figures(page(world, "2026"))[1] == "niet getoond"  # the quarters before it had none: a small count


def test_a_case_that_moves_to_another_version_stays_in_the_figures_of_its_time(world: World) -> None:
    cases(world, 5, ended=world.clock() + timedelta(days=3))
    another_version(world, HELP, b"# Anders")
    world.clock.now = WINTER
    with db.transaction() as session:
        old, new = session.scalars(select(PackageVersion).order_by(PackageVersion.number))
        moved = session.scalars(select(ProcessInstance)).first()
        assert moved is not None
        moved.version = new
        old_id, new_id = old.id, new.id
        made = {"mapping": b"", "recompute": False, "created_at": WINTER, "created_by": "user-1"}
        migration = Migration(from_version=old, to_version=new, **made)
        session.add(MigrationCase(migration=migration, instance=moved, state=CaseState.MOVED, at=WINTER))
    with db.reading() as session:
        span = [(datetime(2026, 10, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))]
        assert heat.of_version(session, old_id, span)[(STEP, ELEMENT)].ended == [5]
        assert (STEP, ELEMENT) not in heat.of_version(session, new_id, span)
        assert heat.running(session, new_id) == 1


def test_a_period_that_is_not_offered_gives_one_that_is(world: World) -> None:
    world.clock.now = SPRING
    for period in ("", "2026-3", "2026-9", "morgen", "2019-1"):
        assert '<option value="2027-1" selected>' in page(world, period)
