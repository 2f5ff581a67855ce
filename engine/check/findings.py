"""What the check says: where, which rule, how bad, what is wrong and what to do about it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    ERROR = "error"  # the package cannot be published
    WARNING = "warning"  # it runs, but perhaps not as meant
    INFO = "info"  # good to know


@dataclass(frozen=True)
class PathStep:
    """One element on the way that a finding is about."""

    process: str
    element: str
    name: str
    flow: str = ""  # the arrow along which the way comes here


@dataclass(frozen=True)
class Finding:
    """One remark of the check; message and hint are Dutch and name the element."""

    file: str
    element: str  # element id; "" when the finding is about the whole file
    rule: str
    severity: Severity
    message: str
    hint: str = ""
    path: tuple[PathStep, ...] = ()  # how it can go wrong: from the start, or from where it was lost, to the element

    @property
    def way(self) -> str:
        """The path in one line; of a long one the beginning and the end."""
        names = [step.name or step.element for step in self.path]
        return " → ".join(names if len(names) <= 14 else [*names[:6], "…", *names[-7:]])

    def as_dict(self) -> dict[str, Any]:
        found = {**asdict(self), "severity": str(self.severity)}
        return found if self.path else {name: value for name, value in found.items() if name != "path"}


def error(file: str, element: str, rule: str, message: str, hint: str) -> Finding:
    return Finding(file, element, rule, Severity.ERROR, message, hint)


def warning(file: str, element: str, rule: str, message: str, hint: str) -> Finding:
    return Finding(file, element, rule, Severity.WARNING, message, hint)


def info(file: str, element: str, rule: str, message: str, hint: str) -> Finding:
    return Finding(file, element, rule, Severity.INFO, message, hint)


_ORDER = {severity: place for place, severity in enumerate(Severity)}


def in_order(findings: list[Finding]) -> list[Finding]:
    """Per file, the worst first, each finding once."""
    return sorted(set(findings), key=lambda f: (f.file, _ORDER[f.severity], f.element, f.rule, f.message, f.hint))


def errors_in(findings: list[Finding]) -> list[Finding]:
    """The findings that stand in the way of publication."""
    return [f for f in findings if f.severity is Severity.ERROR]
