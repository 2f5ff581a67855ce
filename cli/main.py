"""`zevenstap`: reads the command line and hands the work to the module of the verb."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from sqlalchemy.exc import OperationalError

from cli import (
    bounces,
    cases,
    checking,
    comparing,
    drafts,
    evaluating,
    incidents,
    keys,
    mirroring,
    moves,
    packages,
    scenarios,
    searching,
    serving,
    setup,
    simulate,
    trail,
    vault_log,
)
from cli.parts import Parts
from cli.refusal import Refused, text_of
from engine.check.paths import Unreadable
from engine.errors import EngineError

_GROUPS = (
    setup,
    serving,
    checking,
    comparing,
    scenarios,
    searching,
    packages,
    drafts,
    evaluating,
    mirroring,
    cases,
    moves,
    incidents,
    keys,
    simulate,
    vault_log,
    bounces,
)


def main(argv: Sequence[str], parts: Parts) -> int:
    """The exit code; 2 for a command line or a path that cannot be read."""
    arguments = parser().parse_args(argv)
    try:
        return _run(argv, arguments, parts)
    except Refused as refused:
        print(refused.text, file=sys.stderr)
        return refused.code
    except Unreadable as problem:
        print(problem, file=sys.stderr)
        return 2
    except OperationalError as problem:
        print(f"De database antwoordt niet, of is bezig: {problem.orig}", file=sys.stderr)
        return 1
    except EngineError as problem:
        print(text_of(problem), file=sys.stderr)
        return 1
    except BrokenPipeError:
        # Somebody piped us into `head`: that is no error.
        sys.stderr.close()
        return 0


def _run(argv: Sequence[str], arguments: argparse.Namespace, parts: Parts) -> int:
    """Do what was asked, and record that, also when it was refused."""
    try:
        code: int = arguments.run(arguments, parts)
    except (EngineError, Refused) as problem:
        trail.record(argv, arguments, parts, trail.outcome_of(problem, 1))
        raise
    trail.record(argv, arguments, parts, trail.outcome_of(None, code))
    return code


def parser() -> argparse.ArgumentParser:
    whole = argparse.ArgumentParser(prog="zevenstap", description="Het zevenstappenproces, van diagram tot zaak.")
    verbs = whole.add_subparsers(title="opdrachten", metavar="OPDRACHT", required=True)
    for group in _GROUPS:
        group.add_verbs(verbs)
    return whole
