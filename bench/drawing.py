"""What every measure runs: one diagram like ours, the thirty values that ride along, and a stopwatch.

Nothing of our engine is imported here: importing it mends SpiffWorkflow for the whole process, and the bare engine is
measured as it comes.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
FIELDS = {f"veld_{n}": f"waarde {n} van de zaak" for n in range(30)}
STAGES = 7


def seven_stages() -> bytes:
    """A diagram like ours: seven tasks in a row, each with a reminder, and a way back from the last to the first."""
    parts = ['<bpmn:startEvent id="begin"/><bpmn:endEvent id="klaar"/><bpmn:exclusiveGateway id="verder"/>']
    flows = [("begin", "taak0", "")]
    for n in range(STAGES):
        parts.append(
            f'<bpmn:userTask id="taak{n}" camunda:candidateGroups="procesregisseur"/>'
            f'<bpmn:boundaryEvent id="termijn{n}" cancelActivity="false" attachedToRef="taak{n}">'
            "<bpmn:timerEventDefinition><bpmn:timeDate>2040-01-01T09:00:00Z</bpmn:timeDate></bpmn:timerEventDefinition>"
            f'</bpmn:boundaryEvent><bpmn:endEvent id="herinnerd{n}"/>'
        )
        flows += [
            (f"termijn{n}", f"herinnerd{n}", ""),
            (f"taak{n}", f"taak{n + 1}" if n < STAGES - 1 else "verder", ""),
        ]
    flows += [("verder", "taak0", "opnieuw"), ("verder", "klaar", "not(opnieuw)")]
    for number, (source, target, condition) in enumerate(flows):
        inner = f"<bpmn:conditionExpression>{condition}</bpmn:conditionExpression>" if condition else ""
        parts.append(
            f'<bpmn:sequenceFlow id="f{number}" sourceRef="{source}" targetRef="{target}">{inner}</bpmn:sequenceFlow>'
        )
    return (
        '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
        'xmlns:camunda="http://camunda.org/schema/1.0/bpmn" id="d" targetNamespace="bench">'
        f'<bpmn:process id="p" isExecutable="true">{"".join(parts)}</bpmn:process></bpmn:definitions>'
    ).encode()


def for_the_bare_engine(xml: bytes) -> bytes:
    """The same diagram with Python where ours reads FEEL."""
    xml = xml.replace(b">2040-01-01T09:00:00Z<", b'>"2040-01-01T09:00:00Z"<')
    return xml.replace(b">not(opnieuw)<", b">not opnieuw<")


def timed(act: Callable[[], Any]) -> tuple[float, Any]:
    begin = time.perf_counter()
    result = act()
    return time.perf_counter() - begin, result
