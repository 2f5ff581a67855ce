"""`python -m bench.minimal`: the little application behind the same server, with as many threads as ours."""

from __future__ import annotations

import os
from typing import Any

from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]

from bench.minimal.application import from_environment

THREADS = 8


class Server(BaseApplication):  # type: ignore[misc]
    """One process, as `zevenstap serve` has."""

    def load_config(self) -> None:
        for name, value in {
            "bind": f"127.0.0.1:{os.environ['PORT']}",
            "workers": 1,
            "worker_class": "gthread",
            "threads": THREADS,
            "control_socket_disable": True,
        }.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        return from_environment()


if __name__ == "__main__":
    Server().run()
