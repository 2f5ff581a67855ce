"""What the form of a task or of the start delivers: an answer that it does not ask is a mistake in the scenario."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from engine.check.files import stem
from engine.packages.content import PackageContent
from engine.registry import Catalogue, FormDescription
from engine.scenarios.trouble import StepRefused

MOST_TOLD = 3


def require_asked(
    content: PackageContent, catalogue: Catalogue, form_key: str | None, names: Iterable[str], element: str = ""
) -> None:
    """Refuse an answer to what the form does not ask; also any answer to a task without form."""
    given = sorted(set(names))
    path = next((path for path in content.files if path.endswith(".form") and stem(path) == form_key), None)
    if not given or catalogue.describe_form is None or (form_key and path is None):
        return  # nothing to say of it, or the form is missing, which the check itself tells
    outputs = _described(catalogue, path, content.files[path]).outputs if path is not None else frozenset()
    if unknown := [name for name in given if name not in outputs]:
        asked = f"Het formulier “{form_key}” vraagt niet naar" if form_key else "Deze taak heeft geen formulier met"
        raise StepRefused(f"{asked} “{unknown[0]}”.", element)


def require_valid(
    content: PackageContent,
    catalogue: Catalogue,
    form_key: str | None,
    answers: Mapping[str, Any],
    scope: Mapping[str, Any],
    now: datetime,
    element: str = "",
) -> None:
    """Refuse an answer that the form of today would not take from a person."""
    data = content.forms.get(form_key) if form_key else None
    if data is None:
        return
    seen = {**scope, "instellingen": dict(content.settings)}
    problems = catalogue.judge_answers(data, answers, seen, now)
    if problems:
        text = "; ".join(text for _, text in problems[:MOST_TOLD])
        raise StepRefused(f"Het formulier “{form_key}” neemt dit antwoord niet aan. {text}.", element)


def _described(catalogue: Catalogue, path: str, data: bytes) -> FormDescription:
    assert catalogue.describe_form is not None
    return _read(catalogue.describe_form, path, data)


@lru_cache(maxsize=256)
def _read(describe: object, path: str, data: bytes) -> FormDescription:
    assert callable(describe)
    found = describe(path, data)
    assert isinstance(found, FormDescription)
    return found
