"""The mirror reads marks, whatever the ids are."""

from __future__ import annotations

from engine.check.mirror import ADDED, COVERED, MISSING, MOVED, mirror
from tests.check.drawing import CATALOGUE, PART, call, extensions, files, marks, simple, user


def verdicts(*diagrams):
    report = mirror(files(*diagrams), CATALOGUE)
    return {(step.number, mark.kind, mark.value): mark for step in report.steps for mark in step.marks}


def marked(text: str, identifier: str = "taak"):
    return simple(user(identifier, inner=extensions(marks(text))))


def test_a_mark_in_its_own_step_is_covered_with_a_link_to_the_element():
    found = verdicts(marked("stap=4; besluit=G5"))[4, "besluit", "G5"]
    [place] = found.places
    assert found.verdict == COVERED
    assert (place.file, place.process, place.element, place.name) == (
        "bpmn/proef/d0.bpmn",
        "p",
        "taak",
        "Vraag stellen",
    )


def test_a_mark_in_another_step_is_moved_and_says_where_to():
    found = verdicts(marked("stap=6; besluit=G5"))
    assert (found[4, "besluit", "G5"].verdict, found[4, "besluit", "G5"].remark) == (MOVED, "staat bij stap 6")
    assert found[6, "besluit", "G5"].verdict == ADDED


def test_a_mark_nobody_carries_is_missing():
    assert verdicts(marked("stap=4"))[4, "besluit", "G5"].verdict == MISSING


def test_ids_make_no_difference():
    one, other = (verdicts(marked("stap=4; besluit=G5", identifier)) for identifier in ("taak", "iets_anders"))
    assert {key: mark.verdict for key, mark in one.items()} == {key: mark.verdict for key, mark in other.items()}


def test_work_that_belongs_to_no_step_is_named_unless_it_stands_in_a_gate():
    loose = mirror(files(simple(user())), CATALOGUE)
    assert [place.element for place in loose.unmarked] == ["taak"]
    inside = simple(user()).replace(b'process id="p"', b'process id="deel"')
    gate = mirror(files(simple(call(properties="stap=2; poort=groepsscan")), inside), CATALOGUE)
    assert gate.unmarked == ()


def test_the_same_mark_on_two_elements_has_two_places():
    drawn = simple(call(properties="stap=7; product=evaluatie")), PART
    assert len(verdicts(*drawn)[7, "product", "evaluatie"].places) == 1
