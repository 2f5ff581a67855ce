"""Running cases of every version of the snapshot still finish. Never edit a file in tests/snapshots."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from engine import runtime, values
from engine.runtime import state
from tests.runtime.drawing import Play
from tests.snapshots.waiting import CASES, act

FOLDER = Path(__file__).parents[1] / "snapshots"
FILES = sorted(FOLDER.rglob("*.json"))
every_file = pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}-{file.stem}")


class Kept(Play):
    """A case that was running when the file was made."""

    def __init__(self, file: Path) -> None:
        self.kept = json.loads(file.read_text())
        self.definitions = self.load()
        self.now = datetime.fromisoformat(self.kept["now"])
        self.open, self.calls, self.history = {}, {}, []
        scopes = values.loads(self.kept["scopes"])
        self.result = runtime.look(self.definitions, self.kept["snapshot"].encode(), scopes, now=self.now)

    def load(self) -> runtime.Definitions:
        return runtime.load({f"{n}.bpmn": text.encode() for n, text in enumerate(self.kept["files"])})

    def find(self, activity_id: str) -> str:
        """By the snapshot alone: what was open is not known from an earlier step here."""
        kept = values.loads(self.result.snapshot)
        rows = [*kept["tasks"], *(row for inner in kept["inner"] for row in inner[-1])]
        names = {row[0]: row[3].removesuffix(" [child]") for row in rows}
        return next(task for task in self.result.open_ids if names[task] == activity_id)

    def migrate(self) -> None:
        """To a version with the same drawing, read anew."""
        new, r = self.load(), self.result
        found = runtime.migrate(self.definitions, new, r.snapshot, r.scopes, {}, recompute=False, now=self.now)
        assert found.remarks == ()
        assert (found.result.timers, found.result.awaited, found.result.open_ids) == (r.timers, r.awaited, r.open_ids)
        self.definitions, self.result = new, found.result

    def to_the_end(self) -> None:
        for verb, given in self.kept["then"]:
            act(self, verb, given)
        assert self.completed
        assert {name: self.variables.get(name) for name in self.kept["ends"]} == self.kept["ends"]


def test_there_are_snapshots_of_the_first_version():
    assert len([file for file in FILES if file.parent.name == "v1"]) >= 5


def test_a_case_in_every_kind_of_wait_is_kept_in_the_format_of_now():
    kept = {file.stem for file in FILES if file.parent.name == f"v{state.VERSION}"}
    assert kept >= CASES.keys(), "run python -m tests.snapshots.waiting"


@every_file
def test_a_case_that_was_running_then_finishes_now(file):
    Kept(file).to_the_end()


@every_file
def test_a_case_that_was_running_then_goes_to_another_version_and_finishes(file):
    case = Kept(file)
    case.migrate()
    case.to_the_end()
