"""The processes of one package version, ready to run; shared by all its cases and by all threads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine import dmn
from engine.runtime.elements import Element
from engine.runtime.errors import DiagramRefused
from engine.runtime.parser import parse


@dataclass(frozen=True)
class Definitions:
    elements: Mapping[str, Mapping[str, Element]]  # process id -> element id -> as drawn
    settings: Mapping[str, Any]
    decisions: Mapping[str, dmn.Definitions]  # decision id -> the file it stands in
    specs: dict[str, Any] = field(repr=False)  # SpiffWorkflow's; nobody outside runtime looks inside


def load(
    files: Mapping[str, bytes],
    *,
    decisions: Mapping[str, dmn.Definitions] | None = None,
    settings: Mapping[str, Any] | None = None,
) -> Definitions:
    """Build definitions from BPMN files by path; raises `DiagramRefused` with the reason."""
    if not files:
        raise DiagramRefused("er is geen diagram")
    specs, elements = parse(files)
    return Definitions(elements, dict(settings or {}), dict(decisions or {}), specs)
