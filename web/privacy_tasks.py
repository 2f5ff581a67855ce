"""Beside a task of the privacy gate: what stands in the way, which paper ends soon, and who may not decide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from dossier import handtekeningen, mending, papers, register_watch, registers
from dossier.facts import Flow
from dossier.handtekeningen import PrivacyHandtekening
from dossier.mending import Gap, Place
from dossier.privacy import today
from engine.access import Actor
from engine.definitions import PackageContent
from engine.models import Task
from web import outline, permissions
from web.told import lazy_gettext

MARK, PRIVACY = "besluit", "privacy"  # what an element is marked with on which the privacy decision is taken
FIRST = "eerste_handtekening"
NOT_THE_FG = lazy_gettext(
    "U bent FG: u adviseert en beslist niet, ook niet met een andere rol. Iemand anders moet deze taak afronden."
)
NOT_TWICE = lazy_gettext("U hebt dit besluit zelf genomen. Een tweede persoon moet akkoord gaan.")
WHO = {
    Place.REGISTERS: lazy_gettext("De privacy officer herstelt dit bij Registers."),
    Place.ORGANISATIONS: lazy_gettext("De applicatiebeheerder herstelt dit bij Organisaties."),
    Place.CASE: lazy_gettext("De procesregisseur herstelt dit in de zaak, bij Gegevens herstellen."),
}
PAGES = {
    Place.REGISTERS: "registers.show_list",
    Place.ORGANISATIONS: "organisations.show_list",
    Place.CASE: "correcting.show_list",
}


@dataclass(frozen=True)
class Mending:
    """One thing in the way, who mends it, and a link for who may."""

    text: str
    who: str
    url: str


@dataclass(frozen=True)
class Beside:
    refused: str  # why this person may not do the task; "" when he may
    mendings: list[Mending]
    ending: list[str]


def beside(
    session: Session, content: PackageContent, task: Task, variables: Mapping[str, Any], actor: Actor, moment: datetime
) -> Beside | None:
    """What the page of a task of the gate tells; None for every other task."""
    given, advised = variables.get("feiten"), variables.get("toets")
    if not isinstance(given, Mapping) or not isinstance(advised, Mapping) or "ontvanger" not in variables:
        return None
    on, flow = today(moment), flow_of(variables)
    allowed = advised.get("uitkomst") in ("toestaan", "voorwaarden")
    found = [] if allowed else mending.gaps(session, task.instance_id, flow, given, on)
    dpia = registers.dpia(session, on)
    under = [*papers.under(session, task.instance_id, flow, on), *([papers.of_dpia(dpia)] if dpia else [])]
    near = papers.ending(under, on)
    return Beside(
        refused=refusal(session, content, task, variables, actor),
        mendings=[_mending(gap, task, actor) for gap in found],
        ending=register_watch.lapsed(session, on)
        + [
            _(
                "%(upper)s%(name)s loopt af op %(until)s.",
                upper=one.name[0].upper(),
                name=one.name[1:],
                until=f"{one.until:%d-%m-%Y}",
            )
            for one in near
        ],
    )


def refusal(session: Session, content: PackageContent, task: Task, variables: Mapping[str, Any], actor: Actor) -> str:
    """Why this person may not take this decision; "" when he may. Asked again when he sends the form."""
    if not decides(content, task):
        return ""
    if handtekeningen.FG in actor.groups:
        return NOT_THE_FG
    number = str(variables.get(FIRST) or "").rpartition("-")[2]
    first = session.get(PrivacyHandtekening, int(number)) if number.isdecimal() and len(number) < 10 else None
    second = first is not None and b"tweede_akkoord" in form_outputs(content, task)
    return NOT_TWICE if second and first is not None and first.signed_by == actor.user_key else ""


def decides(content: PackageContent, task: Task) -> bool:
    """Whether the diagram marks this task as the one on which the privacy decision is taken."""
    drawing = outline.drawings(content).get(task.process_key)
    nodes = drawing.nodes if drawing is not None else ()
    return any(node.id == task.activity_id and node.properties.get(MARK) == PRIVACY for node in nodes)


def form_outputs(content: PackageContent, task: Task) -> bytes:
    """The form as it stands in the package; enough to see which field it has."""
    return content.forms.get(task.form_key or "", b"")


def flow_of(variables: Mapping[str, Any]) -> Flow:
    first = next((word for word in _words(variables.get("stappen")) if word.isdecimal()), "")
    return Flow(
        step=int(first) if first else None,
        kinds=_words(variables.get("gegeven")),
        providers=_words(variables.get("verstrekker")),
        receivers=_words(variables.get("ontvanger")),
    )


def _words(value: Any) -> tuple[str, ...]:
    parts = value if isinstance(value, list | tuple) else str(value or "").split(",")
    return tuple(dict.fromkeys(word for part in parts if (word := str(part).strip())))


def _mending(gap: Gap, task: Task, actor: Actor) -> Mending:
    endpoint = PAGES[gap.place]
    if not permissions.may(endpoint, actor):
        return Mending(gap.text, WHO[gap.place], "")
    here = gap.place is Place.CASE
    return Mending(
        gap.text, WHO[gap.place], url_for(endpoint, instance_id=task.instance_id) if here else url_for(endpoint)
    )
