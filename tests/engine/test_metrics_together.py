"""Several processes count in one folder; each tells the sum."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from engine import metrics

ROOT = Path(__file__).parents[2]
COUNT = "from pathlib import Path; from engine import metrics; metrics.share(Path({folder!r})); {work}"
TWO_FAILURES = "metrics.attempt_failed('mail.versturen'); metrics.attempt_failed('mail.versturen'); {wait}"
TELL = "print(metrics.of_processes().decode())"


def start(folder: Path, work: str) -> subprocess.Popen[str]:
    program = COUNT.format(folder=str(folder), work=work)
    return subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def told(folder: Path) -> str:
    return start(folder, TELL).communicate(timeout=60)[0]


def counting(folder: Path) -> subprocess.Popen[str]:
    """A process that has counted two failures and still runs."""
    process = start(folder, TWO_FAILURES.format(wait="print('klaar', flush=True); input()"))
    assert process.stdout is not None
    assert process.stdout.readline() == "klaar\n"
    return process


def test_any_process_tells_what_all_counted(tmp_path: Path) -> None:
    one, other = counting(tmp_path), counting(tmp_path)

    try:
        assert 'zevenstap_handler_failures_total{topic="mail.versturen"} 4.0' in told(tmp_path)
    finally:
        one.communicate("\n", timeout=60)
        other.communicate("\n", timeout=60)


def test_what_a_process_counted_that_died_stays_while_another_runs(tmp_path: Path) -> None:
    one, other = counting(tmp_path), counting(tmp_path)

    try:
        one.kill()
        one.communicate(timeout=60)
        assert 'zevenstap_handler_failures_total{topic="mail.versturen"} 4.0' in told(tmp_path)
    finally:
        other.communicate("\n", timeout=60)


def test_when_no_process_is_left_counting_begins_anew(tmp_path: Path) -> None:
    counting(tmp_path).communicate("\n", timeout=60)

    assert "mail.versturen" not in told(tmp_path)


def test_a_file_without_the_number_of_a_process_belongs_to_nobody(tmp_path: Path) -> None:
    assert not metrics._alive(tmp_path / "vreemd.db")
    assert metrics._alive(tmp_path / f"counter_{os.getpid()}.db")
