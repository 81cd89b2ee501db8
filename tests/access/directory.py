"""The directory's process, and somebody who signs in there without a screen."""

from __future__ import annotations

import html
import json
import re
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.access.directory_site import CLIENT, SECRET
from tests.translations import ROOT

BACK = "http://t/gege/directory-back"


class Directory:
    """A directory that runs.

    Attributes
    ----------
    issuer
        Its address.
    folder
        Where its database, its key and the program's secret lie.
    """

    def __init__(self, process: subprocess.Popen[str], folder: Path) -> None:
        self._process, self.folder = process, folder
        self.issuer = self._heard()

    def tell(self, **said: Any) -> None:
        """Let it know something; see `directory_site`."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(said) + "\n")
        self._process.stdin.flush()
        assert self._heard() == "done"

    def environment(self, hosts: str = "t") -> dict[str, str]:
        """Return what a server's environment says of it."""
        return {
            "GEGE_OIDC_ISSUER": self.issuer,
            "GEGE_OIDC_CLIENT_ID": CLIENT,
            "GEGE_OIDC_CLIENT_SECRET_FILE": str(self.folder / "secret"),
            "GEGE_HOSTS": hosts,
        }

    def _heard(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline().strip()
        assert line, "the directory did not start"
        return line


@contextmanager
def run_directory(folder: Path) -> Iterator[Directory]:
    """Give a directory while it runs."""
    key = rsa.generate_private_key(65537, 2048)
    form = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (folder / "key.pem").write_bytes(key.private_bytes(serialization.Encoding.PEM, *form))
    (folder / "secret").write_text(f"{SECRET}\n", encoding="ascii")
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.access.directory_site", str(folder)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        found = Directory(process, folder)
        found.tell(redirects=[BACK], consent=False)
        yield found
    finally:
        process.terminate()
        process.wait(20)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


class There:
    """A browser without a screen at the directory: it keeps its cookies."""

    def __init__(self) -> None:
        kept = urllib.request.HTTPCookieProcessor(CookieJar())
        self._opener = urllib.request.build_opener(kept, _NoRedirect)

    def ask(self, address: str, fields: dict[str, str] | None = None) -> tuple[str, str]:
        """Return where an answer leads, or its text."""
        sent = urlencode(fields).encode() if fields is not None else None
        try:
            with self._opener.open(address, sent, timeout=60) as answer:
                return "", answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.headers.get("location", ""), error.read().decode()

    def sign_in(self, address: str, person: str) -> str:
        """Go where we lead somebody, sign in there, and return where that leads: back to us."""
        parts = urlsplit(address)
        start = f"{parts.scheme}://{parts.netloc}"
        fields = {"username": person, "password": person, "next": "/"}
        self.ask(f"{start}/login/", fields)
        led, page = self.ask(address)
        if not led:
            # It asks whether we may know.
            hidden = re.findall(r'type="hidden" name="(\w+)"(?: value="([^"]*)")?', page)
            fields = {name: html.unescape(value) for name, value in hidden}
            led, _ = self.ask(address, fields | {"allow": "yes"})
        return led
