"""A screen without a browser: the websocket of a real server, page by page, as bytes."""

from __future__ import annotations

from types import TracebackType

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

from service.identity.asking import SESSION_COOKIE


class Screen:
    """What one person sees in one tab.

    Parameters
    ----------
    address
        Of the server.
    token
        Of his session.
    """

    def __init__(self, address: str, token: str) -> None:
        self._opening = connect(
            f"{address.replace('http', 'ws', 1)}/_stcore/stream",
            additional_headers={"Cookie": f"{SESSION_COOKIE}={token}", "Origin": address},
            subprotocols=["streamlit"],  # type: ignore[list-item]
            max_size=None,
        )

    def __enter__(self) -> Screen:
        self._socket: ClientConnection = self._opening.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._opening.__exit__(kind, error, trace)

    def ask(self, page: str, query: str = "") -> None:
        """Ask for a page by its address."""
        state = ClientState(page_name=page, query_string=query)
        self._socket.send(BackMsg(rerun_script=state).SerializeToString())

    def heard(self) -> str:
        """Return all that comes until the page is done, as text."""
        parts: list[bytes] = []
        while True:
            content = self._socket.recv(timeout=300)
            assert isinstance(content, bytes)
            parts.append(content)
            if ForwardMsg.FromString(content).WhichOneof("type") == "script_finished":
                return b"\n".join(parts).decode("utf-8", "ignore")

    def page(self, page: str, query: str = "") -> str:
        """Return what a page shows."""
        self.ask(page, query)
        return self.heard()
