"""Run by test_serving: `zevenstap` on the data folder and database in argv, with a tiny application and worker."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from cli import database
from cli.main import main
from cli.parts import Parts
from tests.check.drawing import CATALOGUE


def application(_environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"hallo"]


def parts(home: Path, database_url: str) -> Parts:
    def start_worker():
        (home / "worker").write_text("aan")
        return lambda: (home / "worker").write_text("uit")

    return Parts(
        root=Path(__file__).parents[2],
        home=home,
        database_url=database_url,
        key_file=home / "zevenstap.key",
        catalogue=CATALOGUE,
        clock=lambda: datetime.now(UTC),
        make_wsgi_app=lambda: application,
        start_worker=start_worker,
        prepare=lambda: None,
        load_demo=lambda: "",
        first_account=lambda: "",
        take_bounce=lambda content: ("", False),
        find_actor=lambda _session, _login: None,
    )


if __name__ == "__main__":
    database._PATIENCE = 3.0
    sys.exit(main(sys.argv[3:], parts(Path(sys.argv[1]), sys.argv[2])))
