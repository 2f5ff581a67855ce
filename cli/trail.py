"""Which commands stand in the audit trail, and the line each writes: who, what, about which case, and how it ended."""

from __future__ import annotations

import argparse
import getpass
import os
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from cli import cases, drafts, handover, incidents, keys, moves, packages, searching, setup, steering
from cli.parts import Parts
from dossier import audit
from dossier.audit import CHANGED, CONFIGURED, EXPORTED, VIEWED, Entry
from engine import db
from engine.errors import Forbidden, NotFound

# `kluislog` writes its own lines, in the transaction of the deed.
RECORDED: dict[Callable[..., Any], str] = {
    setup.initialise: CONFIGURED,
    packages.publish_folder: CONFIGURED,
    packages.import_zip: CONFIGURED,
    packages.export_zip: EXPORTED,
    drafts.begin: CONFIGURED,
    drafts.read_in: CONFIGURED,
    drafts.write_out: EXPORTED,
    drafts.offer: CONFIGURED,
    drafts.publish: CONFIGURED,
    drafts.discard: CONFIGURED,
    keys.renew_key: CONFIGURED,
    keys.forget_key: CONFIGURED,
    searching.rebuild: CONFIGURED,
    moves.move_cases: CHANGED,
    moves.undo: CHANGED,
    incidents.retry: CHANGED,
    incidents.resolve: CHANGED,
    handover.hand_over: CHANGED,
    steering.suspend: CHANGED,
    steering.stop: CHANGED,
    steering.move: CHANGED,
    steering.run_clock: CHANGED,
    steering.mend: CHANGED,
    steering.show_places: VIEWED,
    cases.show_case: VIEWED,
}
OF_A_CASE = frozenset(
    {
        steering.suspend,
        steering.stop,
        steering.move,
        steering.run_clock,
        steering.mend,
        steering.show_places,
        cases.show_case,
    }
)  # their number is that of a case
ALONE = frozenset({"init", "publish", "export", "import"})  # verbs of one word


def outcome_of(problem: Exception | None, code: int) -> str:
    if isinstance(problem, NotFound):
        return audit.NOT_FOUND
    if isinstance(problem, Forbidden):
        return audit.REFUSED
    return audit.DONE if problem is None and code == 0 else audit.NOT_DONE


def record(argv: Sequence[str], arguments: argparse.Namespace, parts: Parts, outcome: str) -> None:
    """Write the line, unless the command is one that only looks at the installation, or never got to its database."""
    verb = RECORDED.get(arguments.run)
    if verb is None or db.make_session.kw.get("bind") is None:
        return
    words = argv[:1] if argv[0] in ALONE else argv[:2]
    try:
        with db.transaction() as session:
            login = getattr(arguments, "als", None)
            actor = parts.find_actor(session, login) if login else None
            entry = Entry(
                at=parts.clock(),
                user_key=actor.user_key if actor else audit.COMMAND_LINE,
                verb=verb,
                route=" ".join((audit.COMMAND_LINE, *words)),
                outcome=outcome,
                instance_id=arguments.id if arguments.run in OF_A_CASE else None,
                thing=f"os-{_system_user()}",
            )
            audit.record(session, entry)
    except SQLAlchemyError:
        if outcome == audit.DONE:
            raise  # a deed without its line must not pass unnoticed


def _system_user() -> str:
    """Who gave the command, as the operating system knows him."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())
