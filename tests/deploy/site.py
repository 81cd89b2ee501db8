"""The shipped nginx site, run in a folder of its own in front of a server."""

from __future__ import annotations

import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

from tests.browser.served import Address, answers
from tests.deploy.needed import program
from tests.translations import ROOT

SITE = ROOT / "deploy" / "nginx" / "gege.conf"
_AROUND = """
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log {folder}/start.log;
events {{ worker_connections 256; }}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/gege.conf;
}}
"""


def written(folder: Path, server: str, port: int) -> Path:
    """Write the site into a folder with this server behind it, and return nginx's own file."""
    text = SITE.read_text(encoding="utf-8")
    for shipped, here in (
        ("server 127.0.0.1:8501;", f"server {server};"),
        ("listen 80;", f"listen 127.0.0.1:{port};"),
        ("/var/log/nginx/", f"{folder}/"),
    ):
        assert shipped in text
        text = text.replace(shipped, here)
    (folder / "gege.conf").write_text(text, encoding="utf-8")
    own = folder / "nginx.conf"
    own.write_text(_AROUND.format(folder=folder), encoding="utf-8")
    return own


@contextmanager
def site(folder: Path, address: str) -> Iterator[Address]:
    """Give the address of the site in front of a server, while it runs."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    own = written(folder, address.removeprefix("http://"), port)
    running = subprocess.Popen([program("nginx"), "-p", str(folder), "-c", str(own)])
    found = Address(f"http://127.0.0.1:{port}")
    found.token = getattr(address, "token", "")
    pause = Event()
    try:
        for _ in range(600):
            if running.poll() is None and answers(found):
                break
            pause.wait(0.1)
        else:
            raise RuntimeError((folder / "start.log").read_text(encoding="utf-8"))
        yield found
    finally:
        running.terminate()
        running.wait(20)
