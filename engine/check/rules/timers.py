"""Timers and due dates: one term each, written as ISO 8601 or FEEL, and a cycle only where it can come back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

from lxml import etree

from engine import feel, terms
from engine.check.findings import Finding, error, warning
from engine.check.model import Node, children, local, text_of
from engine.check.package import PackageModel
from engine.feel.errors import FeelError
from engine.feel.kinds import infer
from engine.terms import TermRefused

RULE = "timer"
_KINDS = ("timeDate", "timeDuration", "timeCycle")
_DUE = {"dueDate": "de einddatum", "followUpDate": "de opvolgdatum"}
_TERMS = ("date", "date and time", "days and time duration", "years and months duration", "string")
_REPEATS = ("days and time duration", "years and months duration", "string")
_ANY_DAY = datetime(2027, 1, 4, 12, tzinfo=UTC)
_OFTEN = timedelta(minutes=1)


def check(package: PackageModel) -> Iterator[Finding]:
    for node in package.nodes():
        for definition in node.definitions:
            if local(definition) == "timerEventDefinition":
                yield from _timer(node, definition)
        for attribute, what in _DUE.items():
            text = (node.camunda(attribute) or "").strip()
            if text:
                yield from _term(node, text, what, _TERMS, lambda value: terms.moment_of(value, _ANY_DAY))


def _timer(node: Node, definition: etree._Element) -> Iterator[Finding]:
    found = [term for kind in _KINDS for term in children(definition, kind)]
    if len(found) != 1 or not text_of(found[0]).removeprefix("=").strip():
        message = f"De timer {node.label} heeft {'geen' if len(found) < 2 else 'meer dan één'} termijn."
        yield error(node.file, node.id, RULE, message, "Schrijf één termijn, bijvoorbeeld =werkdagen(10).")
        return
    kind, text = local(found[0]), text_of(found[0])
    if kind == "timeCycle":
        yield from _place(node)
        yield from _term(node, text, "de herhaling", _REPEATS, terms.cycle_text)
        yield from _pace(node, text)
    elif text.startswith("="):
        yield from _term(node, text, "de termijn", _TERMS, lambda value: terms.moment_of(value, _ANY_DAY))
    else:
        read = terms.read_span if kind == "timeDuration" else terms.read_moment
        yield from _term(node, text, "de termijn", _TERMS, lambda value: read(str(value)))


def _place(node: Node) -> Iterator[Finding]:
    """A cycle comes back beside a task, or at the start of an event subprocess; elsewhere only once."""
    if node.tag == "boundaryEvent" and not node.interrupts:
        return
    if node.tag == "startEvent" and not node.interrupts and node.scope.is_event_subprocess:
        return
    message = f"De timer {node.label} herhaalt zich, maar kan hier maar één keer afgaan."
    hint = "Schrijf één duur of datum, of laat de timer niet onderbreken (op de rand van een taak)."
    yield error(node.file, node.id, RULE, message, hint)


def _pace(node: Node, text: str) -> Iterator[Finding]:
    try:
        every = terms.read_cycle(text).every
    except TermRefused:
        return  # told already, or FEEL
    if not every.months and not every.days and every.clock < _OFTEN:
        message = f"De timer {node.label} komt vaker dan eens per minuut terug."
        yield warning(node.file, node.id, RULE, message, "Neem een langere tijd, bijvoorbeeld R3/PT1H.")


def _term(
    node: Node, text: str, what: str, kinds: tuple[str, ...], read: Callable[[object], object]
) -> Iterator[Finding]:
    """What can be known of a term now: a literal wholly, and FEEL as far as it needs no variables."""
    try:
        value: object = text
        if text.startswith("="):
            code = feel.compile_expression(feel.strip_marker(text))
            kind = infer(code.tree, {}).kind
            if kind is not None and kind not in kinds:
                yield _not_a_term(node, what, kind)
                return
            value = None if code.names else code.evaluate({}, feel.Environment(_ANY_DAY))
            if value is None:
                return
            if _is_negative(value):
                raise TermRefused("De duur is negatief.", "Schrijf een duur zonder min, bijvoorbeeld P10D.")
        read(value)
    except TermRefused as refused:
        message = f"{what.capitalize()} van {node.label} kan niet. {refused.reason}"
        yield error(node.file, node.id, RULE, message, refused.remedy)
    except FeelError:
        return  # told by the rule on expressions


def _is_negative(value: object) -> bool:
    if isinstance(value, feel.YearMonthDuration):
        return value.months < 0
    return isinstance(value, timedelta) and value < timedelta()


def _not_a_term(node: Node, what: str, kind: str) -> Finding:
    message = f"Van {node.label} geeft {what} een `{kind}`; dat is geen datum of duur."
    return error(node.file, node.id, RULE, message, 'Schrijf bijvoorbeeld =werkdagen(10) of =duration("P6W").')
