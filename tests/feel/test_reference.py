"""The reference page says what the code says."""

from pathlib import Path

from engine.feel import reference
from engine.feel.registry import BUILTINS

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "feel.md"


def test_the_page_is_what_the_code_would_write():
    assert PAGE.read_text("utf-8") == reference.page()


def test_every_function_stands_in_it():
    assert [name for name in BUILTINS if f"| `{name}(" not in reference.page()] == []


def test_every_example_has_a_value():
    assert [line for line in reference.page().splitlines() if line.endswith("is `null`")] == ["- `not(null)` is `null`"]
