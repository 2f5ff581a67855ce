"""The work behind service tasks: one module per Dutch subject. A new handler is one file and its line here."""

from dataclasses import replace

from engine.registry import Registry
from handlers import (
    acties,
    afronden,
    bericht,
    bewaren,
    bijdragen,
    documenten,
    examples,
    groepsscan,
    groepsscan_ontvangst,
    groepsscan_verzending,
    herinnering,
    informatiebrief,
    klok,
    namenlijst,
    opschalen,
    prioriteit,
    privacy,
    score,
)
from handlers.settings import HandlerSettings

MODULES = (
    acties,
    afronden,
    bericht,
    bewaren,
    bijdragen,
    documenten,
    groepsscan,
    groepsscan_ontvangst,
    groepsscan_verzending,
    herinnering,
    informatiebrief,
    klok,
    namenlijst,
    opschalen,
    prioriteit,
    privacy,
    score,
)


def registry(settings: HandlerSettings) -> Registry:
    """All handlers, made for this installation."""
    made = Registry()
    for module in MODULES:
        for handler in module.handlers(settings):
            made.add(replace(handler, example=examples.EXAMPLES.get(handler.topic)))
    return made
