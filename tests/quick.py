"""What makes hundreds of applications in one run quick: what each would compile anew is compiled once."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule

Builder = Callable[..., tuple[str, str]]


class Compiled(BytecodeCache):
    """The byte code of templates, for all applications of this run; Jinja checks it against the source."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.kept:
            bucket.load_bytecode(BytesIO(self.kept[bucket.key]))

    def dump_bytecode(self, bucket: Bucket) -> None:
        written = BytesIO()
        bucket.write_bytecode(written)
        self.kept[bucket.key] = written.getvalue()


TEMPLATES = Compiled()


def compile_routes_once() -> None:
    """The function that builds the URL of a route knows nothing of the application: equal routes can share it."""
    compile_builder = Rule._compile_builder
    made: dict[tuple[Any, ...], Builder] = {}

    def builder(self: Rule, append_unknown: bool = True) -> Builder:
        if self.defaults:  # their values are part of what is compiled
            return compile_builder(self, append_unknown)
        key = (append_unknown, tuple(self._trace))
        if key not in made:
            made[key] = compile_builder(self, append_unknown)
        return made[key]

    Rule._compile_builder = builder  # type: ignore[method-assign]
