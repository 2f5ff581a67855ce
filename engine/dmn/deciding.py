"""Takes a decision: first the decisions it needs, then its own logic."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from engine import feel
from engine.dmn import boxed, model
from engine.dmn.boxed import Evaluation
from engine.dmn.errors import DmnError
from engine.dmn.table import MatchedRule
from engine.dmn.table import decide as ask
from engine.feel.errors import Undefined
from engine.feel.run import MISSING, Frame, begin, inside, look_up
from engine.feel.values import Function

MAX_CHAIN = 40


@dataclass(frozen=True, slots=True)
class DecisionResult:
    """The answer as rows and as one FEEL value, the rules that matched, and what it rested on."""

    outputs: list[dict[str, object]]
    value: object
    matched: list[MatchedRule]
    required: Mapping[str, DecisionResult] = field(default_factory=dict)


@dataclass(slots=True)
class _Session:
    """One question: the file, the outermost frame, and what has been decided on the way."""

    definitions: model.Definitions
    frame: Frame
    done: dict[str, DecisionResult] = field(default_factory=dict)
    busy: list[str] = field(default_factory=list)
    # The same question in the files that are imported, straight or by way of another.
    files: dict[model.Definitions, _Session] = field(default_factory=dict)

    def about(self) -> Evaluation:
        return Evaluation(self.definitions.names, self.definitions.types)

    def of(self, definitions: model.Definitions) -> _Session:
        if definitions not in self.files:
            self.files[definitions] = _Session(definitions, self.frame, files=self.files)
        return self.files[definitions]


def decide(
    definitions: model.Definitions, decision_id: str, context: Mapping[str, object], env: feel.Environment
) -> DecisionResult:
    """Take the decision with this id in this context."""
    session = _Session(definitions, begin(context, env))
    try:
        return _decided(session, decision_id, decision_id)
    except feel.FeelError as error:
        raise DmnError(error.message_nl, decision_id) from error
    except RecursionError as error:
        raise DmnError("De beslissing is te diep genest.", decision_id) from error


def _decided(session: _Session, decision_id: str, asked_by: str) -> DecisionResult:
    other = model.elsewhere(session.definitions, decision_id)
    if other is not None:
        return _decided(session.of(other[0].definitions), other[1], asked_by)
    if decision_id in session.done:
        return session.done[decision_id]
    decision = session.definitions.decisions.get(decision_id)
    if decision is None:
        raise DmnError(f"De beslissing `{decision_id[:80]}` staat niet in dit bestand.", asked_by)
    if decision_id in session.busy:
        raise DmnError("Deze beslissing heeft zichzelf nodig.", decision_id)
    if len(session.busy) >= MAX_CHAIN:
        raise DmnError("De keten van beslissingen is te lang.", decision_id)
    session.busy.append(decision_id)
    required = {other: _decided(session, other, decision_id) for other in decision.required_decisions}
    session.busy.pop()
    result = _result(session, decision, required)
    session.done[decision_id] = result
    return result


def _result(session: _Session, decision: model.Decision, required: Mapping[str, DecisionResult]) -> DecisionResult:
    about = session.about()
    names: dict[str, object] = {}
    for id_ in decision.required_inputs:
        _add_input(session, id_, names)
    for id_, result in required.items():
        _add_decided(session, id_, result.value, names)
    here = inside(session.frame, names)
    _add_functions(session, decision.required_knowledge, here, names)
    logic = decision.logic.logic if isinstance(decision.logic, model.Typed) else decision.logic
    if isinstance(logic, model.Table):
        outcome = ask(logic, about.names, here, about.types)
        value = boxed.fitted(about, outcome.value, decision.type, here)
        return DecisionResult(outcome.rows, value, outcome.matched, required)
    value = boxed.fitted(about, boxed.evaluate(decision.logic, here, about), decision.type, here)
    return DecisionResult([{decision.variable: value}], value, about.matched, required)


def _below(names: dict[str, object], alias: str) -> dict[str, object]:
    """The names of an imported file, which stand below the name it was imported by."""
    found = names.setdefault(alias, {})
    return found if isinstance(found, dict) else {}


def _add_input(session: _Session, id_: str, names: dict[str, object]) -> None:
    """Put input data that has a type among the names, as that type."""
    other = model.elsewhere(session.definitions, id_)
    if other is not None:
        imported, local = other
        below = _below(names, imported.name)
        for data in [imported.definitions.inputs[local]] if local in imported.definitions.inputs else []:
            value = look_up(session.frame, data.name)
            below[data.name] = None if value is MISSING else value
        return _add_input(session.of(imported.definitions), local, below)
    known = session.definitions.inputs.get(id_)
    if known is not None and known.type:
        value = look_up(session.frame, known.name)
        if value is not MISSING:
            names[known.name] = boxed.fitted(session.about(), value, known.type, session.frame)


def _add_decided(session: _Session, id_: str, value: object, names: dict[str, object]) -> None:
    other = model.elsewhere(session.definitions, id_)
    if other is not None:
        return _add_decided(session.of(other[0].definitions), other[1], value, _below(names, other[0].name))
    known = session.definitions.decisions[id_]
    names |= dict.fromkeys((known.id, known.name, known.variable), value)


def _add_functions(session: _Session, wanted: tuple[str, ...], frame: Frame, names: dict[str, object]) -> None:
    """Put the functions a decision may call among its names; they see each other."""
    for id_ in _reachable(session.definitions, wanted):
        other = model.elsewhere(session.definitions, id_)
        if other is not None:
            imported, local = other
            inner: dict[str, object] = {}
            there = session.of(imported.definitions)
            _add_functions(there, (local,), inside(there.frame, inner), inner)
            _below(names, imported.name).update(inner)
        elif id_ in session.definitions.services:
            service = session.definitions.services[id_]
            names[service.name] = _service(session, service)
        else:
            knowledge = session.definitions.knowledge[id_]
            names[knowledge.name] = boxed.function(knowledge.function, frame, session.about(), knowledge.name)


def _reachable(definitions: model.Definitions, wanted: tuple[str, ...]) -> Iterator[str]:
    """The ids of the functions a decision needs, straight or by way of another."""
    todo, seen = list(wanted), set[str]()
    while todo:
        id_ = todo.pop()
        if id_ in seen:
            continue
        seen.add(id_)
        yield id_
        if model.elsewhere(definitions, id_) is not None:
            continue
        knowledge = definitions.knowledge.get(id_) or definitions.services.get(id_)
        if knowledge is None:
            raise DmnError("Een verwijzing naar een kennismodel klopt niet.", id_)
        if isinstance(knowledge, model.Knowledge):
            todo.extend(knowledge.required_knowledge)


def decide_service(
    definitions: model.Definitions, service_id: str, context: Mapping[str, object], env: feel.Environment
) -> object:
    """Call a decision service with its inputs by name."""
    service = definitions.services.get(service_id)
    if service is None:
        raise DmnError(f"De decision service `{service_id[:80]}` staat niet in dit bestand.")
    session = _Session(definitions, begin(context, env))
    try:
        values = [look_up(session.frame, name) for name in _parameters(definitions, service)]
        return _service(session, service).call([None if value is MISSING else value for value in values])
    except feel.FeelError as error:
        raise DmnError(error.message_nl, service_id) from error
    except RecursionError as error:
        raise DmnError("De beslissing is te diep genest.", service_id) from error


def _parameters(definitions: model.Definitions, service: model.Service) -> tuple[str, ...]:
    missing = {*service.inputs} - definitions.inputs.keys()
    missing |= {*service.input_decisions, *service.outputs} - definitions.decisions.keys()
    if missing:
        raise DmnError(f"De decision service verwijst naar `{min(missing)}`, maar dat staat er niet.", service.id)
    data = (definitions.inputs[id_].name for id_ in service.inputs)
    return (*data, *(definitions.decisions[id_].variable for id_ in service.input_decisions))


def _service(session: _Session, service: model.Service) -> Function:
    """A decision service as a function of its input data and then its input decisions."""
    definitions = session.definitions
    parameters = _parameters(definitions, service)
    about = session.about()

    def call(values: list[object]) -> object:
        if len(values) != len(parameters):
            raise Undefined(f"`{service.name}` verwacht {len(parameters)} argumenten.")
        here = inside(session.frame, dict(zip(parameters, values, strict=True)))
        inner = _Session(definitions, here, busy=[*session.busy, service.id])
        for id_, value in zip(service.input_decisions, values[len(service.inputs) :], strict=True):
            given = boxed.typed(about, value, definitions.decisions[id_].type)
            inner.done[id_] = DecisionResult([], given, [])
        found = {definitions.decisions[id_].variable: _decided(inner, id_, id_).value for id_ in service.outputs}
        result = next(iter(found.values())) if len(found) == 1 else found
        return boxed.fitted(about, result, service.type, session.frame)

    return Function(parameters, call, service.name)
