"""What a page says when something is refused: the words of the refusal itself where they were written to be read."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.errors import EngineError, Invalid, PackageRefused
from engine.feel.errors import Undefined
from engine.publishing import SecondPersonNeeded
from tests.web.web_world import World
from web import errors

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("engine", "dossier", "forms", "handlers", "web", "cli")
# Words that stand in almost any English sentence, and in no Dutch one.
ENGLISH = re.compile(
    r"\b(the|cannot|can't|is not|without|is no|of an?|already|needs|must|should|before)\b", re.IGNORECASE
)


def written(call: ast.Call) -> str:
    """The fixed parts of a text that is given to a call."""
    texts = (part.value for each in call.args for part in ast.walk(each) if isinstance(part, ast.Constant))
    return " ".join(text for text in texts if isinstance(text, str))


def raised(tree: ast.AST, told: set[str]) -> Iterator[str]:
    """The texts with which a refusal that is shown is raised or built."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and isinstance(node.exc.func, ast.Name):
            if node.exc.func.id in told:
                yield written(node.exc)
        if isinstance(node, ast.ClassDef) and node.name in told:
            for call in ast.walk(node):
                if isinstance(call, ast.Call) and getattr(call.func, "attr", "") == "__init__":
                    yield written(call)


def kinds(kind: type[EngineError] = EngineError) -> Iterator[type[EngineError]]:
    for each in kind.__subclasses__():
        yield each
        yield from kinds(each)


def test_every_text_that_a_page_shows_is_dutch() -> None:
    told = {kind.__name__ for kind in kinds() if kind.told and kind.__module__.split(".")[0] in PARTS}
    assert {"Invalid", "StepRefused", "RequestRefused", "ZipRefused"} <= told
    texts = [
        (path.name, text)
        for part in PARTS
        for path in sorted((ROOT / part).rglob("*.py"))
        for text in raised(ast.parse(path.read_text()), told)
    ]
    assert len(texts) > 100
    assert [each for each in texts if ENGLISH.search(each[1])] == []


def test_a_new_kind_of_refusal_is_not_shown_until_somebody_says_so() -> None:
    class Fresh(Invalid):
        """Made in this test."""

    assert not Fresh("value of a person").told
    assert Invalid("Geef het ontwerp een naam.").told


@pytest.mark.parametrize("error", [Undefined("waarde van iemand"), PackageRefused([]), EngineError("waarde")])
def test_a_text_that_was_not_written_for_people_stays_off_the_page(world: World, error: EngineError) -> None:
    with world.app.test_request_context():
        assert str(error) not in str(errors.of_engine(error).text)


def test_a_refusal_with_words_of_its_own_shows_them(world: World) -> None:
    answer = world.post("beheerder", "/ontwerpen/1/bestanden-die-er-niet-zijn", {})
    assert answer.status_code == 404
    with world.app.test_request_context():
        assert errors.of_engine(Invalid("Kies een stap.")).text == "Kies een stap."
        conflict = errors.of_engine(SecondPersonNeeded())
        assert "vier ogen" in conflict.text and conflict.title == "Dit kan nu niet"
