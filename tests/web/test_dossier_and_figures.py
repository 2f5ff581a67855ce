"""The dossier to print, and the figures for the council: who may open them, and what stands in them."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from docx import Document

from dossier import council, documents, looks
from dossier.documents import File
from engine import db
from engine.models import InstanceState, ProcessInstance
from tests.web.web_world import ROLES, World, deliver, to_groepsscan

NAME = "Testpersoon Een"


def text(world: World, who: str, path: str) -> str:
    answer = world.get(who, path)
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True)


def test_the_dossier_tells_all_of_the_group_and_nothing_of_a_person(world: World, case: int) -> None:
    deliver(world, to_groepsscan(world, case))

    page = text(world, "procesregisseur", f"/groepen/{case}/dossier")

    assert "Groep Molenveld" in page and "Het plein bij de molen" in page
    assert "Privacybesluiten" in page and "Standaardrapportage" in page and "Tijdlijn" in page
    assert NAME not in page


def test_the_dossier_with_persons_asks_for_a_purpose_first_and_logs_it(world: World, case: int) -> None:
    deliver(world, to_groepsscan(world, case))
    world.invite(case, "politie", "politie")
    path = f"/groepen/{case}/dossier/personen"
    assert "Waarvoor hebt u dit nodig?" in text(world, "politie", path)
    assert world.post("politie", path, {"doel": "kort"}).status_code == 422

    assert world.post("politie", path, {"doel": "Overdracht aan een collega"}).status_code == 302
    answer = world.get("politie", path)

    assert NAME in answer.get_data(as_text=True)
    assert answer.headers["Cache-Control"] == "no-store"
    with db.reading() as session:
        logged = [line for line in looks.of_instance(session, case) if line.purpose == "Overdracht aan een collega"]
    assert any(line.verb == "raadplegen" and line.allowed for line in logged)


def test_what_the_reader_may_not_see_is_shielded(world: World, case: int) -> None:
    deliver(world, to_groepsscan(world, case))
    world.invite(case, "fg", "fg")
    path = f"/groepen/{case}/dossier/personen"
    world.post("fg", path, {"doel": "Toezicht op de verwerking"})

    page = text(world, "fg", path)

    assert "Afgeschermd." in page and NAME not in page


def test_a_partner_gets_no_dossier(world: World, case: int) -> None:
    world.invite(case, "jongerenwerk", "jongerenwerk")
    assert world.get("jongerenwerk", f"/groepen/{case}/dossier").status_code == 403
    assert world.get("politie", f"/groepen/{case}/dossier").status_code == 404


def test_the_same_document_again_is_the_next_version_and_the_older_one_stays(world: World, case: int) -> None:
    for content in (b"eerste", b"tweede"):
        with db.transaction() as session:
            documents.add(
                session,
                case,
                file=File("verslag.txt", "text/plain", content),
                title="Voortgangsverslag",
                kind="voortgangsverslag",
                by="user-1",
                provider="gemeente",
                now=world.clock(),
                key=world.app.extensions["zevenstap"].vault_key,
            )

    page = text(world, "procesregisseur", f"/groepen/{case}")

    assert page.count(">Voortgangsverslag</a>") == 2
    assert "versie 2" in page


def test_the_page_of_the_group_says_that_nobody_filled_in_the_term(world: World, case: int) -> None:
    assert "De bewaartermijn van namen is niet ingevuld." in text(world, "procesregisseur", f"/groepen/{case}")


def cases(world: World, count: int) -> None:
    """More cases, as rows alone: the figures look at nothing else."""
    with db.transaction() as session:
        one = session.get_one(ProcessInstance, 1)
        for number in range(count):
            session.add(
                ProcessInstance(
                    version_id=one.version_id,
                    process_key=one.process_key,
                    business_key="groep-1",
                    title="Groep Geheimnaam",
                    state=InstanceState.ACTIVE if number % 2 else InstanceState.COMPLETED,
                    step=1 + number % 2,
                    snapshot=one.snapshot,
                    revision=1,
                    started_at=world.clock() - timedelta(days=200),
                    started_by="user-1",
                    ended_at=None if number % 2 else world.clock() - timedelta(days=120),
                )
            )


def test_the_council_reads_figures_without_the_name_of_a_group(world: World, case: int) -> None:
    cases(world, 20)

    page = text(world, "bestuur", "/cijfers")

    assert "Geheimnaam" not in page and "Molenveld" not in page
    assert "niet getoond" in page
    assert ">20<" in page.replace("\n", "")


def test_a_duration_tells_nothing_of_a_number_that_is_hidden(world: World, case: int) -> None:
    cases(world, 10)  # five that run, five that ended
    with db.transaction() as session:
        for instance in session.query(ProcessInstance).where(ProcessInstance.state == InstanceState.COMPLETED):
            instance.state = InstanceState.ACTIVE  # ten that run and none that ended
            instance.ended_at = None

    rows = dict(row.split(";")[1:] for row in world.get("bestuur", "/cijfers/tabel.csv").text.splitlines()[1:])

    assert rows["Daarvan lopen nog"] == rows["Daarvan zijn afgesloten"] == "niet getoond"
    assert rows["Groepen die nog lopen"] == "niet getoond"


def test_the_figures_come_as_a_table_and_in_word(world: World, case: int) -> None:
    cases(world, 20)

    table = world.get("bestuur", "/cijfers/tabel.csv")
    word = world.get("bestuur", "/cijfers/rapport.docx")

    assert table.mimetype == "text/csv" and "In het kort;Groepen waarvoor een aanpak is begonnen;20" in table.text
    written = Document(BytesIO(word.data))
    cells = [cell.text for each in written.tables for row in each.rows for cell in row.cells]
    assert "Groepen waarvoor een aanpak is begonnen" in cells and "20" in cells and "niet getoond" in cells
    assert "Geheimnaam" not in " ".join(cells)


@pytest.mark.parametrize("path", ["/cijfers", "/cijfers/tabel.csv", "/cijfers/rapport.docx"])
def test_nobody_but_the_council_reads_the_figures(world: World, path: str) -> None:
    assert {role for role in ROLES if world.get(role, path).status_code == 200} == {"bestuur"}
    assert {world.get(role, path).status_code for role in ROLES if role != "bestuur"} == {403}


def report(world: World) -> str:
    """The figures themselves: around them stand tokens of forms, which differ each time."""
    return text(world, "bestuur", "/cijfers").partition("<main")[2].partition("</main>")[0]


def test_two_reports_of_one_quarter_are_the_same_whatever_happened_in_between(world: World, case: int) -> None:
    cases(world, 20)
    before = report(world)
    with db.transaction() as session:
        running = session.query(ProcessInstance).filter(ProcessInstance.ended_at.is_(None)).first()
        assert running is not None
        running.state, running.ended_at = InstanceState.COMPLETED, world.clock()

    assert report(world) == before


def test_the_reports_of_two_quarters_that_differ_by_one_case_show_the_same_totals(world: World, case: int) -> None:
    cases(world, 20)
    with db.reading() as session:
        first = {line.name: line.shown for line in council.report(session, now=world.clock())[0].lines}
    later = world.clock() + timedelta(days=92)  # the case of this quarter counts now

    with db.reading() as session:
        second = {line.name: line.shown for line in council.report(session, now=later)[0].lines}

    assert first == second and first["Groepen waarvoor een aanpak is begonnen"] == "20"
