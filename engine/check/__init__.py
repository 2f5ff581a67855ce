"""The check before publication: refuses what the engine would ignore or get wrong. One rule, one file."""

from engine.check.checker import check_package
from engine.check.findings import Finding, Severity

__all__ = ["Finding", "Severity", "check_package"]
