"""Whether the directory is set up rightly, for whoever runs the server."""

from __future__ import annotations

from datetime import datetime

from casework.access import Action, Viewer, require
from service.errors import ServiceError
from service.identity.directory_settings import directory_settings
from service.identity.provider import forget_providers, provider_of


def check_directory(viewer: Viewer, now: datetime) -> dict[str, object]:
    """Return what the directory says of itself, asked anew.

    Raises
    ------
    ServiceError
        When none is named, a setting cannot be used, or it cannot be asked.
    """
    require(viewer, Action.KEEP_ACCOUNTS)
    settings = directory_settings()
    if settings is None:
        raise ServiceError(
            "No directory is named: set {setting} and what belongs to it in the server's"
            " environment.",
            setting="GEGE_OIDC_ISSUER",
        )
    settings.secret()
    forget_providers()
    provider = provider_of(settings, now)
    return {
        "issuer": provider.issuer,
        "client_id": settings.client,
        "scopes": settings.scopes,
        "groups_claim": settings.groups_claim,
        "worker_claim": settings.worker_claim or None,
        "authorization": provider.authorization,
        "token": provider.token,
        "keys": provider.keys,
        "way_out": provider.way_out or None,
    }
