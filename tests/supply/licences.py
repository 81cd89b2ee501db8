"""Every installed package has a licence that may be used: `python -m tests.supply.licences`."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from importlib.metadata import Distribution, distributions

from boolean.boolean import AND, OR, Expression, ParseError
from license_expression import ExpressionError, LicenseWithExceptionSymbol, get_spdx_licensing

# They ask for their notice to stay, and no more.
PERMISSIVE = {
    "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "MIT", "MIT-0",
    "MIT-CMU", "PSF-2.0", "Unlicense", "Zlib",
}  # fmt: skip
# Changes to its own files have to be published; they are used unchanged.
OF_FILES = {"MPL-2.0"}
ALLOWED = PERMISSIVE | OF_FILES
# An exception makes a licence milder.
MILDER = {"LLVM-exception", "Classpath-exception-2.0", "GCC-exception-3.1"}

# Strong copyleft that is used all the same: name of the package, and why it may be.
EXPLAINED: dict[str, str] = {
    "jwcrypto": "LGPL: signs for the directory of the tests, in a process of its own; not installed"
    " where Gege runs",
    "psycopg": "LGPL: used unchanged, as a library of its own that can be replaced",
    "psycopg-binary": "LGPL: as psycopg, whose compiled half it is",
}
# What the metadata does not say, read from the licence file.
READ: dict[str, str] = {
    # Not in its wheel; its repository says it (docs/decisions/0001-house.md).
    "streamlit-folium": "MIT",
    # "(same as Leaflet)", whose files these are.
    "xstatic-leaflet": "BSD-2-Clause",
    # Its classifier says BSD only; the file has three clauses.
    "numba": "BSD-2-Clause",
    "itsdangerous": "BSD-3-Clause",
    "jinja2": "BSD-3-Clause",
    "altair": "BSD-3-Clause",
    "scipy": "BSD-3-Clause",
    "sqlparse": "BSD-3-Clause",
    # Its field holds the name of its author instead.
    "django-oauth-toolkit": "BSD-2-Clause",
}
# As people write it, and as SPDX does.
SPDX = {
    "3-clause bsd license": "BSD-3-Clause",
    "apache 2.0": "Apache-2.0",
    "apache license": "Apache-2.0",
    "apache license 2.0": "Apache-2.0",
    "apache software license": "Apache-2.0",
    "bsd 2-clause license": "BSD-2-Clause",
    "bsd 3-clause": "BSD-3-Clause",
    "isc license": "ISC",
    "isc license (iscl)": "ISC",
    "mit license": "MIT",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
    "psfl": "PSF-2.0",
    "python software foundation license": "PSF-2.0",
    "gnu affero general public license v3": "AGPL-3.0-only",
    "gnu general public license v3 (gplv3)": "GPL-3.0-only",
}
_licensing = get_spdx_licensing()


def key_of(name: str) -> str:
    """Return a package's name as it is compared."""
    return name.lower().replace("_", "-")


def licence_of(one: Distribution) -> str:
    """Return the licence of a package as an SPDX expression; empty when it cannot be told."""
    said = one.metadata
    if said.get("License-Expression"):
        return str(said["License-Expression"])
    if key_of(one.name) in READ:
        return READ[key_of(one.name)]
    first = (said.get("License") or "").strip().split("\n")[0].strip()
    classed = [line.split("::")[-1].strip() for line in said.get_all("Classifier") or []
               if line.startswith("License")]  # fmt: skip
    for text in (first, *classed):
        found = SPDX.get(text.lower(), text)
        if found and _parsed(found) is not None and not _licensing.unknown_license_keys(found):
            return found
    return ""


def _parsed(expression: str) -> Expression | None:
    try:
        return _licensing.parse(expression, validate=True)
    except (ExpressionError, ParseError, AttributeError):
        return None


def is_allowed(expression: str) -> bool:
    """Return whether a licence may be used: of "or" one part, of "and" every part."""
    return _judged(_parsed(expression))


def _judged(part: Expression | None) -> bool:
    if isinstance(part, OR):
        return any(_judged(one) for one in part.args)
    if isinstance(part, AND):
        return all(_judged(one) for one in part.args)
    if isinstance(part, LicenseWithExceptionSymbol):
        milder = part.exception_symbol.key in MILDER
        return milder and (part.license_symbol.key in ALLOWED or "GPL" in part.license_symbol.key)
    return part is not None and part.key in ALLOWED


def faults(installed: Iterable[Distribution]) -> list[str]:
    """Return what may not be used, and what is explained and not there."""
    found = {key_of(one.name): licence_of(one) for one in installed}
    wrong = [
        f"{name}: {licence or 'no licence can be read; look into the package and say it in READ'}"
        for name, licence in sorted(found.items())
        if not is_allowed(licence) and name not in EXPLAINED
    ]
    idle = [f"{name}: explained, and not installed" for name in EXPLAINED if name not in found]
    return wrong + idle


def main() -> int:
    """Say what is wrong; 1 when something is."""
    installed = list(distributions())
    wrong = faults(installed)
    for line in wrong:
        sys.stdout.write(f"licence not allowed: {line}\n")
    if not wrong:
        sys.stdout.write(f"licences: {len(installed)} packages, all allowed\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
