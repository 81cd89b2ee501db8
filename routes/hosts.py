"""The names this server answers for: who asks for another is refused before anything else."""

from __future__ import annotations

import os
import re
from functools import lru_cache
from typing import Final

from starlette.requests import HTTPConnection

from casework.sentence import Sentence
from routes.cookies import is_https
from service.errors import ServiceError
from service.identity.directory_sign_in import NOT_READY

_SETTING: Final = "GEGE_HOSTS"
# A name, an IPv4 address or an IPv6 address in brackets; a port or none.
_HOST: Final = re.compile(r"([a-z0-9_.-]+|\[[0-9a-f:.]+\])(:[0-9]{1,5})?")
OTHER_HOST: Final = Sentence(
    "This server does not answer by the name it was asked by: open it by the address you were"
    " given. (Whoever runs it lists its names in {setting}.)",
    setting=_SETTING,
)


def hosts_named() -> frozenset[str]:
    """Return the names the server answers for; empty for any.

    Raises
    ------
    ServiceError
        When one of them can be no name.
    """
    return _read(os.environ.get(_SETTING, ""))


def own_host(request: HTTPConnection) -> str | None:
    """Return by which of its names the server was asked; None when it is none of them."""
    told = request.headers.getlist("host")
    host = told[0].lower() if len(told) == 1 else ""
    found = _HOST.fullmatch(host)
    if found is None:
        return None
    named = hosts_named()
    return host if not named or {host, found[1]} & named else None


def own_address(request: HTTPConnection, name: str) -> str:
    """Return the whole address of one of our pages, as the directory is told it.

    Raises
    ------
    ServiceError
        When the office has not said by which names the server is asked: what a browser says its
        name is may be anybody's.
    """
    host = own_host(request) if hosts_named() else None
    if host is None:
        raise ServiceError(NOT_READY.msgid)
    scheme = "https" if is_https(request) else "http"
    return f"{scheme}://{host}{request.scope.get('root_path', '')}/{name}"


@lru_cache(maxsize=8)
def _read(text: str) -> frozenset[str]:
    names = [one.strip().lower() for one in text.split(",") if one.strip()]
    for name in names:
        if not _HOST.fullmatch(name):
            raise ServiceError(
                "{setting} holds {value}, which is no name of a server: give names such as"
                " gege.county.example or 10.1.2.3:8501, with commas.",
                setting=_SETTING,
                value=name[:120],
            )
    return frozenset(names)
