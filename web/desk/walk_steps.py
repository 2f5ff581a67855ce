"""Steps of a walk that a button or a small form asks for: the clock, a machine, a signal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any, get_type_hints

from engine.errors import Invalid
from engine.packages.content import PackageContent
from engine.registry import Handler
from engine.scenarios.model import ANY, NEXT, Answer, Clock, Signal, Step
from web import outline
from web.parts import parts

MOST_DAYS = 3650
HOW = ("antwoord", "fout", "mislukt", "laat")


def read(form: Mapping[str, str]) -> Step:
    """The step that was asked for; `Invalid` in Dutch when it is none."""
    kind = form.get("soort", "")
    if kind == "klok":
        return _clock(form)
    if kind == "koppeling":
        return _answer(form)
    if kind == "wachten":
        return Answer(ANY, late=True, always=True) if form.get("aan") == "ja" else Answer(ANY)
    if kind == "signaal" and form.get("naam"):
        return Signal(form["naam"])
    raise Invalid("Kies een stap.")


def _clock(form: Mapping[str, str]) -> Step:
    days = form.get("dagen", "").strip()
    if form.get("volgende"):
        return Clock(NEXT)
    if not (days.isascii() and days.isdecimal() and 0 < int(days[:6]) <= MOST_DAYS):
        raise Invalid(f"Vul in hoeveel dagen de klok vooruit gaat: 1 tot en met {MOST_DAYS}.")
    return Clock(f"P{int(days)}D")


def _answer(form: Mapping[str, str]) -> Step:
    topic, element, how = form.get("onderwerp", ""), form.get("element", ""), form.get("hoe", "")
    handler = handler_of(topic)
    if handler is None or how not in HOW:
        raise Invalid("Kies een koppeling en wat zij doet.")
    always = form.get("altijd") == "ja"
    if how == "fout":
        return Answer(topic, element, error=form.get("fout", "") or next(iter(handler.errors), ""), always=always)
    if how == "mislukt":
        text = form.get("keer", "1").strip()
        times = int(text) if text.isascii() and text.isdecimal() and len(text) < 3 else 1
        return Answer(topic, element, failures=max(1, min(times, 20)), always=always)
    if how == "laat":
        return Answer(topic, element, late=True, always=always)
    return Answer(topic, element, values=_values(handler, form), always=always)


def _values(handler: Handler, form: Mapping[str, str]) -> dict[str, Any]:
    """What was filled in, by the kind of each output; what was left open the handler makes up itself."""
    if handler.output_type is None:
        return {}
    kinds = get_type_hints(handler.output_type)
    found = {}
    for each in fields(handler.output_type):
        text = form.get(f"uit_{each.name}", "").strip()
        if text:
            found[each.name] = _value(kinds[each.name], text, each.name)
    return found


def _value(kind: Any, text: str, name: str) -> Any:
    """FEEL for everything but a plain text; the sandbox works it out and says what is wrong with it."""
    if text.startswith("="):
        return text
    if kind is bool:
        if text.lower() not in ("ja", "nee", "true", "false"):
            raise Invalid(f"Vul bij “{name}” ja of nee in.")
        return text.lower() in ("ja", "true")
    if kind in (int, float):
        return f"={text}"
    return text if kind is str or kind == (str | None) else f"={text}"


def handler_of(topic: str) -> Handler | None:
    registry = parts().catalogue.registry
    return registry[topic] if topic in registry else None


def topics(content: PackageContent) -> list[Handler]:
    """The handlers that the diagrams of this package name."""
    named = {node.camunda("topic") for drawing in outline.drawings(content).values() for node in drawing.nodes}
    return sorted((h for h in parts().catalogue.registry if h.topic in named), key=lambda handler: handler.topic)


def all_wait(steps: Sequence[Step]) -> bool:
    """Whether every machine waits for the designer to say what it does."""
    said = [step for step in steps if isinstance(step, Answer) and step.topic == ANY]
    return bool(said) and said[-1].late
