"""The files of a package by their path."""

from __future__ import annotations

from collections.abc import Mapping

from orjson import JSONDecodeError


def stem(path: str) -> str:
    """ "forms/x/vraag.form" -> "vraag"."""
    return path.rsplit("/", 1)[-1].rsplit(".", 1)[0]


def where_broken(error: JSONDecodeError) -> str:
    """Where the reader of JSON stopped; its own words are English."""
    return f"het gaat mis bij regel {error.lineno}, teken {error.colno}"


def by_extension(files: Mapping[str, bytes], extension: str) -> dict[str, bytes]:
    return {path: data for path, data in files.items() if path.endswith(extension)}
