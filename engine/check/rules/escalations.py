"""Escalations: what is thrown is caught somewhere around it, and what is caught can be thrown."""

from __future__ import annotations

from collections.abc import Iterator

from engine.check.findings import Finding, warning
from engine.check.package import PackageModel
from engine.check.rules.error_events import Escaping, catchers

RULE = "escalatie"


def check(package: PackageModel) -> Iterator[Finding]:
    if package.partial:
        return
    escaping = Escaping(package, "escalation")
    for scope in package.scopes():
        for catcher, thrown in catchers(scope, escaping):
            code = catcher.event_name()
            if not thrown or (code and code not in thrown):
                message = f"{catcher.label} wacht op de escalatie “{code or 'elke'}”, maar die komt daar nooit."
                known = f"Mogelijke codes: {', '.join(sorted(thrown))}." if thrown else "Haal de gebeurtenis weg."
                yield warning(catcher.file, catcher.id, RULE, message, known)
    start = package.processes.get(package.start_process)
    for code, source in sorted(escaping.from_scope(start).items()) if start is not None else ():
        message = f"De escalatie “{code}” van {source.label} wordt nergens opgevangen en doet dus niets."
        hint = "Zet een escalatiegebeurtenis met deze code op de rand eromheen, of haal haar weg."
        yield warning(source.file, source.id, RULE, message, hint)
