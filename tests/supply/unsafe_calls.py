"""bandit over the product, each exception explained: `python -m tests.supply.unsafe_calls`."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from tests.translations import ROOT

PRODUCT = (
    "app.py", "manage.py", "casework", "commands", "dashboard", "data", "geo", "pages", "routes",
    "service",
)  # fmt: skip


@dataclass(frozen=True)
class Exempt:
    """A rule that does not hold for some files, and why."""

    rule: str
    files: str
    why: str


EXEMPT = (
    Exempt("B101", "*", "an assert tells the type checker what was settled before; what comes from"
           " outside is refused by sentences, never by an assert"),
    Exempt("B404", "*", "importing subprocess does nothing; each call is looked at by B603"),
    Exempt("B405", "*", "importing ElementTree does nothing; each reading is looked at by B314"),
    Exempt("B603", "data/postgres_copy.py", "pg_dump and pg_restore by full path and a list of"
           " words, never through a shell"),
    Exempt("B603", "service/packs/pdf_file.py", "this Python itself, with a list of words"),
    Exempt("B314", "service/packs/pptx_picture.py", "reads a picture this program has drawn"),
    Exempt("B311", "service/demonstration_*.py", "an invented district: the same seed has to give"
           " the same one, and nobody has to be kept from guessing it"),
    Exempt("B604", "app.py", "'shell' is the page around the screens, no command shell"),
    Exempt("B105", "casework/*.py", "names of moves and states, no passwords"),
    Exempt("B105", "service/identity/*.py", "an empty password stands for one nobody has set, and"
           " names of needs are no passwords"),
    Exempt("B107", "service/identity/*.py", "an empty word stands for none given"),
)  # fmt: skip


def findings(*where: str, root: Path = ROOT) -> list[dict[str, Any]]:
    """Return what bandit finds in files and folders below a folder."""
    command = [sys.executable, "-m", "bandit", "-q", "-r", *where, "-f", "json"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    told = json.loads(done.stdout)
    if told["errors"]:
        raise RuntimeError(f"bandit could not read: {told['errors']}")
    return list(told["results"])


def faults(found: list[dict[str, Any]], exempt: tuple[Exempt, ...] = EXEMPT) -> list[str]:
    """Return what is not exempt, and what is exempt for nothing."""
    used: set[Exempt] = set()
    wrong = []
    for one in found:
        name = Path(one["filename"]).as_posix().removeprefix("./")
        rules = {e for e in exempt if e.rule == one["test_id"] and fnmatch(name, e.files)}
        used |= rules
        if not rules:
            told = one["issue_text"]
            wrong.append(f"{name}:{one['line_number']}: {one['test_id']} {told}")
    idle = [f"{e.rule} in {e.files}: exempt, and nothing is found" for e in exempt if e not in used]
    return wrong + idle


def main() -> int:
    """Say what is wrong; 1 when something is."""
    found = findings(*PRODUCT)
    wrong = faults(found)
    for line in wrong:
        sys.stdout.write(f"{line}\n")
    if not wrong:
        sys.stdout.write(f"bandit: {len(found)} findings, all explained\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
