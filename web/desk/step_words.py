"""The steps of a walk in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from engine.registry import Catalogue
from engine.scenarios.model import ANY, NEXT, Answer, Clock, Do, Expect, Message, Signal, Start, Step
from web.desk.form_examples import ORGANISATIONS

Names = Mapping[str, str]  # element -> its name in the diagram
LONGEST = 60


def title(step: Step, names: Names, roles: Names) -> str:
    """One line: what happens."""
    match step:
        case Start():
            return _("De zaak start")
        case Do():
            who = _(" door %(get)s", get=roles.get(step.group, step.group)) if step.group else ""
            return _("Taak “%(get)s”%(who)s", get=names.get(step.element, step.element), who=who)
        case Message():
            return _("Bericht “%(name)s”", name=step.name)
        case Signal():
            return _("Signaal “%(name)s”", name=step.name)
        case Clock():
            return (
                _("De klok gaat naar het volgende moment")
                if step.until == NEXT
                else _("De klok: %(clock)s", clock=_clock(step.until))
            )
        case Answer():
            return _answer(step)
        case Expect():
            return _("Zo moet het nu zijn")


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
        found.append((_("Open"), ", ".join(names.get(each, each) for each in step.open) or "niets"))
    if step.done is not None:
        found.append((_("Zaak"), "klaar" if step.done else _("loopt nog")))
    if step.end:
        found.append((_("Einde"), names.get(step.end, step.end)))
    return found + _pairs(step.variables)


def _clock(text: str) -> str:
    if text.startswith("P") and text.endswith("D") and text[1:-1].isdigit():
        return _("%(words)s dagen verder", words=text[1:-1])
    return text


def _answer(step: Answer) -> str:
    who = _("Elke koppeling") if step.topic == ANY else _("Koppeling “%(topic)s”", topic=step.topic)
    when = " (steeds)" if step.always else ""
    if step.late:
        return _("%(who)s wacht op u%(when)s", who=who, when=when)
    if step.error:
        return _("%(who)s geeft de fout “%(error)s”%(when)s", who=who, error=step.error, when=when)
    if step.failures:
        return _("%(who)s mislukt %(failures)s keer%(when)s", who=who, failures=step.failures, when=when)
    return (
        _("%(who)s antwoordt%(when)s", who=who, when=when)
        if step.values is not None
        else _("%(who)s antwoordt weer vanzelf", who=who)
    )


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
