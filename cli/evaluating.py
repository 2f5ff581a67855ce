"""`zevenstap feel`, `decide` and `tck`: expressions and decision tables, without a case."""

from __future__ import annotations

import argparse
import sys
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import orjson

from cli.parts import Parts
from cli.refusal import Refused
from cli.verbs import Verbs
from engine import dmn, feel
from engine.dmn import DmnError, tck
from engine.feel import FeelError


def add_verbs(verbs: Verbs) -> None:
    expression = verbs.add_parser("feel", help="reken een FEEL-expressie uit")
    expression.add_argument("expression", metavar="EXPRESSIE")
    expression.add_argument("--context", default="{}", metavar="JSON", help="namen en waarden")
    expression.set_defaults(run=evaluate)
    decision = verbs.add_parser("decide", help="vraag een beslistabel om een uitkomst")
    decision.add_argument("file", metavar="BESTAND.dmn")
    decision.add_argument("decision", metavar="BESLISSING")
    decision.add_argument("--input", default="{}", metavar="JSON", help="namen en waarden")
    decision.set_defaults(run=decide)
    suite = verbs.add_parser("tck", help="draai mappen van de DMN TCK; laatste regel: geslaagd / totaal")
    suite.add_argument("folder", metavar="MAP")
    suite.add_argument("--json", action="store_true", help="één JSON-object in plaats van regels")
    suite.add_argument("--results", metavar="BESTAND", help="schrijf ook de CSV die het TCK-project aanneemt")
    suite.set_defaults(run=run_tck)


def evaluate(arguments: argparse.Namespace, parts: Parts) -> int:
    context = _object(arguments.context)
    warnings: list[feel.Warning] = []
    try:
        compiled = feel.compile_expression(arguments.expression, names=context)
        print(as_json(compiled.evaluate(context, feel.Environment(parts.clock(), warnings=warnings))))
    except FeelError as problem:
        raise Refused(f"{problem.message_nl} (teken {problem.position + 1})") from problem
    for warning in warnings:
        print(f"Let op: {warning.message_nl} (teken {warning.position + 1})", file=sys.stderr)
    return 0


def decide(arguments: argparse.Namespace, parts: Parts) -> int:
    try:
        path = Path(arguments.file)
        data, others = path.read_bytes(), [other.read_bytes() for other in sorted(path.parent.glob("*.dmn"))]
    except OSError as problem:
        raise Refused(f"{arguments.file} is niet te lezen: {problem.strerror}.", 2) from problem
    given = _object(arguments.input)
    try:
        result = dmn.decide(dmn.load(data, others), arguments.decision, given, feel.Environment(parts.clock()))
    except DmnError as problem:
        raise Refused(f"{problem.element_id}: {problem.message_nl}") from problem
    print(as_json(result.value))
    return 0


def run_tck(arguments: argparse.Namespace, _parts: Parts) -> int:
    verdicts = list(tck.verdicts(Path(arguments.folder)))
    passed = sum(verdict.passed for verdict in verdicts)
    if arguments.results:
        Path(arguments.results).write_text("".join(f"{tck.csv_line(v)}\n" for v in verdicts), encoding="utf-8")
    if arguments.json:
        cases = [{"case": v.case, "file": v.file, "state": v.state.value, "detail": v.detail} for v in verdicts]
        print(as_json({"passed": passed, "total": len(verdicts), "cases": cases}))
    else:
        for verdict in verdicts:
            print(f"{verdict.case}: {verdict.state.value} {verdict.detail}".rstrip())
        print(f"{passed} / {len(verdicts)}")
    return 0 if verdicts and passed == len(verdicts) else 1


def _object(text: str) -> dict[str, Any]:
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError as problem:
        raise Refused(f"Dit is geen geldige JSON: {problem}.", 2) from problem
    if not isinstance(value, dict):
        raise Refused('Geef een JSON-object, bijvoorbeeld {"bedrag": 10}.', 2)
    return value


def as_json(value: Any) -> str:
    """A FEEL value for people and scripts: numbers as numbers, moments as ISO 8601."""
    return orjson.dumps(value, default=_plain, option=orjson.OPT_PASSTHROUGH_DATETIME).decode()


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() and abs(value) < 2**53 else float(value)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return str(value)
