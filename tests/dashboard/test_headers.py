"""What every answer of the server says to the browser, by the kind of address."""

from __future__ import annotations

import asyncio
import base64
import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import streamlit
import streamlit_folium
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from dashboard.map_element import empty_map, keep_files_local
from routes.headers import ALWAYS, FRAME_POLICY, MAP_SCRIPT, OWN_POLICY, SafeHeaders, shell_policy

SHELL = "<html><script>let a = 1</script><script type='module' src='./a.js'></script></html>"


def _asked(path: str, base_path: str = "", own: str | None = None) -> dict[str, str]:
    """Return the headers of an answer behind the layer; `own` is the policy it states itself."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        headers = {"Content-Security-Policy": own} if own else {}
        await Response("x", headers=headers)(scope, receive, send)

    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {"type": "http", "path": path, "method": "GET", "headers": []}
    layer = SafeHeaders(app, SHELL, base_path)
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, layer(scope, receive, send)).result()
    return {name.decode(): value.decode() for name, value in sent[0]["headers"]}


@pytest.mark.parametrize(
    "path", ["/", "/case-list", "/static/js/a.js", "/gege/x", "/component/y/z"]
)
def test_no_address_is_left_out(path: str) -> None:
    found = _asked(path)
    for name, value in ALWAYS.items():
        assert found[name.lower()] == value
    policy = found["content-security-policy"]
    assert "http" not in policy and "*" not in policy
    assert "frame-ancestors 'self'" in policy
    assert "'unsafe-inline'" not in policy.split("script-src")[-1].split(";")[0]


def test_only_the_frame_of_the_map_may_evaluate() -> None:
    assert (
        _asked("/component/streamlit_folium.st_folium/index.html")["content-security-policy"]
        == FRAME_POLICY
    )
    for path in ("/", "/componentx", "/gege/component/", "/case-list"):
        assert "unsafe-eval" not in _asked(path)["content-security-policy"]


def test_own_addresses_may_do_nothing_and_a_stated_policy_stays() -> None:
    assert _asked("/gege/map.png")["content-security-policy"] == OWN_POLICY
    assert _asked("/office/gege/map.png", "office")["content-security-policy"] == OWN_POLICY
    assert _asked("/gege/x", own="default-src 'none'")["content-security-policy"] == (
        "default-src 'none'"
    )


def test_the_script_in_the_shell_may_run_and_another_not() -> None:
    mark = base64.b64encode(hashlib.sha256(b"let a = 1").digest()).decode()
    assert f"'sha256-{mark}'" in shell_policy(SHELL)
    streamlits = Path(streamlit.__file__).parent / "static" / "index.html"
    # One script stands in it; were it gone or another added, the policy should be looked at.
    assert shell_policy(streamlits.read_text()).count("sha256-") == 1


def test_the_mark_of_the_map_script_is_that_of_what_the_component_writes(monkeypatch) -> None:
    sent: dict[str, Any] = {}

    def taken(**arguments: Any) -> dict[str, Any]:
        sent.update(arguments)
        return arguments["default"]

    monkeypatch.setattr(streamlit_folium, "_component_func", taken)
    keep_files_local()
    streamlit_folium.st_folium(empty_map(), key="k", returned_objects=[])
    # The component's own script adds this behind what it is sent.
    script = sent["script"] + "window.map = map_div; window.initComponent(map_div, false);"
    assert base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() in MAP_SCRIPT
