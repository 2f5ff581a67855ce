"""The dashboard of the regisseur: what it counts, for whom, and what goes into a file."""

from __future__ import annotations

import csv
from datetime import timedelta
from io import StringIO

import pytest

from dossier import actions, audit
from dossier.actions import ActionStatus, Package, PlannedAction
from engine import db
from engine.models import HistoricActivity, InstanceState, Job, JobState, ProcessInstance, Task, TaskState
from tests.web.test_audit import lines as audited
from tests.web.web_world import ROLES, World, do
from web import spreadsheet
from web.dashboard import COLUMNS
from web.dashboard_tables import TABLES

FILES = (*TABLES, "wachtlijst")


def page(world: World, query: str = "") -> str:
    answer = world.get("procesregisseur", f"/overzicht{query}")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def table(world: World, name: str, query: str = "") -> list[dict[str, str]]:
    """The rows of a file, by the names of its columns."""
    answer = world.get("procesregisseur", f"/overzicht/{name}.csv{query}")
    assert answer.status_code == 200 and answer.content_type == "text/csv; charset=utf-8"
    return list(csv.DictReader(StringIO(answer.get_data().decode("utf-8-sig")), delimiter=";"))


def by(rows: list[dict[str, str]], column: str, value: str) -> dict[str, str]:
    return next(row for row in rows if row[column] == value)


def an_action(world: World, case: int, owner: str, *, in_days: int, status: ActionStatus = ActionStatus.OPEN) -> None:
    key = world.actor(owner).organisation_key
    with db.transaction() as session:
        planned = PlannedAction("Gesprek", "groep", "zorg", key, world.clock().date() + timedelta(days=in_days))
        action = actions.plan(session, case, planned, package=Package(), now=world.clock())
        actions.finish(session, action, status, now=world.clock())


def test_the_dashboard_tells_where_cases_are_what_is_late_and_who_must_act(world: World, case: int) -> None:
    do(world, "procesregisseur", case, "stap-1-uitvraag", partners_vragen="false")
    world.start_case(groep_alias="Groep Zilvermees", gebied="West")
    an_action(world, case, "jongerenwerk", in_days=3)
    an_action(world, case, "jongerenwerk", in_days=-3)
    an_action(world, case, "boa", in_days=3, status=ActionStatus.DONE)
    with db.transaction() as session:
        task = session.get_one(Task, world.task(case))
        task.due_at, task.created_at = world.clock() - timedelta(days=10), world.clock() - timedelta(days=20)

    assert by(table(world, "stappen"), "stapnummer", "1") == {
        "stapnummer": "1",
        "stap": "Stap 1: signalen delen",
        "lopende_zaken": "2",
        "zaken_met_iets_te_laat": "1",
    }
    [late] = table(world, "te-laat")
    assert (late["8_tot_28_dagen"], late["te_laat"], late["oudste_termijn"]) == ("1", "1", "2026-11-13")
    assert table(world, "acties") == [
        dict(zip(("organisatie", "open", "te_laat", "klaar", "gestopt"), row, strict=True))
        for row in (("Organisatie jongerenwerk", "2", "1", "0", "0"), ("Organisatie boa", "0", "0", "1", "0"))
    ]
    [waits] = [row for row in table(world, "wachten") if row["wacht_op"] != "Zevenstap"]
    assert waits == {
        "wacht_op": "Organisatie procesregisseur",
        "rol_of_werk": "Procesregisseur",
        "zaken": "2",
        "taken": "2",
        "sinds": "2026-11-03",
    }
    assert [row["zaak"] for row in table(world, "wachtlijst")] == [str(case), str(case + 1)]
    shown = page(world)
    assert "Groep Molenveld" in shown and "Groep Zilvermees" in shown and 'role="img"' in shown


def test_a_step_lasts_from_its_first_task_to_its_last_and_counts_when_the_case_left_it(world: World, case: int) -> None:
    other = world.start_case()
    with db.transaction() as session:
        for number, days in ((case, 10), (other, 20)):
            [task] = session.query(Task).filter_by(instance_id=number, state=TaskState.OPEN)
            task.created_at = world.clock() - timedelta(days=days)
            task.state, task.ended_at = TaskState.COMPLETED, world.clock()
            task.due_at = world.clock() - timedelta(days=1 if number == case else -1)
            session.get_one(ProcessInstance, number).step = 2

    step = by(table(world, "doorlooptijd"), "stapnummer", "1")

    assert (step["afgerond"], step["middelste_duur_dagen"]) == ("2", "15")
    assert (step["taken_met_termijn"], step["taken_na_termijn"]) == ("2", "1")
    earlier = by(table(world, "doorlooptijd", "?van=2026-01-01&tot=2026-11-20"), "stapnummer", "1")
    assert (earlier["afgerond"], earlier["middelste_duur_dagen"]) == ("0", "")


def test_a_part_of_the_municipality_and_a_strange_filter(world: World, case: int) -> None:
    world.start_case(groep_alias="Groep Zilvermees", gebied="West")
    assert [row["zaak"] for row in table(world, "wachtlijst", "?wijk=West")] == [str(case + 1)]
    assert "Groep Molenveld" not in page(world, "?wijk=West")
    for query in ("?wijk=Nergens&van=gisteren&tot=9999-12-31", "?van=2027-01-01&tot=2026-01-01", "?pagina=99999"):
        assert "Groep Molenveld" in page(world, query)


def test_the_machine_is_somebody_to_wait_for(world: World, case: int) -> None:
    with db.transaction() as session:
        session.query(Task).filter_by(instance_id=case).update({"state": TaskState.COMPLETED})
    assert table(world, "wachten")[0]["rol_of_werk"] == "een datum of een bericht"
    with db.transaction() as session:
        session.add(
            Job(
                kind="handler",
                topic="bericht.sturen",
                instance_id=case,
                activity_id="x",
                payload=b"{}",
                due_at=world.clock(),
                created_at=world.clock(),
                state=JobState.INCIDENT,
            )
        )
    [row] = table(world, "wachten")
    assert row["wacht_op"] == "Zevenstap" and row["rol_of_werk"].endswith("(storing)") and row["zaken"] == "1"
    assert table(world, "wachtlijst")[0]["wacht_op"] == "Zevenstap"


def test_what_one_takes_no_part_in_is_not_counted(world: World, case: int) -> None:
    with db.transaction() as session:
        one = session.get_one(ProcessInstance, case)
        session.add(
            ProcessInstance(
                version_id=one.version_id,
                process_key=one.process_key,
                business_key=one.business_key,
                title="Groep Geheim",
                state=InstanceState.ACTIVE,
                step=1,
                snapshot=one.snapshot,
                revision=1,
                started_at=one.started_at,
                started_by="user-9",
            )
        )
        session.flush()
        session.add(HistoricActivity(instance_id=case + 1, process_key="p", activity_id="x", name="", kind="userTask",
                                     state="started", step=1, at=world.clock(), by=None))  # fmt: skip
    an_action(world, case + 1, "boa", in_days=-3)

    assert by(table(world, "stappen"), "stapnummer", "1")["lopende_zaken"] == "1"
    assert not table(world, "acties") and len(table(world, "wachtlijst")) == 1
    assert "Groep Geheim" not in page(world)


def test_only_the_regisseur_has_the_dashboard_and_a_file_that_does_not_exist_is_not_there(world: World) -> None:
    paths = ("/overzicht", "/overzicht/stappen.csv")
    assert {role for role in ROLES for path in paths if world.get(role, path).status_code != 403} == {"procesregisseur"}
    assert world.get("procesregisseur", "/overzicht/namen.csv").status_code == 404
    assert 'href="/overzicht"' in world.get("procesregisseur", "/").text
    assert 'href="/overzicht"' not in world.get("boa", "/").text


def test_each_file_has_the_columns_of_the_handbook_no_names_and_a_line_in_the_audit_trail(
    world: World, case: int
) -> None:
    task_id = world.task(case)
    assert world.post("procesregisseur", f"/taken/{task_id}/pakken").status_code == 302
    handbook = (world.app.extensions["zevenstap"].root / "docs/behandelaar/cijfers.md").read_text("utf-8")
    for name in FILES:
        answer = world.get("procesregisseur", f"/overzicht/{name}.csv")
        text = answer.get_data().decode("utf-8")
        assert text.startswith("\ufeff") and "Molenveld" not in text and "Kim van" not in text
        heads = text.splitlines()[0].removeprefix("\ufeff").split(";")
        assert f"`{name}`" in handbook and ", ".join(f"`{head}`" for head in heads) in handbook, heads
    assert table(world, "wachtlijst")[0].keys() == set(COLUMNS)
    exported = [line for line in audited(verb=audit.EXPORTED) if line[1] == "dashboard.as_csv"]
    assert len(exported) == len(FILES) + 1


@pytest.mark.parametrize("text", ["=1+1", "+31", "-2", "@SUM(A1)", "\t=1", "\r=1", "  =1", "＝1"])
def test_no_cell_of_a_file_is_a_formula(world: World, text: str) -> None:
    with world.app.test_request_context():
        answer = spreadsheet.answer("proef", ["kop"], [(text,), (-3,), ("gewoon = tekst",)])
    rows = list(csv.reader(StringIO(answer.get_data().decode("utf-8-sig"), newline=""), delimiter=";"))
    assert rows == [["kop"], [f"'{text}"], ["-3"], ["gewoon = tekst"]]


def many(world: World, case: int, owner: str, status: ActionStatus, count: int) -> None:
    for _ in range(count):
        an_action(world, case, owner, in_days=30, status=status)


def figures(world: World) -> dict[tuple[str, str], str]:
    """What who sees no case is shown, a quarter later."""
    world.clock.forward(days=60)
    text = world.get("bestuur", "/cijfers/tabel.csv").get_data().decode("utf-8-sig")
    return {(row[0], row[1]): row[2] for row in csv.reader(StringIO(text), delimiter=";")}


def test_management_sees_the_work_without_small_counts_and_without_a_link(world: World, case: int) -> None:
    for number in range(6):
        world.start_case(groep_alias=f"Groep Zilvermees {number}")
    many(world, case, "boa", ActionStatus.OPEN, 7)
    many(world, case, "boa", ActionStatus.DONE, 8)
    many(world, case, "boa", ActionStatus.FAILED, 1)
    many(world, case, "politie", ActionStatus.DONE, 2)

    shown = figures(world)

    assert shown["In het kort", "Taken die open staan"] == "5"  # seven, rounded
    assert shown["Hoe lang een stap duurt", "Stap 1: signalen delen"] == "niet getoond"
    assert shown["Acties die klaar zijn, per soort organisatie", "Politie"] == "niet getoond"
    # seven that run, eight that are done: with the sixteen in all somebody would compute the one that failed
    of_boas = [number for (_table, kind), number in shown.items() if kind == "Boa's en toezicht"]
    assert len(of_boas) == 4 and "niet getoond" in of_boas
    page = world.get("bestuur", "/cijfers").text
    assert 'role="img"' in page and "Zilvermees" not in page and "/groepen/" not in page


def test_what_happens_after_the_quarter_changes_no_figure_on_the_work(world: World, case: int) -> None:
    for number in range(6):
        world.start_case(groep_alias=f"Groep Zilvermees {number}")
    before = figures(world)
    do(world, "procesregisseur", case, "stap-1-uitvraag", partners_vragen="false")
    many(world, case, "boa", ActionStatus.OPEN, 7)

    assert world.get("bestuur", "/cijfers/tabel.csv").get_data().decode("utf-8-sig").count("\n") == len(before)
    world.clock.forward(days=-60)
    assert figures(world) == before
