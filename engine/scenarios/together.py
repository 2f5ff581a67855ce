"""Many scenarios in one go: what they have in common at their beginning is played once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime

import orjson

from engine.packages.content import PackageContent
from engine.registry import Catalogue
from engine.scenarios import looking, reading, running, sandbox
from engine.scenarios.model import Scenario
from engine.scenarios.outcome import Outcome, Problem
from engine.scenarios.sandbox import Sandbox

Outcomes = dict[str, Outcome]


@dataclass(frozen=True)
class _Member:
    name: str
    scenario: Scenario
    keys: tuple[bytes, ...]  # of each step: the same key is the same step


def replay_all(scenarios: Mapping[str, Scenario], content: PackageContent, catalogue: Catalogue) -> Outcomes:
    """What each comes to: the same as when it is played alone."""
    found: Outcomes = {}
    by_begin: dict[datetime, list[_Member]] = {}
    for name, scenario in scenarios.items():
        keys = tuple(orjson.dumps(reading.as_json(step)) for step in scenario.steps)
        by_begin.setdefault(scenario.begin, []).append(_Member(name, scenario, keys))
    for begin, members in by_begin.items():
        with sandbox.opened(content, catalogue, begin=begin) as box:
            _play(box, members, 0, (), found)
    return {name: found[name] for name in scenarios}


def _play(box: Sandbox, members: Sequence[_Member], depth: int, problems: tuple[Problem, ...], found: Outcomes) -> None:
    """All that is left of scenarios whose first steps have been taken; in a loop, for as long as they stay together."""
    while members:
        groups: dict[bytes, list[_Member]] = {}
        for member in members:
            if len(member.keys) > depth:
                groups.setdefault(member.keys[depth], []).append(member)
        ended = [member for member in members if len(member.keys) == depth]
        if len(groups) + bool(ended) > 1:
            _apart(box, groups, ended, depth, problems, found)
            return
        if ended or not groups:
            _tell(box, ended, depth, problems, found)
            return
        wrong, stop = running.take(box, members[0].scenario.steps[depth], depth + 1)
        problems += tuple(wrong)
        if stop:
            _tell(box, members, depth, problems, found)
            return
        depth += 1


def _apart(
    box: Sandbox,
    groups: Mapping[bytes, list[_Member]],
    ended: Sequence[_Member],
    depth: int,
    problems: tuple[Problem, ...],
    found: Outcomes,
) -> None:
    """Each goes its own way from here, and finds everything as it is now."""
    for together in [*groups.values(), ended]:
        if together:
            with _undone(box):
                _play(box, together, depth, problems, found)


def _tell(box: Sandbox, members: Sequence[_Member], done: int, problems: tuple[Problem, ...], found: Outcomes) -> None:
    outcome = looking.look(box, problems, done, full=False)
    found.update((member.name, outcome) for member in members)


@contextmanager
def _undone(box: Sandbox) -> Iterator[None]:
    """What happens inside is taken back, in the database and beside it."""
    kept = deepcopy((box.now, box.target, box.instance_id, box.seen, box.plans))
    went, numbers = len(box.went), len(box.numbers)
    savepoint = box.session.begin_nested()
    yield
    savepoint.rollback()
    box.session.expire_all()
    box.now, box.target, box.instance_id, box.seen, plans = kept
    box.plans.go_back_to(plans)
    del box.went[went:], box.numbers[numbers:]
