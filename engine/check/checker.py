"""Runs every rule over a package."""

from __future__ import annotations

from collections.abc import Mapping

from engine.check.findings import Finding, in_order
from engine.check.package import read_package
from engine.check.rules import RULES
from engine.registry import Catalogue


def check_package(files: Mapping[str, bytes], catalogue: Catalogue, *, partial: bool = False) -> list[Finding]:
    """All findings, in order. `partial` leaves out the rules that need a whole package."""
    package, findings = read_package(files, catalogue, partial=partial)
    for rule in RULES:
        findings.extend(rule(package))
    return in_order(findings)


def check_whole(files: Mapping[str, bytes], catalogue: Catalogue) -> list[Finding]:
    """All findings, with those of the scenarios that are played: what stands in the way of publication."""
    return in_order([*check_package(files, catalogue), *catalogue.play_scenarios(files, catalogue)])
