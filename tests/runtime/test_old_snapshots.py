"""Running cases of every version of the snapshot still finish. Never edit a file in tests/snapshots."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from engine import runtime, values
from tests.runtime.drawing import Play

FILES = sorted((Path(__file__).parents[1] / "snapshots").rglob("*.json"))


class Kept(Play):
    """A case that was running when the file was made."""

    def __init__(self, kept: dict) -> None:
        self.definitions = runtime.load({f"{n}.bpmn": text.encode() for n, text in enumerate(kept["files"])})
        self.now = datetime.fromisoformat(kept["now"])
        self.open, self.calls, self.history = {}, {}, []
        scopes = values.loads(kept["scopes"])
        self.result = runtime.look(self.definitions, kept["snapshot"].encode(), scopes, now=self.now)

    def find(self, activity_id: str) -> str:
        """By the snapshot alone: what was open is not known from an earlier step here."""
        state = values.loads(self.result.snapshot)
        rows = [*state["tasks"], *(row for inner in state["inner"] for row in inner[-1])]
        names = {row[0]: row[3].removesuffix(" [child]") for row in rows}
        return next(task for task in self.result.open_ids if names[task] == activity_id)


def test_there_are_snapshots_of_the_first_version():
    assert len(FILES) >= 5


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_a_case_that_was_running_then_finishes_now(file):
    kept = json.loads(file.read_text())
    case = Kept(kept)
    for activity, given in kept["then"]:
        if activity == "@PT2H":
            case.wait_until(case.now + timedelta(hours=2))
        else:
            case.do(activity, **given)
    assert case.completed
    assert {name: case.variables.get(name) for name in kept["ends"]} == kept["ends"]
