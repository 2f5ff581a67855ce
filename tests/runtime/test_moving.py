"""An operator moves a token: what it leaves is withdrawn, and what cannot be is refused with a reason."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine import runtime
from engine.runtime import MoveRefused, NotWaiting
from tests.runtime.drawing import NOON, Play, diagram, user_task
from tests.runtime.test_elements_run import CALL, CALLED, COLLECT, END, MOMENT, REPEAT, START, timer

LINE = diagram(
    f"{START}{END}{user_task('een')}{user_task('twee')}{user_task('drie')}[begin>een][een>twee][twee>drie][drie>klaar]"
)
BRANCHES = diagram(
    f"{START}{END}<parallelGateway id='s'/><parallelGateway id='j'/>{user_task('voor')}{user_task('een')}"
    f"{user_task('een_b')}{user_task('twee')}{user_task('na')}"
    "[begin>voor][voor>s][s>een][s>twee][een>een_b][een_b>j][twee>j][j>na][na>klaar]"
)


class Moving(Play):
    """A case whose tokens an operator moves."""

    def tokens(self) -> dict[str, runtime.Token]:
        r = self.result
        return {t.activity_id: t for t in runtime.tokens(self.definitions, r.snapshot, r.scopes, now=self.now)}

    def targets(self, activity_id: str) -> set[str]:
        return {element.id for element in self.tokens()[activity_id].targets}

    def move(self, activity_id: str, target: str) -> None:
        r = self.result
        task = self.tokens()[activity_id].spiff_task_id
        self._take(runtime.move(self.definitions, r.snapshot, r.scopes, task, target, now=self.now))


def test_a_token_is_moved_forward_and_what_it_leaves_is_withdrawn():
    case = Moving(LINE)
    left = case.find("een")
    case.move("een", "drie")
    assert case.activities == ["drie"]
    assert left not in case.result.open_ids
    assert [(h.activity_id, h.state) for h in case.result.history] == [("een", "cancelled"), ("drie", "started")]
    case.do("drie")
    assert case.completed


def test_a_token_is_moved_back_and_the_work_is_done_again():
    case = Moving(LINE)
    case.do("een", antwoord=1)
    case.move("twee", "een")
    assert case.activities == ["een"] and case.variables == {"antwoord": 1}
    for task in ("een", "twee", "drie"):
        case.do(task)
    assert case.completed


def test_a_token_moved_to_an_end_ends_the_case():
    case = Moving(LINE)
    case.move("een", "klaar")
    assert case.completed and case.result.end_activity_id == "klaar"


def test_a_moved_token_runs_on_through_a_gateway():
    case = Moving(
        diagram(
            f"{START}{END}{user_task('kies')}{user_task('extra')}<exclusiveGateway id='g'/>"
            '[begin>kies][kies>g][g>extra if antwoord = "ja"][g>klaar if antwoord = "nee"][extra>klaar]'
        ),
        antwoord="ja",
    )
    case.move("kies", "g")
    assert case.activities == ["extra"]


def test_the_boundary_timer_of_the_element_that_is_left_goes_with_it_and_that_of_the_target_comes():
    def reminded(name: str) -> str:
        due = timer("timeDuration", "PT2H")
        return (
            f'{user_task(name)}<boundaryEvent id="t_{name}" attachedToRef="{name}">{due}</boundaryEvent>'
            f'<endEvent id="te_laat_{name}"/>[t_{name}>te_laat_{name}]'
        )

    case = Moving(diagram(f"{START}{END}{reminded('een')}{reminded('twee')}[begin>een][een>twee][twee>klaar]"))
    case.now = NOON + timedelta(hours=1)
    case.move("een", "twee")
    assert [(t.activity_id, t.due_at) for t in case.result.timers] == [("t_twee", NOON + timedelta(hours=3))]
    case.wait_until(NOON + timedelta(hours=2, minutes=30))
    assert case.activities == ["twee"]
    case.wait_until(NOON + timedelta(hours=3))
    assert case.completed and case.result.end_activity_id == "te_laat_twee"


def test_what_a_reminder_started_goes_on_when_its_host_is_moved():
    case = Moving(
        diagram(
            f'{START}{END}{user_task("werk")}{user_task("bel")}{user_task("na")}<endEvent id="gebeld"/>'
            f'<boundaryEvent id="t" cancelActivity="false" attachedToRef="werk">{timer("timeDuration", "PT2H")}'
            "</boundaryEvent>[begin>werk][werk>na][na>klaar][t>bel][bel>gebeld]"
        )
    )
    case.wait_until(NOON + timedelta(hours=2))
    case.move("werk", "na")
    assert case.activities == ["bel", "na"]
    case.do("na")
    assert not case.completed
    case.do("bel")
    assert case.completed


def test_a_called_process_at_work_is_left_as_a_whole():
    case = Moving(
        diagram(
            f'{START}{END}<callActivity id="roep" name="roep" calledElement="binnenproces">{CALL}</callActivity>'
            f"{user_task('na')}[begin>roep][roep>na][na>klaar]"
        ),
        CALLED,
        groep="groep-1",
        wie="om",
    )
    assert case.activities == ["binnen"]
    case.move("roep", "na")
    assert case.activities == ["na"]
    assert set(case.result.scopes) == {""}
    assert ("binnen", "cancelled") in [(h.activity_id, h.state) for h in case.result.history]
    case.do("na")
    assert case.completed


def test_a_token_cannot_leave_the_process_it_is_in():
    case = Moving(
        diagram(
            f'{START}{END}<callActivity id="roep" name="roep" calledElement="binnenproces">{CALL}</callActivity>'
            f"{user_task('na')}[begin>roep][roep>na][na>klaar]"
        ),
        CALLED,
        groep="groep-1",
        wie="om",
    )
    assert "na" not in case.targets("binnen")
    with pytest.raises(MoveRefused, match="niet in hetzelfde proces"):
        case.move("binnen", "na")
    assert case.activities == ["binnen"]


def test_a_repetition_is_moved_whole_and_never_one_of_its_items():
    task = user_task("geef", COLLECT + REPEAT.format(order=""), candidateGroups="=partner")
    case = Moving(diagram(f"{START}{END}{task}{user_task('na')}[begin>geef][geef>na][na>klaar]"), partners=["a", "b"])
    r = case.result
    found = runtime.tokens(case.definitions, r.snapshot, r.scopes, now=case.now)
    assert sorted(t.refused is None for t in found) == [False, False, True]
    item = next(t for t in found if t.refused)
    with pytest.raises(MoveRefused, match="hele herhaling"):
        runtime.move(case.definitions, r.snapshot, r.scopes, item.spiff_task_id, "na", now=case.now)
    whole = next(t for t in found if not t.refused)
    case._take(runtime.move(case.definitions, r.snapshot, r.scopes, whole.spiff_task_id, "na", now=case.now))
    assert case.activities == ["na"]
    case.do("na")
    assert case.completed


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("begin", "startgebeurtenis"),
        ("t", "randgebeurtenis"),
        ("een", "al bij dit element"),
        ("bestaat_niet", "niet in hetzelfde proces"),
        ("f0", "niet in hetzelfde proces"),
        ("j", "komen takken samen"),
        ("e", "keuze op gebeurtenissen"),
    ],
)
def test_what_is_no_place_for_a_token_is_refused_with_the_reason(target, reason):
    case = Moving(
        diagram(
            f"{START}{END}{user_task('een')}{user_task('x')}{user_task('y')}<parallelGateway id='s'/>"
            "<parallelGateway id='j'/><eventBasedGateway id='k'/>"
            f"<intermediateCatchEvent id='e'>{timer('timeDuration', 'PT1H')}</intermediateCatchEvent>"
            f"<intermediateCatchEvent id='f'>{timer('timeDuration', 'PT2H')}</intermediateCatchEvent>"
            f'<boundaryEvent id="t" attachedToRef="een">{timer("timeDuration", "PT1H")}</boundaryEvent>'
            "[begin>een][een>s][s>x][s>y][x>j][y>j][j>k][k>e][k>f][e>klaar][f>klaar][t>klaar]"
        )
    )
    assert target not in case.targets("een")
    with pytest.raises(MoveRefused, match=reason):
        case.move("een", target)


def test_a_waiting_timer_and_a_choice_of_events_can_be_left_and_entered():
    case = Moving(
        diagram(
            f"{START}{END}<intermediateCatchEvent id='wacht'>{timer('timeDuration', 'PT1H')}</intermediateCatchEvent>"
            "<eventBasedGateway id='k'/>"
            f"<intermediateCatchEvent id='e'>{timer('timeDuration', 'PT1H')}</intermediateCatchEvent>"
            f"<intermediateCatchEvent id='f'>{timer('timeDuration', 'PT2H')}</intermediateCatchEvent>"
            f"{user_task('na')}[begin>wacht][wacht>k][k>e][k>f][e>na][f>klaar][na>klaar]"
        )
    )
    case.move("wacht", "k")
    assert sorted(t.activity_id for t in case.result.timers) == ["e", "f"]
    case.move("k", "na")
    assert (case.result.timers, case.activities) == ((), ["na"])
    case.move("na", "wacht")
    case.wait_until(NOON + timedelta(hours=1))
    case.wait_until(NOON + timedelta(hours=2))
    case.do("na")
    assert case.completed


def test_a_token_stays_in_its_branch_when_a_join_would_wait_for_it():
    case = Moving(BRANCHES)
    case.do("voor")
    case.do("twee")
    assert case.targets("een") == {"een_b"}
    with pytest.raises(MoveRefused, match="'j' wachten op een tak"):
        case.move("een", "na")
    with pytest.raises(MoveRefused, match="naar 'j' twee keer"):
        case.move("een", "voor")
    case.move("een", "een_b")
    case.do("een_b")
    assert case.activities == ["na"]


def test_a_token_is_not_moved_into_a_branch_whose_join_would_wait_for_the_others():
    case = Moving(BRANCHES)
    assert case.targets("voor") == {"s", "na", "klaar"}
    case.move("voor", "na")
    assert case.targets("na") == {"voor", "s", "klaar"}
    case.move("na", "s")
    assert case.activities == ["een", "twee"]
    for task in ("een", "een_b", "twee", "na"):
        case.do(task)
    assert case.completed


def test_an_inclusive_join_no_longer_waits_for_the_token_that_was_moved_away():
    case = Moving(
        diagram(
            f"{START}{END}<inclusiveGateway id='s'/><inclusiveGateway id='j'/>{user_task('een')}{user_task('twee')}"
            f"{user_task('na')}{user_task('apart')}<endEvent id='zijweg'/>"
            "[begin>s][s>een if 1 = 1][s>twee if 1 = 1][een>j][twee>j][j>na][na>klaar][apart>zijweg][s>apart if 1 = 2]"
        )
    )
    case.do("een")
    assert case.activities == ["twee"]
    case.move("twee", "apart")
    assert case.activities == ["apart", "na"]


def test_an_event_subprocess_stays_beside_the_main_line_while_tokens_in_both_move():
    case = Moving(MOMENT)
    case.send("scan_gevraagd", reden="een")
    found = case.tokens()
    assert {name for name, token in found.items() if token.refused is None} == {"werk", "scan"}
    assert found["tussendoor"].refused is not None
    case.move("scan", "gescand")
    assert case.activities == ["werk"]


def test_what_is_no_longer_there_cannot_be_moved():
    case = Moving(LINE)
    gone = case.find("een")
    case.do("een")
    r = case.result
    with pytest.raises(NotWaiting):
        runtime.move(case.definitions, r.snapshot, r.scopes, gone, "drie", now=case.now)
