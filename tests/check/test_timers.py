"""Terms in a diagram: what may be written, and what is refused before a case runs on it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.check.drawing import check, simple, user

BESIDE = 'cancelActivity="false"'


def on_the_edge(kind: str, text: str, attributes: str = BESIDE) -> bytes:
    definition = f"<timerEventDefinition><{kind}>{text}</{kind}></timerEventDefinition>"
    event = f'<boundaryEvent id="b" name="Herinnering" attachedToRef="taak" {attributes}>{definition}</boundaryEvent>'
    return simple(user() + event, "b>e")


def with_due(text: str, attribute: str = "dueDate") -> bytes:
    right = 'camunda:formRef="vraag" camunda:formRefBinding="deployment" camunda:candidateGroups="politie"'
    return simple(user(attributes=f'{right} camunda:{attribute}="{text}"'))


RIGHT = [
    ("timeDuration", "P6W2D"),
    ("timeDuration", "P1Y2M10DT2H30M"),
    ("timeDuration", "PT0S"),
    ("timeDuration", "=termijn(duration(&quot;P6W&quot;))"),
    ("timeDate", "2027-01-31"),
    ("timeDate", "2027-01-31T09:00"),
    ("timeDate", "2027-01-31T09:00:00+01:00"),
    ("timeDate", "=werkdagen(10)"),
    ("timeDate", "=einde"),
    ("timeCycle", "R3/PT1H"),
    ("timeCycle", "R/P1W"),
    ("timeCycle", "R5/2027-01-04T09:00/P1D"),
    ("timeCycle", "=duration(&quot;P1D&quot;)"),
    ("timeCycle", "=&quot;R3/&quot; + string(duration(&quot;P1D&quot;))"),
]


@pytest.mark.parametrize(("kind", "text"), RIGHT)
def test_a_term_that_is_right_gives_no_finding(kind, text):
    assert [f for f in check(on_the_edge(kind, text)) if f.rule != "variabele"] == []


WRONG = [
    ("timeDuration", "-P1D", "negatief"),
    ("timeDuration", "P", "duur"),
    ("timeDuration", "P1H", "duur"),
    ("timeDuration", "2027-01-31", "duur"),
    ("timeDuration", "=10", "number"),
    ("timeDuration", "=duration(&quot;-P1D&quot;)", "negatief"),
    ("timeDuration", "=duration(&quot;-P1M&quot;)", "negatief"),
    ("timeDate", "P6W", "datum"),
    ("timeDate", "2027-02-30", "bestaat niet"),
    ("timeDate", "=true", "boolean"),
    ("timeCycle", "PT1H", "herhaling"),
    ("timeCycle", "R0/PT1H", "nul keer"),
    ("timeCycle", "R3/PT0S", "zonder tijd"),
    ("timeCycle", "R3/-PT1H", "negatief"),
    ("timeCycle", "0 0 9 * * ?", "herhaling"),
    ("timeCycle", "R3/P1D/2027-01-31", "herhaling"),
    ("timeCycle", "=&quot;elke dag&quot;", "herhaling"),
    ("timeCycle", "=werkdagen(1)", "date and time"),
]


@pytest.mark.parametrize(("kind", "text", "word"), WRONG)
def test_a_term_that_is_wrong_is_refused_with_the_element_and_what_to_write(kind, text, word):
    findings = [f for f in check(on_the_edge(kind, text)) if f.rule == "timer"]
    assert [(f.severity, f.element) for f in findings] == [("error", "b")]
    assert word in findings[0].message and findings[0].hint.startswith("Schrijf")


def test_a_cycle_is_refused_where_it_can_fire_only_once():
    waiting = (
        '<intermediateCatchEvent id="w" name="Wachten"><timerEventDefinition><timeCycle>R3/PT1H</timeCycle>'
        "</timerEventDefinition></intermediateCatchEvent>"
    )
    for drawn, element in ((on_the_edge("timeCycle", "R3/PT1H", ""), "b"), (simple(waiting), "w")):
        findings = [f for f in check(drawn) if f.rule == "timer"]
        assert [(f.severity, f.element) for f in findings] == [("error", element)]


def test_a_cycle_may_start_an_event_subprocess_that_does_not_interrupt():
    def starting(attributes: str) -> bytes:
        return simple(
            user()
            + f'<subProcess id="sp" name="Bewaken" triggeredByEvent="true"><startEvent id="is" name="Week voorbij" '
            f"{attributes}><timerEventDefinition><timeCycle>R/P1W</timeCycle></timerEventDefinition></startEvent>"
            '<endEvent id="ie" name="Gezien"/><sequenceFlow id="is__ie" sourceRef="is" targetRef="ie"/></subProcess>'
        )

    assert check(starting('isInterrupting="false"')) == []
    assert [(f.rule, f.element) for f in check(starting(""))] == [("timer", "is")]


def test_a_cycle_of_seconds_gets_a_warning():
    findings = check(on_the_edge("timeCycle", "R/PT10S"))
    assert [(f.severity, f.rule) for f in findings] == [("warning", "timer")]


@pytest.mark.parametrize("attribute", ["dueDate", "followUpDate"])
def test_a_due_date_is_checked_as_a_timer_is(attribute):
    for text in ("P2W", "2027-01-31", "=werkdagen(10)"):
        assert check(with_due(text, attribute)) == []
    for text in ("morgen", "-P1D", "=10"):
        findings = [f for f in check(with_due(text, attribute)) if f.rule == "timer"]
        assert [(f.severity, f.element) for f in findings] == [("error", "taak")], text


PAGE = (Path(__file__).parents[2] / "docs/ontwerper/timers.md").read_text("utf-8")
WORDS = {"duur": "timeDuration", "datum": "timeDate", "herhaling": "timeCycle"}


def test_what_the_handbook_says_one_can_write_is_accepted():
    rows = re.findall(r"(?m)^\| (`[^|]+`) \| (duur|datum|herhaling) \|", PAGE)
    examples = [(WORDS[word], text) for codes, word in rows for text in re.findall(r"`([^`]+)`", codes)]
    assert len(examples) >= 12
    assert [finding for kind, text in examples for finding in check(on_the_edge(kind, text))] == []
