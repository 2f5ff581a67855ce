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
    about = Evaluation(session.definitions.names, session.definitions.types)
    names = _inputs(session, decision, about)
    for other, result in required.items():
        known = session.definitions.decisions[other]
        names |= dict.fromkeys((known.id, known.name, known.variable), result.value)
    here = inside(session.frame, names)
    _add_functions(session, decision.required_knowledge, here, names)
    logic = decision.logic.logic if isinstance(decision.logic, model.Typed) else decision.logic
    if isinstance(logic, model.Table):
        outcome = ask(logic, about.names, here, about.types)
        value = boxed.fitted(about, outcome.value, decision.type, here)
        return DecisionResult(outcome.rows, value, outcome.matched, required)
    value = boxed.fitted(about, boxed.evaluate(decision.logic, here, about), decision.type, here)
    return DecisionResult([{decision.variable: value}], value, about.matched, required)


def _inputs(session: _Session, decision: model.Decision, about: Evaluation) -> dict[str, object]:
    """The input data that has a type, as that type."""
    names: dict[str, object] = {}
    for id_ in decision.required_inputs:
        known = session.definitions.inputs.get(id_)
        if known is not None and known.type:
            value = look_up(session.frame, known.name)
            if value is not MISSING:
                names[known.name] = boxed.fitted(about, value, known.type, session.frame)
    return names


def _add_functions(session: _Session, wanted: tuple[str, ...], frame: Frame, names: dict[str, object]) -> None:
    """Put the functions a decision may call among its names; they see each other."""
    about = Evaluation(session.definitions.names, session.definitions.types)
    for knowledge in _reachable(session.definitions, wanted):
        if isinstance(knowledge, model.Service):
            names[knowledge.name] = _service(session, knowledge)
        else:
            names[knowledge.name] = boxed.function(knowledge.function, frame, about, knowledge.name)


def _reachable(definitions: model.Definitions, wanted: tuple[str, ...]) -> Iterator[model.Knowledge | model.Service]:
    todo, seen = list(wanted), set[str]()
    while todo:
        id_ = todo.pop()
        if id_ in seen:
            continue
        seen.add(id_)
        knowledge = definitions.knowledge.get(id_) or definitions.services.get(id_)
        if knowledge is None:
            raise DmnError("Een verwijzing naar een kennismodel klopt niet.", id_)
        if isinstance(knowledge, model.Knowledge):
            todo.extend(knowledge.required_knowledge)
        yield knowledge


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
    about = Evaluation(definitions.names, definitions.types)

    def call(values: list[object]) -> object:
        if len(values) != len(parameters):
            raise Undefined(f"`{service.name}` verwacht {len(parameters)} argumenten.")
        here = inside(session.frame, dict(zip(parameters, values, strict=True)))
        inner = _Session(definitions, here, busy=list(session.busy))
        for id_, value in zip(service.input_decisions, values[len(service.inputs) :], strict=True):
            given = boxed.typed(about, value, definitions.decisions[id_].type)
            inner.done[id_] = DecisionResult([], given, [])
        found = {definitions.decisions[id_].variable: _decided(inner, id_, id_).value for id_ in service.outputs}
        return next(iter(found.values())) if len(found) == 1 else found

    return Function(parameters, call, service.name)
