"""Values in the shape of their paths: nested dictionaries, lists for rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


def put(tree: dict[str, Any], path: Sequence[str], value: Any) -> None:
    """Set the value at a path, making the dictionaries on the way."""
    for key in path[:-1]:
        inner = tree.get(key)
        if not isinstance(inner, dict):
            inner = tree[key] = {}
        tree = inner
    tree[path[-1]] = value


def get(tree: Any, path: Sequence[str]) -> Any:
    """The value at a path, None where there is none."""
    for key in path:
        if not isinstance(tree, Mapping):
            return None
        tree = tree.get(key)
    return tree


def take(tree: dict[str, Any], path: Sequence[str]) -> Any:
    """Remove and return the value at a path; a dictionary left empty goes too."""
    inner = tree.get(path[0])
    if len(path) == 1:
        return tree.pop(path[0], None)
    if not isinstance(inner, dict):
        return None
    found = take(inner, path[1:])
    if not inner:
        del tree[path[0]]
    return found


def rows(tree: Any, path: Sequence[str]) -> list[Mapping[str, Any]]:
    """The rows at a path; what is no row becomes an empty one."""
    found = get(tree, path)
    if not isinstance(found, list | tuple):
        return []
    return [row if isinstance(row, Mapping) else {} for row in found]


def name(base: str, path: Sequence[str]) -> str:
    """The name of a field in the page: its path, after that of the row it stands in."""
    return ".".join([base, *path] if base else path)
