"""The process behind a gate: that it ends well only after a person decided, and what he decided was kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from engine.check.findings import Finding, PathStep, error
from engine.check.model import Node, Scope, text_of
from engine.check.package import PackageModel
from engine.check.privacy.permissions import NameGiver
from engine.check.rules.service_tasks import handler_of

RULE = "privacypoort"
RECORDS = "privacy.vastleggen"  # the handler that writes the decision a person confirmed, or refuses
FACTS = "privacy.toetsen"
SCOPE = ("stappen", "gegeven", "verstrekker", "ontvanger")
_CHOSEN = "uitkomst"  # the input of the recorder that a person must have given
_MADE_BY = {"feiten": "een servicetaak met het onderwerp privacy.toetsen", "toets": "een beslistabel"}


def check_gate(package: PackageModel, process: Scope, names: NameGiver) -> Iterator[Finding]:
    """All that is wrong with one process that gates call."""
    yield from _no_other_way_out(process)
    recorder = _recorder(process)
    if isinstance(recorder, Finding):
        yield recorder
        return
    yield from _same_scope(process, recorder, names)
    yield from _made_rightly(package, process, recorder, names)
    yield from _decided(package, process, recorder, names)


def _no_other_way_out(process: Scope) -> Iterator[Finding]:
    """A gate must not end well by anything that stops without a decision, or that takes its place."""
    for node in process.nodes.values():
        if node.is_event_subprocess:
            message = f"{node.label} kan de poort “{process.id}” laten eindigen zonder besluit."
            yield error(node.file, node.id, RULE, message, "Zet in een poort geen gebeurtenis-subproces.")
        elif node.tag != "endEvent" and not process.outgoing(node.id):
            message = f"Na {node.label} komt niets: de poort “{process.id}” kan daar eindigen zonder besluit."
            yield error(node.file, node.id, RULE, message, "Teken een pijl naar het volgende of naar een fout.")


def _recorder(process: Scope) -> Node | Finding:
    """The task that keeps the decision: whatever else happens, the only way to the normal end leads through it."""
    normal = [end for end in process.ends() if end.event != "error"]
    if len(normal) != 1 or normal[0].event:
        message = f"De poort “{process.id}” moet precies één gewoon einde hebben; er zijn er {len(normal)}."
        hint = "Weigeren gaat met een fout; delen gaat langs één gewoon einde."
        return error(process.file, process.id, RULE, message, hint)
    before = [process.nodes.get(flow.source) for flow in process.incoming(normal[0].id)]
    last = before[0] if len(before) == 1 else None
    repeated = last is not None and any("LoopCharacteristics" in str(child.tag) for child in last.xml)
    if last is None or last.camunda("topic") != RECORDS or repeated:
        message = f"Direct vóór het einde van de poort “{process.id}” moet het besluit worden vastgelegd."
        hint = f"Zet daar één servicetaak met het onderwerp {RECORDS}, met één pijl naar het einde."
        return error(process.file, normal[0].id, RULE, message, hint)
    return last


def _read(node: Node, name: str) -> str:
    """The one variable that an input of a task reads; "" when it reads anything else."""
    text = text_of(node.parameters("inputParameter").get(name))
    return text[1:].strip() if text.startswith("=") and text[1:].strip().isidentifier() else ""


def _gives(node: Node, name: str, names: NameGiver) -> bool:
    """Whether an element may give this variable a value."""
    given = names(node)
    return given is None or name in given


def _same_scope(process: Scope, recorder: Node, names: NameGiver) -> Iterator[Finding]:
    """What is kept must be for exactly what the gate says: nothing in between may change it."""
    for name in SCOPE:
        if _read(recorder, name) != name:
            message = f"{recorder.label} legt niet vast waarvoor de poort geldt: “{name}” moet ={name} zijn."
            yield error(recorder.file, recorder.id, RULE, message, f"Geef de invoer “{name}” de waarde ={name}.")
    for node in process.everywhere():
        for name in SCOPE:
            if _gives(node, name, names):
                message = f"{node.label} kan “{name}” veranderen; dan geldt het besluit niet voor wat de poort zegt."
                yield error(node.file, node.id, RULE, message, f"Geef dit gegeven een andere naam dan “{name}”.")


def _made_rightly(package: PackageModel, process: Scope, recorder: Node, names: NameGiver) -> Iterator[Finding]:
    """Facts come from their handler and the advice from a table; nothing else may write over them."""
    for name, maker in _MADE_BY.items():
        variable = _read(recorder, name)
        if not variable:
            message = f"{recorder.label} krijgt “{name}” niet van {maker}."
            yield error(recorder.file, recorder.id, RULE, message, f"Geef de invoer “{name}” de waarde ={name}.")
            continue
        for node in process.everywhere():
            if _gives(node, variable, names) and not _is_maker(package, node, name, variable):
                message = f"{node.label} kan “{variable}” overschrijven; alleen {maker} mag dat geven."
                yield error(node.file, node.id, RULE, message, f"Geef dit gegeven een andere naam dan “{variable}”.")


def _is_maker(package: PackageModel, node: Node, name: str, variable: str) -> bool:
    if node.multi_instance is not None:
        return False
    if name == "toets":
        return node.tag == "businessRuleTask" and not node.parameters("outputParameter")
    handler = handler_of(package, node)
    given = text_of(node.parameters("outputParameter").get(variable))
    return handler is not None and handler.topic == FACTS and given in ("=feiten", "= feiten")


def _decided(package: PackageModel, process: Scope, recorder: Node, names: NameGiver) -> Iterator[Finding]:
    """On every way to the recorder a person chose the outcome, after the facts and the advice were known."""
    variable = _read(recorder, _CHOSEN)
    if not variable:
        message = f"De uitkomst die {recorder.label} vastlegt, is geen antwoord van een mens."
        yield error(recorder.file, recorder.id, RULE, message, "Geef de invoer “uitkomst” de waarde =uitkomst.")
        return
    for node in process.everywhere():
        if _gives(node, variable, names) and not _asks(package, node, variable):
            message = f"{node.label} kan de uitkomst “{variable}” overschrijven die een mens heeft gekozen."
            hint = f"Alleen een gebruikerstaak mag “{variable}” geven, met een veld dat iemand invult."
            yield error(node.file, node.id, RULE, message, hint)
    way = _undecided(package, process, recorder, variable, names)
    if way is not None:
        message = f"De poort “{process.id}” kan bij {recorder.label} komen zonder dat een mens heeft besloten."
        hint = f"Zet op elke weg daarheen, na de privacytabel, een gebruikerstaak die “{variable}” vraagt."
        path = tuple(PathStep(process.id, node.id, node.name) for node in way)
        yield replace(error(recorder.file, recorder.id, RULE, message, hint), path=path)


def _asks(package: PackageModel, node: Node, variable: str) -> bool:
    """Whether a person fills it in here, in a task that is done once and whose answer goes out unchanged."""
    described = package.form((node.camunda("formRef") or "").strip()) if node.tag == "userTask" else None
    return (
        described is not None
        and variable in described.asked
        and node.multi_instance is None
        and not node.parameters("outputParameter")
        and variable not in node.parameters("inputParameter")
    )


def _undecided(
    package: PackageModel, process: Scope, recorder: Node, variable: str, names: NameGiver
) -> list[Node] | None:
    """A shortest way to the recorder from the start, or from new facts or advice, past nobody who decides."""
    made = {_read(recorder, name) for name in _MADE_BY} - {""}
    first = [n for n in process.nodes.values() if n.tag == "startEvent" or any(_gives(n, m, names) for m in made)]
    ways = [[node] for node in first if node is not recorder]
    seen: set[Node] = {way[0] for way in ways}
    for way in ways:
        here = way[-1]
        if here is recorder:
            return way
        for after in _following(process, here, done=not _asks(package, here, variable)):
            if after not in seen:
                seen.add(after)
                ways.append([*way, after])
    return None


def _following(process: Scope, node: Node, *, done: bool) -> list[Node]:
    """Where the case may go from an element; without `done`, only when it is left before that."""
    edges = process.boundary(node.id)
    return [process.nodes[after] for after in process.successors(node.id)] if done else edges
