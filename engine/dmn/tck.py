"""Runs test cases in the layout of the DMN TCK: a `.dmn` beside `*-test-*.xml`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from enum import Enum
from pathlib import Path

from lxml import etree

from engine import feel
from engine.dmn.deciding import decide, decide_service
from engine.dmn.elements import Element, children, first
from engine.dmn.errors import DmnError
from engine.dmn.model import Definitions
from engine.dmn.reader import load
from engine.feel.errors import Undefined
from engine.feel.temporal import parse_any

# The moment the tests are run at; the TCK has no test that knows the time.
NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
_TOLERANCE = Decimal("1e-8")
_NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"


class State(Enum):
    """How a test case came out."""

    PASSED = "passed"
    FAILED = "failed"  # another answer than the expected one
    ERROR = "error"  # no answer: the file or the expression is refused


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one test case came out: in which folder and file it stands, and what was wrong."""

    folder: Path
    file: str
    id: str
    state: State
    detail: str

    @property
    def case(self) -> str:
        return f"{self.folder.name}/{self.id}"

    @property
    def passed(self) -> bool:
        return self.state is State.PASSED


def run(directory: Path) -> tuple[int, int]:
    """How many cases below this folder pass, and how many there are."""
    found = list(verdicts(directory))
    return sum(verdict.passed for verdict in found), len(found)


def verdicts(directory: Path) -> Iterator[Verdict]:
    """The verdict on each test case below this folder."""
    for path in sorted(Path(directory).rglob("*-test-*.xml")):
        root = etree.parse(path, etree.XMLParser(resolve_entities=False, no_network=True)).getroot()
        name = first(root, "modelName")
        model = path.parent / ((name.text if name is not None else None) or f"{path.parent.name}.dmn").strip()
        definitions = _load(model)
        for case in children(root, "testCase"):
            state, detail = _case(definitions, case)
            yield Verdict(path.parent, path.stem, str(case.get("id")), state, detail)


def csv_line(verdict: Verdict) -> str:
    """A line of the file with results that the TCK project takes."""
    place = f"{verdict.folder.resolve().parent.name}/{verdict.folder.name}"
    outcome = "SUCCESS" if verdict.passed else "ERROR"
    fields = (place, verdict.file, verdict.id, outcome, verdict.detail.replace("\n", " "))
    return ",".join('"{}"'.format(field.replace('"', '""')) for field in fields)


def _case(definitions: Definitions | str, case: Element) -> tuple[State, str]:
    """A case passes when all its results are right; else the first that is not tells why."""
    for node in children(case, "resultNode"):
        state, detail = _result(definitions, case, node)
        if state is not State.PASSED:
            return state, f"{node.get('name')}: {detail}"
    return State.PASSED, ""


def _load(path: Path) -> Definitions | str:
    try:
        others = (other.read_bytes() for other in sorted(path.parent.glob("*.dmn")) if other != path)
        return load(path.read_bytes(), others)
    except (DmnError, OSError) as error:
        return str(error)


def _result(definitions: Definitions | str, case: Element, node: Element) -> tuple[State, str]:
    if isinstance(definitions, str):
        return State.ERROR, definitions
    expected = first(node, "expected")
    wanted = None if expected is None else _value(expected)
    try:
        found = _answer(definitions, case, str(node.get("name")))
    except DmnError as error:
        # An expression that cannot be compiled or answered has the value null.
        return (State.PASSED if wanted is None else State.ERROR), str(error)
    return (State.PASSED if same(found, wanted) else State.FAILED), f"{found!r} != {wanted!r}"


def _answer(definitions: Definitions, case: Element, name: str) -> object:
    scope = {str(item.get("name")): _value(item) for item in children(case, "inputNode")}
    if case.get("type") == "decisionService":
        wanted = case.get("invocableName")
        service = next((s for s in definitions.services.values() if s.name == wanted), None)
        if service is None:
            raise DmnError(f"De decision service `{wanted}` staat niet in dit bestand.")
        found = decide_service(definitions, service.id, scope, feel.Environment(NOW))
        return found[name] if len(service.outputs) > 1 and isinstance(found, dict) else found
    ids = [decision.id for decision in definitions.decisions.values() if decision.name == name]
    return decide(definitions, ids[0] if ids else name, scope, feel.Environment(NOW)).value


def _value(element: Element) -> object:
    items = first(element, "list")
    if items is not None:
        return None if items.get(_NIL) == "true" else [_value(item) for item in children(items, "item")]
    if parts := children(element, "component"):
        return {str(part.get("name")): _value(part) for part in parts}
    value = first(element, "value")
    if value is None or value.get(_NIL) == "true":
        return None
    return _typed(value.text or "", str(value.get(_TYPE, "")).rpartition(":")[2])


def _typed(text: str, kind: str) -> object:
    if kind in ("string", "anySimpleType") or not kind:
        return text
    if kind == "boolean":
        return text.strip() in ("true", "1")
    try:
        return (
            Decimal(text)
            if kind in ("decimal", "double", "integer", "int", "float", "long")
            else parse_any(text.strip())
        )
    except (InvalidOperation, Undefined):
        return text


def same(found: object, wanted: object) -> bool:
    """Whether a result is the expected one; numbers may differ in the last digits."""
    if isinstance(found, bool) or isinstance(wanted, bool):
        return found is wanted
    if isinstance(found, Decimal) and isinstance(wanted, Decimal):
        return abs(found - wanted) <= _TOLERANCE
    if isinstance(found, list) and isinstance(wanted, list):
        return len(found) == len(wanted) and all(map(same, found, wanted))
    if isinstance(found, dict) and isinstance(wanted, dict):
        return found.keys() == wanted.keys() and all(same(found[key], wanted[key]) for key in found)
    return found == wanted
