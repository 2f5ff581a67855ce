"""Everything in a DMN file that would go wrong, for the checker."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator

from engine.dmn import items, model, table
from engine.dmn.errors import DmnError
from engine.dmn.table import Words

Problem = tuple[str, str]


def problems(definitions: model.Definitions) -> list[Problem]:
    """(element id, Dutch message) of all that does not compile or refers to nothing."""
    words = Words(definitions.names, definitions.types)
    found = [*definitions.refused, *_cycles(definitions), *_references(definitions), *_types(definitions)]
    for decision in definitions.decisions.values():
        found.extend(_in_logic(decision.logic, words))
    for knowledge in definitions.knowledge.values():
        found.extend(_in_logic(knowledge.function, words))
    return found


def _references(definitions: model.Definitions) -> Iterator[Problem]:
    known = _ids(definitions)
    for decision in definitions.decisions.values():
        yield from _absent(decision.id, decision.required_decisions, known["decisions"])
        yield from _absent(decision.id, decision.required_inputs, known["inputs"])
        yield from _absent(decision.id, decision.required_knowledge, known["functions"])
    for knowledge in definitions.knowledge.values():
        yield from _absent(knowledge.id, knowledge.required_knowledge, known["functions"])
    for service in definitions.services.values():
        yield from _absent(service.id, (*service.outputs, *service.input_decisions), known["decisions"])
        yield from _absent(service.id, service.inputs, known["inputs"])


def _ids(definitions: model.Definitions) -> dict[str, set[str]]:
    """All that may be referred to, by kind; what is imported with its namespace in front."""
    found = {
        "decisions": set(definitions.decisions),
        "inputs": set(definitions.inputs),
        "functions": {*definitions.knowledge, *definitions.services},
    }
    for namespace, imported in definitions.imports.items():
        for kind, ids in _ids(imported.definitions).items():
            found[kind].update(f"{namespace}#{id_}" for id_ in ids if "#" not in id_)
    return found


def _absent(element_id: str, wanted: Iterable[str], there: Container[str]) -> Iterator[Problem]:
    for id_ in wanted:
        if id_ not in there:
            yield element_id, f"Hier wordt verwezen naar `{id_}`, maar dat staat niet in het bestand."


def _types(definitions: model.Definitions) -> Iterator[Problem]:
    named = [(decision.id, decision.type) for decision in definitions.decisions.values()]
    named += [(data.id, data.type) for data in definitions.inputs.values()]
    for element_id, name in named:
        if name and not items.is_known(definitions.types, name):
            yield element_id, f"Het type `{name}` bestaat niet."


def _cycles(definitions: model.Definitions) -> Iterator[Problem]:
    # Peel off what needs nothing any more; what is left goes round, or rests on what does.
    left = {id_: set(d.required_decisions) & definitions.decisions.keys() for id_, d in definitions.decisions.items()}
    while free := {id_ for id_, needs in left.items() if not needs}:
        left = {id_: needs - free for id_, needs in left.items() if id_ not in free}
    for id_ in left:
        yield id_, "Deze beslissing heeft zichzelf nodig, rechtstreeks of via een andere."


def _in_logic(root: model.Logic, words: Words) -> Iterator[Problem]:
    todo: list[tuple[model.Logic, Words]] = [(root, words)]
    while todo:
        logic, here = todo.pop()
        if isinstance(logic, model.Table):
            yield from _in_table(logic, here)
        elif isinstance(logic, model.Literal):
            yield from _failing(logic, here, is_test=False)
        elif isinstance(logic, model.FunctionOf):
            here = Words(here.names.union(logic.parameters), here.types)
        todo.extend((part, here) for part in _parts(logic))


def _parts(logic: model.Logic) -> Iterator[model.Logic]:
    for slot in logic.__slots__:
        value = getattr(logic, slot)
        for item in value if isinstance(value, tuple) else (value,):
            if isinstance(item, model.Entry):
                yield item.logic
            elif isinstance(item, model.Logic) and not isinstance(logic, model.Table):
                yield item


def _in_table(logic: model.Table, words: Words) -> Iterator[Problem]:
    for column in logic.inputs:
        yield from _failing(model.Literal(column.id, column.expression), words, is_test=False)
        if column.allowed is not None:
            yield from _failing(model.Literal(column.id, column.allowed), words, is_test=True)
    for output in logic.outputs:
        if output.values is not None:
            yield from _failing(model.Literal(output.id, f"[{output.values}]"), words, is_test=False)
        if output.default is not None:
            yield from _failing(output.default, words, is_test=False)
    for rule in logic.rules:
        for cell in rule.tests:
            yield from _failing(cell, words, is_test=True)
        for cell in rule.entries:
            yield from _failing(cell, words, is_test=False)
    ordered = (model.HitPolicy.PRIORITY, model.HitPolicy.OUTPUT_ORDER)
    if logic.policy in ordered and not any(output.values for output in logic.outputs):
        yield logic.id, f"Bij {logic.policy.value} horen de uitkomsten in volgorde bij de kolom te staan."


def _failing(literal: model.Literal, words: Words, *, is_test: bool) -> Iterator[Problem]:
    try:
        if is_test:
            table.test(literal, words.names, words.types)
        else:
            table.expression(literal, words.names, words.types)
    except DmnError as error:
        yield error.element_id, error.message_nl
