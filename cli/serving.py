"""`zevenstap serve` and `worker`: gunicorn with a worker in each of its processes or in none, or the worker alone."""

from __future__ import annotations

import argparse
import os
import signal
import threading
from collections.abc import Callable
from typing import Any

from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]
from gunicorn.glogging import Logger  # type: ignore[import-untyped]

from cli import database
from cli.parts import Parts
from cli.refusal import Refused
from cli.verbs import Verbs
from engine import logs, metrics

THREADS = 8
MOST_PROCESSES = 64
# What one request may say before it is read; gunicorn's own answer to more is 400 or 431.
LONGEST_LINE, MOST_HEADERS, LONGEST_HEADER = 4094, 100, 8190
_ONE_ON_SQLITE = (
    "Op SQLite draait alles in een proces. Laat --processes en --no-worker weg, of gebruik PostgreSQL "
    "(ZEVENSTAP_DATABASE_URL).\n"
    "On SQLite one process does everything. Leave out --processes and --no-worker, or use PostgreSQL."
)
log = logs.get(__name__)


def add_verbs(verbs: Verbs) -> None:
    serve = verbs.add_parser("serve", help="start de server, met de worker erin (PORT kiest de poort)")
    serve.add_argument("--host", default="127.0.0.1", help="adres om op te luisteren (standaard 127.0.0.1)")
    serve.add_argument(
        "--processes", type=int, default=1, metavar="N", help="aantal processen (meer dan 1: PostgreSQL)"
    )
    serve.add_argument("--no-worker", action="store_true", help="alleen schermen: het werk doet `zevenstap worker`")
    serve.set_defaults(run=serve_forever)
    worker = verbs.add_parser("worker", help="start alleen de worker")
    worker.set_defaults(run=work_forever)


def serve_forever(arguments: argparse.Namespace, parts: Parts) -> int:
    port = os.environ.get("PORT", "8000")
    if not port.isdecimal() or not 0 < int(port) < 65536:
        raise Refused(f"PORT={port} is geen poort. Kies een getal van 1 tot en met 65535.", 2)
    count: int = arguments.processes
    if not 0 < count <= MOST_PROCESSES:
        raise Refused(f"--processes {count} kan niet. Kies een getal van 1 tot en met {MOST_PROCESSES}.", 2)
    if database.is_sqlite(parts) and (count > 1 or arguments.no_worker):
        raise Refused(_ONE_ON_SQLITE, 2)
    database.connect(parts).dispose()  # a connection must not cross the fork
    with database.only_process(parts):
        count_together(parts)
        log.info("serving", port=int(port), count=count)
        Server(parts, f"{arguments.host}:{port}", processes=count, worker=not arguments.no_worker).run()
    return 0


def count_together(parts: Parts) -> None:
    """Where several processes may run, they count in one folder, so that any of them can tell the sum."""
    if not database.is_sqlite(parts):
        metrics.share(parts.home / "metingen")


class OurLogger(Logger):  # type: ignore[misc]
    """Gunicorn's lines go where all lines go. It logs no requests: ours do, without the address that was asked."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        self.error_log.handlers.clear()
        self.error_log.propagate = True


class Server(BaseApplication):  # type: ignore[misc]
    """Gunicorn: the clock and the claim loop start in each of its processes, after the fork."""

    def __init__(self, parts: Parts, bind: str, *, processes: int, worker: bool) -> None:
        self.parts = parts
        self.bind = bind
        self.processes = processes
        self.worker = worker
        self.stop: Callable[[], None] | None = None
        super().__init__()

    def load_config(self) -> None:
        settings: dict[str, Any] = {
            "bind": self.bind,
            "workers": self.processes,
            "worker_class": "gthread",
            "threads": THREADS,
            "timeout": 120,
            "graceful_timeout": 20,
            "limit_request_line": LONGEST_LINE,
            "limit_request_fields": MOST_HEADERS,
            "limit_request_field_size": LONGEST_HEADER,
            "control_socket_disable": True,
            "logger_class": OurLogger,
            "post_worker_init": self.started,
            "worker_exit": self.ended,
        }
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        return self.parts.make_wsgi_app()

    def started(self, _worker: Any) -> None:
        # Not earlier: threads of a scheduler started before the fork would not exist in the process that serves.
        if self.worker:
            self.stop = self.parts.start_worker()

    def ended(self, _server: Any, _worker: Any) -> None:
        if self.stop is not None:
            self.stop()


def work_forever(_arguments: argparse.Namespace, parts: Parts) -> int:
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    with database.only_process(parts):
        count_together(parts)
        database.connect(parts)
        stop = parts.start_worker()
        print("De worker draait (stoppen met Ctrl-C)", flush=True)
        stopping.wait()
        stop()
    return 0
