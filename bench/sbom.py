"""Lists the parts of others: what Zevenstap needs of the installed distributions, and the packages of the front-end."""

from __future__ import annotations

import json
import re
import sys
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
LOCK = ROOT / "web/frontend/package-lock.json"
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def main() -> int:
    json.dump(bill(), sys.stdout, indent=1, ensure_ascii=False)
    print()
    return 0


def bill() -> dict[str, Any]:
    """The whole document; the same parts give the same text."""
    own = distribution("zevenstap")
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {"type": "application", "name": "zevenstap", "version": own.version, "bom-ref": "zevenstap"}
        },
        "components": [*of_python(own), *of_npm(json.loads(LOCK.read_text("utf-8")))],
    }


def of_python(own: Distribution) -> list[dict[str, Any]]:
    """What runs: our requirements and theirs, without the extras for tests and building."""
    found: dict[str, Distribution] = {}
    waiting = _needed(own)
    while waiting:
        name = _plain(waiting.pop())
        if name in found:
            continue
        try:
            found[name] = distribution(name)
        except PackageNotFoundError:
            continue  # for another system or an older Python
        waiting += _needed(found[name])
    return [_component(f"pkg:pypi/{name}", name, found[name].version, _license(found[name])) for name in sorted(found)]


def of_npm(lock: dict[str, Any]) -> list[dict[str, Any]]:
    """Every package of the lock file, with the hash that npm checks."""
    made = {}
    for path, package in lock["packages"].items():
        if not path or "version" not in package:
            continue
        name = path.rpartition("node_modules/")[2]
        component = _component(f"pkg:npm/{name.replace('@', '%40')}", name, package["version"], package.get("license"))
        made[component["purl"]] = component
    return [made[purl] for purl in sorted(made)]


def _component(start: str, name: str, version: str, license_: str | None) -> dict[str, Any]:
    purl = f"{start}@{version}"
    known = {"licenses": [{"license": {"name": license_}}]} if license_ else {}
    return {"type": "library", "bom-ref": purl, "name": name, "version": version, "purl": purl, **known}


def _needed(of: Distribution) -> list[str]:
    """Names of requirements; an extra that was asked for, like psycopg's binary, may be installed and then counts."""
    wanted = [line for line in of.requires or [] if "extra ==" not in line]
    extras = [f"{_plain(NAME.match(line)[0])}-binary" for line in wanted if "[binary]" in line]  # type: ignore[index]
    return [found[0] for line in wanted if (found := NAME.match(line))] + extras


def _license(of: Distribution) -> str | None:
    metadata: Any = of.metadata  # an email message, whatever its type says
    said = metadata.get("License-Expression") or metadata.get("License")
    return said.splitlines()[0][:100] if said and said.strip() else None


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    sys.exit(main())
