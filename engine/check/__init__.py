"""The check before publication: refuses what the engine would ignore or get wrong. One rule, one file."""

from engine.check.checker import check_package, check_whole
from engine.check.findings import Finding, Severity

__all__ = ["Finding", "Severity", "check_package", "check_whole"]
