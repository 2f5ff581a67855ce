"""The rules of the house that a machine can check: arrows, doors, and what is never written."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
OURS = ("app", "web", "cli", "handlers", "forms", "dossier", "engine", "bench")

# Which of our own packages each may import: app -> web, cli, handlers -> forms, dossier -> engine.
MAY_IMPORT = {
    "engine": {"engine"},
    "forms": {"forms", "engine"},
    "dossier": {"dossier", "engine"},
    "handlers": {"handlers", "forms", "dossier", "engine"},
    "web": {"web", "forms", "dossier", "engine"},
    "cli": {"cli", "engine", "forms", "dossier"},
    "bench": set(OURS),  # it starts and measures the whole product
    "app": set(OURS),
}
# A library behind one door: (library, who may import it).
DOORS = {
    "SpiffWorkflow": ("engine/runtime/", "bench/"),  # bench measures us against the bare library
    "apscheduler": ("engine/scheduler.py",),
    "flask": ("web/", "app.py", "bench/"),  # bench holds a little application to compare with
    "flask_login": ("web/", "app.py", "bench/"),
    "flask_wtf": ("web/", "app.py", "bench/"),
    "flask_babel": ("web/", "app.py"),
    "gunicorn": ("cli/serving.py", "bench/"),
    "structlog": ("engine/logs.py",),
    "prometheus_client": ("engine/metrics.py", "engine/counts.py"),
    "alembic": ("cli/database.py",),
    "smtplib": ("handlers/",),
    "httpx": ("handlers/", "web/", "bench/"),
    "cryptography": ("dossier/",),
    "argon2": ("dossier/",),
}
# What must never stand in our code: built-in calls, and modules.
NEVER_CALLED = {"eval", "exec", "compile", "__import__", "breakpoint", "globals", "vars"}
NEVER_IMPORTED = {"pickle", "marshal", "shelve", "dill", "subprocess", "pty", "code", "pdb", "telnetlib"}
MAX_FUNCTION = 40
MAX_FILE = 300


@dataclass(frozen=True)
class Module:
    """One file of our own, parsed."""

    path: str
    source: str
    tree: ast.Module

    @property
    def part(self) -> str:
        return self.path.split("/")[0].removesuffix(".py")

    def imports(self) -> Iterator[str]:
        """Full names of what is imported, anywhere in the file."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                assert not node.level, f"{self.path}: relative import"
                yield from (f"{node.module}.{alias.name}" for alias in node.names)


def module(path: str, source: str) -> Module:
    return Module(path, source, ast.parse(source, path))


def modules() -> list[Module]:
    paths = [p for part in OURS for p in (ROOT / part).rglob("*.py")] + list(ROOT.glob("app.py"))
    found = [p for p in paths if "node_modules" not in p.parts]
    return [module(p.relative_to(ROOT).as_posix(), p.read_text("utf-8")) for p in sorted(found)]


MODULES = modules()


def wrong_arrows(one: Module) -> list[str]:
    ours = {name.split(".")[0] for name in one.imports()} & set(OURS)
    return sorted(ours - MAY_IMPORT[one.part])


def wrong_doors(one: Module) -> list[str]:
    libraries = {name.split(".")[0] for name in one.imports()}
    return sorted(name for name in libraries & DOORS.keys() if not one.path.startswith(DOORS[name]))


def commits(one: Module) -> list[int]:
    if one.path == "engine/db.py":
        return []
    return [n.lineno for n in ast.walk(one.tree) if isinstance(n, ast.Attribute) and n.attr == "commit"]


def clocks(one: Module) -> list[int]:
    """Where the engine asks what time it is; `now` is an argument. Only the scheduler is a clock."""
    if one.part != "engine" or one.path == "engine/scheduler.py":
        return []
    asking = {"now", "utcnow", "today"}
    return [
        n.lineno
        for n in ast.walk(one.tree)
        if isinstance(n, ast.Call)
        and isinstance(n.func, ast.Attribute)
        and n.func.attr in asking
        and isinstance(n.func.value, ast.Name)
        and n.func.value.id in ("datetime", "date")
    ]


def dangers(one: Module) -> list[str]:
    called = {
        n.func.id
        for n in ast.walk(one.tree)
        if isinstance(n, ast.Call) and isinstance(n.func, ast.Name) and n.func.id in NEVER_CALLED
    }
    allowed = {"subprocess"} if one.part == "bench" else set()  # bench starts servers and kills them
    imported = {name.split(".")[0] for name in one.imports()} & NEVER_IMPORTED - allowed
    shells = {name for name in one.imports() if name in ("os.system", "os.popen")} | {
        f"os.{n.attr}"
        for n in ast.walk(one.tree)
        if isinstance(n, ast.Attribute)
        and n.attr in ("system", "popen")
        and isinstance(n.value, ast.Name)
        and n.value.id == "os"
    }
    return sorted(called | imported | shells)


def broad_excepts(one: Module) -> list[int]:
    if one.path in ("engine/jobs.py", "engine/calling.py"):
        return []
    broad = {"Exception", "BaseException"}

    def names(node: ast.expr | None) -> set[str]:
        if node is None:
            return broad
        if isinstance(node, ast.Tuple):
            return {name for each in node.elts for name in names(each)}
        return {node.id} if isinstance(node, ast.Name) else set()

    return [n.lineno for n in ast.walk(one.tree) if isinstance(n, ast.ExceptHandler) and names(n.type) & broad]


def long_functions(one: Module) -> list[str]:
    return [
        f"{n.name} ({n.end_lineno - n.lineno + 1} lines)"
        for n in ast.walk(one.tree)
        if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)
        and n.end_lineno is not None
        and n.end_lineno - n.lineno + 1 > MAX_FUNCTION
    ]


def long_files(one: Module) -> list[str]:
    lines = one.source.count("\n")
    return [f"{lines} lines"] if lines > MAX_FILE else []


def missing_docstrings(one: Module) -> list[str]:
    return [] if not one.source.strip() or ast.get_docstring(one.tree) else [one.path]


RULES = {
    "arrows point inward": wrong_arrows,
    "a big library has one door": wrong_doors,
    "only engine/db.py commits": commits,
    "the engine asks no clock": clocks,
    "nothing evaluates, unpickles or starts a shell": dangers,
    "only jobs.py catches everything": broad_excepts,
    "no function is longer than a page": long_functions,
    "no file is longer than 300 lines": long_files,
    "every module says what it is for": missing_docstrings,
}


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_the_house_rule_holds_in_every_module(rule):
    broken = {one.path: found for one in MODULES if (found := rule(one))}
    assert broken == {}


BROKEN = {
    "web imports handlers": (wrong_arrows, "web/x.py", "from handlers import bericht"),
    "web imports cli": (wrong_arrows, "web/x.py", "import cli.main"),
    "handlers import web": (wrong_arrows, "handlers/x.py", "from web import tasks"),
    "the engine imports the dossier": (wrong_arrows, "engine/x.py", "from dossier import vault"),
    "the engine imports in a function": (wrong_arrows, "engine/x.py", "def f():\n    import forms.schema"),
    "forms import the dossier": (wrong_arrows, "forms/x.py", "from dossier import vault"),
    "the engine imports app": (wrong_arrows, "engine/x.py", "import app"),
    "tasks import SpiffWorkflow": (wrong_doors, "engine/tasks.py", "from SpiffWorkflow.task import Task"),
    "jobs import APScheduler": (wrong_doors, "engine/jobs.py", "import apscheduler.schedulers"),
    "forms import Flask": (wrong_doors, "forms/x.py", "from flask import request"),
    "the dossier sends mail": (wrong_doors, "dossier/x.py", "import smtplib"),
    "a view commits": (commits, "web/x.py", "session.commit()"),
    "a function hands out commit": (commits, "dossier/x.py", "later = session.commit"),
    "the engine looks at the clock": (clocks, "engine/x.py", "from datetime import datetime\nnow = datetime.now()"),
    "the engine asks the day": (clocks, "engine/x.py", "from datetime import date\nnow = date.today()"),
    "eval": (dangers, "engine/x.py", "eval('1')"),
    "exec": (dangers, "engine/x.py", "exec('1')"),
    "pickle": (dangers, "engine/x.py", "from pickle import loads"),
    "a shell": (dangers, "handlers/x.py", "import subprocess"),
    "another shell": (dangers, "handlers/x.py", "import os\nos.system('ls')"),
    "catching everything": (broad_excepts, "web/x.py", "try:\n    x\nexcept Exception:\n    pass"),
    "catching everything among others": (
        broad_excepts,
        "web/x.py",
        "try:\n    x\nexcept (OSError, Exception):\n    pass",
    ),
    "catching without a name": (broad_excepts, "web/x.py", "try:\n    x\nexcept:\n    pass"),
    "a long function": (long_functions, "web/x.py", "def f():\n" + "    x = 1\n" * 40),
    "a long file": (long_files, "web/x.py", "x = 1\n" * 301),
    "a module without a word": (missing_docstrings, "web/x.py", "x = 1"),
}


@pytest.mark.parametrize(("rule", "path", "source"), BROKEN.values(), ids=BROKEN)
def test_the_house_rule_can_fail(rule, path, source):
    assert rule(module(path, source))


ALLOWED = {
    "app imports all": (wrong_arrows, "app.py", "import web, cli, handlers, forms, dossier, engine"),
    "runtime imports SpiffWorkflow": (wrong_doors, "engine/runtime/x.py", "import SpiffWorkflow"),
    "web imports Flask": (wrong_doors, "web/x.py", "import flask"),
    "db commits": (commits, "engine/db.py", "session.commit()"),
    "the scheduler looks at the clock": (clocks, "engine/scheduler.py", "datetime.now(UTC)"),
    "jobs catch everything": (broad_excepts, "engine/jobs.py", "try:\n    x\nexcept Exception:\n    pass"),
    "a compiled pattern": (dangers, "engine/x.py", "import re\nre.compile('x')"),
}


@pytest.mark.parametrize(("rule", "path", "source"), ALLOWED.values(), ids=ALLOWED)
def test_the_house_rule_lets_its_exceptions_be(rule, path, source):
    assert not rule(module(path, source))
