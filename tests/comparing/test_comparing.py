"""Comparing in detail: how rows are named and recognised, three packages at once, and what cannot go alone."""

from __future__ import annotations

from engine.comparing.comparing import Side, compare, three_way
from engine.comparing.differences import Change, Difference
from engine.comparing.taking import take_over
from tests.comparing.changes import (
    DIAGRAM,
    FORM,
    MANIFEST,
    NAME,
    TABLE,
    Files,
    Step,
    national,
    new_task,
    replaced,
    with_file,
    without,
)
from tests.comparing.planted import PLANTED


def rows(*steps: Step) -> list[Difference]:
    files = national()
    for step in steps:
        files = step(files)
    return list(compare(national(), files).rows)


def test_a_row_tells_file_element_property_and_both_values() -> None:
    [row] = rows(PLANTED["term of a task"])

    assert (row.file, row.part, row.aspect) == (DIAGRAM, "signaal_geven", "@camunda:dueDate")
    assert (row.before, row.after) == ("=werkdagen(instellingen.termijn_partnerreactie)", "P3D")
    assert row.sentence == "Taak “Signaal geven”: termijn veranderd"


def test_an_arrow_without_a_name_is_called_by_its_ends() -> None:
    names = {row.name for row in rows(new_task) if row.sort == "sequenceFlow"}

    assert "Signalen gevraagd → Bewoners bellen" in names


def test_a_cell_is_called_by_its_row_and_column() -> None:
    [row] = rows(PLANTED["cell of a rule"])

    assert row.sentence == "Rij “Rij 2”: kolom “Stap (onbekend telt als 1)” veranderd"


def test_other_white_space_and_another_prefix_mean_nothing() -> None:
    def rewritten(files: Files) -> Files:
        text = files[DIAGRAM].decode().replace("bpmn:", "b:").replace("xmlns:bpmn=", "xmlns:b=")
        return {**files, DIAGRAM: text.replace("\n", "\n\n").encode()}

    [row] = rows(rewritten)
    assert row.change is Change.DRAWING


def test_a_file_under_another_name_is_recognised_by_what_is_in_it() -> None:
    old = f"bpmn/{NAME}/stap_7_afronden.bpmn"

    def renamed(files: Files) -> Files:
        return with_file(f"bpmn/{NAME}/stap_7_einde.bpmn", files[old])(without(old)(files))

    [row] = rows(renamed)
    assert (row.before, row.after) == ("stap_7_afronden.bpmn", "stap_7_einde.bpmn")


def test_an_element_that_moved_to_another_diagram_says_where_it_went() -> None:
    error = '<bpmn:error id="eigen_fout" name="Eigen" errorCode="eigen" />'
    other = f"bpmn/{NAME}/stap_2_informatie.bpmn"
    end = "</bpmn:definitions>"
    before = replaced(DIAGRAM, end, error + end)(national())
    after = replaced(other, end, error + end)(national())

    assert {row.sentence for row in compare(before, after).rows} == {
        "Foutcode “Eigen”: staat nu in stap_2_informatie.bpmn",
        "Foutcode “Eigen”: komt uit stap_1_signalen.bpmn",
    }


def test_rules_that_only_got_other_ids_are_the_same_rules() -> None:
    found = rows(replaced(TABLE, '<rule id="rij_', '<rule id="anders_', times=100))

    assert [row for row in found if row.meaning] == []


def test_a_rule_with_another_id_and_one_other_cell_is_a_changed_rule() -> None:
    found = rows(PLANTED["cell of a rule"], replaced(TABLE, '<rule id="rij_', '<rule id="anders_', times=100))

    assert [row.change for row in found if row.meaning] == [Change.CHANGED]


def test_a_column_comes_with_its_cells() -> None:
    text = national()[TABLE].decode()
    start = text.index('<input id="in_achter_poort"')
    end = text.index("</input>", start) + len("</input>")
    text = text[:start] + text[end:]
    while (cell := text.find('__achter_poort">')) > 0:
        begin = text.rindex("<inputEntry", 0, cell)
        stop = text.index("</inputEntry>", cell) + len("</inputEntry>")
        text = text[:begin] + text[stop:]
    comparison = compare({**national(), TABLE: text.encode()}, national())

    [row] = comparison.rows
    assert (row.change, row.sort) == (Change.ADDED, "input")
    assert compare(take_over(comparison, [row.id]).files, national()).same_meaning


def test_what_cannot_be_read_is_compared_as_a_whole_file() -> None:
    for path in (DIAGRAM, FORM, TABLE, MANIFEST):
        [row] = rows(with_file(path, b"<stuk"))
        assert row.sentence.endswith("inhoud veranderd")
        assert row.meaning


def test_a_package_under_another_name_is_compared_file_by_file() -> None:
    other = {path.replace(NAME, "eigen", 1): data for path, data in national().items()}

    assert compare(national(), other).rows == ()


def test_of_three_each_row_says_who_changed_it() -> None:
    mine = PLANTED["term of a task"](national())
    mine = PLANTED["name of a role"](replaced(FORM, "Hebt u een signaal", "Kent u een signaal")(mine))
    theirs = PLANTED["name of a task"](national())
    theirs = PLANTED["name of a role"](replaced(FORM, "Hebt u een signaal", "Ziet u een signaal")(theirs))

    three = three_way(national(), mine, theirs)

    sides = {row.sentence: three.sides[row.id] for row in three.comparison.rows}
    assert sides == {
        "Taak “Signaal geven”: termijn veranderd": Side.MINE,
        "Taak “De uitvraag voorbereiden”: naam veranderd": Side.THEIRS,
        "Veld “Ziet u een signaal over deze groep?”: label veranderd": Side.BOTH,
    }
    assert [row.sort for row in three.same] == ["rol"]


def test_what_one_removed_and_the_other_changed_is_for_both() -> None:
    mine = without(FORM)(national())
    theirs = PLANTED["label of a field"](national())

    [row] = three_way(national(), mine, theirs).comparison.rows

    assert three_way(national(), mine, theirs).sides[row.id] is Side.BOTH


def test_a_new_task_brings_its_arrows_and_its_place_in_the_lane() -> None:
    comparison = compare(national(), new_task(national()))
    task = next(row for row in comparison.rows if row.name == "Bewoners bellen")

    taken = take_over(comparison, [task.id])

    assert len(taken.along) == 3
    assert compare(taken.files, new_task(national())).same_meaning
    assert b"<bpmn:flowNodeRef>bewoners_bellen</bpmn:flowNodeRef>" in taken.files[DIAGRAM]


def test_what_others_still_use_cannot_go_and_says_who_uses_it() -> None:
    comparison = compare(national(), without(f"forms/{NAME}/stap-1-weging.form")(national()))

    taken = take_over(comparison, [row.id for row in comparison.rows])

    assert taken.done == ()
    assert "Signalen wegen" in taken.refused[0].reason
    assert taken.files == national()


def test_the_name_of_a_package_is_never_taken_over() -> None:
    theirs = replaced(MANIFEST, f'"naam": "{NAME}"', '"naam": "anders"')(national())
    comparison = compare(national(), theirs)

    taken = take_over(comparison, [row.id for row in comparison.rows])

    assert taken.done == ()
    assert "ander pakket" in taken.refused[0].reason
