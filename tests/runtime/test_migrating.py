"""A running case goes on under another version: what it carries along, and what is refused with which element."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest

from engine import runtime
from engine.runtime import MigrationRefused
from tests.runtime.drawing import NOON, Play, diagram, user_task
from tests.runtime.test_elements_run import CALL, CALLED, COLLECT, END, MOMENT, REPEAT, START, timer


class Travelling(Play):
    """A case that goes to other versions of its process."""

    def go_to(self, *files: bytes, recompute: bool = False, **renamed: str | None) -> runtime.Migrated:
        new = runtime.load({f"{n}.bpmn": data for n, data in enumerate(files)})
        r = self.result
        mapping = {process: renamed for process in new.elements}
        found = runtime.migrate(self.definitions, new, r.snapshot, r.scopes, mapping, recompute=recompute, now=self.now)
        assert found.result.open_ids == r.open_ids and not found.result.history
        self.definitions = new
        self._take(found.result)
        self.open = {task.spiff_task_id: task for task in found.tasks}
        return found

    def refused(self, *files: bytes, **renamed: str | None) -> dict[str, str]:
        before = self.result.snapshot
        with pytest.raises(MigrationRefused) as refusal:
            self.go_to(*files, **renamed)
        assert self.result.snapshot == before
        return {problem.activity_id: problem.reason for problem in refusal.value.problems}

    @property
    def due(self) -> dict[str, timedelta]:
        return {timer.activity_id: timer.due_at - NOON for timer in self.result.timers}


def line(*tasks: str, extra: str = "") -> bytes:
    names = ["begin", *tasks, "klaar"]
    flows = "".join(f"[{a}>{b}]" for a, b in pairwise(names))
    return diagram(f"{START}{END}{''.join(user_task(task) for task in tasks)}{flows}{extra}")


def boundary(host: str, name: str, term: str, *, interrupting: bool = True, then: str = "") -> str:
    stops = "" if interrupting else ' cancelActivity="false"'
    after = then or f"einde_{name}"
    end = "" if then else f'<endEvent id="{after}"/>'
    return (
        f'<boundaryEvent id="{name}"{stops} attachedToRef="{host}">{timer("timeDuration", term)}</boundaryEvent>'
        f"{end}[{name}>{after}]"
    )


def test_a_task_keeps_its_id_and_goes_on_with_what_is_added_after_it():
    case = Travelling(line("een"))
    kept = case.find("een")
    case.go_to(line("een", "twee"))
    assert case.find("een") == kept
    case.do("een", antwoord=1)
    case.do("twee")
    assert case.completed and case.variables == {"antwoord": 1}


def test_what_is_added_before_an_open_task_is_passed_over():
    case = Travelling(line("een"))
    case.go_to(line("nieuw", "een"))
    assert case.activities == ["een"]


def test_what_is_over_may_be_gone():
    case = Travelling(line("een", "twee"))
    case.do("een")
    case.go_to(line("twee"))
    case.do("twee")
    assert case.completed


def test_an_open_task_that_is_gone_is_named_and_goes_along_with_a_mapping():
    case = Travelling(line("een", "twee"))
    reasons = case.refused(line("anders", "twee"))
    assert list(reasons) == ["een"] and "bestaat niet meer" in reasons["een"]
    assert "bestaat niet meer" in case.refused(line("een", "twee"), een=None)["een"]
    kept = case.find("een")
    case.go_to(line("anders", "twee"), een="anders")
    assert case.open[kept].activity_id == "anders"
    case.do("anders")
    case.do("twee")
    assert case.completed


def test_an_open_task_of_another_kind_is_refused():
    service = '<serviceTask id="een" camunda:type="external" camunda:topic="bericht.sturen"/>'
    reasons = Travelling(line("een")).refused(diagram(f"{START}{END}{service}[begin>een][een>klaar]"))
    assert reasons == {"een": "dit was een gebruikerstaak en is nu een servicetaak"}


def test_work_in_the_hands_of_a_machine_keeps_its_topic_or_stays():
    def served(topic: str, *after: str) -> bytes:
        names = ["een", *after, "klaar"]
        flows = "".join(f"[{a}>{b}]" for a, b in pairwise(names))
        tasks = "".join(user_task(task) for task in after)
        service = f'<serviceTask id="een" camunda:type="external" camunda:topic="{topic}"/>'
        return diagram(f"{START}{END}{service}{tasks}[begin>een]{flows}")

    case = Travelling(served("bericht.sturen"))
    assert "onderwerp" in case.refused(served("bericht.wegen"))["een"]
    case.go_to(served("bericht.sturen", "na"))
    case.do("een", verzonden=True)
    assert case.activities == ["na"] and case.variables == {"verzonden": True}


def test_an_open_task_gets_the_name_form_and_groups_of_the_new_version():
    case = Travelling(diagram(f"{START}{END}{user_task('een', formRef='oud')}[begin>een][een>klaar]"))
    new = user_task("een", formRef="nieuw", candidateGroups="politie, om").replace('name="een"', 'name="Eén"')
    [task] = case.go_to(diagram(f"{START}{END}{new}[begin>een][een>klaar]")).tasks
    assert (task.name, task.form_key, task.candidate_groups) == ("Eén", "nieuw", ("politie", "om"))


def test_a_task_for_whom_the_new_version_finds_no_group_is_refused():
    new = diagram(f"{START}{END}{user_task('een', candidateGroups='=wie')}[begin>een][een>klaar]")
    assert "geen groep" in Travelling(line("een")).refused(new)["een"]


def test_a_timer_keeps_its_moment_or_gets_the_new_term_from_when_it_began():
    def waiting(term: str) -> bytes:
        catch = f'<intermediateCatchEvent id="wacht">{timer("timeDuration", term)}</intermediateCatchEvent>'
        return diagram(f"{START}{END}{catch}[begin>wacht][wacht>klaar]")

    for recompute, hours in ((False, 4), (True, 6)):
        case = Travelling(waiting("PT4H"))
        case.now = NOON + timedelta(hours=1)
        case.go_to(waiting("PT6H"), recompute=recompute)
        assert case.due == {"wacht": timedelta(hours=hours)}
        case.wait_until(NOON + timedelta(hours=hours))
        assert case.completed


def test_a_wait_for_something_of_another_kind_is_refused():
    catch = '<intermediateCatchEvent id="wacht">{}</intermediateCatchEvent>'
    flows = f"{START}{END}[begin>wacht][wacht>klaar]"
    case = Travelling(diagram(flows + catch.format(timer("timeDuration", "PT1H"))))
    message = catch.format('<messageEventDefinition messageRef="m"/>')
    reasons = case.refused(diagram(flows + message, before='<message id="m" name="antwoord"/>'))
    assert "andere soort" in reasons["wacht"]


def test_a_boundary_timer_that_is_new_starts_to_run_and_one_that_is_gone_does_not_fire():
    case = Travelling(line("een", extra=boundary("een", "oud", "PT2H")))
    case.now = NOON + timedelta(hours=1)
    found = case.go_to(line("een", extra=boundary("een", "nieuw", "PT3H")))
    assert case.due == {"nieuw": timedelta(hours=4)}
    assert found.remarks == ("'oud' vervalt bij 'een'", "'nieuw' gaat nu lopen bij 'een'")
    case.wait_until(NOON + timedelta(hours=3))
    assert case.activities == ["een"]
    case.wait_until(NOON + timedelta(hours=4))
    assert case.completed and case.result.end_activity_id == "einde_nieuw"


def test_the_first_boundary_event_of_an_open_task_comes_and_the_last_one_goes():
    case = Travelling(line("een"))
    case.go_to(line("een", extra=boundary("een", "t", "PT1H")))
    assert case.due == {"t": timedelta(hours=1)}
    case.go_to(line("een", "twee"))
    assert case.due == {}
    case.wait_until(NOON + timedelta(hours=2))
    case.do("een")
    case.do("twee")
    assert case.completed


def test_a_boundary_timer_that_stays_keeps_its_moment_under_another_name_too():
    case = Travelling(line("een", extra=boundary("een", "oud", "PT2H")))
    case.now = NOON + timedelta(hours=1)
    case.go_to(line("anders", "twee", extra=boundary("anders", "nieuw", "PT9H")), een="anders", oud="nieuw")
    assert case.due == {"nieuw": timedelta(hours=2)}


def test_what_a_reminder_started_goes_on_when_the_reminder_itself_is_gone():
    def reminded(host: str) -> bytes:
        extra = boundary(host, "t", "PT1H", interrupting=False, then="bel") + user_task("bel")
        return line("werk", "na", extra=extra + '<endEvent id="gebeld"/>[bel>gebeld]')

    case = Travelling(reminded("werk"))
    case.wait_until(NOON + timedelta(hours=1))
    assert case.activities == ["bel", "werk"]
    case.go_to(reminded("na"))  # the reminder sits on the next task now
    assert case.activities == ["bel", "werk"] and case.due == {}
    case.do("werk")
    assert case.activities == ["bel", "na"] and case.due == {"t": timedelta(hours=2)}
    case.do("na")
    assert not case.completed
    case.do("bel")
    assert case.completed


@pytest.mark.parametrize("done", [False, True])
def test_a_reminder_that_came_does_not_come_again_after_migration(done):
    def reminded(*after: str) -> bytes:
        extra = boundary("werk", "t", "PT1H", interrupting=False, then="bel") + user_task("bel")
        return line("werk", *after, extra=extra + '<endEvent id="gebeld"/>[bel>gebeld]')

    case = Travelling(reminded())
    case.wait_until(NOON + timedelta(hours=1))
    if done:
        case.do("bel")
    assert case.go_to(reminded("na")).remarks == ()
    case.wait_until(NOON + timedelta(hours=5))
    assert case.activities == (["werk"] if done else ["bel", "werk"])
    for task in ("werk", "na") if done else ("werk", "bel", "na"):
        case.do(task)
    assert case.completed


def test_the_timers_of_a_choice_on_events_keep_their_moments_and_new_ones_begin():
    def choice(*terms: tuple[str, str]) -> bytes:
        events = "".join(
            f'<intermediateCatchEvent id="{name}">{timer("timeDuration", term)}</intermediateCatchEvent>'
            f"{user_task('na_' + name)}[k>{name}][{name}>na_{name}][na_{name}>klaar]"
            for name, term in terms
        )
        return diagram(f'{START}{END}<eventBasedGateway id="k"/>[begin>k]{events}')

    case = Travelling(choice(("a", "PT2H"), ("b", "PT3H")))
    case.now = NOON + timedelta(hours=1)
    case.go_to(choice(("c", "PT4H"), ("b9", "PT9H")), b="b9")
    assert case.due == {"b9": timedelta(hours=3), "c": timedelta(hours=5)}
    case.wait_until(NOON + timedelta(hours=3))
    assert case.activities == ["na_b9"]


BRANCHES = "<parallelGateway id='s'/><parallelGateway id='j'/>[begin>s][j>na][na>klaar]" + START + END + user_task("na")


def branches(*routes: tuple[str, ...]) -> bytes:
    tasks = "".join(user_task(name) for route in routes for name in route)
    flows = "".join(f"[{a}>{b}]" for r in routes for a, b in zip(("s", *r), (*r, "j"), strict=True))
    return diagram(BRANCHES + tasks + flows)


def test_a_token_parked_at_a_join_counts_in_the_new_version_under_another_name_or_with_a_task_more():
    for new, renamed in (
        (branches(("een", "extra"), ("twee",)), {}),
        (branches(("anders",), ("twee",)), {"een": "anders"}),
        (branches(("anders",), ("twee",)), {}),
        (branches(("een",), ("twee", "twee_b")), {}),
    ):
        case = Travelling(branches(("een",), ("twee",)))
        case.do("een")
        case.go_to(new, **renamed)
        while "na" not in case.activities:
            [task] = case.activities
            assert task.startswith("twee")
            case.do(task)
        case.do("na")
        assert case.completed


def test_branches_that_would_wait_for_a_new_one_are_refused():
    for done in (False, True):
        case = Travelling(branches(("een",), ("twee",)))
        if done:
            case.do("een")
        reasons = case.refused(branches(("een",), ("twee",), ("drie",)))
        assert "wachten op een tak" in reasons["j"]


def test_a_join_that_would_be_complete_at_once_is_refused():
    case = Travelling(branches(("een",), ("twee",), ("drie",)))
    case.do("een")
    case.do("twee")
    new = diagram(
        BRANCHES
        + user_task("een")
        + user_task("twee")
        + user_task("drie")
        + '<endEvent id="los"/>[s>een][s>twee][s>drie][een>j][twee>j][drie>los]'
    )
    assert "compleet" in case.refused(new)["j"]


def repeated(*, order: str = "", collect: str = COLLECT, after: str = "") -> bytes:
    task = user_task("geef", collect + REPEAT.format(order=order), candidateGroups="=partner")
    more = f"{user_task('na')}[geef>na][na>klaar]" if after else "[geef>klaar]"
    return diagram(f"{START}{END}{task}[begin>geef]{more}")


@pytest.mark.parametrize("order", ["", 'isSequential="true"'])
def test_a_repetition_half_done_goes_along_when_it_did_not_change(order):
    case = Travelling(repeated(order=order), partners=["a", "b"])
    case.do("geef", antwoord=1)
    case.go_to(repeated(order=order, after="na"))
    case.do("geef", antwoord=2)
    assert case.activities == ["na"]
    assert case.variables["reacties"] == [{"wie": "a", "wat": 1}, {"wie": "b", "wat": 2}]


def test_a_repetition_half_done_that_changed_is_refused():
    case = Travelling(repeated(), partners=["a", "b"])
    assert "herhaling" in case.refused(repeated(collect=COLLECT.replace("wat: antwoord", "wat: reactie")))["geef"]
    assert "herhaalt" in case.refused(repeated(order='isSequential="true"'))["geef"]
    assert "herhaling" in case.refused(line("geef"))["geef"]


def calling(called: str, *, name: str = "roep", after: str = "") -> bytes:
    more = f"{user_task('na')}[{name}>na][na>klaar]" if after else f"[{name}>klaar]"
    call = f'<callActivity id="{name}" name="{name}" calledElement="{called}">{CALL}</callActivity>'
    return diagram(f"{START}{END}{call}[begin>{name}]{more}")


def test_a_called_process_at_work_goes_along_and_gives_back_what_it_found():
    case = Travelling(calling("binnenproces"), CALLED, groep="groep-1", wie="om")
    longer = diagram(
        f"{START}{END}{user_task('binnen')}{user_task('verder')}[begin>binnen][binnen>verder][verder>klaar]",
        process="binnenproces",
    )
    case.go_to(calling("binnenproces", name="bel", after="na"), longer, roep="bel")
    case.do("binnen")
    case.do("verder", uitkomst="goed")
    case.do("na")
    assert case.completed and case.variables["oordeel"] == "goed"


def test_a_called_process_at_work_that_is_another_one_now_is_refused():
    case = Travelling(calling("binnenproces"), CALLED, groep="groep-1", wie="om")
    other = CALLED.replace(b"binnenproces", b"anderproces")
    reasons = case.refused(calling("anderproces"), other)
    assert "ander proces aan (anderproces in plaats van binnenproces)" in reasons["roep"]


def inside(task: str, outside: str = "") -> bytes:
    content = f'<startEvent id="b2"/><endEvent id="k2"/>{user_task(task)}[b2>{task}][{task}>k2]'
    sub = f'<subProcess id="sub">{content}</subProcess>'
    more = f"{user_task(outside)}[sub>{outside}][{outside}>klaar]" if outside else "[sub>klaar]"
    return diagram(f"{START}{END}{sub}[begin>sub]{more}")


def test_an_embedded_subprocess_goes_along_and_a_task_does_not_leave_it():
    case = Travelling(inside("een"))
    assert "ander subproces" in case.refused(inside("anders", "een"))["een"]
    case.go_to(inside("een", "na"))
    case.do("een", antwoord=1)
    case.do("na")
    assert case.completed and case.variables == {"antwoord": 1}


def test_a_task_that_stands_in_another_process_now_is_refused():
    moved = diagram(f"{START}{END}{user_task('een')}[begin>een][een>klaar]", process="ander")
    assert "een ander proces (ander)" in Travelling(line("een")).refused(line("nieuw"), moved)["een"]


def test_an_event_subprocess_that_runs_goes_along_and_one_that_is_new_waits_for_its_message():
    case = Travelling(MOMENT)
    case.send("scan_gevraagd", reden="een")
    case.go_to(MOMENT.replace(b'name="scan"', b'name="Scan"'))
    case.send("scan_gevraagd", reden="twee")
    assert case.activities == ["scan", "scan", "werk"]
    case = Travelling(diagram(f"{START}{END}{user_task('werk')}[begin>werk][werk>klaar]"))
    case.go_to(MOMENT)
    case.send("scan_gevraagd", reden="een")
    assert case.activities == ["scan", "werk"]


def test_a_running_event_subprocess_that_is_gone_is_refused_and_one_that_only_waits_is_not():
    alone = diagram(f"{START}{END}{user_task('werk')}[begin>werk][werk>klaar]")
    case = Travelling(MOMENT)
    case.go_to(alone)
    assert case.result.awaited == ()
    case = Travelling(MOMENT)
    case.send("scan_gevraagd", reden="een")
    assert set(case.refused(alone)) == {"tussendoor"}


def test_a_message_that_is_called_otherwise_is_awaited_under_its_new_name():
    def waiting(name: str) -> bytes:
        catch = '<intermediateCatchEvent id="wacht"><messageEventDefinition messageRef="m"/></intermediateCatchEvent>'
        return diagram(f"{START}{END}{catch}[begin>wacht][wacht>klaar]", before=f'<message id="m" name="{name}"/>')

    case = Travelling(waiting("antwoord"))
    case.go_to(waiting("reactie"))
    assert [a.message for a in case.result.awaited] == ["reactie"]
    case.send("reactie")
    assert case.completed


def test_the_timer_of_an_event_subprocess_keeps_its_moment_or_gets_the_new_term():
    def beside(term: str) -> bytes:
        inside = f'<startEvent id="na_een_tijd" isInterrupting="false">{timer("timeDuration", term)}</startEvent>'
        inside += f'{user_task("scan")}<endEvent id="gescand"/>[na_een_tijd>scan][scan>gescand]'
        sub = f'<subProcess id="tussendoor" triggeredByEvent="true">{inside}</subProcess>'
        return diagram(f"{START}{END}{user_task('werk')}[begin>werk][werk>klaar]{sub}")

    for recompute, hours in ((False, 4), (True, 6)):
        case = Travelling(beside("PT4H"))
        case.now = NOON + timedelta(hours=1)
        case.go_to(beside("PT6H"), recompute=recompute)
        assert case.due == {"na_een_tijd": timedelta(hours=hours)}
    case.wait_until(NOON + timedelta(hours=6))
    assert case.activities == ["scan", "werk"]
    case.go_to(beside("PT1H"), recompute=True)
    assert case.due == {}


@pytest.mark.parametrize("recompute", [False, True])
def test_a_timer_that_comes_back_goes_on_with_its_beat_or_the_new_one(recompute):
    def reminded(cycle: str) -> bytes:
        due = timer("timeCycle", cycle)
        extra = f'<boundaryEvent id="t" cancelActivity="false" attachedToRef="werk">{due}</boundaryEvent>'
        return line("werk", extra=extra + user_task("bel") + '<endEvent id="gebeld"/>[t>bel][bel>gebeld]')

    case = Travelling(reminded("R/PT2H"))
    case.wait_until(NOON + timedelta(hours=2))
    case.now = NOON + timedelta(hours=3)
    case.go_to(reminded("R/PT5H"), recompute=recompute)
    assert case.due == {"t": timedelta(hours=5 if recompute else 4)}
