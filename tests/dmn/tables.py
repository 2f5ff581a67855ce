"""Makes small DMN files for the tests."""

from datetime import UTC, datetime
from xml.sax.saxutils import escape

from engine import dmn, feel

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
HEAD = '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="defs" name="Proef" namespace="proef">'


def text(tag: str, content: str, id_: str = "", extra: str = "") -> str:
    """An element with a `text` in it."""
    mark = f' id="{id_}"' if id_ else ""
    return f"<{tag}{mark}{extra}><text>{escape(content)}</text></{tag}>"


def column(name: str, values: str = "", default: str = "") -> str:
    """A column with an outcome."""
    inner = text("outputValues", values) if values else ""
    inner += text("defaultOutputEntry", default) if default else ""
    return f'<output id="uit_{name}" name="{name}">{inner}</output>'


def table(
    rules: list[tuple[list[str], list[str]]],
    *,
    policy: str = "UNIQUE",
    aggregation: str = "",
    inputs: tuple[str, ...] = ("leeftijd",),
    outputs: tuple[str, ...] = (column("uitkomst"),),
    allowed: str = "",
) -> str:
    """A decision table as XML."""
    head = (
        f'<decisionTable id="tabel" hitPolicy="{policy}"'
        + (f' aggregation="{aggregation}"' if aggregation else "")
        + ">"
    )
    asked = "".join(
        f'<input id="in_{i}" label="{escape(name)}">{text("inputExpression", name)}'
        f"{text('inputValues', allowed) if allowed else ''}</input>"
        for i, name in enumerate(inputs)
    )
    rows = "".join(
        f'<rule id="regel_{i}">'
        + "".join(text("inputEntry", cell, f"test_{i}_{j}") for j, cell in enumerate(tests))
        + "".join(text("outputEntry", cell, f"uit_{i}_{j}") for j, cell in enumerate(entries))
        + text("annotationEntry", f"noot {i}")
        + "</rule>"
        for i, (tests, entries) in enumerate(rules, 1)
    )
    return head + asked + "".join(outputs) + rows + "</decisionTable>"


def decision(logic: str, id_: str = "besluit", needs: tuple[str, ...] = (), knows: tuple[str, ...] = ()) -> str:
    """A decision as XML."""
    links = "".join(f'<informationRequirement><requiredDecision href="#{n}"/></informationRequirement>' for n in needs)
    links += "".join(f'<knowledgeRequirement><requiredKnowledge href="#{n}"/></knowledgeRequirement>' for n in knows)
    return f'<decision id="{id_}" name="{id_}">{links}{logic}</decision>'


def load(*decisions: str) -> dmn.Definitions:
    """A file with these decisions, read."""
    return dmn.load((HEAD + "".join(decisions) + "</definitions>").encode())


def ask(definitions: dmn.Definitions, decision_id: str = "besluit", **context: object) -> dmn.DecisionResult:
    """Take a decision."""
    return dmn.decide(definitions, decision_id, context, feel.Environment(NOON, warnings=[]))
