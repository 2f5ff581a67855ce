"""The process as a list of steps: the same as the diagram says, for who does not see or want the drawing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.check import xml
from engine.check.model import ACTIVITIES, Diagram, Node, Scope, read_diagram
from engine.definitions import PackageContent
from engine.models import HistoricActivity, Job, JobState, Task, TaskState
from engine.progress import TIMER
from web import words


@dataclass(frozen=True)
class Drawing:
    """One process of a package: its name and its elements in reading order."""

    key: str
    name: str
    path: str
    step: int | None
    nodes: tuple[Node, ...]
    scope: Scope


@dataclass(frozen=True)
class Line:
    """An element with where the case is in it."""

    id: str
    name: str
    state: str  # "done", "active", "overdue", "waiting", "skipped" or "" (not yet)
    text: str
    count: int = 0
    calls: str = ""  # the process it opens


@dataclass
class Standing:
    """What the tables say of one element."""

    open: int = 0
    late: int = 0
    due_at: datetime | None = None
    waits: bool = False
    wakes_at: datetime | None = None  # when the first of its timers goes off
    done_at: datetime | None = None
    times: int = 0
    started: int = 0
    skipped: bool = False


@lru_cache(maxsize=32)
def drawings(content: PackageContent) -> Mapping[str, Drawing]:
    """Every process of the package by its key; read once, for the content of a version never changes."""
    return drawings_in(content.files)


def drawings_in(files: Mapping[str, bytes]) -> Mapping[str, Drawing]:
    """Every process in these files by its key; `XmlRefused` when one of the diagrams cannot be read."""
    found: dict[str, Drawing] = {}
    for path, data in sorted(files.items()):
        if path.endswith(".bpmn"):
            for drawing in read(read_diagram(path, xml.parse(data))):
                found[drawing.key] = drawing
    return found


def read(diagram: Diagram) -> list[Drawing]:
    """Every process of one diagram."""
    return [
        Drawing(
            key=scope.id,
            name=" ".join(scope.xml.get("name", "").split()) or scope.id,
            path=diagram.path,
            step=next((node.step for node in scope.everywhere() if node.step), None),
            nodes=tuple(_in_order(scope)),
            scope=scope,
        )
        for scope in diagram.processes
    ]


def _in_order(scope: Scope) -> list[Node]:
    """Along the flows from the start; what hangs beside the main line comes after it."""
    seen: list[str] = [node.id for node in scope.starts()]
    for node_id in seen:
        seen.extend(n for n in dict.fromkeys(scope.successors(node_id)) if n not in seen)
    seen.extend(node_id for node_id in scope.nodes if node_id not in seen)
    ordered = []
    for node_id in seen:
        ordered.append(scope.nodes[node_id])
        inner = next((s for s in scope.inner if s.id == node_id), None)
        ordered.extend(_in_order(inner) if inner else [])
    return ordered


def worth_telling(node: Node, standing: Standing) -> bool:
    """Work and questions always; an end, a side road or a waiting point only when the case came there."""
    if node.tag == "startEvent":
        return standing.waits  # the timer of an event subprocess
    if not node.name or node.is_event_subprocess:
        return False
    if node.tag.endswith("Gateway"):
        return len(node.scope.outgoing(node.id)) > 1
    if node.tag in ("endEvent", "boundaryEvent"):
        return standing.done_at is not None
    if node.tag == "intermediateCatchEvent":
        return standing.waits or standing.done_at is not None
    return node.tag in ACTIVITIES


def standings(session: Session, instance_id: int, process_key: str, moment: datetime) -> dict[str, Standing]:
    """How each element of this process stands in this case."""
    found: dict[str, Standing] = {}
    _from_history(session, instance_id, process_key, found)
    _from_tasks(session, instance_id, process_key, moment, found)
    _from_jobs(session, instance_id, found)
    return found


def _from_jobs(session: Session, instance_id: int, found: dict[str, Standing]) -> None:
    query = select(Job.activity_id, Job.kind, Job.due_at).where(
        Job.instance_id == instance_id, Job.state.in_((JobState.OPEN, JobState.HELD)), Job.activity_id != ""
    )
    for activity_id, kind, due_at in session.execute(query):
        standing = found.setdefault(activity_id, Standing())
        standing.waits = True
        if kind == TIMER and (standing.wakes_at is None or due_at < standing.wakes_at):
            standing.wakes_at = due_at


def of_tasks(tasks: Iterable[Task], process_key: str, moment: datetime) -> dict[str, Standing]:
    """How the elements of these open tasks stand, and nothing of the others."""
    found: dict[str, Standing] = {}
    for task in tasks:
        if task.process_key == process_key:
            _add_open(found.setdefault(task.activity_id, Standing()), task.due_at, moment)
    return found


def _add_open(standing: Standing, due_at: datetime | None, moment: datetime) -> None:
    standing.open += 1
    standing.late += words.is_late(due_at, moment)
    if due_at is not None and (standing.due_at is None or due_at < standing.due_at):
        standing.due_at = due_at


def _from_history(session: Session, instance_id: int, process_key: str, found: dict[str, Standing]) -> None:
    query = (
        select(
            HistoricActivity.activity_id,
            HistoricActivity.state,
            func.count(),
            func.max(HistoricActivity.at),
        )
        .where(HistoricActivity.instance_id == instance_id, HistoricActivity.process_key == process_key)
        .group_by(HistoricActivity.activity_id, HistoricActivity.state)
    )
    for activity_id, state, times, last in session.execute(query):
        standing = found.setdefault(activity_id, Standing())
        if state == "completed":
            standing.times = times
            standing.done_at = last
        elif state == "started":
            standing.started = times
        else:
            standing.skipped = True


def _from_tasks(
    session: Session, instance_id: int, process_key: str, moment: datetime, found: dict[str, Standing]
) -> None:
    query = select(Task.activity_id, Task.due_at).where(
        Task.instance_id == instance_id, Task.process_key == process_key, Task.state == TaskState.OPEN
    )
    for activity_id, due_at in session.execute(query):
        _add_open(found.setdefault(activity_id, Standing()), due_at, moment)


def lines(drawing: Drawing, found: Mapping[str, Standing], moment: datetime, *, whole: bool = True) -> list[Line]:
    """The outline of one process with the state of the case in words.

    Who sees only his own work (not `whole`) is told nothing of the rest, also not that it is still to come.
    """
    told = [
        _line(node, standing, found, moment) if whole or node.id in found else _content(node)
        for node in drawing.nodes
        if worth_telling(node, standing := found.get(node.id, Standing()))
    ]
    return told + _ends(drawing)


def _ends(drawing: Drawing) -> list[Line]:
    ends = [node.name for node in drawing.nodes if node.tag == "endEvent" and node.name and node.scope is drawing.scope]
    return [Line(id="", name=_("Zo kan het eindigen"), state="", text=either(ends))] if len(ends) > 1 else []


def contents(drawing: Drawing) -> list[Line]:
    """The outline of a process in which no case stands: what is in it, and nothing about how far it is."""
    return [_content(node) for node in drawing.nodes if worth_telling(node, Standing(waits=True))] + _ends(drawing)


def _content(node: Node) -> Line:
    text = " · ".join(filter(None, (_answers(node), _side_roads(node))))
    return Line(id=node.id, name=name_of(node), state="", text=text, calls=_calls(node))


def either(names: list[str]) -> str:
    """'doorgaan, bijstellen of afronden'."""
    unique = list(dict.fromkeys(names))
    return (
        unique[0] if len(unique) == 1 else _("%(join)s of %(unique)s", join=", ".join(unique[:-1]), unique=unique[-1])
    )


def _line(node: Node, standing: Standing, found: Mapping[str, Standing], moment: datetime) -> Line:
    state, text = _state(node, standing, moment)
    side = _side_roads(node, found if state in ("active", "overdue", "waiting") else {}, moment)
    if side and state != "done":
        text += f" · {side}"
    return Line(node.id, name_of(node), state, text, count=standing.late or standing.open, calls=_calls(node))


def name_of(node: Node) -> str:
    """A waiting point is called after what it waits for: 'Wachten: volgtermijn'."""
    if node.tag == "startEvent":
        around = node.scope.node.name if node.scope.node is not None else ""
        return _("Wachten: %(value)s", value=node.name or around)
    return _("Wachten: %(name)s", name=node.name) if node.tag == "intermediateCatchEvent" else node.name


def _side_roads(node: Node, found: Mapping[str, Standing] | None = None, moment: datetime | None = None) -> str:
    """'zijweg: reactietermijn op 7 december'; the moment when its timer runs."""
    names = []
    for edge in node.scope.boundary(node.id):
        wakes = found[edge.id].wakes_at if found and edge.id in found else None
        name = edge.name.lower()
        if name:
            names.append(
                _("%(name)s op %(short_day)s", name=name, short_day=words.short_day(wakes, moment))
                if wakes and moment
                else name
            )
    return f"zijweg: {either(names)}" if names else ""


def _calls(node: Node) -> str:
    return node.xml.get("calledElement", "") if node.tag == "callActivity" else ""


def _state(node: Node, standing: Standing, moment: datetime) -> tuple[str, str]:
    if standing.open:
        return ("overdue" if standing.late else "active"), _busy(standing, moment)
    if node.tag in ("callActivity", "subProcess") and standing.started > standing.times:
        return "active", _("Nu bezig")
    if standing.waits and node.tag != "boundaryEvent":
        until = (
            _(" tot %(day_and_clock)s", day_and_clock=words.day_and_clock(standing.wakes_at, moment))
            if standing.wakes_at
            else ""
        )
        return "waiting", _("Wacht%(until)s", until=until)
    if standing.done_at is not None:
        times = _(", %(times)s keer gedaan", times=standing.times) if standing.times > 1 else ""
        return "done", _(
            "Klaar, %(short_day)s%(times)s", short_day=words.short_day(standing.done_at, moment), times=times
        )
    if standing.skipped:
        return "skipped", _("Vervallen")
    return "", _answers(node) or _("Nog niet")


def _busy(standing: Standing, moment: datetime) -> str:
    """'Nu bezig, 3 open waarvan 2 te laat, uiterlijk vrijdag 23 oktober'."""
    due = _("uiterlijk %(day)s", day=words.day(standing.due_at, moment)) if standing.due_at else _("geen einddatum")
    if standing.open == 1:
        return f"{'Te laat' if standing.late else 'Nu bezig'}, {due}"
    late = _(" waarvan %(late)s te laat", late=standing.late) if standing.late else ""
    return _("Nu bezig, %(open)s open%(late)s, %(due)s", open=standing.open, late=late, due=due)


def _answers(node: Node) -> str:
    """What a question can lead to: 'Keuze: doorgaan of afronden'."""
    names = [flow.name for flow in node.scope.outgoing(node.id) if flow.name]
    return _("Keuze: %(either)s", either=either(names)) if node.tag.endswith("Gateway") and len(names) > 1 else ""


def marks(outline: list[Line]) -> list[dict[str, object]]:
    """What the drawing shows on its elements: the same states."""
    return [{"element": line.id, "state": line.state, "count": line.count or 1} for line in outline if line.state]
