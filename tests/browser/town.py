"""A whole installation for a test: its own data folder, the national package, people, a clock, a real server."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from flask import Flask, Response, request
from werkzeug.serving import make_server

import app
from cli.demo import loading, papers, people
from cli.demo.people import Cast
from dossier.keys import InstallationKey
from engine import db, definitions, jobs, origins
from engine.registry import Catalogue

ROOT = Path(__file__).parents[2]
PACKAGE = "werkproces-2016"
START = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)  # a Tuesday


@dataclass
class Clock:
    """The time as the municipality knows it; a test moves it."""

    moment: datetime = START

    def __call__(self) -> datetime:
        return self.moment


class Heard(logging.Handler):
    """Everything the installation wrote to its log."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@dataclass
class Town:
    """The municipality of a test."""

    home: Path
    catalogue: Catalogue
    key: InstallationKey
    cast: Cast
    clock: Clock
    url: str = ""
    log: Heard = field(default_factory=Heard)
    sources: dict[str, str] = field(default_factory=dict)  # the last page sent from each address

    @property
    def today(self) -> date:
        return self.clock().date()

    def in_days(self, days: int) -> str:
        """A day as somebody types it."""
        return (self.today + timedelta(days=days)).strftime("%d-%m-%Y")

    def run_jobs(self) -> None:
        while jobs.run_due(self.catalogue, now=self.clock()):
            pass

    def later(self, days: int) -> None:
        """Time passes, day by day, and the worker does what is due."""
        for _ in range(days):
            self.clock.moment += timedelta(days=1)
            self.run_jobs()

    def mails(self) -> list[str]:
        return [path.read_text() for path in sorted((self.home / "uitbak").glob("*.eml"))]

    def keep(self, answer: Response) -> Response:
        """Remember a page as it was sent, before a script changed it."""
        if answer.mimetype == "text/html" and answer.data.startswith(b"<!doctype"):
            self.sources[request.full_path.rstrip("?")] = answer.get_data(as_text=True)
        return answer


def found(home: Path) -> app.Settings:
    return app.Settings(
        home=home / "var",
        database_url=f"sqlite:///{home}/var/zevenstap.db",
        key_file=home / "sleutel" / "zevenstap.key",
        secret_key="only-for-this-test",
        gemeente="Gemeente Voorbeeld",
        base_url="http://127.0.0.1",
        sender="zevenstap@voorbeeld.example",
        smtp=None,
    )


@contextmanager
def opened(home: Path, *, demo: bool = False, release: Path = ROOT) -> Iterator[Town]:
    """Found a town and serve it; with `demo` its cases stand in every step; `release` brings its national packages."""
    settings, clock = found(home), Clock()
    app.prepare(settings)
    db.Base.metadata.create_all(db.connect(settings.database_url))
    catalogue = app.build_catalogue(settings)
    key = app.installation_key(settings)
    with db.transaction() as session:
        files = definitions.read_folder(ROOT, PACKAGE)
        definitions.publish(session, files, note="Landelijk", by=origins.NATIONAL, now=clock(), catalogue=catalogue)
    if demo:
        loading.load(catalogue=catalogue, key=key, now=clock())
        cast = Cast({}, {})
    else:
        with db.transaction() as session:
            cast = people.add(session)
            papers.add(session, cast, clock().date())
    town = Town(settings.home, catalogue, key, cast, clock)
    logging.getLogger().addHandler(town.log)
    application = app.create_app(settings, now=clock)
    application.after_request(town.keep)
    application.extensions["zevenstap"] = replace(application.extensions["zevenstap"], root=release)
    try:
        with served(application) as town.url:
            yield town
    finally:
        logging.getLogger().removeHandler(town.log)


@contextmanager
def served(application: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, application, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:  # a thread that goes on would keep a failed run from ending
        server.shutdown()
        thread.join()
        server.server_close()
