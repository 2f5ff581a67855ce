"""The steps of a walk in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.registry import Catalogue
from engine.scenarios.model import ANY, NEXT, Answer, Clock, Do, Expect, Message, Signal, Start, Step
from web.desk.form_examples import ORGANISATIONS

Names = Mapping[str, str]  # element -> its name in the diagram
LONGEST = 60


def title(step: Step, names: Names, roles: Names) -> str:
    """One line: what happens."""
    match step:
        case Start():
            return "De zaak start"
        case Do():
            who = f" door {roles.get(step.group, step.group)}" if step.group else ""
            return f"Taak “{names.get(step.element, step.element)}”{who}"
        case Message():
            return f"Bericht “{step.name}”"
        case Signal():
            return f"Signaal “{step.name}”"
        case Clock():
            return "De klok gaat naar het volgende moment" if step.until == NEXT else f"De klok: {_clock(step.until)}"
        case Answer():
            return _answer(step)
        case Expect():
            return "Zo moet het nu zijn"


def told(step: Step, names: Names) -> list[tuple[str, str]]:
    """What goes with it: (name, value) pairs."""
    match step:
        case Start() | Message() | Signal():
            return _pairs(step.values)
        case Do():
            return _pairs(step.answers)
        case Answer():
            return _pairs(step.values or {})
        case Expect():
            return list(_expected(step, names))
    return []


def _expected(step: Expect, names: Names) -> list[tuple[str, str]]:
    found = []
    if step.open is not None:
        found.append(("Open", ", ".join(names.get(each, each) for each in step.open) or "niets"))
    if step.done is not None:
        found.append(("Zaak", "klaar" if step.done else "loopt nog"))
    if step.end:
        found.append(("Einde", names.get(step.end, step.end)))
    return found + _pairs(step.variables)


def _clock(text: str) -> str:
    if text.startswith("P") and text.endswith("D") and text[1:-1].isdigit():
        return f"{text[1:-1]} dagen verder"
    return text


def _answer(step: Answer) -> str:
    who = "Elke koppeling" if step.topic == ANY else f"Koppeling “{step.topic}”"
    when = " (steeds)" if step.always else ""
    if step.late:
        return f"{who} wacht op u{when}"
    if step.error:
        return f"{who} geeft de fout “{step.error}”{when}"
    if step.failures:
        return f"{who} mislukt {step.failures} keer{when}"
    return f"{who} antwoordt{when}" if step.values is not None else f"{who} antwoordt weer vanzelf"


def _pairs(values: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(name, shown(value)) for name, value in values.items() if value not in (None, "", [], {})]


def shown(value: Any) -> str:
    """A value in one short line."""
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, Mapping):
        text = "; ".join(f"{name}: {shown(each)}" for name, each in value.items() if each not in (None, "", []))
    elif isinstance(value, list):
        text = ", ".join(shown(each) for each in value)
    else:
        text = str(value)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def role_names(catalogue: Catalogue, manifest: Mapping[str, Any]) -> dict[str, str]:
    """Group -> its title: of the installation and of the package."""
    rows = manifest.get("rollen", [])
    own = {str(r.get("sleutel")): str(r.get("naam")) for r in rows if isinstance(r, dict)} if rows else {}
    made_up = {each["value"]: each["label"] for each in ORGANISATIONS}
    return {**made_up, **catalogue.groups, **own}
