"""What the office says about its directory, in the server's environment; nothing means none."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from data.fetching import is_safe_address
from service.errors import ServiceError

_ISSUER: Final = "GEGE_OIDC_ISSUER"
_CLIENT: Final = "GEGE_OIDC_CLIENT_ID"
_SECRET: Final = "GEGE_OIDC_CLIENT_SECRET_FILE"
_GROUPS: Final = "GEGE_OIDC_GROUPS_CLAIM"
_WORKER: Final = "GEGE_OIDC_WORKER_CLAIM"
_SCOPES: Final = "GEGE_OIDC_SCOPES"
_NAME: Final = "GEGE_OIDC_NAME"
_AUTHORITIES: Final = "GEGE_OIDC_CA_FILE"
_LONGEST_NAME: Final = 60


@dataclass(frozen=True)
class DirectorySettings:
    """How the office's directory is asked.

    Attributes
    ----------
    issuer
        Its address, as it calls itself.
    client
        What this program is called there.
    secret_file
        File of the program's secret.
    groups_claim, worker_claim
        Names under which the ID token tells groups and the code of the grid worker; the second may
        be empty.
    scopes
        What is asked for, words with blanks between them.
    authorities
        File of the certificates that are trusted; None for those of the system.
    """

    issuer: str
    client: str
    secret_file: Path
    groups_claim: str
    worker_claim: str
    scopes: str
    authorities: Path | None

    def secret(self) -> str:
        """Return the program's secret, read anew so that it can be changed while the server runs.

        Raises
        ------
        ServiceError
            When the file cannot be read or is empty.
        """
        try:
            text = self.secret_file.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeError) as error:
            raise _unfit(_SECRET, str(self.secret_file)) from error
        if not text:
            raise _unfit(_SECRET, str(self.secret_file))
        return text


def directory_name() -> str | None:
    """Return what the directory is called, empty for no name; None when there is none."""
    return _said(_NAME)[:_LONGEST_NAME] if _said(_ISSUER) else None


def directory_settings() -> DirectorySettings | None:
    """Return how the directory is asked; None when the office names none.

    Raises
    ------
    ServiceError
        When what it says is not enough or cannot be.
    """
    issuer = _said(_ISSUER)
    if not issuer:
        return None
    if not is_safe_address(issuer) or "?" in issuer or "#" in issuer:
        raise _unfit(_ISSUER, issuer)
    for name in (_CLIENT, _SECRET):
        if not _said(name):
            raise _unfit(name, "-")
    scopes = " ".join((_said(_SCOPES) or "openid profile").replace(",", " ").split())
    if "openid" not in scopes.split():
        raise _unfit(_SCOPES, scopes)
    authorities = _said(_AUTHORITIES)
    if authorities and not Path(authorities).is_file():
        raise _unfit(_AUTHORITIES, authorities)
    return DirectorySettings(
        issuer,
        _said(_CLIENT),
        Path(_said(_SECRET)),
        _said(_GROUPS) or "groups",
        _said(_WORKER),
        scopes,
        Path(authorities) if authorities else None,
    )


def _said(name: str) -> str:
    return os.environ.get(name, "").strip()


def _unfit(name: str, value: str) -> ServiceError:
    return ServiceError(
        "The directory cannot be asked: the server's setting {setting} is {value}. Whoever runs the"
        " server sets it right; until then accounts of this server can sign in.",
        setting=name,
        value=value[:120],
    )
