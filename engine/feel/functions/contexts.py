"""Functions on contexts."""

from __future__ import annotations

from engine.feel.errors import Undefined
from engine.feel.registry import builtin
from engine.feel.run import Run
from engine.feel.structures import checked


@builtin("get value(m: any, key: any)", "get value(context: any, key: any)")
def get_value(run: Run, context: object, key: object) -> object:
    if context is None:
        return None
    here = context
    for name in key if isinstance(key, list) else [key]:
        if not isinstance(here, dict) or not isinstance(name, str):
            raise Undefined("`get value` verwacht een context en een naam.")
        if name not in here:
            return None
        here = here[name]
    return here


@builtin("get entries(m: context)", "get entries(context: context)")
def get_entries(run: Run, context: dict[str, object]) -> list[object]:
    run.spend(len(context))
    return [{"key": key, "value": value} for key, value in context.items()]


@builtin("context put(context: context, key: any, value: any)", "context put(context: context, keys: list, value: any)")
def context_put(run: Run, context: dict[str, object], key: object, value: object) -> object:
    return _put(run, context, key if isinstance(key, list) else [key], value)


def _put(run: Run, here: object, keys: list[object], value: object) -> object:
    if not keys:
        return value
    if not isinstance(keys[0], str) or not (here is None or isinstance(here, dict)):
        raise Undefined("`context put` verwacht een context en namen.")
    base = here or {}
    run.spend(len(base) + 1)
    return {**base, keys[0]: _put(run, base.get(keys[0]), keys[1:], value)}


@builtin("context merge(contexts: list)")
def context_merge(run: Run, contexts: list[object]) -> dict[str, object]:
    found: dict[str, object] = {}
    for context in contexts:
        if not isinstance(context, dict):
            raise Undefined("`context merge` verwacht een lijst van contexten.")
        run.spend(len(context))
        found.update(context)
    return found


@builtin("context(entries: list)")
def context(run: Run, entries: list[object]) -> dict[str, object]:
    found: dict[str, object] = {}
    run.spend(len(entries))
    for entry in checked(entries):
        if not isinstance(entry, dict) or not isinstance(entry.get("key"), str) or "value" not in entry:
            raise Undefined("`context` verwacht een lijst van contexten met `key` en `value`.")
        if entry["key"] in found:
            raise Undefined(f"De naam `{entry['key']}` staat er twee keer.")
        found[entry["key"]] = entry["value"]
    return found


@builtin("is defined(value: any)")
def is_defined(run: Run, value: object) -> bool:
    return value is not None
