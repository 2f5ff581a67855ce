"""Whatever the package: when the proof holds, the guard never stops a case for want of a decision."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st

from engine.check.privacy import analysis, beside
from tests.check.gates import EACH
from tests.check.random_packages import Plan, Stopped, diagrams, plans, proved, run

EXAMPLES = int(os.environ.get("ZEVENSTAP_PROOF_EXAMPLES", "150"))  # thousands in a longer search
MANY = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
CASES = 6  # random cases of each package


def search(drawn: tuple[Plan, Plan], seed: int) -> str:
    """Run a few cases of a package that passed the proof; `Stopped` when the guard stops one."""
    package = diagrams(drawn)
    if proved(drawn, package):
        return "refused"
    flowed = sum(run(package, seed + n).seen for n in range(CASES))
    return "proved, and person data flowed" if flowed else "proved, and nothing flowed"


@MANY
@given(plans(), st.integers(0, 2**32))
def test_no_case_of_a_package_that_passed_the_proof_is_stopped_by_the_guard(
    drawn: tuple[Plan, Plan], seed: int
) -> None:
    event(search(drawn, seed))


# The same search must see a proof that is wrong: here are wrong ones.


def union_where_ways_meet(monkeypatch: pytest.MonkeyPatch) -> None:
    right = analysis._Rules._entering

    def entering(self, scope, node):
        wrong = node.tag in ("exclusiveGateway", "inclusiveGateway") and len(scope.incoming(node.id)) > 1
        return self._joining(scope, node) if wrong else right(self, scope, node)

    monkeypatch.setattr(analysis._Rules, "_entering", entering)


def nothing_runs_beside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beside.Beside, "of", lambda _self, _node: set())


def an_event_subprocess_has_what_is_around_it(monkeypatch: pytest.MonkeyPatch) -> None:
    right = analysis._Rules._starting
    monkeypatch.setattr(
        analysis._Rules, "_starting", lambda s, scope, n: iter(()) if scope.is_event_subprocess else right(s, scope, n)
    )


def a_boundary_event_has_what_its_host_gained(monkeypatch: pytest.MonkeyPatch) -> None:
    def at_the_edge(_self, scope, node):
        host = scope.nodes[node.attached_to]
        for mode in analysis.MODES:
            yield analysis.Rule((mode, node), ((mode, "after", host),), (analysis.Passed(node),))

    monkeypatch.setattr(analysis._Rules, "_at_the_edge", at_the_edge)


def a_list_is_never_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    right = analysis._Rules._leaving

    def leaving(self, node):
        return (r for r in right(self, node) if node.multi_instance is None or r.when[:1] not in _entered(node))

    def _entered(node):
        return [((mode, node),) for mode in analysis.MODES]

    monkeypatch.setattr(analysis._Rules, "_leaving", leaving)


def nothing_withdraws(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.check.privacy.proof.withdraws", lambda *_: False)


def a_callers_permission_is_that_of_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(analysis._Rules, "_reaching", lambda *_: iter(()))


GATE = Plan("gate", "x1", word="om, zvh|again")
SHARE = Plan("share", "x2", word="om|")
TASK = Plan("task", "x3")
WITHDRAW = Plan("withdraw", "x9")


def case(*body: Plan, beside: tuple[bool, Plan] | None = None, called: Plan = TASK) -> tuple[Plan, Plan]:
    return Plan("sub", "p", (Plan("seq", "x4", body),), beside=beside), Plan("seq", "deel", (called,))


WRONG = {
    union_where_ways_meet: case(Plan("xor", "x5", (GATE, TASK)), SHARE),
    nothing_runs_beside: case(GATE, Plan("and", "x5", (WITHDRAW, SHARE))),
    an_event_subprocess_has_what_is_around_it: case(GATE, TASK, beside=(False, SHARE)),
    a_boundary_event_has_what_its_host_gained: case(Plan("sub", "x5", (GATE,), edge=(True, TASK)), SHARE),
    a_list_is_never_empty: case(Plan("each", "x5", (GATE,), EACH), SHARE),
    nothing_withdraws: case(GATE, WITHDRAW, SHARE),
    a_callers_permission_is_that_of_all: case(Plan("call", "x7"), GATE, Plan("call", "x8"), called=SHARE),
}


@pytest.mark.parametrize(("wrong", "drawn"), WRONG.items(), ids=[f.__name__ for f in WRONG])
def test_the_guard_stops_what_a_wrong_proof_let_pass(
    wrong: Callable[..., None], drawn: tuple[Plan, Plan], monkeypatch: pytest.MonkeyPatch
) -> None:
    package = diagrams(drawn)
    assert proved(drawn, package) != []
    wrong(monkeypatch)
    assert proved(drawn, package) == []
    with pytest.raises(Stopped):
        for seed in range(100):
            run(package, seed)


@pytest.mark.skipif(EXAMPLES < 500, reason="a longer search: ZEVENSTAP_PROOF_EXAMPLES=1000")
@pytest.mark.parametrize("wrong", [union_where_ways_meet, nothing_runs_beside, nothing_withdraws])
def test_the_search_sees_a_proof_that_is_wrong(wrong: Callable[..., None], monkeypatch: pytest.MonkeyPatch) -> None:
    wrong(monkeypatch)

    @settings(MANY, phases=[Phase.generate], derandomize=True)
    @given(plans(), st.integers(0, 2**32))
    def found(drawn: tuple[Plan, Plan], seed: int) -> None:
        search(drawn, seed)

    with pytest.raises(Stopped):
        found()
