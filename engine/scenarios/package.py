"""The scenarios of a package: all of them played, with what the check says of those that do not run as they say."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from engine.check.findings import Finding, error, warning
from engine.errors import EngineError
from engine.packages.content import PackageContent, digest_of, from_files
from engine.registry import Catalogue
from engine.scenarios import reading, together
from engine.scenarios.coverage import Coverage, measure
from engine.scenarios.model import Scenario, is_scenario
from engine.scenarios.outcome import Outcome
from engine.scenarios.reading import ScenarioUnreadable

RULE = "scenario"
_CACHED = 4  # packages: the one that is being worked on, and one or two beside it


@dataclass(frozen=True)
class Played:
    """One file: the scenario in it and what it came to; or why it is none."""

    path: str
    scenario: Scenario | None
    outcome: Outcome | None
    refused: str = ""

    @property
    def ok(self) -> bool:
        return self.outcome is not None and self.outcome.ok

    @property
    def title(self) -> str:
        return self.scenario.title if self.scenario is not None else self.path.rsplit("/", 1)[-1]


@dataclass(frozen=True, eq=False)
class Round:
    """All scenarios of a package."""

    content: PackageContent | None
    played: tuple[Played, ...]
    done: bool = True  # False: they were only read, and have no outcome yet

    @cached_property
    def coverage(self) -> Coverage:
        if self.content is None:
            return Coverage(())
        return measure(self.content, {each.path: each.outcome for each in self.played if each.outcome is not None})

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        return tuple(finding for each in self.played for finding in _findings(each))


def findings(files: Mapping[str, bytes], catalogue: Catalogue) -> tuple[Finding, ...]:
    """What the check says of the scenarios; `Catalogue.play_scenarios`."""
    return play(files, catalogue).findings


def play(files: Mapping[str, bytes], catalogue: Catalogue) -> Round:
    """Play every scenario; the same files are played once in this process."""
    if not any(is_scenario(path) for path in files):
        return Round(_content(files), ())
    key = digest_of(files)
    with _lock:
        found = _rounds.get(key)
    if found is None:
        found = _play(files, catalogue)
        with _lock:
            _rounds[key] = found
            _forget_the_oldest(_rounds)
    return found


def at_hand(files: Mapping[str, bytes]) -> Round:
    """What was played before of these files, or takes no time; otherwise the scenarios as they were read."""
    with _lock:
        found = _rounds.get(digest_of(files))
    if found is not None:
        return found
    paths, content = sorted(path for path in files if is_scenario(path)), _content(files)
    if content is None:
        return Round(None, tuple(Played(path, None, None) for path in paths))
    return Round(content, tuple(_read(path, files[path]) for path in paths), done=not paths)


def play_one(files: Mapping[str, bytes], path: str, catalogue: Catalogue) -> Played:
    """One scenario alone; what was played before is not played again."""
    found = at_hand(files)
    played = next(each for each in found.played if each.path == path)
    if found.done or found.content is None or played.scenario is None:
        return played
    return replace(played, outcome=together.replay_all({path: played.scenario}, found.content, catalogue)[path])


def _play(files: Mapping[str, bytes], catalogue: Catalogue) -> Round:
    paths = sorted(path for path in files if is_scenario(path))
    content = _content(files)
    if content is None:
        return Round(None, tuple(Played(path, None, None) for path in paths))
    read = {path: _read(path, files[path]) for path in paths}
    scenarios = {path: each.scenario for path, each in read.items() if each.scenario is not None}
    outcomes = together.replay_all(scenarios, content, catalogue)
    return Round(content, tuple(replace(each, outcome=outcomes.get(path)) for path, each in read.items()))


def _read(path: str, data: bytes) -> Played:
    try:
        return Played(path, reading.read(data), None)
    except ScenarioUnreadable as refused:
        return Played(path, None, None, str(refused))


def ready(files: Mapping[str, bytes]) -> PackageContent:
    """The package of these files, able to run; an `EngineError` says why it is not."""
    key = digest_of(files)
    with _lock:
        content = _contents.get(key)
    if content is None:
        content = from_files(files)
        if content.process_key not in content.definitions.specs:
            raise ScenarioUnreadable(f"Het proces “{content.process_key}”, dat pakket.json noemt, is er niet.")
        with _lock:
            _contents[key] = content
            _forget_the_oldest(_contents)
    return content


def _content(files: Mapping[str, bytes]) -> PackageContent | None:
    """None when it cannot run at all; the other rules say why."""
    try:
        return ready(files)
    except EngineError:
        return None


def _findings(played: Played) -> list[Finding]:
    # Not an error: a designer who changes a step has every scenario that passes it against him, and must go on.
    hint = "Speel het scenario na onder Proefdraaien: verbeter het proces, of het scenario. Publiceren kan ook zo."
    if played.refused:
        return [error(played.path, "", RULE, played.refused, "Verbeter het bestand, of haal het weg.")]
    if played.outcome is None:
        return []
    title = f"Scenario “{played.title}”"
    return [
        warning(played.path, each.element, RULE, f"{title}, stap {each.step}: {each.text}", hint)
        for each in played.outcome.problems
    ]


_rounds: dict[str, Round] = {}
_contents: dict[str, PackageContent] = {}
_lock = threading.Lock()


def _forget_the_oldest(kept: dict[str, Any]) -> None:
    while len(kept) > _CACHED:
        del kept[next(iter(kept))]
