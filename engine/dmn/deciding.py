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
from engine.feel.run import Frame, begin, inside

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
    names: dict[str, object] = {}
    for other, result in required.items():
        known = session.definitions.decisions[other]
        names |= dict.fromkeys((known.id, known.name, known.variable), result.value)
    here = inside(session.frame, names)
    _add_knowledge(session, decision.required_knowledge, here, names)
    about = Evaluation(session.definitions.names)
    if isinstance(decision.logic, model.Table):
        outcome = ask(decision.logic, about.names, here)
        return DecisionResult(outcome.rows, outcome.value, outcome.matched, required)
    value = boxed.evaluate(decision.logic, here, about)
    return DecisionResult([{decision.variable: value}], value, about.matched, required)


def _add_knowledge(session: _Session, wanted: tuple[str, ...], frame: Frame, names: dict[str, object]) -> None:
    """Put the functions of the business knowledge models among the names; they see each other."""
    about = Evaluation(session.definitions.names)
    for knowledge in _reachable(session.definitions, wanted):
        names[knowledge.name] = boxed.function(knowledge.function, frame, about, knowledge.name)


def _reachable(definitions: model.Definitions, wanted: tuple[str, ...]) -> Iterator[model.Knowledge]:
    todo, seen = list(wanted), set[str]()
    while todo:
        id_ = todo.pop()
        if id_ in seen:
            continue
        seen.add(id_)
        knowledge = definitions.knowledge.get(id_)
        if knowledge is None:
            raise DmnError("Een verwijzing naar een kennismodel klopt niet.", id_)
        todo.extend(knowledge.required_knowledge)
        yield knowledge
