"""Whether a pinned package has a published flaw: `python -m tests.supply.known_flaws`.

The list of flaws is on the internet.  Where it cannot be reached this says NOT AUDITED, and fails
nothing: an office without internet must be able to check what it builds.
"""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.error
import urllib.request
from typing import Any

from tests.translations import ROOT

LISTS = ("requirements.txt", "requirements-dev.txt")
# Where pip-audit asks; a package everybody knows shows whether it is the real list.
SERVICE = "https://pypi.org/pypi/pip/25.0/json"
# A flaw that does not reach us: its number, and why.
EXPLAINED: dict[str, str] = {}


def is_reachable(address: str = SERVICE) -> bool:
    """Return whether the list of flaws answers."""
    try:
        with urllib.request.urlopen(address, timeout=15) as reply:
            return "vulnerabilities" in json.load(reply)
    except (urllib.error.URLError, OSError, ValueError):
        return False


def asked() -> dict[str, Any]:
    """Return what pip-audit says of the pinned packages."""
    lists = [word for name in LISTS for word in ("-r", name)]
    command = [
        sys.executable, "-m", "pip_audit", "--no-deps", "--disable-pip",
        "--progress-spinner", "off", "--format", "json", *lists,
    ]  # fmt: skip
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        return {"dependencies": []}
    try:
        return dict(json.loads(done.stdout))
    except ValueError:
        return {"dependencies": []}


def verdict(answer: dict[str, Any]) -> tuple[int, list[str]]:
    """Return 1 with the flaws found, else 0, and what to say."""
    packages = answer.get("dependencies", [])
    said = []
    flaws = [
        (one["name"], one["version"], flaw)
        for one in packages
        for flaw in one.get("vulns", [])
        if flaw["id"] not in EXPLAINED and not set(flaw.get("aliases", [])) & set(EXPLAINED)
    ]
    for name, version, flaw in flaws:
        mended = ", ".join(flaw.get("fix_versions", [])) or "no version yet"
        said.append(f"{name} {version}: {flaw['id']}, mended in {mended}")
    skipped = [one["name"] for one in packages if "skip_reason" in one]
    if skipped or not packages:
        which = f"{len(skipped)} of {len(packages)} packages" if packages else "any package"
        said.append(f"NOT AUDITED: the list of known flaws could not be asked about {which}")
    elif not flaws:
        said.append(f"pip-audit: {len(packages)} packages, no known flaw")
    return (1 if flaws else 0), said


def main() -> int:
    """Say what is known; 1 when a flaw is."""
    if not is_reachable():
        sys.stdout.write(f"NOT AUDITED: the list of known flaws cannot be reached ({SERVICE})\n")
        return 0
    code, said = verdict(asked())
    sys.stdout.write("\n".join(said) + "\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
