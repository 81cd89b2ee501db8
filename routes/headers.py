"""What every answer tells the browser: run nothing foreign, guess no types, tell nobody.

A layer in front of the whole server, so that no address is left out.  An answer that states a
policy of its own (the pages under our prefix do, and theirs are stricter) keeps it.
"""

from __future__ import annotations

import base64
import hashlib
import re
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.map_links import PREFIX

_POLICY: Final = "Content-Security-Policy"
# Answers of our own addresses are data, pictures and printed sheets.
OWN_POLICY: Final = (
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
_INLINE: Final = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_COMMON: Final = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:;"
    " font-src 'self' data:; media-src 'self' blob:; worker-src 'self' blob:; object-src 'none';"
    " base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)
ALWAYS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": (
        "camera=(), geolocation=(), microphone=(), payment=(), usb=(), serial=(), hid=(),"
        " bluetooth=(), midi=()"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "SAMEORIGIN",
    "X-Permitted-Cross-Domain-Policies": "none",
}


class SafeHeaders:
    """The layer.

    Parameters
    ----------
    app
        What is behind it.
    shell
        The HTML of the page that the screens live in: the scripts that stand in it may run.
    base_path
        The app's own base path.
    """

    def __init__(self, app: ASGIApp, shell: str = "", base_path: str = "") -> None:
        self._app = app
        stem = f"/{base_path.strip('/')}".rstrip("/")
        self._own, self._frame = f"{stem}/{PREFIX}/", f"{stem}/component/"
        self._shell_policy = shell_policy(shell)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the app does, with the headers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        policy = self.policy_of(str(scope["path"]))

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in {**ALWAYS, _POLICY: policy}.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_safely)

    def policy_of(self, path: str) -> str:
        """Return the policy of an answer at a path that states none itself."""
        if path.startswith(self._own):
            return OWN_POLICY
        return FRAME_POLICY if path.startswith(self._frame) else self._shell_policy


# The one script the map's component writes into its page: the empty map, which never changes
# (tests/dashboard/test_headers.py works the mark out from the component).
MAP_SCRIPT: Final = "sha256-WzFHC3jmUY5J9FgxhMDYJIicst+ypbFVoFrt1zoqOGc="
# It evaluates the layers it is sent; its frame is the only place where anything may.
FRAME_POLICY: Final = (
    f"{_COMMON}; script-src 'self' '{MAP_SCRIPT}' 'unsafe-eval'; connect-src 'self'"
)


def shell_policy(shell: str) -> str:
    """Return the policy of the screens: scripts of this server, and those inside the shell."""
    marks = [
        base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        for script in _INLINE.findall(shell)
    ]
    allowed = " ".join(["'self'", *(f"'sha256-{mark}'" for mark in marks)])
    return f"{_COMMON}; script-src {allowed}; connect-src 'self'; frame-src 'self'"
