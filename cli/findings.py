"""How findings look on a terminal, and as JSON."""

from __future__ import annotations

from collections.abc import Sequence

import orjson

from engine.check import Finding, Severity

_WORDS = {Severity.ERROR: "fout", Severity.WARNING: "let op", Severity.INFO: "weetje"}


def show(findings: Sequence[object]) -> None:
    for finding in findings:
        if isinstance(finding, Finding):
            where = " ".join(part for part in (finding.file, finding.element) if part)
            print(f"{_WORDS[finding.severity]}: {where} [{finding.rule}]\n    {finding.message}")
            if finding.hint:
                print(f"    → {finding.hint}")
            if finding.path:
                print(f"    zo kan het misgaan: {finding.way}")


def as_json(findings: Sequence[Finding]) -> str:
    return orjson.dumps([f.as_dict() for f in findings], option=orjson.OPT_INDENT_2).decode()
