"""Reads boxed expressions: decision tables, literal expressions, contexts and the like."""

from __future__ import annotations

from collections.abc import Callable

from engine.dmn import model
from engine.dmn.elements import Element, children, first, id_of, tag_of, text_of, wanted, wanted_child
from engine.dmn.errors import DmnError
from engine.dmn.strange import is_feel


def logic_in(element: Element) -> model.Logic | None:
    """The boxed expression directly in this element."""
    for child in element:
        reader = _READERS.get(tag_of(child))
        if reader is not None:
            return _typed(child, reader(child))
    return None


def _typed(element: Element, logic: model.Logic) -> model.Logic:
    type_ref = element.get("typeRef")
    return model.Typed(logic.id, logic, type_ref) if type_ref else logic


def _wanted_logic(element: Element) -> model.Logic:
    found = logic_in(element)
    if found is None:
        raise DmnError(f"In `{tag_of(element)}` ontbreekt een expressie.", id_of(element))
    return found


def _refuse_other_language(element: Element) -> None:
    language = element.get("expressionLanguage")
    if language and not is_feel(language):
        raise DmnError(f"De taal `{language[:60]}` wordt niet uitgevoerd; schrijf FEEL.", id_of(element))


def _literal(element: Element) -> model.Literal:
    _refuse_other_language(element)
    return model.Literal(id_of(element), text_of(element) or "null")


def _table(element: Element) -> model.Table:
    id_ = id_of(element)
    table = model.Table(
        id=id_,
        policy=_policy(element),
        aggregation=_aggregation(element),
        inputs=tuple(_input(child) for child in children(element, "input")),
        outputs=tuple(_output(child, element) for child in children(element, "output")),
        rules=tuple(_rule(child) for child in children(element, "rule")),
    )
    if not table.outputs:
        raise DmnError("Een beslistabel heeft ten minste één kolom met een uitkomst.", id_)
    for rule in table.rules:
        if len(rule.tests) != len(table.inputs) or len(rule.entries) != len(table.outputs):
            raise DmnError("Deze regel heeft niet evenveel cellen als de tabel kolommen.", rule.id)
    return table


def _policy(element: Element) -> model.HitPolicy:
    name = element.get("hitPolicy", "UNIQUE")
    try:
        return model.HitPolicy(name)
    except ValueError as error:
        raise DmnError(f"Het trefbeleid (hit policy) `{name[:40]}` bestaat niet.", id_of(element)) from error


def _aggregation(element: Element) -> model.Aggregation | None:
    name = element.get("aggregation")
    if name is None:
        return None
    if element.get("hitPolicy") != "COLLECT":
        raise DmnError("Optellen of tellen kan alleen bij het trefbeleid COLLECT.", id_of(element))
    if len(children(element, "output")) > 1:
        raise DmnError("Optellen of tellen kan alleen met één kolom met een uitkomst.", id_of(element))
    try:
        return model.Aggregation(name)
    except ValueError as error:
        raise DmnError(f"De bewerking `{name[:40]}` bestaat niet.", id_of(element)) from error


def _input(element: Element) -> model.Input:
    expression = wanted_child(element, "inputExpression")
    _refuse_other_language(expression)
    text = text_of(expression)
    if text is None:
        raise DmnError("Deze kolom vraagt niets: de expressie is leeg.", id_of(element))
    allowed = text_of(first(element, "inputValues"))
    return model.Input(id_of(element), element.get("label") or text, text, allowed, expression.get("typeRef", ""))


def _output(element: Element, table: Element) -> model.Output:
    outputs = children(table, "output")
    name = element.get("name") or element.get("label")
    if not name:
        if len(outputs) > 1:
            raise DmnError("Bij meer dan één uitkomst heeft elke kolom een naam nodig.", id_of(element))
        name = table.get("outputLabel") or _owner(table)
    default = first(element, "defaultOutputEntry")
    return model.Output(
        id=id_of(element),
        name=name,
        values=text_of(first(element, "outputValues")),
        default=_literal(default) if default is not None and text_of(default) else None,
    )


def _owner(table: Element) -> str:
    parent = table.getparent()
    return (parent.get("name") if parent is not None else None) or "uitkomst"


def _rule(element: Element) -> model.Rule:
    notes = [text_of(note) or "" for note in children(element, "annotationEntry")]
    description = first(element, "description")
    if description is not None and description.text:
        notes.append(description.text)
    return model.Rule(
        id=id_of(element),
        tests=tuple(_test(cell) for cell in children(element, "inputEntry")),
        entries=tuple(_literal(cell) for cell in children(element, "outputEntry")),
        annotation="; ".join(note.strip() for note in notes if note.strip()),
    )


def _test(cell: Element) -> model.Literal:
    _refuse_other_language(cell)
    return model.Literal(id_of(cell), text_of(cell) or "-")


def _context(element: Element) -> model.Context:
    entries: list[model.Entry] = []
    result: model.Logic | None = None
    for entry in children(element, "contextEntry"):
        variable = first(entry, "variable")
        logic = _wanted_logic(entry)
        if variable is None:
            result = logic
        else:
            entries.append(model.Entry(wanted(variable, "name"), logic))
    return model.Context(id_of(element), tuple(entries), result)


def _invocation(element: Element) -> model.Invocation:
    bindings = tuple(
        model.Entry(wanted(wanted_child(binding, "parameter"), "name"), logic_in(binding) or _null(binding))
        for binding in children(element, "binding")
    )
    return model.Invocation(id_of(element), _wanted_logic(element), bindings)


def _null(element: Element) -> model.Literal:
    return model.Literal(id_of(element), "null")


def _list(element: Element) -> model.ListOf:
    items = (_READERS[tag_of(child)](child) for child in element if tag_of(child) in _READERS)
    return model.ListOf(id_of(element), tuple(items))


def _relation(element: Element) -> model.Relation:
    columns = tuple(wanted(column, "name") for column in children(element, "column"))
    rows = tuple(_list(row) for row in children(element, "row"))
    for row in rows:
        if len(row.items) != len(columns):
            raise DmnError("Deze rij heeft niet evenveel cellen als er kolommen zijn.", row.id)
    return model.Relation(id_of(element), columns, rows)


def function(element: Element) -> model.FunctionOf:
    """A boxed function, or the inside of a business knowledge model."""
    if element.get("kind", "FEEL") != "FEEL":
        raise DmnError("Functies van buiten FEEL (Java, PMML) worden niet uitgevoerd.", id_of(element))
    formal = children(element, "formalParameter")
    parameters = tuple(wanted(child, "name") for child in formal)
    types = tuple(child.get("typeRef", "") for child in formal)
    return model.FunctionOf(id_of(element), parameters, types, _wanted_logic(element))


def _conditional(element: Element) -> model.Conditional:
    parts = (_wanted_logic(wanted_child(element, tag)) for tag in ("if", "then", "else"))
    return model.Conditional(id_of(element), *parts)


def _loop(result_tag: str) -> Callable[[Element], model.Loop]:
    def read(element: Element) -> model.Loop:
        kind = tag_of(element)
        variable = "item" if kind == "filter" else wanted(element, "iteratorVariable")
        source = _wanted_logic(wanted_child(element, "in"))
        return model.Loop(id_of(element), kind, variable, source, _wanted_logic(wanted_child(element, result_tag)))

    return read


_READERS: dict[str, Callable[[Element], model.Logic]] = {
    "literalExpression": _literal,
    "decisionTable": _table,
    "context": _context,
    "invocation": _invocation,
    "list": _list,
    "relation": _relation,
    "functionDefinition": function,
    "conditional": _conditional,
    "for": _loop("return"),
    "some": _loop("satisfies"),
    "every": _loop("satisfies"),
    "filter": _loop("match"),
}
