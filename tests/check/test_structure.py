"""Diagrams of properly nested blocks are right, however deep; with one flow bent back into a join they are not."""

from __future__ import annotations

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from engine.check import check_package
from tests.check.drawing import CATALOGUE, files
from tests.runtime.random_diagrams import drawings

STRUCTURE = {"samenvoegen", "bereikbaar", "gateway", "pijl", "begin_en_eind", "element", "gebeurtenis", "id"}


def structure(data: bytes):
    return [f for f in check_package(files(data), CATALOGUE) if f.rule in STRUCTURE]


@settings(max_examples=100, deadline=None)
@given(drawings(joins_in_loops=True))
def test_nested_blocks_give_no_finding_about_structure(drawn):
    assert structure(drawn.xml) == []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(drawings(joins_in_loops=False), st.data())
def test_a_way_back_into_a_join_is_always_found(drawn, data):
    joins = [name for name, kind in drawn.kinds.items() if kind == "and" and len(drawn.into(name)) > 1]
    assume(joins)
    join = data.draw(st.sampled_from(joins))
    gate, [after] = drawn.node("xor"), drawn.out(join)
    target = drawn.flows[after][1]
    drawn.flows[after] = (join, gate, None)
    drawn.connect(gate, target, ("verder", 1))
    drawn.connect(gate, join, ("verder", 2))
    assert any(f.rule == "samenvoegen" and f.severity == "error" for f in structure(drawn.xml))


@settings(max_examples=60, deadline=None)
@given(drawings(joins_in_loops=True), st.data())
def test_a_task_whose_way_in_is_cut_is_always_found(drawn, data):
    tasks = [name for name, kind in drawn.kinds.items() if kind == "task"]
    task = data.draw(st.sampled_from(tasks))
    drawn.flows = [flow for flow in drawn.flows if flow[1] != task]
    assert any(f.rule == "bereikbaar" and f.element == task for f in structure(drawn.xml))
